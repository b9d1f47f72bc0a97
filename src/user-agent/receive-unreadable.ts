import { type Flow } from "../environment/flow.js";
import { type ParseFailure } from "../message/grammar/parse-failure.js";
import { type IncomingRequestMessage } from "../message/incoming-request-message.js";
import { inspectMethod } from "./inspect-request.js";
import { responseTransport } from "./response-transport.js";
import { type UserAgentHost } from "./user-agent-host.js";

/** What could not be read: answered where that is possible, and told in any case. RFC 3261 §21.4.1 */
export function receiveUnreadable(
  host: UserAgentHost,
  failure: ParseFailure<IncomingRequestMessage>,
  transport: Flow,
): void {
  const { request, code, statusCode, reasonPhrase } = failure;
  if (request === undefined) return reportFailure(host, "unreadable", failure, transport);
  // RFC 3261 §8.2.1 comes before the header fields: a method that nobody knows is told so. RFC 4475 §3.1.2.18
  // What stands in a broken request line is no method.
  const unserved = statusCode === 400 && code !== "start-line" ? inspectMethod(request, host.capabilities) : undefined;
  const refusal = unserved?.statusCode === 501 ? unserved : { statusCode, reasonPhrase };
  reportFailure(host, "unreadable", failure, transport, refusal.statusCode);
  host.replyStateless(request, refusal, responseTransport(request, transport));
}

/** Tells what is wrong with a message that is dropped, refused with a status code, or served all the same. */
export function reportFailure(
  host: Pick<UserAgentHost, "report">,
  reason: "unreadable" | "mended",
  { code, offset, header, expected }: ParseFailure,
  transport: Flow,
  statusCode?: number,
): void {
  const where = header === undefined ? "" : ` in ${header}`;
  host.report({
    reason,
    message: `expected ${expected}${where}`,
    code,
    offset,
    header,
    transport,
    ...(statusCode !== undefined && { statusCode }),
  });
}
