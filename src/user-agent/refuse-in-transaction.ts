import { type Transport } from "../environment/flow.js";
import { type IncomingRequestMessage } from "../message/incoming-request-message.js";
import { InviteServerTransaction } from "../transaction/invite-server-transaction.js";
import { NonInviteServerTransaction } from "../transaction/non-invite-server-transaction.js";
import { type ServerTransaction } from "../transaction/server-transaction.js";
import { type Refusal } from "./refusal.js";
import { reportRefusal } from "./report-refusal.js";
import { UserAgentServer } from "./user-agent-server.js";
import { type UserAgentHost } from "./user-agent-host.js";

/**
 * Refuses a request in a transaction, since what refuses it (a sequence number, a glare, a number drawn for Retry-After) would not
 * refuse a copy of it in the same words.
 */
export function refuseInTransaction(
  host: UserAgentHost,
  message: IncomingRequestMessage,
  refusal: Refusal,
  transport: Transport,
): ServerTransaction {
  const { statusCode, reasonPhrase, extraHeaders = [] } = refusal;
  const kind = message.method === "INVITE" ? InviteServerTransaction : NonInviteServerTransaction;
  const server = new UserAgentServer(kind, host, message, undefined, transport);
  server.reject({
    statusCode,
    extraHeaders: [...extraHeaders],
    ...(reasonPhrase === undefined ? {} : { reasonPhrase }),
  });
  reportRefusal(host, message, refusal, transport);
  return server.transaction;
}
