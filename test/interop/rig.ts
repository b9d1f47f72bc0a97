import { setTimeout as pause } from "node:timers/promises";
import { expect } from "vitest";
import { buildCallee, type Callee, startCallee } from "./callee.js";
import { type Capture, captureOf, type Finding, hasTshark, readCapture, startCapture } from "./capture.js";
import { type Exchange, told } from "./exchange.js";
import { scenario, type Wire } from "./sipp.js";
import { type Program } from "../support/bundle.js";

/** T1 of the quick callee. What is still late on a busy machine must be less than this. */
export const T1 = 200;

/** Callees that SIPp calls, and a capture of all that is said. */
export class Rig {
  readonly callee: Callee;
  /** The same with short timers, for what is only over after 64 times T1. */
  readonly quick: Callee;
  readonly #wire: Wire;
  readonly #program: Program;
  readonly #capture: Capture | undefined;
  readonly #calls: (readonly Exchange[])[] = [];

  private constructor(wire: Wire, program: Program, callee: Callee, quick: Callee, capture: Capture | undefined) {
    this.#wire = wire;
    this.#program = program;
    this.callee = callee;
    this.quick = quick;
    this.#capture = capture;
  }

  static async start(wire: Wire): Promise<Rig> {
    const program = await buildCallee();
    const [callee, quick] = await Promise.all([
      startCallee(program),
      startCallee(program, { UAS_T1_MS: `${T1}`, UAS_T2_MS: `${8 * T1}`, UAS_T4_MS: `${10 * T1}` }),
    ]);
    const capture = hasTshark ? await startCapture([callee.port, quick.port]) : undefined;
    return new Rig(wire, program, callee, quick, capture);
  }

  /** Whether everything is captured; if not, only what SIPp logged is known. */
  get captures(): boolean {
    return this.#capture !== undefined;
  }

  /** How many messages of single calls SIPp logged. */
  get logged(): number {
    return this.#calls.flat().length;
  }

  /** One call, which must go as its scenario says. @param keys - What the scenario leaves open. */
  async call(
    { port }: Callee,
    name: string,
    user: string,
    keys: Readonly<Record<string, string>> = {},
  ): Promise<readonly Exchange[]> {
    const { exitCode, complaints, exchanges } = await scenario(this.#wire, port, name, user, keys);
    expect({ exitCode, complaints }, exchanges.map(told).join("\n")).toEqual({ exitCode: 0, complaints: "" });
    this.#calls.push(exchanges);
    return exchanges;
  }

  /** Has tshark read all that was said; after that nothing is captured any more. */
  async readCapture(): Promise<Finding> {
    // What was said last is not in the file at once.
    if (this.captures) await pause(1_000);
    const capture = this.#capture ?? captureOf(this.#calls, this.callee.port);
    await capture.stop();
    const finding = readCapture(capture.path, [this.callee.port, this.quick.port]);
    capture.remove();
    return finding;
  }

  async stop(): Promise<void> {
    await Promise.all([this.callee.stop(), this.quick.stop()]);
    this.#capture?.remove();
    this.#program.remove();
  }
}
