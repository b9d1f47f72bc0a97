/**
 * A description of a stream that nobody plays: the examples are about the call. Where there is media, it comes from there.
 *
 * @param {"sendrecv" | "sendonly" | "recvonly" | "inactive"} direction
 * @param {number} version One higher each time that it is another one (RFC 3264, section 8).
 */
export function description(direction = "sendrecv", version = 1) {
  return [
    "v=0",
    `o=- 1 ${version} IN IP4 127.0.0.1`,
    "s=-",
    "c=IN IP4 127.0.0.1",
    "t=0 0",
    "m=audio 40000 RTP/AVP 0",
    `a=${direction}`,
    "",
  ].join("\r\n");
}
