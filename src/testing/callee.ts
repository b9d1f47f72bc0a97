import { type IncomingRequestDelegate } from "../dialog/incoming-request.js";
import { type OutgoingRequest, type OutgoingRequestDelegate, type RequestOptions } from "../dialog/outgoing-request.js";
import {
  type IncomingCallRequest,
  type IncomingInviteRequest,
  type OutgoingInviteRequest,
  type OutgoingInviteRequestDelegate,
  type Session,
  type SessionDelegate,
} from "../dialog/session.js";
import { type Termination } from "../dialog/termination.js";
import { parseUri, type URI } from "../message/grammar/uri.js";
import { ParseFailure } from "../message/grammar/parse-failure.js";
import { type OutgoingResponse } from "../message/outgoing-response.js";
import { type DescriptionKind } from "../trace/message-summary.js";
import {
  type Answerable,
  Answerer,
  type AnswererOptions,
  CalleeEarlyDialog,
  type CalleeResponseOptions,
} from "./answerer.js";
import { CalleeSessions } from "./callee-sessions.js";
import { type DescriptionOptions } from "./request-parts.js";

export type CalleeRequestOptions = RequestOptions & DescriptionOptions;

export interface CalleeOptions {
  /** Runs what Bob does, so that messages leave when he is done. */
  readonly act: <T>(action: () => T) => T;
  /** Told what happened at Bob, perhaps in a session: `onInvite`, `Confirmed`, … */
  readonly note: (text: string, session?: Session) => void;
  /** Told which bodies are offers and which are answers. */
  readonly onDescription: (description: string, kind: DescriptionKind) => void;
  /** What Bob does when something happens, instead of what he does by himself. */
  readonly session?: SessionDelegate | undefined;
}

/**
 * Bob: drives our side of a call by the public interface, and notes what he is told.
 *
 * By himself he answers BYE, INFO, MESSAGE, NOTIFY and REFER with 200, and sends BYE when the ACK never comes. PRACK and UPDATE he leaves to
 * the library, or to the script where they hold an offer. INVITEs wait for the script.
 */
export class Callee extends Answerer {
  /** Every INVITE and re-INVITE that reached the application, in order. */
  readonly requests: IncomingInviteRequest[] = [];
  /** How INVITEs ended that got no 2xx, as the application was told. */
  readonly inviteTerminations: Termination[] = [];
  readonly #options: CalleeOptions & AnswererOptions;
  readonly #sessions: CalleeSessions;
  #request: IncomingInviteRequest | undefined;

