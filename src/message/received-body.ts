import { type MessageReading } from "./message-reading.js";
import { utf8Length } from "./octet-text.js";
import { decodeUtf8 } from "./received-text.js";

/** The body as UTF-8, as long as Content-Length says; without one, all there is. RFC 3261 §20.14 */
export function bodyText(reading: MessageReading): string {
  const { text, bodyStart, contentLength, bodyOctets, isAscii } = reading;
  if (bodyOctets) return decodeUtf8(bodyOf(reading));
  if (contentLength === undefined) return text.slice(bodyStart);
  const body = text.slice(bodyStart, bodyStart + contentLength);
  return isAscii || !NOT_ASCII.test(body) ? body : decodeUtf8(bodyOf(reading));
}

/** The octets of the body, as many as Content-Length says; without one, all there are. */
export function bodyOf({ text, bodyStart, contentLength, bodyOctets }: MessageReading): Uint8Array {
  return (bodyOctets ?? new TextEncoder().encode(text.slice(bodyStart))).subarray(0, contentLength);
}

/** Whether the body has an octet. */
export function hasBodyOf(reading: MessageReading): boolean {
  return reading.contentLength !== 0 && hasBodyOctets(reading, 1);
}

/** Whether at least this many octets follow the head. */
export function hasBodyOctets({ text, bodyStart, bodyOctets, isAscii }: MessageReading, length: number): boolean {
  if (bodyOctets) return bodyOctets.length >= length;
  // A character is one octet at least: counting is only needed where there are fewer characters than that.
  return text.length - bodyStart >= length || (!isAscii && utf8Length(text.slice(bodyStart)) >= length);
}

const NOT_ASCII = /[^\0-\x7f]/;
