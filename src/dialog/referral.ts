import { type ReferTarget } from "../message/refer-target.js";
import { type IncomingRequest } from "./incoming-request.js";

/** How a REFER is taken on. */
export interface ReferralOptions {
  /** Seconds for which the peer is told how far we are, unless it asks for another time. 1 to 2³² − 1. @defaultValue 180 */
  readonly expires?: number;
  /**
   * Whether the peer is told how far we are. Only a peer that does not want it may be left untold. RFC 4488 §4
   *
   * @defaultValue `false` for a REFER with `Refer-Sub: false`, else `true`
   */
  readonly subscription?: boolean;
  /** Whole lines for the 200. */
  readonly extraHeaders?: readonly string[];
}

/** A REFER that has been taken on: what is to be done, and how the peer hears of it. RFC 3515 §2.4.4 */
export interface Referral {
  readonly target: ReferTarget;
  /** Whether the peer is being told: not after `end`, nor once it has heard enough. What was begun goes on all the same. */
  readonly subscribed: boolean;
  /**
   * Tells the peer of a response to what it has asked for, such as 180: now or, since it may not be told twice within a second, then; of
   * several that wait the last counts. Does nothing once the peer is not being told any more.
   *
   * @throws TypeError for a status code that is not 100 to 699, and for a phrase that breaks lines.
   */
  notify(statusCode: number, reasonPhrase?: string): void;
  /** The same for the last time. */
  end(statusCode: number, reasonPhrase?: string): void;
}

/** A REFER to be answered. It has one Refer-To that can be read. RFC 3515 */
export interface IncomingReferRequest extends IncomingRequest {
  /** What is to be done. */
  readonly referTo: ReferTarget;
  /**
   * Takes it on: answers 200 and tells the peer by NOTIFY that we are trying; what comes of it is told by the `Referral`. It outlives the call.
   *
   * The request itself, usually a call to `referTo`, is the application's to make. `accept` answers likewise, and tells nothing.
   *
   * @throws TransactionStateError (`SIP_TRANSACTION_STATE`) when it has been answered.
   * @throws TypeError for `expires` out of range, and for `subscription: false` where the peer wants to be told. Whatever it throws,
   * nothing has been sent or changed.
   */
  acceptReferral(options?: ReferralOptions): Referral;
}
