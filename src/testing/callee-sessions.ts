import { type IncomingRequest } from "../dialog/incoming-request.js";
import { type IncomingInviteRequest, type Session, type SessionDelegate, SessionState } from "../dialog/session.js";
import { type Termination } from "../dialog/termination.js";

export interface CalleeSessionsOptions {
  /** Told what happened in a session: `onBye`, `Confirmed`, … */
  readonly note: (text: string, session: Session) => void;
  /** Told of a re-INVITE. */
  readonly onInvite: (request: IncomingInviteRequest) => void;
  /** What Bob does when something happens, instead of what he does by himself. */
  readonly script?: SessionDelegate | undefined;
}

/** The sessions of a callee: what became of them, and what came in them. */
export class CalleeSessions {
  /** In the order in which they began. */
  readonly all: Session[] = [];
  /** How they ended, as the application was told. */
  readonly terminations: Termination[] = [];
  readonly #options: CalleeSessionsOptions;
  /** The sessions that are not over, with the state that was noted last. */
  readonly #watched = new Map<Session, string | undefined>();
  /** Those that are, in the order in which they ended. */
  readonly #over: Session[] = [];
  readonly #delegates = new Map<Session, SessionDelegate>();
  /** How often the application was told the end of a session. */
  readonly #told = new Map<Session, number>();
  /** Requests that the script may still answer, the last one by method. */
  readonly #requests = new Map<string, IncomingRequest>();

  constructor(options: CalleeSessionsOptions) {
    this.#options = options;
  }

  /** Knows a session from now on. */
  takeIn(session: Session): void {
    if (this.all.includes(session)) return;
    this.all.push(session);
    this.#watched.set(session, undefined);
    session.delegate = this.#delegateOf(session);
    this.#delegates.set(session, session.delegate);
  }

  /** The one of this call that began last; of those that are over, the one that lasted longest. */
  of(callId: string): Session | undefined {
    const ofThisCall = (session: Session): boolean => session.callId === callId;
    const alive = [...this.#watched.keys()].filter(({ sessionState }) => sessionState !== SessionState.Terminated);
    return (
      alive.filter(ofThisCall).at(-1) ?? this.#over.filter(ofThisCall).at(-1) ?? this.all.filter(ofThisCall).at(-1)
    );
  }

  /** The request that came last with this method. */
  lastRequest(method: string): IncomingRequest | undefined {
    return this.#requests.get(method);
  }

  /** Notes the sessions whose state is another than it was. */
  look(): void {
    for (const [session, noted] of this.#watched) {
      const { sessionState } = session;
      if (noted === sessionState) continue;
      if (sessionState === SessionState.Terminated) {
        this.#watched.delete(session);
        this.#over.push(session);
      } else {
        this.#watched.set(session, sessionState);
      }
      this.#options.note(sessionState, session);
    }
  }

  /** The sessions whose end the application was told never, twice, or too early. Those that a script has given another delegate do not count. */
  get faults(): readonly Error[] {
    const own = this.all.filter((session) => session.delegate === this.#delegates.get(session));
    return own.flatMap((session) => {
      const due = session.sessionState === SessionState.Terminated ? 1 : 0;
      const told = this.#told.get(session) ?? 0;
      return told === due
        ? []
        : [new Error(`session ${session.id}: onTerminated came ${told} times instead of ${due}`)];
    });
  }

  #delegateOf(session: Session): SessionDelegate {
    const { script = {} } = this.#options;
    const note = (text: string): void => this.#options.note(text, session);
    const reactTo = (name: "onBye" | "onInfo" | "onMessage" | "onNotify" | "onRefer") => (request: IncomingRequest) => {
      note(name);
      const react: (request: IncomingRequest) => unknown =
        script[name]?.bind(script) ?? ((): unknown => request.accept());
      return react(request);
    };
    // What is not answered by the script the library answers.
    const leave = (name: "onPrack" | "onUpdate") => (request: IncomingRequest) => {
      note(name);
      this.#requests.set(request.message.method, request);
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
        this.#options.onInvite(request);
        script.onInvite?.(request);
      },
      onBye: reactTo("onBye"),
      onInfo: reactTo("onInfo"),
      onMessage: reactTo("onMessage"),
      onNotify: reactTo("onNotify"),
      onPrack: leave("onPrack"),
      onRefer: reactTo("onRefer"),
      onUpdate: leave("onUpdate"),
      onSessionExpired: () => {
        note("onSessionExpired");
        script.onSessionExpired?.();
      },
      onSessionRefreshed: (response) => {
        note("onSessionRefreshed");
        script.onSessionRefreshed?.(response);
      },
      onTerminated: (termination) => {
        this.terminations.push(termination);
        this.#told.set(session, (this.#told.get(session) ?? 0) + 1);
        script.onTerminated?.(termination);
      },
    };
  }
}
