import { type DialogReference } from "../message/header/replaces.js";
import { type Dialog } from "./dialog.js";
import { type DialogMap } from "./dialog-map.js";
import { type TerminatedDialogs } from "./terminated-dialogs.js";

/** The dialog that somebody who is not in it has named. */
export type NamedDialog<D extends Dialog> =
  | { readonly kind: "live"; readonly dialog: D }
  /** There was one, a short while ago. */
  | { readonly kind: "terminated" }
  /** None, or more than one. */
  | { readonly kind: "none" };

/** The tag that stands for none: RFC 3891 §6.1, of a peer that knows RFC 2543 only. */
const NO_TAG = "0";

/**
 * Finds the dialog that a Replaces or Join names. RFC 3891 §3, RFC 3911 §4
 *
 * The Call-ID counts to the octet; the to-tag is our tag, the from-tag the peer's.
 */
export function findReplaced<D extends Dialog>(
  { callId, toTag, fromTag }: DialogReference,
  dialogs: DialogMap<D>,
  terminated: TerminatedDialogs,
): NamedDialog<D> {
  const found = new Set<D>();
  let gone = false;
  for (const localTag of meantBy(toTag)) {
    for (const remoteTag of meantBy(fromTag)) {
      const dialog = dialogs.find(callId, localTag, remoteTag);
      if (dialog !== undefined) found.add(dialog);
      gone ||= terminated.has(callId, localTag, remoteTag);
    }
  }
  const [dialog] = found;
  if (dialog !== undefined && found.size === 1) return { kind: "live", dialog };
  // RFC 3891 §3: several count as none.
  return { kind: gone && found.size === 0 ? "terminated" : "none" };
}

function meantBy(tag: string): readonly string[] {
  return tag === NO_TAG ? [NO_TAG, ""] : [tag];
}
