import { ownedText } from "../message/owned-text.js";
import { TransactionState } from "../transaction/transaction-state.js";
import { type ServerTransactionUser } from "../transaction/transaction-user.js";
import { type AnsweringServer } from "./answering-servers.js";
import { traceMessage } from "./trace-message.js";
import { type UserAgentHost } from "./user-agent-host.js";

/** Lets a transaction go on without its server: what it still needs it keeps itself, and neither request nor application. */
export function settleServer(host: UserAgentHost, server: AnsweringServer): void {
  const { transaction, message, toTag } = server;
  if (!host.settles || transaction.state === TransactionState.Terminated) return;
  host.counts?.settle(transaction);
  // RFC 3261 §9.1: a CANCEL has the To of its request, and so brings a tag that stood there.
  if (message.toTag === undefined) transaction.localTag = ownedText(toTag);
  transaction.settle(successorIn(host));
}

const SUCCESSORS = new WeakMap<UserAgentHost, ServerTransactionUser>();

/** The one user of all transactions of a core that are settled: there are two to each call, for half a minute. */
function successorIn(host: UserAgentHost): ServerTransactionUser {
  const known = SUCCESSORS.get(host);
  if (known !== undefined) return known;
  const { loggerFactory, environment } = host;
  const successor: ServerTransactionUser = {
    loggerFactory,
    environment,
    onSend: (message, transport) => traceMessage(host, "out", message, transport),
  };
  SUCCESSORS.set(host, successor);
  return successor;
}
