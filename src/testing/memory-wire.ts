import { type Clock } from "../environment/clock.js";
import { type Address, type Flow } from "../environment/flow.js";
import { ManualClock } from "./manual-clock.js";
import { type MishapOptions, Mishaps, type Weather } from "./mishaps.js";
import { type MessageSelector, wireMessage, type WireMessage, type WireSide } from "./wire-message.js";

export interface MemoryWireOptions {
  /** What late messages wait by. @defaultValue a `ManualClock` of its own, as `wire.clock` */
  readonly clock?: Clock;
  /** As it stands in Via: `UDP`, `TCP`, `TLS`, `WS`, `WSS`. @defaultValue "UDP" */
  readonly protocol?: string;
  /** @defaultValue false for `UDP`, true for every other protocol */
  readonly reliable?: boolean;
  /** @defaultValue 192.0.2.1, port 5060 */
  readonly caller?: Address;
  /** @defaultValue 192.0.2.4, port 5060 */
  readonly callee?: Address;
  /** How long every message is on its way. Milliseconds; 0: delivered at once. @defaultValue 0 */
  readonly latency?: number;
}

/** How a message fared: it passed, was lost, or was late (it `leaves` at one time and `arrives` at another). */
export type WireFate = "passes" | "lost" | "leaves" | "arrives";

/** Told of each message as it fares. A message that is doubled `passes` twice. */
export type WireListener = (message: WireMessage, fate: WireFate, time: number) => void;

/** What an end does with a message: text or octets as they were sent, and the flow by which to answer. */
export type Receiver = (data: string | Uint8Array, flow: Flow) => void;

/**
 * Two ends of a wire in memory, which can be told to misbehave.
 *
 * ```ts
 * const wire = new MemoryWire();
 * wire.callee.onMessage = (data, flow) => core.receive(data, flow);
 * wire.loses("200", { times: 2 });
 * wire.caller.send(inviteText());
 * ```
 *
 * Messages arrive one after the other: what is sent while another message is being received waits until that is done, as it would in a socket.
 */
export class MemoryWire {
  readonly clock: Clock;
  /** The other party's end. */
  readonly caller: WireEnd;
  /** Our end: the flow that is given to the core. */
  readonly callee: WireEnd;
  readonly #latency: number;
  readonly #mishaps = new Mishaps();
  readonly #listeners: WireListener[] = [];
  readonly #queue: (() => void)[] = [];
  readonly #overtaken: { readonly from: WireSide; readonly arrive: () => void }[] = [];
  #busy = 0;

  constructor(options: MemoryWireOptions = {}) {
    const {
      protocol = "UDP",
      caller = { host: "192.0.2.1", port: 5060 },
      callee = { host: "192.0.2.4", port: 5060 },
    } = options;
    const reliable = options.reliable ?? protocol.toUpperCase() !== "UDP";
    this.clock = options.clock ?? new ManualClock();
    this.#latency = options.latency ?? 0;
    const carry = this.#carry.bind(this);
    this.caller = new WireEnd({ side: "caller", protocol, reliable, local: caller, remote: callee, carry });
    this.callee = new WireEnd({ side: "callee", protocol, reliable, local: callee, remote: caller, carry });
  }

  /** The message never arrives. */
  loses(selector: MessageSelector, options?: MishapOptions): void {
    this.#mishaps.add(selector, { kind: "lose" }, options);
  }

  /** The message arrives twice. */
  doubles(selector: MessageSelector, options?: MishapOptions): void {
    this.#mishaps.add(selector, { kind: "double" }, options);
  }

  /** The message arrives late. @param by - Milliseconds. */
  delays(selector: MessageSelector, by: number, options?: MishapOptions): void {
    this.#mishaps.add(selector, { kind: "delay", by }, options);
  }

  /** The message is overtaken by the next one that goes the same way. */
  reorders(selector: MessageSelector, options?: MishapOptions): void {
    this.#mishaps.add(selector, { kind: "overtake" }, options);
  }

  /** Sending the message fails: `send` returns a rejected promise. */
  fails(selector: MessageSelector, options: MishapOptions & { readonly error?: unknown } = {}): void {
    const error = "error" in options ? options.error : new Error("the wire is down");
    this.#mishaps.add(selector, { kind: "fail", error }, options);
  }

