import { checkedTokens } from "./grammar/checked-text.js";
import { NameAddrHeader } from "./grammar/name-addr-header.js";
import { ParseFailure } from "./grammar/parse-failure.js";
import { parseUri, type URI } from "./grammar/uri.js";
import { formatDialogReference } from "./header/replaces.js";

/** What may be added to the target of a REFER. */
export interface ReferToOptions {
  readonly displayName?: string;
  /** The request that the peer is to send. @defaultValue INVITE */
  readonly method?: string;
  /**
   * Our call with the target, which the peer is to take over: an attended transfer. A `Session` will do. RFC 3891 §3
   *
   * @defaultValue none: a call of its own, as in a blind transfer
   */
  readonly replaces?: { readonly callId: string; readonly localTag: string; readonly remoteTag: string };
}

/**
 * Writes the Refer-To line of a REFER, for the `extraHeaders` of `session.refer`. RFC 3515 §2.1
 *
 * @param target - Where the peer is to call.
 * @throws TypeError for what is no URI, or no method.
 */
export function referToLine(target: URI | string, { displayName, method, replaces }: ReferToOptions = {}): string {
  const uri = typeof target === "string" ? parseUri(target) : target.clone();
  if (uri instanceof ParseFailure) throw new TypeError(`cannot refer to ${JSON.stringify(target)}: it is no URI`);
  if (method !== undefined) uri.setParam("method", checkedTokens([method], "method")[0]);
  // RFC 3891 §3: the tags as the target sees them.
  if (replaces !== undefined) {
    const { callId, localTag, remoteTag } = replaces;
    const named = { callId, toTag: remoteTag === "" ? "0" : remoteTag, fromTag: localTag, earlyOnly: false };
    uri.setHeader("Replaces", formatDialogReference(named));
  }
  return `Refer-To: ${new NameAddrHeader(uri, displayName).toString()}`;
}
