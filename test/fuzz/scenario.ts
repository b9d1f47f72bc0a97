import { SeededRandom } from "../../src/testing/seeded-random.js";
import { type Behaviour, BEHAVIOURS } from "./callee.js";
import { type Specimen } from "./corpus.js";
import { Mutator } from "./mutator.js";

/** What one callee goes through. It is all that is needed to try it again. */
export interface Scenario {
  readonly behaviour: Behaviour;
  readonly protocol: string;
  readonly steps: readonly Step[];
}

export interface Step {
  /** Milliseconds before the message. */
  readonly wait: number;
  /** One character stands for one octet. */
  readonly message: string;
}

export interface Made {
  readonly scenario: Scenario;
  /** Whether the whole of it may be shown. */
  readonly ours: boolean;
}

/** Makes the scenario with this number: the same one for the same seed. */
export function makeScenario(corpus: readonly Specimen[], seed: number, number: number): Made {
  const random = new SeededRandom(Math.imul(number, 0x9e3779b1) ^ seed);
  const specimen = pick(corpus, random);
  const onlyOurs = specimen.ours && random.fraction() < 0.8;
  const sources = corpus.filter(({ ours }) => ours || !onlyOurs);
  const others = sources.flatMap(({ messages }) => messages);
  const mutator = new Mutator(random, others);
  // Of a call that is damaged everywhere only the first message would count.
  const share = specimen.messages.length > 1 ? 0.4 : 0.95;
  const steps = specimen.messages.flatMap((message) => {
    const damaged = random.fraction() < share ? mutator.mutate(message) : message;
    const step = { wait: pick([0, 0, 0, 10, 600, 5_000, 40_000], random), message: damaged };
    return random.fraction() < 0.1 ? [step, { ...step, wait: 1 }] : [step];
  });
  const protocol = pick(["UDP", "UDP", "UDP", "TCP", "WS"], random);
  return {
    scenario: { behaviour: pick(BEHAVIOURS, random), protocol, steps },
    ours: sources.every(({ ours }) => ours),
  };
}

function pick<T>(from: readonly T[], random: SeededRandom): T {
  const one = from[random.below(from.length)];
  if (one === undefined) throw new Error("nothing to pick from");
  return one;
}
