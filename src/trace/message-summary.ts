/** What a drawing says of a message. Read from the text alone, so that a message nobody else can read is drawn too. */
export interface MessageSummary {
  /** Of a request. `undefined` for a response. */
  readonly method: string | undefined;
  /** Of a response. `undefined` for a request. */
  readonly statusCode: number | undefined;
  /** The method that CSeq names; of a response, what it answers. `undefined` when there is none. */
  readonly cseqMethod: string | undefined;
  /** Everything after the empty line. */
  readonly body: string;
  /** Whether the body is, or has as a part, a session description. */
  readonly hasSessionDescription: boolean;
}

const STATUS_LINE = /^SIP\/2\.0 (\d{3})(?: |$)/i;
const REQUEST_LINE = /^([^\s:]+) [^\r\n]* SIP\/\d/i;
const CSEQ = /^CSeq[ \t]*:[ \t]*\d+[ \t]+([^\s]+)/im;
const CONTENT_TYPE = /^(?:Content-Type|c)[ \t]*:[ \t]*([^\s;]+)/im;
const SDP = "application/sdp";

/** Reads the little that a drawing needs. Never fails: what is not there is `undefined`. */
export function summarizeMessage(message: string | Uint8Array): MessageSummary {
  const text = typeof message === "string" ? message : new TextDecoder().decode(message);
  const end = headEnd(text);
  const head = text.slice(0, end);
  const body = text.slice(end).replace(/^(?:\r?\n){1,2}/, "");
  const line = head.slice(0, lineEnd(head));
  const statusCode = STATUS_LINE.exec(line)?.[1];
  return {
    method: statusCode === undefined ? REQUEST_LINE.exec(line)?.[1] : undefined,
    statusCode: statusCode === undefined ? undefined : Number(statusCode),
    cseqMethod: CSEQ.exec(head)?.[1],
    body,
    hasSessionDescription: describesSession(CONTENT_TYPE.exec(head)?.[1]?.toLowerCase(), body),
  };
}

/** What the writer of a trace knows of a session description. */
export type DescriptionKind = "offer" | "answer";

/**
 * The label of an arrow: method or status code, and `offer`, `answer` or `sdp` when a session description is carried.
 *
 * @param description - What the session description is, for one who knows. Without it, `sdp`.
 * @returns `?` for what is not a SIP message.
 */
export function messageLabel(message: string | Uint8Array | MessageSummary, description?: DescriptionKind): string {
  const summary = isSummary(message) ? message : summarizeMessage(message);
  const name = summary.method ?? summary.statusCode?.toString() ?? "?";
  return summary.hasSessionDescription ? `${name} ${description ?? "sdp"}` : name;
}

function isSummary(message: string | Uint8Array | MessageSummary): message is MessageSummary {
  return typeof message === "object" && !(message instanceof Uint8Array);
}

function headEnd(text: string): number {
  const end = text.indexOf("\r\n\r\n");
  if (end >= 0) return end;
  const lenient = text.indexOf("\n\n");
  return lenient >= 0 ? lenient : text.length;
}

function lineEnd(head: string): number {
  const end = head.search(/[\r\n]/);
  return end >= 0 ? end : head.length;
}

function describesSession(contentType: string | undefined, body: string): boolean {
  if (contentType === undefined || body === "") return false;
  return contentType === SDP || (contentType.startsWith("multipart/") && body.toLowerCase().includes(SDP));
}
