import { type IncomingRequest, type IncomingRequestDelegate } from "../dialog/incoming-request.js";
import { type OutgoingRequest, type OutgoingRequestDelegate, type RequestOptions } from "../dialog/outgoing-request.js";
import {
  type IncomingInviteRequest,
  type OutgoingInviteRequest,
  type OutgoingInviteRequestDelegate,
  type OutgoingProgressResponse,
  type OutgoingResponseWithSession,
  type ProgressOptions,
  type Session,
  type SessionDelegate,
  SessionState,
} from "../dialog/session.js";
import { type Body } from "../message/body.js";
import { parseUri, type URI } from "../message/grammar/uri.js";
import { ParseFailure } from "../message/grammar/parse-failure.js";
import { type OutgoingResponse, type ResponseOptions } from "../message/outgoing-response.js";
import { type DescriptionKind } from "../trace/message-summary.js";
import { type DescriptionOptions } from "./request-parts.js";

/** How a response is to be; the body is given as what it is. */
export type CalleeResponseOptions = Partial<ResponseOptions> & DescriptionOptions;
export type CalleeRequestOptions = RequestOptions & DescriptionOptions;

export interface CalleeOptions {
  /** Runs what Bob does, so that messages leave when he is done. */
  readonly act: <T>(action: () => T) => T;
  /** Told what happened at Bob: `onInvite`, `Confirmed`, … */
  readonly note: (text: string) => void;
  /** Told which bodies are offers and which are answers. */
  readonly onDescription: (description: string, kind: DescriptionKind) => void;
  /** What Bob does when something happens, instead of what he does by himself. */
  readonly session?: SessionDelegate | undefined;
}

/**
 * Bob: drives our side of a call by the public interface, and notes what he is told.
 *
 * By himself he answers BYE, INFO, MESSAGE, NOTIFY and REFER with 200, and sends BYE when the ACK never comes. PRACK and UPDATE he leaves to
 * the library. INVITEs wait for the script.
 */
export class Callee {
  /** Every INVITE and re-INVITE that reached the application, in order. */
  readonly requests: IncomingInviteRequest[] = [];
  /** Every session that came of them, in order. */
  readonly sessions: Session[] = [];
  readonly #options: CalleeOptions;
  /** The sessions that are not over, with the state that was noted last. */
  readonly #watched = new Map<Session, string | undefined>();
  #request: IncomingInviteRequest | undefined;

  constructor(options: CalleeOptions) {
    this.#options = options;
  }

