import { type Transport } from "../environment/flow.js";
import { type IncomingRequestMessage } from "../message/incoming-request-message.js";
import { type Diagnostic } from "./diagnostic.js";
import { type Refusal } from "./refusal.js";
import { type UserAgentHost } from "./user-agent-host.js";

/** Tells of a request that the library itself has refused. */
export function reportRefusal(
  host: Pick<UserAgentHost, "report">,
  { method, callId }: IncomingRequestMessage,
  { statusCode, code, limit }: Pick<Refusal, "statusCode" | "code"> & Pick<Diagnostic, "limit">,
  transport: Transport,
): void {
  const message = `${method} answered ${statusCode}: ${code}`;
  const named = limit === undefined ? {} : { limit };
  host.report({ reason: "refused", message, code, statusCode, method, callId, transport, ...named });
}
