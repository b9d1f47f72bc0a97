import { type Flow, isReliable, isStream } from "../environment/flow.js";
import { ParseFailure } from "../message/grammar/parse-failure.js";
import { IncomingRequestMessage } from "../message/incoming-request-message.js";
import { utf8Length } from "../message/octet-text.js";
import { readMessage } from "../message/parse-message.js";
import { type UserAgentHost } from "./user-agent-host.js";

type ReadingHost = Pick<UserAgentHost, "configuration" | "limits">;

/** Reads one whole message as the flow it came by, and our configuration, will have it. */
export function readReceived(data: string | Uint8Array, flow: Flow, host: ReadingHost): ReturnType<typeof readMessage> {
  const { limits, configuration } = host;
  // A character has three octets at most.
  if (data.length * 3 > limits.datagram && !isReliable(flow)) return readDatagram(data, host);
  return readMessage(data, limits, isStream(flow), configuration.lenient);
}

/** Reads a datagram that may be larger than any may be: then it is refused, and no more is looked at than the limit allows. */
function readDatagram(
  data: string | Uint8Array,
  { limits, configuration }: ReadingHost,
): ReturnType<typeof readMessage> {
  const octets = typeof data === "string" ? utf8Length(data) : data.length;
  if (octets <= limits.datagram) return readMessage(data, limits, false, configuration.lenient);
  // RFC 3261 §21.5.7
  const beginning = readMessage(data.slice(0, limits.datagram), limits, false);
  const details = { code: "too-long", statusCode: 513, reasonPhrase: "Message Too Large" };
  return new ParseFailure("a shorter message", limits.datagram, { ...details, request: answerable(beginning) });
}

/** RFC 3261 §8.2.6: an ACK is never answered. */
function answerable(beginning: ReturnType<typeof readMessage>): IncomingRequestMessage | undefined {
  const request = beginning instanceof ParseFailure ? beginning.request : beginning;
  return request instanceof IncomingRequestMessage && request.method !== "ACK" ? request : undefined;
}
