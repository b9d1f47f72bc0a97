import { type Flow } from "../environment/flow.js";
import { type IncomingRequestMessage } from "../message/incoming-request-message.js";
import { type IncomingResponseMessage } from "../message/incoming-response-message.js";
import { ParseFailure } from "../message/grammar/parse-failure.js";
import { parseMessage } from "../message/parse-message.js";
import { Caller } from "./caller.js";
import { MemoryWire, type MemoryWireOptions } from "./memory-wire.js";

/**
 * Makes a message as it stands on the wire from one as it stands in a test: takes away the line break before it and the
 * indentation, writes CRLF, ends the header with an empty line, and counts the body anew for Content-Length.
 *
 * ```ts
 * wireText(`
 *   OPTIONS sip:bob@192.0.2.4 SIP/2.0
 *   Via: SIP/2.0/UDP pc1.example.org;branch=z9hG4bKfx001
 * `);
 * ```
 *
 * A line that continues a header has to be indented further than the rest.
 */
export function wireText(text: string): string {
  const lines = text.replace(/^[ \t]*\r?\n/, "").split(/\r?\n/);
  const indentation = /^[ \t]*/.exec(lines[0] ?? "")?.[0] ?? "";
  const bare = lines.map((line) => (line.startsWith(indentation) ? line.slice(indentation.length) : line.trimStart()));
  const found = bare.findIndex((line) => line.trim() === "");
  const empty = found < 0 ? bare.length : found;
  const head = bare.slice(0, empty);
  const body = bare.slice(empty + 1).join("\r\n");
  const content = body.trim() === "" ? "" : body;
  const length = `Content-Length: ${new TextEncoder().encode(content).length}`;
  const at = head.findIndex((line) => CONTENT_LENGTH.test(line));
  return [
    ...(at < 0 ? [...head, length] : head.map((line, index) => (index === at ? length : line))),
    "",
    content,
  ].join("\r\n");
}

const CONTENT_LENGTH = /^(?:Content-Length|l)[ \t]*:/i;

export interface ReadOptions {
  /** Passes the text through `wireText` first. @defaultValue true for a text without any CRLF, as it stands in a test or a checked-out file */
  readonly mend?: boolean;
}

/**
 * Reads a request from a text in a test.
 *
 * @throws Error that says what was expected and where, when it cannot be read.
 */
export function readRequest(data: string | Uint8Array, options: ReadOptions = {}): IncomingRequestMessage {
  const message = parseMessage(asSent(data, options));
  if (message instanceof ParseFailure) {
    const where = message.header === undefined ? "" : ` in ${message.header}`;
    throw new Error(`cannot read the request: expected ${message.expected}${where}, at ${message.offset}`);
  }
  if ("statusCode" in message) throw new Error(`cannot read the request: it is a response, ${message.statusCode}`);
  return message;
}

/**
 * Reads an INVITE from a text in a test: `const invite = readInvite(text);`
 *
 * @throws Error when it cannot be read, or is another request.
 */
export function readInvite(data: string | Uint8Array, options: ReadOptions = {}): IncomingRequestMessage {
  const request = readRequest(data, options);
  if (request.method !== "INVITE") throw new Error(`cannot read the INVITE: it is ${request.method}`);
  return request;
}

/** What became of a message that was given to a core. Goes on to be filled. */
export interface Received {
  /** What the core sent back, in order. */
  readonly responses: readonly IncomingResponseMessage[];
  /** What the core asked, in order. */
  readonly requests: readonly IncomingRequestMessage[];
  /** The other party, for what comes next. */
  readonly caller: Caller;
  readonly wire: MemoryWire;
}

/**
 * Gives a core a message over a wire of its own, and keeps what comes back: `receiveInvite(core, text).responses`.
 *
 * The wire runs by `options.clock`; that has to be the core's clock for late messages to mean anything.
 */
export function receiveInvite(
  core: { receive(data: string | Uint8Array, flow: Flow): void },
  data: string | Uint8Array,
  options: ReadOptions & MemoryWireOptions = {},
): Received {
  const wire = new MemoryWire(options);
  const caller = new Caller({ send: (text) => wire.caller.send(text) });
  wire.caller.onMessage = (answer) => caller.receive(answer);
  wire.callee.onMessage = (message, flow) => core.receive(message, flow);
  void wire.caller.send(asSent(data, options));
  return { responses: caller.responses, requests: caller.requests, caller, wire };
}

function asSent(data: string | Uint8Array, { mend }: ReadOptions): string | Uint8Array {
  if (typeof data !== "string") return data;
  return (mend ?? !data.includes("\r\n")) ? wireText(data) : data;
}
