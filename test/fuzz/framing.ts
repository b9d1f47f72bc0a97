import { StreamFramer } from "../../src/message/stream-framer.js";
import { toOctetText } from "../../src/message/octet-text.js";

/** What a framer said, in order. */
export interface Framing {
  /** One character stands for one octet. */
  readonly events: readonly string[];
  readonly messages: readonly Uint8Array[];
}

/** Gives a stream to a framer in pieces of this many octets. */
export function framedBy(octets: Uint8Array, piece: number): Framing {
  const events: string[] = [];
  const messages: Uint8Array[] = [];
  const framer = new StreamFramer({
    onMessage: (message) => {
      messages.push(message);
      events.push(`message ${toOctetText(message)}`);
    },
    onKeepAlive: () => events.push("keep-alive"),
    onFailure: ({ code, expected, offset, statusCode }) =>
      events.push(`failure ${code} ${expected} ${offset} ${statusCode}`),
  });
  for (let at = 0; at < octets.length; at += piece) framer.push(octets.subarray(at, at + piece));
  events.push(`inside a message: ${framer.isInsideMessage}`);
  return { events, messages };
}
