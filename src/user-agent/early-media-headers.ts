import { type EarlyMediaDirection, readEarlyMediaWish } from "../message/early-media-wish.js";
import { formatPEarlyMedia } from "../message/header/p-early-media.js";
import { type IncomingRequestMessage } from "../message/incoming-request-message.js";

/**
 * The `extraHeaders` of a response that tells gateways which way early media may flow.
 * RFC 5009 §8: nothing for a caller that does not know of it, nor out of the trust domain.
 *
 * @param directions - One for each stream; the last one holds for all further streams.
 * @param hop - What the application knows of the hop that the request came by. Without it no hop is trusted.
 */
export function earlyMediaHeaders(
  request: IncomingRequestMessage,
  directions: readonly EarlyMediaDirection[],
  hop: { readonly trusted?: boolean; readonly gated?: boolean } = {},
): readonly string[] {
  if (hop.trusted !== true || readEarlyMediaWish(request, 0)?.supported !== true) return [];
  const words = [...directions, ...(hop.gated === true ? ["gated"] : [])];
  return words.length === 0 ? [] : [`P-Early-Media: ${formatPEarlyMedia(words)}`];
}
