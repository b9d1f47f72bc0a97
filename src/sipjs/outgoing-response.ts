import { type IncomingRequestMessage } from "../message/incoming-request-message.js";
import {
  constructOutgoingResponse as construct,
  type OutgoingResponse,
  type ResponseOptions,
} from "../message/outgoing-response.js";
import { newTag } from "./tokens.js";

/**
 * Writes a response. Without a `toTag` the tag is a random one, so what is sent again has to be kept. RFC 3261 §8.2.6.2
 *
 * @throws TypeError for a status code outside 100 to 699, and for CR, LF or NUL in any text. Nothing has been changed.
 */
export function constructOutgoingResponse(message: IncomingRequestMessage, options: ResponseOptions): OutgoingResponse {
  const { reasonPhrase, toTag } = options;
  return construct(message, { ...options, reasonPhrase: reasonPhrase || undefined, toTag: toTag || newTag() });
}
