import { type Flow } from "../../src/environment/flow.js";
import { LoggerFactory } from "../../src/environment/logger.js";
import { TransactionStateError } from "../../src/errors.js";
import { type IncomingRequest } from "../../src/dialog/incoming-request.js";
import { type IncomingInviteRequest, type Session } from "../../src/dialog/session.js";
import { type Body } from "../../src/message/body.js";
import { rejectedDescription } from "../../src/message/rejected-description.js";
import { sessionDescription } from "../../src/message/session-description.js";
import { URI } from "../../src/message/grammar/uri.js";
import { CountingRandom } from "../../src/testing/counting-random.js";
import { ManualClock } from "../../src/testing/manual-clock.js";
import { MemoryWire } from "../../src/testing/memory-wire.js";
import { answer, offer } from "../../src/testing/session-descriptions.js";
import { type Diagnostic } from "../../src/user-agent/diagnostic.js";
import { UserAgentCore } from "../../src/user-agent/user-agent-core.js";

/** What the application does with a call. */
export const BEHAVIOURS = ["accepts", "rings", "ringsReliably", "refuses", "redirects", "waits", "callsBack"] as const;
export type Behaviour = (typeof BEHAVIOURS)[number];

const ANSWER = { contentType: "application/sdp", contentDisposition: "session", content: answer };
const OFFER = { ...ANSWER, content: offer };
/** Takes no stream, but answers each. RFC 3264 §6 */
const answerTo = ({ message }: IncomingRequest): Body => {
  const offered = sessionDescription(message);
  return offered === undefined ? OFFER : rejectedDescription(offered, ANSWER);
};
/** Longer than all timers that a call may leave behind, one after the other. */
const ALL_TIMERS = 300_000;

/** A whole core with a small application, on a wire in memory. */
export class FuzzedCallee {
  readonly clock = new ManualClock();
  readonly diagnostics: Diagnostic[] = [];
  /** What was sent, in order. */
  readonly sent: (string | Uint8Array)[] = [];
  readonly core: UserAgentCore;
  readonly #behaviour: Behaviour;
  readonly #wire: MemoryWire;
  readonly #open = new Set<IncomingRequest>();
  readonly #sessions = new Set<Session>();
  readonly #flow: Flow;

  constructor(behaviour: Behaviour, protocol: string) {
    this.#behaviour = behaviour;
    this.#wire = new MemoryWire({ clock: this.clock, protocol });
    this.#wire.caller.onMessage = (data) => this.sent.push(data);
    this.#flow = this.#wire.callee;
    const loggerFactory = new LoggerFactory();
    loggerFactory.builtinEnabled = false;
    this.core = new UserAgentCore(
      { environment: { clock: this.clock, random: new CountingRandom() }, viaHost: "callee.invalid", loggerFactory },
      {
        onInvite: (request) => this.#onInvite(request),
        onMessage: (request) => this.#onOther(request),
        onRefer: (request) => this.#onOther(request),
        onSubscribe: (request) => this.#onOther(request),
        onDiagnostic: (diagnostic) => this.diagnostics.push(diagnostic),
      },
    );
  }

  receive(data: string | Uint8Array): void {
    this.core.receive(data, this.#flow);
  }

  /** Answers what is open, ends what stands, and lets all timers end. */
  finish(): void {
    for (const request of this.#open) this.#try(() => request.reject({ statusCode: 480 }));
    for (const session of this.#sessions) session.end();
    this.clock.advance(ALL_TIMERS);
  }

  /** Names of what is still there when everything is over. */
  get leavings(): string[] {
    const { transactions, dialogs, servers, clients } = this.core;
    const sizes = {
      transactions: transactions.size,
      dialogs: dialogs.size,
      servers: servers.size,
      clients: clients.size,
    };
    const left = Object.entries(sizes).filter(([, size]) => size > 0);
    return [...left.map(([name, size]) => `${size} ${name}`), ...this.clock.pendingNames];
  }

  #onInvite(request: IncomingInviteRequest): void {
    this.#open.add(request);
    switch (this.#behaviour) {
      case "accepts":
        return this.#accept(request);
      case "rings":
        this.#keep(request.progress().session);
        return this.#later(2_000, () => this.#accept(request));
      case "ringsReliably":
        this.#keep(
          request.progress({ statusCode: 183, body: answerTo(request), extraHeaders: ["Require: 100rel", "RSeq: 1"] })
            .session,
        );
        return this.#later(1_000, () => this.#accept(request));
      case "refuses":
        return void request.reject({ statusCode: 486 });
      case "redirects":
        return void request.redirect([new URI("sip", "carol", "192.0.2.5")]);
      case "waits":
        return;
      case "callsBack":
        this.#accept(request);
        return this.#later(100, () => this.#callBack());
    }
  }

  #onOther(request: IncomingRequest): void {
    this.#open.add(request);
    if (this.#behaviour === "waits") return;
    request.accept();
  }

  #accept(request: IncomingInviteRequest): void {
    this.#keep(request.accept({ statusCode: 200, body: answerTo(request) }).session);
  }

  #keep(session: Session): void {
    this.#sessions.add(session);
    session.delegate = {
      onInvite: (request) => {
        if (this.#behaviour === "rings") request.reject({ statusCode: 488 });
        else request.accept({ statusCode: 200, body: answerTo(request) });
      },
      onInfo: (request) => void request.accept(),
      onRefer: (request) => void request.accept({ statusCode: 202 }),
    };
  }

  /** Sends requests of its own where the sessions allow it. */
  #callBack(): void {
    for (const session of this.#sessions) {
      this.#try(() => session.info());
      this.#try(() => session.invite({}, { body: OFFER }));
    }
  }

  #later(delay: number, action: () => void): void {
    this.clock.setTimer(delay, { onTimer: () => this.#try(action) }, "the application");
  }

  /** What comes late may find the call over; that is no fault. */
  #try(action: () => unknown): void {
    try {
      action();
    } catch (error) {
      if (!(error instanceof TransactionStateError) && !isSessionOver(error)) throw error;
    }
  }
}

function isSessionOver(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "SIP_SESSION_STATE";
}