  /** Mishaps by chance to whatever no rule is for. */
  misbehaves(weather: Weather): void {
    this.#mishaps.weather = weather;
  }

  /** Forgets all mishaps: from now on every message passes. What was overtaken arrives. */
  behaves(): void {
    this.#mishaps.clear();
    for (const { arrive } of this.#overtaken.splice(0)) arrive();
  }

  /** Has `listener` told of each message as it fares. */
  onMessage(listener: WireListener): void {
    this.#listeners.push(listener);
  }

  /** Runs `action`; what is sent meanwhile arrives when it is done, as if it had gone through a network. */
  together<T>(action: () => T): T {
    this.#busy += 1;
    try {
      return action();
    } finally {
      this.#busy -= 1;
      this.#drain();
    }
  }

  #carry(message: WireMessage): Promise<void> | undefined {
    const mishap = this.#mishaps.for(message);
    switch (mishap?.kind) {
      case undefined:
        this.#pass(message);
        break;
      case "lose":
        this.#tell(message, "lost");
        break;
      case "double":
        this.#pass(message);
        this.#pass(message);
        break;
      case "delay":
        this.#tell(message, "leaves");
        this.#later(mishap.by, () => this.#arrive(message));
        break;
      case "overtake":
        this.#tell(message, "leaves");
        this.#overtaken.push({ from: message.from, arrive: () => this.#arrive(message) });
        break;
      case "fail":
        this.#tell(message, "lost");
        // A transport may reject with anything, even with nothing; the core has to bear it.
        // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors
        return Promise.reject(mishap.error);
    }
    return undefined;
  }

  #pass(message: WireMessage): void {
    this.#tell(message, "passes");
    if (this.#latency > 0) this.#later(this.#latency, () => this.#enqueue(message));
    else this.#enqueue(message);
    for (const late of this.#overtaken.filter(({ from }) => from === message.from)) {
      this.#overtaken.splice(this.#overtaken.indexOf(late), 1);
      late.arrive();
    }
  }

  #arrive(message: WireMessage): void {
    this.#enqueue(message, () => this.#tell(message, "arrives"));
  }

  #later(delay: number, action: () => void): void {
    this.clock.setTimer(delay, { onTimer: action }, "message on the wire");
  }

  #enqueue(message: WireMessage, before?: () => void): void {
    this.#queue.push(() => {
      before?.();
      if (message.from === "caller") this.callee.receive(message.data);
      else this.caller.receive(message.data);
    });
    this.#drain();
  }

  #drain(): void {
    if (this.#busy > 0) return;
    this.#busy += 1;
    try {
      for (let next = this.#queue.shift(); next !== undefined; next = this.#queue.shift()) next();
    } finally {
      this.#busy -= 1;
    }
  }

  #tell(message: WireMessage, fate: WireFate): void {
    for (const listener of this.#listeners) listener(message, fate, this.clock.now());
  }
}

/** @internal */
export interface WireEndOptions {
  readonly side: WireSide;
  readonly protocol: string;
  readonly reliable: boolean;
  readonly local: Address;
  readonly remote: Address;
  readonly carry: (message: WireMessage) => Promise<void> | undefined;
}

/** One end of a wire: a flow to the other end, and a place for what comes from there. */
export class WireEnd implements Flow {
  readonly side: WireSide;
  readonly protocol: string;
  readonly reliable: boolean;
  readonly local: Address;
  readonly remote: Address;
  /** A flow to another address: it ends here too, and the message says where it was meant to go. Only where there are no connections. */
  readonly towards?: (remote: Address) => Flow;
  /** What is done with a message. Without it messages are lost in silence. */
  onMessage: Receiver | undefined;
  readonly #carry: (message: WireMessage) => Promise<void> | undefined;

  constructor(options: WireEndOptions) {
    this.side = options.side;
    this.protocol = options.protocol;
    this.reliable = options.reliable;
    this.local = options.local;
    this.remote = options.remote;
    this.#carry = options.carry;
    if (options.protocol.toUpperCase() === "UDP") {
      this.towards = (remote) => new WireEnd({ ...options, remote });
    }
  }

  send(data: string | Uint8Array): Promise<void> | undefined {
    return this.#carry(wireMessage(this.side, this.remote, data));
  }

  /** Gives a message to this end, as if it had come over the wire. */
  receive(data: string | Uint8Array): void {
    this.onMessage?.(data, this);
  }
}
