import { type Timer, type TimerTarget } from "../environment/clock.js";
import { type Flow, isReliable, type Ways } from "../environment/flow.js";
import { isThenable } from "../environment/thenable.js";
import { type UserAgentHost } from "./user-agent-host.js";

/** Asked for ways when all ways before it have failed. What it throws, or rejects with, counts as none. */
export type WaySource = () => Ways;

type WaysHost = Pick<UserAgentHost, "environment" | "loggerFactory" | "report">;

/** The ways of one message, one after the other, found when they are needed. RFC 3263 §4.3 */
export class WaysToTry implements TimerTarget {
  readonly #host: WaysHost;
  readonly #sources: WaySource[];
  #found: Flow[] = [];
  readonly #given = new Set<Flow>();
  #failed: Set<string> | undefined;
  /** Who waits for a source that has to look something up. */
  #taker: ((way: Flow | undefined) => void) | undefined;
  #limit: Timer | undefined;

  constructor(host: WaysHost, sources: readonly WaySource[]) {
    this.#host = host;
    this.#sources = [...sources];
  }

  /** Whether there may be another one. */
  get left(): boolean {
    return this.#found.length > 0 || this.#sources.length > 0;
  }

  /** Gives the next way, at once where nothing has to be looked up; nothing when none is left. */
  next(take: (way: Flow | undefined) => void): void {
    for (;;) {
      const way = this.#found.shift();
      if (way !== undefined && this.#isNew(way)) return take(way);
      if (way !== undefined) continue;
      const source = this.#sources.shift();
      if (source === undefined) return take(undefined);
      const ways = this.#ask(source);
      if (isThenable(ways)) return this.#wait(ways, take);
      this.#found = [...ways];
    }
  }

  /** No other way to the same address by the same protocol is worth trying; over a connection it may have been the connection alone. */
  exclude(way: Flow, connectionOnly: boolean): void {
    if (connectionOnly && isReliable(way)) return;
    if (way.remote !== undefined) (this.#failed ??= new Set()).add(nameOf(way));
  }

  /** Nobody waits any more. */
  stop(): void {
    this.#taker = undefined;
    this.#limit?.stop();
    this.#sources.length = 0;
    this.#found = [];
  }

  /** @internal The clock's: a look-up that has no end is none. */
  onTimer(): void {
    this.#goOn([]);
  }

  #isNew(way: Flow): boolean {
    const isNew = !this.#given.has(way) && this.#failed?.has(nameOf(way)) !== true;
    this.#given.add(way);
    return isNew;
  }

  #ask(source: WaySource): Ways {
    try {
      return source();
    } catch (error) {
      this.#warn(error);
      return [];
    }
  }

  #wait(ways: PromiseLike<readonly Flow[]>, take: (way: Flow | undefined) => void): void {
    const { clock, timers } = this.#host.environment;
    this.#taker = take;
    this.#limit = clock.setTimer(64 * timers.T1, this, "lookUp");
    const goOn = (found: readonly Flow[]): void => {
      if (this.#taker === take) this.#goOn(found);
    };
    const failed = (error: unknown): void => {
      this.#warn(error);
      goOn([]);
    };
    Promise.resolve(ways)
      .then(goOn, failed)
      .catch((error: unknown) => {
        this.#host.report({ reason: "internal-error", message: `a bug: ${String(error)}`, error });
      });
  }

  #goOn(found: readonly Flow[]): void {
    const take = this.#taker;
    this.#taker = undefined;
    this.#limit?.stop();
    this.#found = [...found];
    if (take !== undefined) this.next(take);
  }

  #warn(error: unknown): void {
    const why = error instanceof Error ? error.message : String(error);
    this.#host.loggerFactory.getLogger("sip.user-agent-core").warn(`no way found: ${why}`);
  }
}

function nameOf({ protocol, remote }: Flow): string {
  return remote === undefined ? "" : `${protocol.toUpperCase()} ${remote.host.toLowerCase()} ${remote.port}`;
}
