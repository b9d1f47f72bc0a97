/**
 * What one WebSocket message holds.
 *
 * - `message`: what may be SIP; the core reads it
 * - `ping`: a double CRLF, to be answered by one
 * - `pong`: that one
 * - `other`: nothing that may travel here
 */
export type WebSocketContent = "message" | "ping" | "pong" | "other";

/** Tells keep-alives and foreign matter from SIP. RFC 7118 §5, §6; RFC 5626 §3.5.1 */
export function contentOf(data: string | Uint8Array): WebSocketContent {
  const start = typeof data === "string" ? data : octetsToFirstLine(data);
  if (start === "\r\n\r\n") return "ping";
  if (start === "\r\n") return "pong";
  // How badly a start line may be broken and still be answered is for the core to say.
  return START_LINE.test(start) ? "message" : "other";
}

const START_LINE = /^(?:\r\n)*[^\r\n]*SIP\/\d/i;

/** The beginning of a message to the end of its first line that is not empty. */
function octetsToFirstLine(data: Uint8Array): string {
  let end = 0;
  while (end < data.length && isLineEnd(data[end])) end += 1;
  while (end < data.length && !isLineEnd(data[end])) end += 1;
  return LATIN_1.decode(data.subarray(0, end));
}

function isLineEnd(octet: number | undefined): boolean {
  return octet === 0x0d || octet === 0x0a;
}

const LATIN_1 = new TextDecoder("latin1");
