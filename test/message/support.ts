import { expect } from "vitest";
import { ParseFailure } from "../../src/message/grammar/parse-failure.js";
import { type HeaderKey } from "../../src/message/header/key.js";
import { IncomingRequestMessage } from "../../src/message/incoming-request-message.js";
import { IncomingResponseMessage } from "../../src/message/incoming-response-message.js";
import { parseMessage, type ParseOptions } from "../../src/message/parse-message.js";

const HEADERS: Readonly<Record<string, string>> = {
  Via: "SIP/2.0/UDP pc1.example.org;branch=z9hG4bKfx001",
  "Max-Forwards": "70",
  To: "Bob <sip:bob@example.net>",
  From: "Alice <sip:alice@example.org>;tag=a11ce",
  "Call-ID": "fx-call-1",
  CSeq: "1001 INVITE",
  Contact: "<sip:alice@pc1.example.org>",
};

/** What differs from an INVITE of Alice's: other values, `undefined` for a header that is missing, further lines, another start line. */
export interface Difference {
  readonly start?: string;
  readonly headers?: Readonly<Record<string, string | undefined>>;
  readonly lines?: readonly string[];
  readonly body?: string;
}

export function inviteText({ start, headers = {}, lines = [], body = "" }: Difference = {}): string {
  const fields = Object.entries({ ...HEADERS, ...headers }).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}: ${value}`],
  );
  return [start ?? "INVITE sip:bob@192.0.2.4 SIP/2.0", ...fields, ...lines, "", body].join("\r\n");
}

/** A request that must be readable. */
export function request(difference?: Difference): IncomingRequestMessage {
  return requestOf(inviteText(difference));
}

export function requestOf(data: string | Uint8Array, options?: ParseOptions): IncomingRequestMessage {
  const message = parseMessage(data, options);
  if (!(message instanceof IncomingRequestMessage)) throw new Error(`no request: ${JSON.stringify(message)}`);
  return message;
}

export function responseOf(data: string | Uint8Array): IncomingResponseMessage {
  const message = parseMessage(data);
  if (!(message instanceof IncomingResponseMessage)) throw new Error(`no response: ${JSON.stringify(message)}`);
  return message;
}

/** A message that must not be readable. */
export function failure(data: string | Uint8Array, options?: ParseOptions): ParseFailure<IncomingRequestMessage> {
  const message = parseMessage(data, options);
  if (!(message instanceof ParseFailure)) throw new Error("the message is readable");
  return message;
}

/** The failure of a request that must be answerable, as `400 Missing CSeq header field`. */
export function refusal(data: string | Uint8Array, options?: ParseOptions): string {
  const { request, statusCode, reasonPhrase } = failure(data, options);
  expect(request).toBeInstanceOf(IncomingRequestMessage);
  return `${statusCode} ${reasonPhrase}`;
}

/** Reads a value that must be readable. */
export function read<T>(key: HeaderKey<T>, value: string): T {
  const parsed = key.parse(value);
  if (parsed instanceof ParseFailure) throw new Error(`${value} has no ${parsed.expected}`);
  return parsed;
}

export function octetsOf(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
