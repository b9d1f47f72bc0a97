import { setTimeout as pause } from "node:timers/promises";
import { createSystemEnvironment } from "../../index.js";
import { TransportLayer } from "../../adapters/node/index.js";
import { CallLog } from "../call-log.js";
import { Callee, withTimers } from "../callee.js";
import { readCertificate } from "../certificate.js";
import { type ServeOptions } from "../options.js";
import { type Output } from "../serve.js";
import { formatSocketAddress } from "../socket-address.js";
import { type Order, type Report } from "./control.js";
import { Handover } from "./handover.js";
import { Links } from "./links.js";
import { markedRandom } from "./marked-random.js";
import { Throttle } from "./throttle.js";
import { WorkerListeners } from "./worker-listeners.js";

/** What a worker has of the world. */
export interface WorkerSurroundings {
  /** Not that of any other, nor of one before it. */
  readonly number: number;
  readonly options: ServeOptions;
  readonly output: Output;
  /** Tells the primary process something. */
  readonly report: (report: Report) => void;
}

type Start = Extract<Order, { readonly kind: "start" }>;

/** One of several callees that answer at the same addresses. */
export class Worker {
  readonly #surroundings: WorkerSurroundings;
  readonly #layer = new TransportLayer();
  readonly #callee: Callee;
  readonly #handover: Handover;
  readonly #start: Start;
  /** Milliseconds: 64*T1. */
  readonly #repeating: number;
  #links: Links | undefined;
  #listeners: WorkerListeners | undefined;

  private constructor(surroundings: WorkerSurroundings, start: Start) {
    const { number, options, output, report } = surroundings;
    const system = withTimers(createSystemEnvironment(), options.timers);
    const environment = { ...system, random: markedRandom(system.random, number) };
    const { clock, timers } = environment;
    const tellCalls = (): void => {
      const { calls, ringing } = this.#callee;
      report({ kind: "calls", ringing, answered: calls - ringing });
    };
    const counts = new Throttle(tellCalls, REPORT_PAUSE);
    this.#surroundings = surroundings;
    this.#start = start;
    this.#repeating = 64 * timers.T1;
    this.#callee = new Callee({
      environment,
      log: options.quiet ? undefined : new CallLog((line) => output.out(line), clock),
      onProblem: (line) => output.problem(line),
      onCalls: () => counts.note(),
      secret: start.secret,
    });
    this.#handover = new Handover({
      worker: number,
      receiver: this.#callee,
      say: (worker, head, octets) => this.#links?.send(worker, head, octets) ?? false,
      router: {
        local: (ends) => this.#listeners?.localFor(ends),
        route: (target, from) => this.#layer.route(target, from),
        fallback: (sender, from) => this.#layer.fallback(sender, from),
      },
      isRinging: (callId) => this.#callee.isRinging(callId),
      now: () => clock.now(),
      repeating: this.#repeating,
      onProblem: (line) => output.problem(line),
    });
  }

  /** @returns When the others can reach it. */
  static async start(surroundings: WorkerSurroundings, start: Start): Promise<Worker> {
    const worker = new Worker(surroundings, start);
    worker.#links = await Links.open(start.folder, surroundings.number, {
      onFrame: (frame) => worker.#handover.onFrame(frame),
      onLost: (lost) => worker.#handover.onLost(lost),
    });
    surroundings.report({ kind: "linked" });
    return worker;
  }

  /**
   * Obeys.
   *
   * @returns Whether it is over: everything is closed.
   * @throws UsageError for a certificate that cannot be used; ListenError.
   */
  async obey(order: Order): Promise<boolean> {
    switch (order.kind) {
      case "start":
        return false;
      case "listen":
        await this.#listen();
        return false;
      case "places":
        this.#handover.setPlaces(order.places);
        return false;
      case "leave":
        await this.#leave(order.grace);
        return false;
      case "stop":
        await this.#close(order.patience);
        return true;
    }
  }

  async #listen(): Promise<void> {
    const { options, output, report } = this.#surroundings;
    const listeners = new WorkerListeners({
      handover: this.#handover,
      layer: this.#layer,
      certificate: options.certificate && readCertificate(options.certificate),
      port: this.#start.port,
      onProblem: (line) => output.problem(line),
    });
    this.#listeners = listeners;
    for (const listener of options.listeners) await listeners.open(listener);
    const listening = listeners.shared.map(
      ({ protocol, bound }) => `${protocol.toLowerCase()} ${formatSocketAddress(bound)}`,
    );
    report({ kind: "ready", listening });
  }

  /** What is there goes on, for `grace` milliseconds; what comes is for others. */
  async #leave(grace: number): Promise<void> {
    this.#listeners?.stopAccepting();
    await soon(this.#untilIdle(), grace);
    await soon(this.#callee.endCalls(), LAST_PATIENCE);
    this.#surroundings.report({ kind: "done" });
  }

  /** Until nothing can be repeated any more either, and no call of others is set up by our connections. */
  async #untilIdle(): Promise<void> {
    do {
      await this.#callee.withoutCalls();
      await pause(this.#repeating);
      await this.#handover.withoutGuests;
    } while (this.#callee.calls > 0);
  }

  async #close(patience: number): Promise<void> {
    const drain = () => ({ finished: this.#callee.endCalls(), end: () => undefined });
    await this.#layer.close({ core: { drain, dispose: () => this.#callee.dispose() }, grace: patience, endTimeout: 0 });
    await this.#links?.close();
  }
}

/** Waits for it, but no longer than that. */
async function soon(awaited: Promise<void>, milliseconds: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const over = new Promise<void>((resolve) => (timer = setTimeout(resolve, milliseconds)));
  await Promise.race([awaited, over]);
  clearTimeout(timer);
}

/** Milliseconds. */
const REPORT_PAUSE = 100;
const LAST_PATIENCE = 2_000;
