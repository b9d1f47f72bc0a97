import { type Clock } from "../environment/clock.js";
import { type ResponseParts } from "../dialog/incoming-request.js";
import {
  type EndOptions,
  type IncomingCallRequest,
  type OutgoingProgressResponse,
  type ProgressOptions,
} from "../dialog/session.js";
import { type Termination } from "../dialog/termination.js";
import { type Body, fromBodyLegacy } from "../message/body.js";
import { type NameAddrHeader } from "../message/grammar/name-addr-header.js";
import { ParseFailure } from "../message/grammar/parse-failure.js";
import { parseUri, type URI } from "../message/grammar/uri.js";
import { type InviteUserAgentServer, type InviteWatcher } from "../user-agent/invite-user-agent-server.js";
import { asyncDispose } from "./async-dispose.js";
import { type AnswerOptions, type Call } from "./call.js";
import { CallEndedError } from "./call-ended-error.js";
import { type CallSession, type SessionWatcher } from "./call-session.js";
import { Ending } from "./ending.js";

/** A call as its handler sees it. It keeps no state but what it was told last: what may be done the layers below decide. */
export class HandledCall implements Call, InviteWatcher, SessionWatcher {
  readonly request: IncomingCallRequest;
  readonly #server: InviteUserAgentServer;
  readonly #clock: Clock;
  readonly #ending = new Ending();
  /** The sessions that responses have made; the one that was answered is the last word. */
  #session: CallSession | undefined;
  #answered: CallSession | undefined;
  #untilAck: ((session: CallSession) => void)[] = [];

  constructor(server: InviteUserAgentServer) {
    this.request = server;
    this.#server = server;
    this.#clock = server.environment.clock;
    server.watcher = this;
  }

  get caller(): NameAddrHeader {
    return this.request.message.from;
  }

  get session(): CallSession | undefined {
    return this.#answered ?? this.#session;
  }

  get termination(): Termination | undefined {
    return this.#ending.error?.termination;
  }

  get ended(): Promise<Termination> {
    return this.#ending.termination;
  }

  get signal(): AbortSignal {
    return this.#ending.signal;
  }

  ring(options: ProgressOptions = {}): OutgoingProgressResponse {
    return this.progress({ statusCode: 180, ...options });
  }

  progress(options: string | ProgressOptions = {}): OutgoingProgressResponse {
    this.#ending.requireOpen();
    return this.request.progress({ statusCode: 183, ...withBody(options) });
  }

  answer(options: string | AnswerOptions = {}): Promise<CallSession> {
    return this.#ending.unlessOver((resolve) => {
      this.request.accept(withBody(options));
      this.#untilAck.push(resolve);
      return () => undefined;
    });
  }

  refuse(options: number | ResponseParts = {}): void {
    if (this.#ending.error !== undefined) return;
    this.request.reject(typeof options === "number" ? { statusCode: options } : options);
  }

  redirect(contacts: string | URI | readonly (string | URI)[], options?: ResponseParts): void {
    const uris = (Array.isArray(contacts) ? contacts : [contacts]).map(uriOf);
    if (this.#ending.error === undefined) this.request.redirect(uris, options);
  }

  end(options: EndOptions = {}): void {
    if (this.#ending.error !== undefined) return;
    const { statusCode = 480, ...rest } = options;
    const { session } = this;
    // One early dialog may be gone, and the INVITE still there.
    if (session?.alive === true) session.end(options);
    else this.request.reject({ statusCode, ...rest });
  }

  delay(duration: number): Promise<void> {
    return this.#ending.unlessOver((resolve) => {
      const timer = this.#clock.setTimer(duration, { onTimer: () => resolve() }, "delay");
      return () => timer.stop();
    });
  }

  async [asyncDispose](): Promise<void> {
    this.end();
    await this.ended;
  }

  /** The handler has returned. @param statusCode - What an INVITE gets that it has left. */
  left(statusCode: number): void {
    if (!this.#server.answered && !this.#server.accepting) this.request.reject({ statusCode });
  }

  /** The handler has thrown. @returns Whether that was a mistake. */
  failed(error: unknown): boolean {
    const end = this.#ending.error;
    if (end !== undefined && (error === end || (error instanceof Error && error.cause === end))) return false;
    // Nobody is there any more who cares for it. RFC 3326 §2
    this.#answered?.end(HANDLER_FAILED);
    return true;
  }

  /** A response has made a session. */
  began(session: CallSession): void {
    this.#session ??= session;
  }

  accepted(session: CallSession): void {
    this.#answered = session;
  }

  acknowledged(session: CallSession): void {
    for (const resolve of this.#untilAck.splice(0)) resolve(session);
  }

  inviteOver(termination: Termination): void {
    if (this.#answered === undefined) this.#ending.end(new CallEndedError(termination));
  }

  sessionOver(error: CallEndedError): void {
    this.#ending.end(error);
  }
}

function withBody<T extends { readonly body?: Body | undefined }>(options: string | T): T | { readonly body: Body } {
  return typeof options === "string" ? { body: fromBodyLegacy(options) } : options;
}

function uriOf(contact: string | URI): URI {
  const uri = typeof contact === "string" ? parseUri(contact) : contact;
  if (uri instanceof ParseFailure) throw new TypeError(`cannot redirect to ${JSON.stringify(contact)}: it is no URI`);
  return uri;
}

const HANDLER_FAILED: EndOptions = { extraHeaders: ['Reason: SIP;cause=500;text="Server Internal Error"'] };
