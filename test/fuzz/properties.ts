import { ParseFailure } from "../../src/message/grammar/parse-failure.js";
import { IncomingRequestMessage } from "../../src/message/incoming-request-message.js";
import { fromOctetText } from "../../src/message/octet-text.js";
import { parseMessage } from "../../src/message/parse-message.js";
import { framedBy } from "./framing.js";
import { type Parsed, readEverything } from "./read-everything.js";
import { timed } from "./stopwatch.js";

/** A property that does not hold. */
export interface Fault {
  readonly property: Property;
  readonly detail: string;
}

export type Property =
  | "reading never throws"
  | "a message is read in its time"
  | "a message is served in its time"
  | "text and octets read the same"
  | "whole and byte by byte are framed the same"
  | "receive never throws"
  | "neither core nor application fail"
  | "what is sent can be read"
  | "an answer copies its request"
  | "a request is answered"
  | "nothing is dropped in silence"
  | "nothing is left over"
  | "Object.prototype is untouched";

/** CPU time for one message, of whatever kind. */
export const BUDGET = 50;

/** One message as it was read. */
export interface Reading {
  readonly parsed: Parsed;
  /** Milliseconds. */
  readonly time: number;
}

/** Reads a message, and checks what has to hold of reading alone. */
export function checkReading(message: string): Reading | Fault {
  const octets = fromOctetText(message);
  try {
    const { result, time } = timed(() => read(octets), BUDGET / 5);
    if (time > BUDGET) return { property: "a message is read in its time", detail: `${time.toFixed(0)} ms` };
    const text = asText(octets);
    const told = text === undefined ? result.told : read(text).told;
    if (told !== result.told) {
      return { property: "text and octets read the same", detail: difference(result.told, told) };
    }
    return checkFraming(octets) ?? { parsed: result.parsed, time };
  } catch (error) {
    return { property: "reading never throws", detail: stackOf(error) };
  }
}

function read(data: Uint8Array | string): { readonly parsed: Parsed; readonly told: string } {
  const parsed = parseMessage(data);
  return { parsed, told: readEverything(parsed) };
}

/** Of longer ones only the pieces of 7 octets are tried. */
const LONGEST_IN_SINGLE_OCTETS = 4_096;

function checkFraming(octets: Uint8Array): Fault | undefined {
  const whole = framedBy(octets, Math.max(1, octets.length));
  const pieces = framedBy(octets, octets.length > LONGEST_IN_SINGLE_OCTETS ? 7 : 1);
  const [one, other] = [whole.events.join("\n"), pieces.events.join("\n")];
  if (one !== other) {
    return { property: "whole and byte by byte are framed the same", detail: difference(one, other) };
  }
  for (const message of whole.messages) {
    const parsed = parseMessage(message, { stream: true });
    if (message.length !== octets.length) readEverything(parsed);
  }
  return undefined;
}

function asText(octets: Uint8Array): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(octets);
  } catch {
    return undefined;
  }
}

function difference(one: string, other: string): string {
  let at = 0;
  while (at < one.length && one[at] === other[at]) at++;
  const from = Math.max(0, at - 40);
  return `${JSON.stringify(one.slice(from, at + 80))} against ${JSON.stringify(other.slice(from, at + 80))}`;
}

export function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message).split("\n").slice(0, 6).join("\n") : String(error);
}

/** Whether a request has to be answered: an ACK never is, and what is no request has to be told of. */
export function answerable(parsed: Parsed): IncomingRequestMessage | undefined {
  if (parsed instanceof ParseFailure) return parsed.request;
  return parsed instanceof IncomingRequestMessage && parsed.method !== "ACK" ? parsed : undefined;
}
