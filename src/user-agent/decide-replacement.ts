import { type DialogMap } from "../dialog/dialog-map.js";
import { findReplaced } from "../dialog/find-replaced.js";
import { type Session, SessionState } from "../dialog/session.js";
import { type SessionDialog } from "../dialog/session-dialog.js";
import { type TerminatedDialogs } from "../dialog/terminated-dialogs.js";
import { ParseFailure } from "../message/grammar/parse-failure.js";
import { type URI } from "../message/grammar/uri.js";
import { type HeaderKey } from "../message/header/key.js";
import { headerName } from "../message/header/names.js";
import { type DialogReference, Join, Replaces } from "../message/header/replaces.js";
import { type IncomingRequestMessage } from "../message/incoming-request-message.js";
import { type Refusal, type RefusalCode } from "./refusal.js";

/** Whom `configuration.authenticator` has found out, if it is set. */
export interface ReplacementUsers {
  /** The sender of the INVITE. */
  readonly sender: string | undefined;
  /** The peer in the call that it names. */
  readonly peer: string | undefined;
}

/** Who may take the place of a party in a call. RFC 3891 §3 */
export interface ReplacesPolicy {
  /**
   * Whether the sender of this INVITE may take the place of the peer of this session. Say yes to someone who is known to be that peer
   * (`users`), or to be sent by it (a Referred-By that names it, with a token: `decideReferrer`), or to be allowed to pick up calls; a
   * Replaces alone proves nothing but knowledge of three texts.
   *
   * @defaultValue nobody may: 403
   */
  authorize?(message: IncomingRequestMessage, session: Session, users: ReplacementUsers): boolean;
}

/** Who may come into a call. RFC 3911 §4 */
export interface JoinPolicy {
  /** As strict as for Replaces. @defaultValue nobody may: 403 */
  authorize?(message: IncomingRequestMessage, session: Session, users: ReplacementUsers): boolean;
  /**
   * Whether this Request-URI is that of a conference: then a Join that names no call is passed over and the INVITE is one like any other.
   *
   * @defaultValue none is: 481
   */
  isConference?(uri: URI): boolean;
}

/** What the decision looks at. */
export interface ReplacementContext {
  /** What is `undefined` means nothing to us. */
  readonly configuration: { readonly replaces?: ReplacesPolicy | undefined; readonly join?: JoinPolicy | undefined };
  readonly dialogs: DialogMap<SessionDialog>;
  readonly terminatedDialogs: TerminatedDialogs;
  readonly authenticatedPeers: WeakMap<object, { readonly user: string }>;
  callApplication<T>(what: string, call: () => T): T | undefined;
}

/** What the Replaces or Join of a request comes to. */
export type Replacement =
  | { readonly kind: "none" }
  | { readonly kind: "refuse"; readonly refusal: Refusal }
  | { readonly kind: "replaces" | "joins"; readonly dialog: SessionDialog };

/** Decides on Replaces and Join in a request out of a dialog, in the order of RFC 3891 §3 and RFC 3911 §4. Nothing has changed yet. */
export function decideReplacement(message: IncomingRequestMessage, context: ReplacementContext): Replacement {
  const { configuration } = context;
  const replaces = configuration.replaces && message.first(Replaces);
  const join = configuration.join && message.first(Join);
  if (replaces === undefined && join === undefined) return NONE;
  // RFC 3891 §3: in an INVITE only, and not with what contradicts it.
  const contradicts = message.hasHeader("Replaces") && message.hasHeader("Join");
  if (message.method !== "INVITE" || contradicts)
    return refuse("replacement-malformed", 400, "Replaces or Join Out of Place");
  if (replaces !== undefined) return decideReplaces(message, replaces, context);
  return join === undefined ? NONE : decideJoin(message, join, context);
}

function decideReplaces(
  message: IncomingRequestMessage,
  reference: DialogReference | ParseFailure,
  context: ReplacementContext,
): Replacement {
  if (reference instanceof ParseFailure) return malformed(Replaces);
  const named = nameCall(reference, context);
  if (!("dialog" in named)) return named;
  const { dialog } = named;
  const { replaces } = context.configuration;
  const users = usersOf(message, dialog, context);
  const authorized = context.callApplication("replaces.authorize", () => replaces?.authorize?.(message, dialog, users));
  // RFC 3891 §3: the matched dialog is untouched; so it is by every refusal below.
  if (authorized !== true) return refuse("replacement-forbidden", 403);
  // The phone in question rings here. A dialog that we called for could be picked up; we do not call.
  if (dialog.sessionState === SessionState.Early) return refuse("replacement-unknown", 481);
  return reference.earlyOnly ? refuse("replacement-confirmed", 486) : { kind: "replaces", dialog };
}

function decideJoin(
  message: IncomingRequestMessage,
  reference: DialogReference | ParseFailure,
  context: ReplacementContext,
): Replacement {
  if (reference instanceof ParseFailure) return malformed(Join);
  const { join } = context.configuration;
  const named = nameCall(reference, context);
  if (!("dialog" in named)) {
    const conference = named.refusal.statusCode === 481;
    const passed = conference && context.callApplication("join.isConference", () => join?.isConference?.(message.ruri));
    return passed === true ? NONE : named;
  }
  const { dialog } = named;
  const users = usersOf(message, dialog, context);
  const authorized = context.callApplication("join.authorize", () => join?.authorize?.(message, dialog, users));
  return authorized === true ? { kind: "joins", dialog } : refuse("replacement-forbidden", 403);
}

/** The live call that is meant, or the refusal where there is none. */
function nameCall(
  reference: DialogReference,
  { dialogs, terminatedDialogs }: ReplacementContext,
): { readonly dialog: SessionDialog } | Extract<Replacement, { kind: "refuse" }> {
  const named = findReplaced(reference, dialogs, terminatedDialogs);
  if (named.kind === "none") return refuse("replacement-unknown", 481);
  // RFC 3891 §3: so that nobody is rung for a call that is over. It is, once our BYE is out.
  if (named.kind === "terminated" || named.dialog.sessionState === SessionState.Terminated)
    return refuse("replacement-over", 603);
  return { dialog: named.dialog };
}

function usersOf(
  message: IncomingRequestMessage,
  dialog: SessionDialog,
  { authenticatedPeers }: ReplacementContext,
): ReplacementUsers {
  return { sender: authenticatedPeers.get(message)?.user, peer: authenticatedPeers.get(dialog)?.user };
}

function malformed({ id }: HeaderKey<unknown>): Replacement {
  return refuse("replacement-malformed", 400, `Malformed ${headerName(id)} header field`);
}

function refuse(
  code: RefusalCode,
  statusCode: number,
  reasonPhrase?: string,
): Extract<Replacement, { kind: "refuse" }> {
  return { kind: "refuse", refusal: { code, statusCode, ...(reasonPhrase === undefined ? {} : { reasonPhrase }) } };
}

const NONE: Replacement = { kind: "none" };