  /** The INVITE or re-INVITE that the script is about: the one that came last, or that Bob turned to. @throws Error when none has come. */
  get request(): IncomingInviteRequest {
    if (this.#request === undefined) throw new Error("no INVITE has reached the application");
    return this.#request;
  }

  /** The session that the script is about: that of `request`. @throws Error when there is none: nothing has rung or been accepted. */
  get session(): Session {
    const { callId } = this.request.message;
    const session = this.sessions.filter((each) => each.callId === callId).at(-1);
    if (session === undefined) throw new Error("there is no session: no INVITE has been answered with 101 to 299");
    return session;
  }

  /** Where there are several calls: has the script go on with this one. */
  turnsTo(request: IncomingInviteRequest): void {
    this.#request = request;
  }

  /** Sends a 100. */
  tries(): OutgoingResponse {
    return this.#options.act(() => this.request.trying());
  }

  /** Sends a 180. */
  rings(options: CalleeResponseOptions & Pick<ProgressOptions, "reliable"> = {}): OutgoingProgressResponse {
    return this.progresses({ statusCode: 180, ...options });
  }

  /** Sends a provisional response. @param options - `statusCode` 101 to 199. @defaultValue 183 */
  progresses(options: CalleeResponseOptions & Pick<ProgressOptions, "reliable"> = {}): OutgoingProgressResponse {
    return this.#answer(() =>
      this.request.progress({ ...this.#described(options), statusCode: options.statusCode ?? 183 }),
    );
  }

  /** Accepts. @param options - `statusCode` 200 to 299. @defaultValue 200 */
  accepts(options: CalleeResponseOptions = {}): OutgoingResponseWithSession {
    return this.#answer(() =>
      this.request.accept({ ...this.#described(options), statusCode: options.statusCode ?? 200 }),
    );
  }

  /** Refuses, by a number alone or with more. @defaultValue 486 */
  rejects(options: number | CalleeResponseOptions = {}): OutgoingResponse {
    const { statusCode = 486, ...rest } = typeof options === "number" ? { statusCode: options } : options;
    return this.#options.act(() => this.request.reject({ ...this.#described(rest), statusCode }));
  }

  /** Sends the caller elsewhere. @param contacts - URIs, as text or values. @defaultValue 302 */
  redirects(contacts: readonly (string | URI)[], options: CalleeResponseOptions = {}): OutgoingResponse {
    const uris = contacts.map((contact) => (typeof contact === "string" ? uriOf(contact) : contact));
    return this.#options.act(() =>
      this.request.redirect(uris, { ...this.#described(options), statusCode: options.statusCode ?? 302 }),
    );
  }

  /** Sends a BYE. */
  hangsUp(options: CalleeRequestOptions & { readonly delegate?: OutgoingRequestDelegate } = {}): OutgoingRequest {
    return this.#options.act(() => this.session.bye(options.delegate, this.#described(options)));
  }

  /** Ends the call, whatever its state. */
  ends(): void {
    this.#options.act(() => this.session.end());
  }

  /** Sends a re-INVITE. Its 2xx is acknowledged by the core, unless the delegate does it. */
  reinvites(
    options: CalleeRequestOptions & { readonly delegate?: OutgoingInviteRequestDelegate } = {},
  ): OutgoingInviteRequest {
    return this.#options.act(() => this.session.invite(options.delegate, this.#described(options)));
  }

  /** Sends an UPDATE. */
  updates(options: CalleeRequestOptions & { readonly delegate?: OutgoingRequestDelegate } = {}): OutgoingRequest {
    const { delegate, ...rest } = options;
    return this.#options.act(() => this.session.update(delegate, this.#described(rest)));
  }

  /** Does anything, at one stroke: messages leave when it is done, and the ladder shows what became of the session. */
  does<T>(action: (session: Session, request: IncomingInviteRequest) => T): T {
    return this.#options.act(() => action(this.session, this.request));
  }

  /** Takes an INVITE, as the delegate of a core. */
  receive(request: IncomingInviteRequest): void {
    this.requests.push(request);
    this.#request = request;
    this.#options.note("onInvite");
    const delegate: IncomingRequestDelegate = request.delegate ?? {};
    request.delegate = {
      onCancel: (message) => {
        this.#options.note("onCancel");
        delegate.onCancel?.(message);
      },
      onLateCancel: (message) => {
        this.#options.note("onLateCancel");
        delegate.onLateCancel?.(message);
      },
      onTransportError: (error) => {
        this.#options.note("onTransportError");
        delegate.onTransportError?.(error);
      },
      onTimeout: () => {
        this.#options.note("onTimeout");
        delegate.onTimeout?.();
      },
    };
  }

  /** Notes the sessions whose state is another than it was. */
  lookAtSessions(): void {
    for (const [session, noted] of this.#watched) {
      const { sessionState } = session;
      if (noted === sessionState) continue;
      if (sessionState === SessionState.Terminated) this.#watched.delete(session);
      else this.#watched.set(session, sessionState);
      this.#options.note(sessionState);
    }
  }

  #answer<T extends OutgoingResponseWithSession>(send: () => T): T {
    return this.#options.act(() => {
      const response = send();
      this.#takeIn(response.session);
      return response;
    });
  }

  #takeIn(session: Session): void {
    if (this.sessions.includes(session)) return;
    this.sessions.push(session);
    this.#watched.set(session, undefined);
    session.delegate = this.#delegateOf(session);
  }

  #delegateOf(session: Session): SessionDelegate {
    const { note, session: script = {} } = this.#options;
    const reactTo = (name: "onBye" | "onInfo" | "onMessage" | "onNotify" | "onRefer") => (request: IncomingRequest) => {
      note(name);
      const react: (request: IncomingRequest) => unknown =
        script[name]?.bind(script) ?? ((): unknown => request.accept());
      return react(request);
    };
    // What is not answered by the script the library answers.
    const leave = (name: "onPrack" | "onUpdate") => (request: IncomingRequest) => {
      note(name);
      return script[name]?.(request);
    };
    return {
      onAck: (request) => {
        note("onAck");
        return script.onAck?.(request);
      },
      onAckTimeout: () => {
        note("onAckTimeout");
        if (script.onAckTimeout === undefined) session.end();
        else script.onAckTimeout();
      },
      onInvite: (request) => {
        this.receive(request);
        script.onInvite?.(request);
      },
      onBye: reactTo("onBye"),
      onInfo: reactTo("onInfo"),
      onMessage: reactTo("onMessage"),
      onNotify: reactTo("onNotify"),
      onPrack: leave("onPrack"),
      onRefer: reactTo("onRefer"),
      onUpdate: leave("onUpdate"),
      onTerminated: (termination) => script.onTerminated?.(termination),
    };
  }

  #described<T extends DescriptionOptions & { readonly body?: Body | undefined }>(
    options: T,
  ): Omit<T, "offer" | "answer"> {
    const { offer, answer, ...rest } = options;
    if (offer !== undefined) this.#options.onDescription(offer, "offer");
    if (answer !== undefined) this.#options.onDescription(answer, "answer");
    const content = offer ?? answer;
    return content === undefined
      ? rest
      : { ...rest, body: { contentDisposition: "session", contentType: "application/sdp", content } };
  }
}

function uriOf(text: string): URI {
  const uri = parseUri(text);
  if (uri instanceof ParseFailure) throw new TypeError(`cannot redirect to ${text}: not a URI`);
  return uri;
}
