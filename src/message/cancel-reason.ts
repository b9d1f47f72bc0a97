import { ParseFailure } from "./grammar/parse-failure.js";
import { Reason, type ReasonValue } from "./header/reason.js";
import { type IncomingMessage } from "./incoming-message.js";

/** What a CANCEL says of why. Anybody can write it: it is for the list of calls, not for the bill. */
export interface CancelReason {
  /** Those that can be read, in their order. */
  readonly reasons: readonly ReasonValue[];
  /** Somebody else has taken the call: it was not missed. */
  readonly answeredElsewhere: boolean;
  /** Somebody else has declined it for all. */
  readonly declinedElsewhere: boolean;
}

/** Reads why a request was taken back. RFC 3326 §3.1 */
export function readCancelReason(message: IncomingMessage): CancelReason {
  const reasons = readReasons(message);
  const causes = reasons.filter(({ protocol }) => protocol === "SIP").map(({ cause }) => cause);
  const answeredElsewhere = causes.includes(200);
  const declinedElsewhere = !answeredElsewhere && (causes.includes(600) || causes.includes(603));
  return { reasons, answeredElsewhere, declinedElsewhere };
}

/** The reasons that a message gives, as far as they can be read. RFC 3326 §2 */
export function readReasons(message: IncomingMessage): readonly ReasonValue[] {
  return message.all(Reason).flatMap((value) => (value instanceof ParseFailure ? [] : value));
}

/** The cause that a protocol gives, such as 16 by `Q.850`; the first one where there are several. */
export function findReasonCause(reasons: readonly ReasonValue[], protocol: string): number | undefined {
  const wanted = protocol.toLowerCase();
  return reasons.find((reason) => reason.protocol.toLowerCase() === wanted && reason.cause !== undefined)?.cause;
}
