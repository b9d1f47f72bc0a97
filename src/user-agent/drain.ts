import { type Timer, type TimerTarget } from "../environment/clock.js";
import { type UserAgentHost } from "./user-agent-host.js";

/** The way to an end: no new request is served, and what is alive goes on. */
export interface Drain {
  /** Calls, subscriptions and transactions that are not over yet. */
  readonly pending: number;
  /** Whether nothing was left; it stays so. */
  readonly over: boolean;
  /** Resolves when nothing is left, or the core is disposed of. Never rejects. */
  readonly finished: Promise<void>;
  /** Ends what is left, and says so to its peers: requests that nobody has answered are answered 503, calls get a BYE. */
  end(): void;
}

type DrainHost = Pick<
  UserAgentHost,
  "callApplication" | "delegate" | "dialogs" | "environment" | "servers" | "subscriptions" | "transactions"
>;

/** Waits until nothing of a core is alive. */
export class Draining implements Drain, TimerTarget {
  readonly #host: DrainHost;
  #over = false;
  #turn: Timer | undefined;
  #finished: Promise<void> | undefined;
  #finish: (() => void) | undefined;

  constructor(host: DrainHost) {
    this.#host = host;
    for (const live of [host.dialogs, host.subscriptions, host.transactions]) live.onEmpty = () => this.#look();
    this.#look();
  }

  get pending(): number {
    const { dialogs, subscriptions, transactions } = this.#host;
    return dialogs.size + subscriptions.size + transactions.size;
  }

  get over(): boolean {
    return this.#over;
  }

  get finished(): Promise<void> {
    return (this.#finished ??= this.#over ? Promise.resolve() : new Promise((resolve) => (this.#finish = resolve)));
  }

  end(): void {
    for (const server of [...this.#host.servers.values()]) server.refuse(503, "draining");
    for (const dialog of [...this.#host.dialogs.values()]) dialog.end();
  }

  /** @internal Nothing is left, in whatever way. */
  dispose(): void {
    this.#over = true;
    this.#turn?.stop();
    this.#finish?.();
  }

  /** @internal The clock's: what emptied the core has done its part by now. */
  onTimer(): void {
    this.#turn = undefined;
    if (this.#over || this.pending > 0) return;
    this.dispose();
    this.#host.callApplication("onDrained", () => this.#host.delegate.onDrained?.());
  }

  #look(): void {
    if (this.#over || this.pending > 0) return;
    this.#turn ??= this.#host.environment.clock.setTimer(0, this, "drained");
  }
}
