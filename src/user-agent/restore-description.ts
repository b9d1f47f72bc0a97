import { type OfferAnswer, sides } from "../dialog/offer-answer.js";
import { type Session } from "../dialog/session.js";
import { type SessionDialog } from "../dialog/session-dialog.js";
import { type Body } from "../message/body.js";
import { withNextVersion, withStreamsOf } from "../message/session-version.js";

/**
 * Goes back to what stood before the re-INVITE under way, which has changed it for both sides already. RFC 6141 §3.3
 *
 * By UPDATE where the peer takes it, and then `finish`; else `finish` first, and a re-INVITE after its ACK.
 *
 * @param finish - Ends the re-INVITE with a 2xx.
 */
export function restoreDescription(dialog: SessionDialog, finish: () => void): void {
  const body = restoredDescription(dialog);
  if (body === undefined) return finish();
  if (dialog.mayUpdate(body)) {
    dialog.update({ onAccept: finish, onRedirect: finish, onReject: finish }, { body });
    return;
  }
  dialog.whenAcknowledged(() => offerRestored(dialog, body));
  finish();
}

/** Our side of what stood before the INVITE under way, where that has changed it; ready to be offered again. RFC 3264 §8 */
export function restoredDescription({ offerAnswer }: { readonly offerAnswer: OfferAnswer }): Body | undefined {
  const { agreementBeforeInvite: before, agreement: now, exchanged } = offerAnswer;
  if (!exchanged || before === undefined || now === undefined) return undefined;
  return withNextVersion(withStreamsOf(sides(before).ours, sides(now).ours), sides(now).ours);
}

/** Offers it. The peer may have ended the call, or be at a change of its own; then there is nothing to restore. */
export function offerRestored(session: Session, body: Body): void {
  if (session.mayUpdate(body)) session.update(undefined, { body });
  else if (session.mayInvite) session.invite(undefined, { body });
}