  constructor(options: CalleeOptions) {
    const onSession = (session: Session): void => this.#sessions.takeIn(session);
    super({ ...options, onSession });
    this.#options = { ...options, onSession };
    this.#sessions = new CalleeSessions({
      note: options.note,
      onInvite: (request) => this.receive(request),
      script: options.session,
    });
  }

  /** Every session that came of the INVITEs, in order. */
  get sessions(): readonly Session[] {
    return this.#sessions.all;
  }

  /** How sessions ended, as the application was told, in order. */
  get terminations(): readonly Termination[] {
    return this.#sessions.terminations;
  }

  /** The INVITE or re-INVITE that the script is about: the one that came last, or that Bob turned to. @throws Error when none has come. */
  get request(): IncomingInviteRequest {
    if (this.#request === undefined) throw new Error("no INVITE has reached the application");
    return this.#request;
  }

  /** The session that the script is about: that of `request`. @throws Error when there is none: nothing has rung or been accepted. */
  get session(): Session {
    const session = this.#sessions.of(this.request.message.callId);
    if (session === undefined) throw new Error("there is no session: no INVITE has been answered with 101 to 299");
    return session;
  }

  /** Where there are several calls: has the script go on with this one. */
  turnsTo(request: IncomingInviteRequest): void {
    this.#request = request;
  }

  /** Opens one more early dialog, to be answered in by itself. @throws Error when the INVITE is inside a dialog. */
  opensEarlyDialog(): CalleeEarlyDialog {
    const { request } = this;
    if (!isCall(request)) throw new Error("cannot open an early dialog: the INVITE is inside a dialog");
    return this.act(() => new CalleeEarlyDialog(request.openEarlyDialog(), this.#options));
  }

  /** Sends a 100. */
  tries(): OutgoingResponse {
    return this.act(() => this.request.trying());
  }

  /** Refuses, by a number alone or with more. @defaultValue 486 */
  rejects(options: number | CalleeResponseOptions = {}): OutgoingResponse {
    const { statusCode = 486, ...rest } = typeof options === "number" ? { statusCode: options } : options;
    return this.act(() => this.request.reject({ ...this.described(rest), statusCode }));
  }

  /** Sends the caller elsewhere. @param contacts - URIs, as text or values. @defaultValue 302 */
  redirects(contacts: readonly (string | URI)[], options: CalleeResponseOptions = {}): OutgoingResponse {
    const uris = contacts.map((contact) => (typeof contact === "string" ? uriOf(contact) : contact));
    return this.act(() =>
      this.request.redirect(uris, { ...this.described(options), statusCode: options.statusCode ?? 302 }),
    );
  }

  /** Sends a BYE. */
  hangsUp(options: CalleeRequestOptions & { readonly delegate?: OutgoingRequestDelegate } = {}): OutgoingRequest {
    return this.act(() => this.session.bye(options.delegate, this.described(options)));
  }

  /** Ends the call, whatever its state. */
  ends(): void {
    this.act(() => this.session.end());
  }

  /** Sends a re-INVITE. Its 2xx is acknowledged by the core, unless the delegate does it. */
  reinvites(
    options: CalleeRequestOptions & { readonly delegate?: OutgoingInviteRequestDelegate } = {},
  ): OutgoingInviteRequest {
    return this.act(() => this.session.invite(options.delegate, this.described(options)));
  }

  /** Sends an UPDATE. */
  updates(options: CalleeRequestOptions & { readonly delegate?: OutgoingRequestDelegate } = {}): OutgoingRequest {
    const { delegate, ...rest } = options;
    return this.act(() => this.session.update(delegate, this.described(rest)));
  }

  /** Does anything, at one stroke: messages leave when it is done, and the ladder shows what became of the session. */
  does<T>(action: (session: Session, request: IncomingInviteRequest) => T): T {
    return this.act(() => action(this.session, this.request));
  }

  /**
   * Answers the PRACK or UPDATE that came last, which its script has left alone.
   *
   * @throws Error when none came.
   */
  answers(method: "PRACK" | "UPDATE", statusCode: number, options: CalleeResponseOptions = {}): OutgoingResponse {
    const request = this.#sessions.lastRequest(method);
    if (request === undefined)
      throw new Error(`nothing to answer with ${statusCode}: no ${method} reached the application`);
    const response = { ...this.described(options), statusCode };
    return this.act(() => (statusCode < 300 ? request.accept(response) : request.reject(response)));
  }

  /** Takes an INVITE, as the delegate of a core. */
  receive(request: IncomingInviteRequest): void {
    const { note } = this.#options;
    this.requests.push(request);
    this.#request = request;
    note("onInvite");
    const delegate: IncomingRequestDelegate = request.delegate ?? {};
    request.delegate = {
      onCancel: (message) => {
        note("onCancel");
        delegate.onCancel?.(message);
      },
      onLateCancel: (message) => {
        note("onLateCancel");
        delegate.onLateCancel?.(message);
      },
      onTransportError: (error) => {
        note("onTransportError");
        delegate.onTransportError?.(error);
      },
      onTimeout: () => {
        note("onTimeout");
        delegate.onTimeout?.();
      },
      onTerminated: (termination) => {
        this.inviteTerminations.push(termination);
        delegate.onTerminated?.(termination);
      },
    };
  }

  /** Notes the sessions whose state is another than it was. */
  lookAtSessions(): void {
    this.#sessions.look();
  }

  /** What the application should have been told of the sessions' ends, and was not, or was too often. */
  get faults(): readonly Error[] {
    return this.#sessions.faults;
  }

  protected override get answerable(): Answerable {
    return this.request;
  }
}

function isCall(request: IncomingInviteRequest): request is IncomingCallRequest {
  return "openEarlyDialog" in request;
}

function uriOf(text: string): URI {
  const uri = parseUri(text);
  if (uri instanceof ParseFailure) throw new TypeError(`cannot redirect to ${text}: not a URI`);
  return uri;
}
