import { ParseFailure } from "../../src/message/grammar/parse-failure.js";
import { IncomingResponseMessage } from "../../src/message/incoming-response-message.js";
import { type Specimen } from "./corpus.js";
import { type Fault } from "./properties.js";
import { type Parsed } from "./read-everything.js";
import { makeScenario, type Scenario } from "./scenario.js";
import { tryScenario, type Watcher } from "./try-scenario.js";

/** A scenario in which a property does not hold. */
export interface Finding {
  readonly number: number;
  readonly scenario: Scenario;
  readonly fault: Fault;
  /** Whether the scenario may be shown. */
  readonly ours: boolean;
}

/** Tries one scenario after the other, and counts. */
export class Fuzzer {
  readonly findings: Finding[] = [];
  readonly #corpus: readonly Specimen[];
  readonly #seed: number;
  readonly #counts = new Map<string, number>();
  #messages = 0;
  #slowest = { number: 0, octets: 0, time: 0 };

  constructor(corpus: readonly Specimen[], seed: number) {
    this.#corpus = corpus;
    this.#seed = seed;
  }

  /** Messages that were read so far. */
  get messages(): number {
    return this.#messages;
  }

  get slowest(): { readonly number: number; readonly octets: number; readonly time: number } {
    return this.#slowest;
  }

  /** What became of the messages, by name: how they were read, what was sent, what was told. */
  get counts(): ReadonlyMap<string, number> {
    return new Map([...this.#counts].sort(([a], [b]) => (a < b ? -1 : 1)));
  }

  /** Tries the scenario with this number. */
  try(number: number): Finding | undefined {
    const { scenario, ours } = makeScenario(this.#corpus, this.#seed, number);
    const fault = tryScenario(scenario, this.#watch(number));
    if (fault === undefined) return undefined;
    const finding = { number, scenario, fault, ours };
    this.findings.push(finding);
    return finding;
  }

  #watch(number: number): Watcher {
    return {
      onRead: (parsed, message, time) => {
        this.#messages++;
        if (time > this.#slowest.time) this.#slowest = { number, octets: message.length, time };
        this.#count(`read: ${kindOf(parsed)}`);
      },
      onSent: (message) => this.#count(`sent: ${kindOf(message)}`),
      onDiagnostic: (reason) => this.#count(`told: ${reason}`),
    };
  }

  #count(name: string): void {
    this.#counts.set(name, (this.#counts.get(name) ?? 0) + 1);
  }
}

function kindOf(parsed: Parsed): string {
  if (parsed instanceof ParseFailure) {
    return `${parsed.request === undefined ? "unreadable" : String(parsed.statusCode)} ${parsed.code}`;
  }
  if (parsed instanceof IncomingResponseMessage) return `response ${parsed.statusCode}`;
  return /^[A-Z]{3,9}$/.test(parsed.method) ? parsed.method : "another method";
}
