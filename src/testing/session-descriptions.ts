/** What Alice offers when nothing else is said: one audio stream, PCMU or PCMA. */
export const offer = audioDescription("alice", "192.0.2.1", 49_170, "0 8");

/** What Bob answers when nothing else is said: PCMU. */
export const answer = audioDescription("bob", "192.0.2.4", 49_172, "0");

function audioDescription(user: string, host: string, port: number, formats: string): string {
  return [
    "v=0",
    `o=${user} 1 1 IN IP4 ${host}`,
    "s=-",
    `c=IN IP4 ${host}`,
    "t=0 0",
    `m=audio ${port} RTP/AVP ${formats}`,
    "a=sendrecv",
    "",
  ].join("\r\n");
}
