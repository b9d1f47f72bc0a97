import { type IncomingRequest } from "../dialog/incoming-request.js";
import { type IncomingReferRequest } from "../dialog/referral.js";
import { type IncomingCallRequest } from "../dialog/session.js";
import { type Diagnostic } from "./diagnostic.js";

/**
 * Told of requests out of a dialog. Looked up at each event, so members may be set at any time.
 *
 * One that throws, or returns a promise that fails, has its request answered 500 if it is still to be answered.
 */
export interface UserAgentCoreDelegate {
  /** @defaultValue 486 */
  onInvite?(request: IncomingCallRequest): void;
  /** @defaultValue 200 */
  onMessage?(request: IncomingRequest): void;
  /** @defaultValue 405 */
  onNotify?(request: IncomingRequest): void;
  /** Answer as an INVITE would be answered now. RFC 3261 §11.2 @defaultValue 200 where there is an `onInvite`, else 486 */
  onOptions?(request: IncomingRequest): void;
  /** @defaultValue 405 */
  onPublish?(request: IncomingRequest): void;
  /** A REFER with one Refer-To that can be read. Never call anybody for a stranger. @defaultValue 405 */
  onRefer?(request: IncomingReferRequest): void;
  /** @defaultValue 405 */
  onRegister?(request: IncomingRequest): void;
  /** @defaultValue 405; with `configuration.refer`, 403 for `refer` and 489 for every other package */
  onSubscribe?(request: IncomingRequest): void;
  /** After `drain`: the last call and the last transaction are over. Called once. */
  onDrained?(): void;
  /** Something was dropped or went wrong. @defaultValue a line in the log */
  onDiagnostic?(diagnostic: Diagnostic): void;
}
