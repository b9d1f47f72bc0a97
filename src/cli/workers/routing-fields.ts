import { MARKED } from "./marked-random.js";

/** What of a message decides which worker it belongs to. */
export interface RoutingFields {
  /** The first Call-ID, as it is written. RFC 3261 §20.8 */
  readonly callId: string | undefined;
  /** An INVITE that is repeated has the number of the first, and so has its CANCEL. RFC 3261 §9.1 */
  readonly cseq: { readonly number: string; readonly method: string } | undefined;
  /** The worker whose tag it carries. */
  readonly worker: number | undefined;
}

/**
 * Looks for them in a message as it came, and at nothing else: whether it is a good one is for the core to say. Never throws.
 *
 * The worker stands in the To tag of a request inside a dialog and of the ACK to a refusal, in the From tag of an answer to a request of
 * ours, and in what an INVITE names with Replaces or Join (RFC 3891 §3, RFC 3911 §4).
 */
export function readRoutingFields(message: Uint8Array): RoutingFields {
  // The same octets, with the searches of a Buffer.
  const octets = Buffer.from(message.buffer, message.byteOffset, message.byteLength);
  const start = startOf(octets);
  const names = isResponse(octets, start) ? RESPONSE_NAMES : REQUEST_NAMES;
  let callId: string | undefined;
  let cseq: RoutingFields["cseq"];
  let worker: number | undefined;
  for (let at = endOfLine(octets, start); at < octets.length;) {
    if (isLineEnd(octets[at])) break;
    const end = endOfFolded(octets, at);
    if (INITIALS.has(octets[at])) {
      const [, name = "", value = ""] = HEADER.exec(octets.toString("latin1", at, end)) ?? [];
      const kind = names.get(name.toLowerCase());
      if (kind === "call-id") callId ??= value.trim();
      if (kind === "cseq") cseq ??= cseqIn(value);
      if (kind === "tag") worker ??= markIn(value);
    }
    at = end;
  }
  return { callId, cseq, worker };
}

type Kind = "call-id" | "cseq" | "tag";

const OF_CALL: readonly [string, Kind][] = [
  ["call-id", "call-id"],
  ["i", "call-id"],
  ["cseq", "cseq"],
];
const REQUEST_NAMES: ReadonlyMap<string, Kind> = new Map([
  ...OF_CALL,
  ["to", "tag"],
  ["t", "tag"],
  ["replaces", "tag"],
  ["join", "tag"],
]);
const RESPONSE_NAMES: ReadonlyMap<string, Kind> = new Map([...OF_CALL, ["from", "tag"], ["f", "tag"]]);

/** The octets that such a line begins with: most lines need no more than this look. */
const INITIALS: ReadonlySet<number | undefined> = new Set(Buffer.from("cCiItTfFrRjJ"));

/** RFC 3261 §7.3.1: blanks may stand before the colon, and a value goes on in the next line. */
const HEADER = /^([A-Za-z-]{1,8})[ \t]*:([^]*)$/;
/** The last of them: before it a name may say anything in quotes. */
const OWN_TAG = new RegExp(`^[^]*;\\s*(?:to-)?tag\\s*=\\s*${MARKED}(?![^;,\\s])`, "i");

function cseqIn(value: string): RoutingFields["cseq"] {
  const [, number, method] = CSEQ.exec(value) ?? [];
  return number === undefined || method === undefined ? undefined : { number, method };
}

const CSEQ = /^\s*0*(\d{1,10})\s+([A-Z]+)/;

function markIn(value: string): number | undefined {
  const [, digits] = OWN_TAG.exec(value) ?? [];
  return digits === undefined ? undefined : Number(digits);
}

/** RFC 3261 §7.5: empty lines before a message are passed over. */
function startOf(octets: Buffer): number {
  let at = 0;
  while (isLineEnd(octets[at])) at += 1;
  return at;
}

function isResponse(octets: Buffer, start: number): boolean {
  return octets.toString("latin1", start, start + 4).toUpperCase() === "SIP/";
}

/** A line with those that it is folded into. */
function endOfFolded(octets: Buffer, at: number): number {
  let end = endOfLine(octets, at);
  while (octets[end] === 0x20 || octets[end] === 0x09) end = endOfLine(octets, end);
  return end;
}

/** Where the next line begins. */
function endOfLine(octets: Buffer, at: number): number {
  const lineFeed = octets.indexOf(0x0a, at);
  return lineFeed < 0 ? octets.length : lineFeed + 1;
}

function isLineEnd(octet: number | undefined): boolean {
  return octet === 0x0d || octet === 0x0a;
}
