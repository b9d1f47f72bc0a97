import { type IncomingResponseMessage } from "../message/incoming-response-message.js";
import { type OutgoingRequestMessage } from "../message/outgoing-request-message.js";

/** Proves who we are when a request of ours is challenged, such as `createDigestResponder` makes. RFC 3261 §22.2, §22.3 */
export interface ChallengeResponder {
  /**
   * Answers a 401 or a 407.
   *
   * @param request - As it was sent, with the credentials of earlier attempts.
   * @returns All the lines `Authorization: …` and `Proxy-Authorization: …` that the request is to have when it is sent again; nothing when
   *   the challenge cannot be answered: then the response goes to the delegate of the request.
   */
  respond(
    request: OutgoingRequestMessage,
    response: IncomingResponseMessage,
  ): ChallengeAnswer | PromiseLike<ChallengeAnswer>;
}

/** Header lines with credentials; nothing: there are none. */
export type ChallengeAnswer = readonly string[] | undefined;
