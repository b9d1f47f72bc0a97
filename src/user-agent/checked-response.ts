import { type AcceptOptions, type ProgressOptions } from "../dialog/session.js";
import { type ResponseOptions } from "../message/outgoing-response.js";

/** What a response may say, in any of the methods that send one. */
type Wishes = AcceptOptions & ProgressOptions;

/** Complete; what is not said is `undefined`. */
export type CheckedResponse = Wishes & ResponseOptions;

/** A copy of the options with a status code that fits. @throws TypeError */
export function checkedResponse(
  options: Wishes,
  [lowest, highest]: readonly [number, number],
  usual: number,
): CheckedResponse {
  const { statusCode = usual } = options;
  if (!Number.isInteger(statusCode) || statusCode < lowest || statusCode > highest) {
    throw new TypeError(`cannot send ${statusCode}: the status code has to be ${lowest} to ${highest}`);
  }
  // Written out: all responses have one shape from here on. Copies of objects of many shapes took a twentieth of a call's time.
  return {
    statusCode,
    reasonPhrase: options.reasonPhrase,
    toTag: options.toTag,
    userAgent: options.userAgent,
    supported: options.supported,
    extraHeaders: options.extraHeaders,
    body: options.body,
    recordRoute: options.recordRoute,
    timestampDelay: options.timestampDelay,
    sessionTimers: options.sessionTimers,
    reliable: options.reliable,
  };
}
