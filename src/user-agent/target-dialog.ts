import { type Session } from "../dialog/session.js";
import { type SessionDialog } from "../dialog/session-dialog.js";
import { type DialogMap } from "../dialog/dialog-map.js";
import { ParseFailure } from "../message/grammar/parse-failure.js";
import { TargetDialog } from "../message/header/target-dialog.js";
import { type IncomingRequestMessage } from "../message/incoming-request-message.js";

/** Whom to believe who knows of a call of ours. RFC 4538 §4 */
export interface TargetDialogPolicy {
  /**
   * Whether knowing of this call is enough, though its messages did not come over TLS all the way, so that others may know of it, too.
   *
   * @defaultValue it is not
   */
  trust?(session: Session, message: IncomingRequestMessage): boolean;
}

/** The call that the sender of a request knows of. */
export interface TargetedDialog {
  readonly session: Session;
  /** Whether that counts as being authorised: the call was set up with sips, or the policy says so. */
  readonly trusted: boolean;
}

/** What is asked of the core. */
export interface TargetDialogContext {
  readonly configuration: { readonly targetDialog?: TargetDialogPolicy | undefined };
  readonly dialogs: DialogMap<SessionDialog>;
  callApplication<T>(what: string, call: () => T): T | undefined;
}

/**
 * Finds the call that a request out of a dialog names in its Target-Dialog: a hint that it comes from the peer in that call. RFC 4538 §4
 *
 * @param core - The core that has handed the request over.
 * @returns `undefined` when it names none, or not all of it; then it is a request like any other.
 */
export function targetDialog(message: IncomingRequestMessage, core: TargetDialogContext): TargetedDialog | undefined {
  const named = message.first(TargetDialog);
  if (named === undefined || named instanceof ParseFailure) return undefined;
  const session = core.dialogs.find(named.callId, named.localTag, named.remoteTag);
  if (session?.alive !== true) return undefined;
  const policy = core.configuration.targetDialog;
  const trusted = (): boolean =>
    core.callApplication("targetDialog.trust", () => policy?.trust?.(session, message)) === true;
  return { session, trusted: session.secure || trusted() };
}
