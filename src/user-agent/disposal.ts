import { type Logger } from "../environment/logger.js";
import { type UserAgentHost } from "./user-agent-host.js";

/** What `dispose` has ended without a word to the peers. */
export interface Disposal {
  readonly sessions: number;
  /** Requests that had no final response. */
  readonly requests: number;
  readonly transactions: number;
}

/** Forgets all that is alive, and counts it. */
export function disposeOfAll(host: UserAgentHost, logger: Logger): Disposal {
  const open = [...host.servers.values()].filter((server) => !server.answered);
  const disposal = { sessions: host.dialogs.size, requests: open.length, transactions: host.transactions.size };
  for (const server of [...host.servers.values()]) server.dispose();
  for (const client of [...host.clients]) client.dispose();
  for (const dialog of [...host.dialogs.values()]) dialog.dispose();
  host.subscriptions.dispose();
  host.terminatedDialogs.clear();
  host.transactions.dispose();
  host.counts?.clear();
  host.dialogs.clear();
  if (disposal.sessions + disposal.requests > 0) {
    logger.warn(`disposed of ${disposal.sessions} sessions and ${disposal.requests} unanswered requests`);
  }
  return disposal;
}
