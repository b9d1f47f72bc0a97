import { type SeededRandom } from "./seeded-random.js";
import { type MessageSelector, selects, type WireMessage, type WireSide } from "./wire-message.js";

/** What can happen to a message on its way. */
export type Mishap =
  | { readonly kind: "lose" }
  | { readonly kind: "double" }
  | { readonly kind: "delay"; readonly by: number }
  | { readonly kind: "overtake" }
  | { readonly kind: "fail"; readonly error: unknown };

/** Which of the messages that a selector means are met. */
export interface MishapOptions {
  /** How many; `Infinity` for all that come. @defaultValue 1 */
  readonly times?: number;
  /** How many pass unharmed first. @defaultValue 0 */
  readonly after?: number;
  /** Only what this side sends. @defaultValue both */
  readonly from?: WireSide;
}

/** Mishaps by chance, for property tests. */
export interface Weather {
  /** Where chance comes from: the same seed, the same mishaps. */
  readonly random: SeededRandom;
  /** Share of the messages that are lost. 0 to 1. @defaultValue 0 */
  readonly loses?: number;
  /** Share of those left that arrive twice. 0 to 1. @defaultValue 0 */
  readonly doubles?: number;
  /** Those left are late by up to so many milliseconds, and so overtake each other. @defaultValue 0 */
  readonly delays?: number;
}

interface Rule extends MishapOptions {
  readonly selector: MessageSelector;
  readonly mishap: Mishap;
  met: number;
}

/** Decides what happens to each message: the first rule that has not yet been used up, or else the weather. */
export class Mishaps {
  readonly #rules: Rule[] = [];
  #weather: Weather | undefined;

  add(selector: MessageSelector, mishap: Mishap, options: MishapOptions = {}): void {
    this.#rules.push({ ...options, selector, mishap, met: 0 });
  }

  set weather(weather: Weather | undefined) {
    this.#weather = weather;
  }

  /** Forgets every rule, and the weather. */
  clear(): void {
    this.#rules.length = 0;
    this.#weather = undefined;
  }

  /** What happens to this message, or `undefined` when it passes. */
  for(message: WireMessage): Mishap | undefined {
    for (const rule of this.#rules) {
      const { after = 0, times = 1 } = rule;
      if (rule.met >= after + times || (rule.from ?? message.from) !== message.from) continue;
      if (!selects(rule.selector, message)) continue;
      rule.met += 1;
      if (rule.met > after) return rule.mishap;
    }
    return this.#byChance();
  }

  #byChance(): Mishap | undefined {
    if (this.#weather === undefined) return undefined;
    const { random, loses = 0, doubles = 0, delays = 0 } = this.#weather;
    // Drawn always, so that changing one share does not change what the others do.
    const [loss, doubling, by] = [random.fraction(), random.fraction(), random.fraction() * delays];
    if (loss < loses) return { kind: "lose" };
    if (doubling < doubles) return { kind: "double" };
    return by > 0 ? { kind: "delay", by } : undefined;
  }
}
