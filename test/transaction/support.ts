import { DEFAULT_TIMER_VALUES, type Environment, type TimerValues } from "../../src/environment/environment.js";
import { type Transport } from "../../src/environment/flow.js";
import { LoggerFactory } from "../../src/environment/logger.js";
import { type TransportError } from "../../src/errors.js";
import { type IncomingRequestMessage } from "../../src/message/incoming-request-message.js";
import { type IncomingResponseMessage } from "../../src/message/incoming-response-message.js";
import { type OutgoingRequestMessage } from "../../src/message/outgoing-request-message.js";
import { ManualClock } from "../../src/testing/manual-clock.js";
import { type InviteClientEvent } from "../../src/transaction/invite-client-table.js";
import { InviteClientTransaction } from "../../src/transaction/invite-client-transaction.js";
import { type InviteServerEvent } from "../../src/transaction/invite-server-table.js";
import { InviteServerTransaction } from "../../src/transaction/invite-server-transaction.js";
import { type NonInviteClientEvent } from "../../src/transaction/non-invite-client-table.js";
import { NonInviteClientTransaction } from "../../src/transaction/non-invite-client-transaction.js";
import { type NonInviteServerEvent } from "../../src/transaction/non-invite-server-table.js";
import { NonInviteServerTransaction } from "../../src/transaction/non-invite-server-transaction.js";
import { type Occasion } from "../../src/transaction/transaction.js";
import { type TransactionState } from "../../src/transaction/transaction-state.js";

/** A request of which there is only what a server transaction may read: its method and its branch. */
export function requestOf(
  method: string,
  { viaBranch }: { viaBranch?: string } = { viaBranch: "z9hG4bK-1" },
): IncomingRequestMessage {
  // Proof for the assertion: the machines are documented to read these two members alone, and reading another one fails the test.
  return onlyMembers({ method, viaBranch }) as IncomingRequestMessage;
}

/** A response of which there is only what a client transaction may read. */
export function responseOf(statusCode: number): IncomingResponseMessage {
  return onlyMembers({ statusCode, viaBranch: "z9hG4bK-1", method: "INVITE" }) as IncomingResponseMessage;
}

/** A request of ours of which there is only what a non-INVITE client transaction may read. */
export function outgoingOf(method: string): OutgoingRequestMessage {
  return onlyMembers({ method, viaBranch: "z9hG4bK-1", toString: () => method }) as unknown as OutgoingRequestMessage;
}

function onlyMembers(members: object): object {
  return new Proxy(members, {
    get(target, name, receiver): unknown {
      if (!(name in target) && typeof name === "string") throw new Error(`${name} must not be read`);
      return Reflect.get(target, name, receiver);
    },
  });
}

/** A way that writes down what is sent, and when; it can be told to fail. */
export class RecordingTransport implements Transport {
  readonly protocol: string;
  /** What `send` does besides: nothing, or fail. */
  fate: () => Promise<void> | void = () => undefined;
  readonly sent: (readonly [at: number, message: string])[] = [];
  readonly #clock: ManualClock;

  constructor(clock: ManualClock, protocol: string) {
    this.#clock = clock;
    this.protocol = protocol;
  }

  send(message: string | Uint8Array): Promise<void> | void {
    this.sent.push([this.#clock.now(), typeof message === "string" ? message : new TextDecoder().decode(message)]);
    return this.fate();
  }

  get texts(): string[] {
    return this.sent.map(([, message]) => message);
  }

  get times(): number[] {
    return this.sent.map(([at]) => at);
  }
}

/** The ways in which sending fails. */
export const failures: readonly (readonly [how: string, fate: () => Promise<void> | void])[] = [
  [
    "throws",
    () => {
      throw new Error("no way");
    },
  ],
  ["rejects", () => Promise.reject(new Error("no way"))],
  // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- what applications do
  ["rejects without a reason", () => Promise.reject()],
];

/** Lets promises settle; no time passes. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 5; turn += 1) await Promise.resolve();
}

export interface Options {
  readonly protocol?: string;
  readonly timers?: Partial<TimerValues>;
  /** What the automatic 100 is; none when absent. */
  readonly trying?: string;
}

/** What a machine stands among: a clock, a way and a user that writes down what it hears. */
export class Surroundings {
  readonly clock = new ManualClock();
  readonly transport: RecordingTransport;
  readonly environment: Environment;
  readonly loggerFactory = quietLoggers();
  readonly heard: string[] = [];
  readonly errors: TransportError[] = [];
  readonly automaticTrying?: () => string;

  constructor({ protocol = "UDP", timers = {}, trying }: Options = {}) {
    this.transport = new RecordingTransport(this.clock, protocol);
    const random = { token: () => "token", below: () => 0 };
    this.environment = { clock: this.clock, random, timers: { ...DEFAULT_TIMER_VALUES, ...timers } };
    if (trying !== undefined) this.automaticTrying = () => trying;
  }

  onStateChange(state: TransactionState): void {
    this.heard.push(state);
  }

  onTransportError(error: TransportError): void {
    this.errors.push(error);
    this.heard.push("transportError");
  }

  onAck(message: IncomingRequestMessage): void {
    this.heard.push(message.method);
  }

  onTimeout(): void {
    this.heard.push("timeout");
  }

  onResponse(response: IncomingResponseMessage): void {
    this.heard.push(String(response.statusCode));
  }
}

/** Loggers that write nothing. */
export function quietLoggers(): LoggerFactory {
  const factory = new LoggerFactory();
  factory.builtinEnabled = false;
  return factory;
}

// Each machine with its inlet opened, so that a test can take every event to every state.

export class OpenInviteServer extends InviteServerTransaction {
  override take(event: InviteServerEvent, occasion: Occasion = {}): boolean {
    return super.take(event, occasion);
  }
}

export class OpenNonInviteServer extends NonInviteServerTransaction {
  override take(event: NonInviteServerEvent, occasion: Occasion = {}): boolean {
    return super.take(event, occasion);
  }
}

export class OpenInviteClient extends InviteClientTransaction {
  override take(event: InviteClientEvent, occasion: Occasion = {}): boolean {
    return super.take(event, occasion);
  }
}

export class OpenNonInviteClient extends NonInviteClientTransaction {
  override take(event: NonInviteClientEvent, occasion: Occasion = {}): boolean {
    return super.take(event, occasion);
  }
}

/** A figure of the RFCs as a test reads it: for each state and event the next state, or "-" where no arrow starts. */
export type Figure<State extends string, Event extends string> = {
  readonly [S in State]: { readonly [E in Event]: State | "-" };
};

/** Every pair of a figure, listed or not. */
export function everyPair<State extends string, Event extends string>(
  figure: Figure<State, Event>,
): { readonly state: State; readonly event: Event; readonly next: State | "-" }[] {
  // Proof for the assertions: `Object.keys` of a literal that has these keys and no others.
  const states = Object.keys(figure) as State[];
  return states.flatMap((state) =>
    (Object.keys(figure[state]) as Event[]).map((event) => ({ state, event, next: figure[state][event] })),
  );
}
