import { type TracedMessage, type TracedNote } from "./trace.js";

/** Where things stand on the paper. */
export interface Layout {
  /** From left to right. */
  readonly parties: readonly string[];
  /** Characters between two lines. */
  readonly width: number;
  /** The time that is drawn as 0. Milliseconds. */
  readonly start: number;
  /** Digits after the point of the time, which is in seconds. */
  readonly decimals: number;
  /** Digits before it, at least. @defaultValue 3 */
  readonly digits?: number;
}

/** Names and width as in the documentation of this project. */
export const DEFAULT_LAYOUT: Layout = { parties: ["alice", "bob"], width: 28, start: 0, decimals: 1 };

/** The first line: the names, the outer ones flush with their lines, the inner ones above theirs. */
export function drawHeader(layout: Layout): string {
  const last = layout.parties.length - 1;
  return layout.parties.reduce((line, name, index) => {
    const at = margin(layout) + column(layout, index);
    const from = index === 0 ? at : index === last ? at - name.length + 1 : at - Math.floor(name.length / 2);
    return `${line.padEnd(from)}${name}`;
  }, "time");
}

/** An arrow: `|-- INVITE offer ----------->|`, with `x` for its head when the message is lost. */
export function drawMessage(layout: Layout, message: TracedMessage): string {
  const { time, from, to, label } = message;
  const [start, end] = [layout.parties.indexOf(from), layout.parties.indexOf(to)];
  if (start < 0 || end < 0 || start === end) {
    return drawNote(layout, { time, party: from, text: `${label} (${from} to ${to})` });
  }
  const room = Math.abs(end - start) * (layout.width + 1) - 1;
  const arrow = start < end ? drawRightward(message, room) : drawLeftward(message, room);
  return timed(layout, time, paint(drawRails(layout), column(layout, Math.min(start, end)) + 1, arrow));
}

/** A note, right of the party's line. A long one is written over the lines further right. */
export function drawNote(layout: Layout, { time, party, text }: TracedNote): string {
  return timed(
    layout,
    time,
    paint(drawRails(layout), column(layout, Math.max(0, layout.parties.indexOf(party))) + 2, text),
  );
}

/** How many digits the seconds of this time have before the point. */
export function digitsFor({ start, decimals }: Layout, time: number): number {
  return secondsText({ start, decimals }, time).split(".")[0]?.length ?? 0;
}

/** How wide the space between two lines must be for the whole label. */
export function widthFor({ label, fate = "passes" }: TracedMessage): number {
  return label.length + ARROW + (fate === "leaves" || fate === "arrives" ? LATE.length : 0);
}

/** Dashes, spaces and head that every arrow has: `--  -->`. */
const ARROW = 6;

/** The loose end of an arrow whose other half is drawn at another time. */
const LATE = "...";

function drawRightward({ label, fate = "passes" }: TracedMessage, room: number): string {
  const start = `-- ${cut(label, room, fate)} `;
  switch (fate) {
    case "passes":
      return `${start.padEnd(room - 1, "-")}>`;
    case "lost":
      return `${start.padEnd(room - 1, "-")}x`;
    case "leaves":
      return `${start}--${LATE}`.padEnd(room);
    case "arrives":
      return `${LATE}${start}->`.padStart(room);
  }
}

function drawLeftward({ label, fate = "passes" }: TracedMessage, room: number): string {
  const start = ` ${cut(label, room, fate)} --`;
  switch (fate) {
    case "passes":
      return `<${start.padStart(room - 1, "-")}`;
    case "lost":
      return `x${start.padStart(room - 1, "-")}`;
    case "leaves":
      return `${LATE}--${start}`.padStart(room);
    case "arrives":
      return `<-${start}${LATE}`.padEnd(room);
  }
}

function cut(label: string, room: number, fate: string): string {
  const longest = room - ARROW - (fate === "leaves" || fate === "arrives" ? LATE.length : 0);
  return label.length <= longest ? label : `${label.slice(0, Math.max(0, longest - 1))}…`;
}

/** A time with more digits than there is room for moves its line to the right, and breaks nothing. */
function timed(layout: Layout, time: number, drawing: string): string {
  return `${secondsText(layout, time).padStart(margin(layout) - 2)}  ${drawing}`;
}

function secondsText({ start, decimals }: Pick<Layout, "start" | "decimals">, time: number): string {
  return (Math.max(0, time - start) / 1000).toFixed(decimals);
}

function drawRails(layout: Layout): string {
  return layout.parties.map(() => "|").join(" ".repeat(layout.width));
}

function paint(line: string, at: number, text: string): string {
  return `${line.slice(0, at).padEnd(at)}${text}${line.slice(at + text.length)}`;
}

/** Characters left of the first line. */
function margin({ decimals, digits = 3 }: Layout): number {
  return 3 + Math.max(3, digits) + Math.max(1, decimals);
}

/** Where a party's line stands, counted from the first one. */
function column(layout: Layout, index: number): number {
  return index * (layout.width + 1);
}
