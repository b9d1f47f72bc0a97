import { type Address } from "../environment/flow.js";

/** How many a second, on average and at once: a bucket of tokens. */
export interface Rate {
  /** Above 0. */
  readonly perSecond: number;
  /** How many may come at once after a silence, at least 1. @defaultValue twice `perSecond` */
  readonly burst?: number;
}

/**
 * What the core takes upon itself before it refuses. Every limit is off until it is set; `hardened()` has values. docs/limits.md
 *
 * Requests that belong to something alive, such as copies, ACK, CANCEL and BYE, are always served. Of new requests an INVITE beyond a limit
 * is answered 503 without state, and others are dropped.
 *
 * A source is an IPv4 address or an IPv6 network of 64 bits; flows that do not say whom they lead to are one source together.
 */
export interface OverloadLimits {
  /** INVITEs out of a dialog that are not answered. */
  readonly pendingInvites?: number | undefined;
  readonly pendingInvitesPerSource?: number | undefined;
  /** New INVITEs out of a dialog. */
  readonly inviteRate?: Rate | undefined;
  readonly inviteRatePerSource?: Rate | undefined;
  /** New requests out of a dialog, INVITEs counted. */
  readonly requestRatePerSource?: Rate | undefined;
  /** Server transactions that are alive, those inside dialogs counted. */
  readonly transactions?: number | undefined;
  readonly transactionsPerSource?: number | undefined;
  /** Dialogs that are alive. INVITEs that wait already may go beyond it. */
  readonly dialogs?: number | undefined;
  /** 2xx to INVITEs of one source that wait for their ACK: each is repeated eleven times to whom may not have asked. RFC 3261 §26.1.5 */
  readonly unacknowledgedPerSource?: number | undefined;
  /** Early dialogs of one INVITE, its own counted; opening more throws. */
  readonly earlyDialogsPerInvite?: number | undefined;
  /** Reliable provisional responses that wait for those before them; sending more throws. */
  readonly queuedProvisionals?: number | undefined;
  /** Requests inside one dialog that are not answered; more get a 500 with Retry-After. BYE and PRACK are served. */
  readonly requestsPerDialog?: number | undefined;
  /** Whether there is too much to do, by your own measure: how late timers are, how long a queue is. RFC 6357 §5 */
  readonly busy?: (() => boolean) | undefined;
  /** Seconds. Retry-After of a 503 is drawn from this to twice as much, so that not everybody comes back at once. @defaultValue none is written */
  readonly retryAfter?: number | undefined;
  /** Drops INVITEs beyond a limit, too. @defaultValue false */
  readonly silent?: boolean | undefined;
  /** Whether the limits per source are not for this one: your own proxy, through which everybody calls. @defaultValue they are for all */
  readonly trusts?: ((remote: Address) => boolean) | undefined;
}

/** The limits that keep new requests out. */
export type OverloadLimit = Exclude<
  keyof OverloadLimits,
  "earlyDialogsPerInvite" | "queuedProvisionals" | "requestsPerDialog" | "retryAfter" | "silent" | "trusts"
>;
