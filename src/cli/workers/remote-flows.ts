import { type Flow } from "../../index.js";
import { TransportError } from "../../errors.js";
import { describeFlow, readFlow } from "./flow-line.js";
import { RemoteFlow, type RemoteFlowUser } from "./remote-flow.js";

/** Says something to another worker. @returns Whether it is on its way. */
export type Say = (worker: number, head: string, octets: Uint8Array) => boolean;

/** Connections of one worker that calls of another go by, seen from either end. */
export class RemoteFlows {
  readonly #worker: number;
  readonly #say: Say;
  readonly #router: Omit<RemoteFlowUser, "send">;
  /** Of ours, by number, that others know; the one longest unused first. */
  readonly #lent = new Map<number, { readonly flow: Flow; readonly to: Set<number> }>();
  readonly #numbers = new WeakMap<Flow, number>();
  /** Of others, by their worker and number; the one longest unused first. */
  readonly #borrowed = new Map<string, { readonly flow: RemoteFlow; readonly worker: number }>();
  readonly #waiting = new Map<number, { readonly worker: number; settle(error?: string): void }>();
  #lastNumber = 0;
  #lastSend = 0;

  constructor(worker: number, say: Say, router: Omit<RemoteFlowUser, "send">) {
    this.#worker = worker;
    this.#say = say;
    this.#router = router;
  }

  /** Lets another worker send by a connection of ours. @returns What it reads with `borrow`. */
  lend(flow: Flow, to: number): string {
    const number = this.#numbers.get(flow) ?? this.#number(flow);
    const { to: borrowers } = this.#lent.get(number) ?? { to: new Set() };
    borrowers.add(to);
    keep(this.#lent, number, { flow, to: borrowers });
    return `${this.#worker} ${number} ${describeFlow(flow)}`;
  }

  /** The way by a connection that another worker has lent. */
  borrow([worker = "", number = "", ...line]: readonly string[]): RemoteFlow {
    const key = `${worker} ${number}`;
    const owner = Number(worker);
    const flow =
      this.#borrowed.get(key)?.flow ??
      new RemoteFlow(readFlow(line), { ...this.#router, send: (message) => this.#ask(owner, number, message) });
    keep(this.#borrowed, key, { flow, worker: owner });
    return flow;
  }

  /** Another worker sends by a connection of ours, and is told what became of it. */
  async send([worker = "", number = "", send = ""]: readonly string[], octets: Uint8Array): Promise<void> {
    let error = "";
    try {
      const lent = this.#lent.get(Number(number));
      if (lent === undefined) error = "the connection is gone";
      else await lent.flow.send(octets);
    } catch (problem) {
      error = problem instanceof Error ? problem.message : String(problem);
    }
    this.#say(Number(worker), `sent ${send}`, Buffer.from(error));
  }

  /** What became of something that we had another worker send. */
  onSent([send = ""]: readonly string[], error: Uint8Array): void {
    this.#waiting.get(Number(send))?.settle(Buffer.from(error).toString());
  }

  /** A connection of another worker is gone. */
  onGone([worker = "", number = ""]: readonly string[]): void {
    const key = `${worker} ${number}`;
    this.#borrowed.get(key)?.flow.end();
    this.#borrowed.delete(key);
  }

  /** A worker is gone, and all its connections with it. */
  onLost(worker: number): void {
    for (const waiting of [...this.#waiting.values()]) {
      if (waiting.worker === worker) waiting.settle("the worker with the connection is gone");
    }
    for (const [key, { flow, worker: owner }] of [...this.#borrowed]) {
      if (owner !== worker) continue;
      this.#borrowed.delete(key);
      flow.end();
    }
  }

  #number(flow: Flow): number {
    const number = (this.#lastNumber += 1);
    this.#numbers.set(flow, number);
    flow.onGone?.(() => {
      for (const worker of this.#lent.get(number)?.to ?? []) {
        this.#say(worker, `gone ${this.#worker} ${number}`, NOTHING);
      }
      this.#lent.delete(number);
    });
    return number;
  }

  #ask(worker: number, number: string, message: string | Uint8Array): Promise<void> {
    const octets = typeof message === "string" ? Buffer.from(message) : message;
    const send = (this.#lastSend += 1);
    return new Promise((resolve, reject) => {
      const settle = (error = ""): void => {
        this.#waiting.delete(send);
        if (error === "") resolve();
        else reject(new TransportError(`cannot send by worker ${worker}: ${error}`));
      };
      this.#waiting.set(send, { worker, settle });
      if (!this.#say(worker, `send ${this.#worker} ${number} ${send}`, octets)) settle("it cannot be reached");
    });
  }
}

const NOTHING = new Uint8Array(0);

/** As many connections as a transport takes. */
const MOST_KEPT = 10_000;

/** Puts one in as the last used, and takes out the one longest unused when there are too many. */
function keep<Key, Value>(map: Map<Key, Value>, key: Key, value: Value): void {
  map.delete(key);
  map.set(key, value);
  if (map.size <= MOST_KEPT) return;
  for (const [oldest] of map) return void map.delete(oldest);
}
