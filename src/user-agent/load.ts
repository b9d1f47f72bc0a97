import { type OverloadLimit, type OverloadLimits, type Rate } from "./overload-limits.js";
import { RateLimit } from "./rate-limit.js";
import { type ServerCounts } from "./server-counts.js";

/** Of a new request out of a dialog, what the limits look at. */
export interface NewRequest {
  readonly method: string;
  /** `undefined`: the limits per source are not for it. */
  readonly source: string | undefined;
  /** Milliseconds. */
  readonly now: number;
}

/** What is alive, and who comes how often, against the limits. */
export class Load {
  readonly #limits: OverloadLimits;
  readonly #counts: ServerCounts;
  readonly #dialogs: { readonly size: number };
  readonly #isBusy: () => boolean;
  readonly #inviteRate: RateLimit | undefined;
  readonly #inviteRatePerSource: RateLimit | undefined;
  readonly #requestRatePerSource: RateLimit | undefined;

  /** @param isBusy - The application's own measure. */
  constructor(limits: OverloadLimits, counts: ServerCounts, dialogs: { readonly size: number }, isBusy: () => boolean) {
    this.#limits = limits;
    this.#counts = counts;
    this.#dialogs = dialogs;
    this.#isBusy = isBusy;
    this.#inviteRate = limitOf(limits.inviteRate);
    this.#inviteRatePerSource = limitOf(limits.inviteRatePerSource);
    this.#requestRatePerSource = limitOf(limits.requestRatePerSource);
  }

  /** The limit that keeps a request out; nothing when it may come in. */
  reached(request: NewRequest): OverloadLimit | undefined {
    return LIMITS.find((limit) => Load.#checks[limit](this, request));
  }

  /** A request has come in; only then it takes its tokens. */
  count({ method, source, now }: NewRequest): void {
    if (method === "INVITE") this.#inviteRate?.count("", now);
    if (source === undefined) return;
    if (method === "INVITE") this.#inviteRatePerSource?.count(source, now);
    this.#requestRatePerSource?.count(source, now);
  }

  static readonly #checks: Readonly<Record<OverloadLimit, (load: Load, request: NewRequest) => boolean>> = {
    busy: (load) => load.#isBusy(),
    transactions: (load) => isFull(load.#limits.transactions, load.#counts.transactions),
    transactionsPerSource: (load, { source }) =>
      isFullFor(source, load.#limits.transactionsPerSource, (of) => load.#counts.transactionsOf(of)),
    // RFC 3261 §11.2: an OPTIONS is answered as an INVITE would be.
    pendingInvites: (load, { method }) =>
      CALLING.has(method) && isFull(load.#limits.pendingInvites, load.#counts.pendingInvites),
    pendingInvitesPerSource: (load, { method, source }) =>
      method === "INVITE" &&
      isFullFor(source, load.#limits.pendingInvitesPerSource, (of) => load.#counts.pendingInvitesOf(of)),
    dialogs: (load, { method }) => CALLING.has(method) && isFull(load.#limits.dialogs, load.#dialogs.size),
    unacknowledgedPerSource: (load, { method, source }) =>
      method === "INVITE" &&
      isFullFor(source, load.#limits.unacknowledgedPerSource, (of) => load.#counts.unacknowledgedOf(of)),
    inviteRate: (load, { method, now }) => method === "INVITE" && isTooFast(load.#inviteRate, "", now),
    inviteRatePerSource: (load, { method, source, now }) =>
      method === "INVITE" && isTooFast(load.#inviteRatePerSource, source, now),
    requestRatePerSource: (load, { source, now }) => isTooFast(load.#requestRatePerSource, source, now),
  };
}

/** In the order in which they are looked at: what all share before what is one's own, what is alive before what has been. */
const LIMITS: readonly OverloadLimit[] = [
  "busy",
  "transactions",
  "pendingInvites",
  "dialogs",
  "transactionsPerSource",
  "pendingInvitesPerSource",
  "unacknowledgedPerSource",
  "inviteRate",
  "inviteRatePerSource",
  "requestRatePerSource",
];

const CALLING: ReadonlySet<string> = new Set(["INVITE", "OPTIONS"]);

function limitOf(rate: Rate | undefined): RateLimit | undefined {
  return rate === undefined ? undefined : new RateLimit(rate);
}

function isFull(limit: number | undefined, count: number): boolean {
  return limit !== undefined && count >= limit;
}

function isFullFor(
  source: string | undefined,
  limit: number | undefined,
  countOf: (source: string) => number,
): boolean {
  return source !== undefined && limit !== undefined && countOf(source) >= limit;
}

function isTooFast(rate: RateLimit | undefined, source: string | undefined, now: number): boolean {
  return rate !== undefined && source !== undefined && !rate.allows(source, now);
}
