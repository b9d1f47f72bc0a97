import { type SeededRandom } from "../../src/testing/seeded-random.js";
import { Damage } from "./damage.js";
import { MUTATIONS } from "./mutations.js";

/** The longest datagram. */
const LONGEST = 65_535;

/** Damages messages the way strangers do, and as only someone who knows SIP would. */
export class Mutator {
  readonly #damage: Damage;

  /** @param others - Messages of which pieces are taken. */
  constructor(random: SeededRandom, others: readonly string[]) {
    this.#damage = new Damage(random, others);
  }

  /** One to eight kinds of damage, mostly few. */
  mutate(text: string): string {
    let mutated = text;
    let times = 1;
    while (times < 8 && this.#damage.happens(0.45)) times++;
    for (; times > 0; times--) mutated = this.#damage.pick(MUTATIONS)(mutated, this.#damage).slice(0, LONGEST);
    return mutated;
  }
}
