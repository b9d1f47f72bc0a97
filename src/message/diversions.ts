import { type NameAddrHeader } from "./grammar/name-addr-header.js";
import { ParseFailure } from "./grammar/parse-failure.js";
import { type URI } from "./grammar/uri.js";
import { Diversion } from "./header/diversion.js";
import { HistoryInfo, type HistoryInfoValue } from "./header/history-info.js";
import { type IncomingMessage } from "./incoming-message.js";
import { findReasonCause } from "./cancel-reason.js";

/** One time that a call was sent on. Anybody may claim it. */
export interface DiversionStep {
  /** Who was called, and did not take the call; without what a History-Info has written into its URI. */
  readonly address: NameAddrHeader;
  /** In the words of Diversion: `unconditional`, `user-busy`, `no-answer`, `deflection`, `unavailable`, …, or `unknown`. */
  readonly reason: string;
  /** Whether the address is not to be shown. */
  readonly isPrivate: boolean;
  readonly source: "history-info" | "diversion";
}

/**
 * By which parties a call has come, the one that was called first at the head: History-Info (RFC 7044 §5) and Diversion (RFC 5806 §4) as one list.
 * A party that both name is there once.
 */
export function readDiversions(message: IncomingMessage): readonly DiversionStep[] {
  const fromHistory = historySteps(message);
  const known = new Set(fromHistory.map(({ address }) => partyOf(address)));
  return [...fromHistory, ...diversionSteps(message).filter(({ address }) => !known.has(partyOf(address)))];
}

function diversionSteps(message: IncomingMessage): readonly DiversionStep[] {
  const steps = message.all(Diversion).flatMap((value): DiversionStep[] => {
    if (value instanceof ParseFailure) return [];
    const isPrivate = value.privacy !== undefined && value.privacy !== "off";
    return [{ address: value.address, reason: value.reason, isPrivate, source: "diversion" }];
  });
  // RFC 5806 §4: each one is put on top.
  return steps.reverse();
}

/** Targets from which the call was sent on to another user. */
function historySteps(message: IncomingMessage): readonly DiversionStep[] {
  const entries = message.all(HistoryInfo).flatMap((value) => (value instanceof ParseFailure ? [] : value));
  const nextOf = new Map(entries.map((entry) => [entry.origin?.kind === "mp" ? entry.origin.index : undefined, entry]));
  const isMarked = entries.some(({ origin }) => origin !== undefined);
  return entries.flatMap((entry, i): DiversionStep[] => {
    const next = entry.index === undefined ? undefined : nextOf.get(entry.index);
    const cause = findReasonCause(entry.reasons, "SIP") ?? causeIn(next?.target.uri);
    // RFC 7044 §5: a new user is marked. Before that RFC the reason alone told, and the last target is the present one.
    const wasLeft = isMarked ? next !== undefined : cause !== undefined && i < entries.length - 1;
    if (!wasLeft) return [];
    const reason = REASONS.get(cause ?? 0) ?? "unknown";
    const isPrivate = entry.privacy.some((wish) => wish !== "none");
    return [{ address: bare(entry), reason, isPrivate, source: "history-info" }];
  });
}

/** User and host: ports and parameters make no other party. */
function partyOf({ uri }: NameAddrHeader): string {
  return uri.isOpaque ? uri.toString() : uri.aor;
}

/** What a `cause` in the URI of the next target says, RFC 4458. */
function causeIn(uri: URI | undefined): number | undefined {
  const text = uri?.getParam("cause");
  return typeof text === "string" && /^\d{3}$/.test(text) ? Number(text) : undefined;
}

function bare({ target }: HistoryInfoValue): NameAddrHeader {
  const address = target.clone();
  address.uri.clearHeaders();
  return address;
}

/** RFC 7544: how the two headers say the same. */
const REASONS: ReadonlyMap<number, string> = new Map([
  [302, "unconditional"],
  [408, "no-answer"],
  [480, "deflection"],
  [486, "user-busy"],
  [487, "deflection"],
  [503, "unavailable"],
]);
