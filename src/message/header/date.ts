import { ParseFailure } from "../grammar/parse-failure.js";
import { type HeaderKey } from "./key.js";
import { headerId } from "./names.js";

/** A moment in Greenwich, to the second. */
export interface DateValue {
  readonly year: number;
  /** 1 to 12. */
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  /** 0 to 60. */
  readonly second: number;
}

/** RFC 3261 §20.17: as in RFC 1123, in GMT and with case. */
export const DateHeader: HeaderKey<DateValue> = {
  id: headerId("Date"),
  parse(value) {
    const [, dayName, day, monthName = "", year, hour, minute, second] = SHAPE.exec(value) ?? [];
    const month = MONTHS.indexOf(monthName) + 1;
    if (dayName === undefined || month === 0) return new ParseFailure("date in GMT", 0);
    const date = {
      year: Number(year),
      month,
      day: Number(day),
      hour: Number(hour),
      minute: Number(minute),
      second: Number(second),
    };
    const isTime = date.hour < 24 && date.minute < 60 && date.second <= 60;
    return isTime && date.day >= 1 && date.day <= 31 ? date : new ParseFailure("date in GMT", 0);
  },
};

/** Writes a moment as it stands in a Date header. */
export function formatDate({ year, month, day, hour, minute, second }: DateValue): string {
  const time = [hour, minute, second].map(twoDigits).join(":");
  return `${DAYS[dayOfWeek(year, month, day)] ?? ""}, ${twoDigits(day)} ${MONTHS[month - 1] ?? ""} ${year} ${time} GMT`;
}

/** Seconds since 1970, as clocks count them. */
export function secondsSinceEpoch({ year, month, day, hour, minute, second }: DateValue): number {
  return ((daysSinceEpoch(year, month, day) * 24 + hour) * 60 + minute) * 60 + second;
}

const DAYS = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const SHAPE = /^(Mon|Tue|Wed|Thu|Fri|Sat|Sun), (\d\d) ([A-Z][a-z]{2}) (\d{4}) (\d\d):(\d\d):(\d\d) GMT$/;

/** 0 is Sunday. Sakamoto's rule for the Gregorian calendar; the core has no `Date`. */
function dayOfWeek(year: number, month: number, day: number): number {
  const shift = [0, 3, 2, 5, 0, 3, 5, 1, 4, 6, 2, 4][month - 1] ?? 0;
  const y = month < 3 ? year - 1 : year;
  return (y + Math.floor(y / 4) - Math.floor(y / 100) + Math.floor(y / 400) + shift + day) % 7;
}

/** Days of the Gregorian calendar. The year begins in March here, so that a leap day is its last. */
function daysSinceEpoch(year: number, month: number, day: number): number {
  const y = month < 3 ? year - 1 : year;
  const dayOfYear = Math.floor((153 * ((month + 9) % 12) + 2) / 5) + day - 1;
  return 365 * y + Math.floor(y / 4) - Math.floor(y / 100) + Math.floor(y / 400) + dayOfYear - 719_468;
}

function twoDigits(number: number): string {
  return String(number).padStart(2, "0");
}
