import { ownedText } from "../../message/owned-text.js";

/** The uses of one nonce. */
interface Uses {
  /** When the nonce was made. */
  readonly issued: number;
  highest: number;
  /** One bit for each of the last 64 numbers; the lowest is that of the highest number. */
  seen: bigint;
}

const WIDTH = 64;

/**
 * Which numbers each nonce was used with, so that nobody uses what somebody else has sent once more. RFC 7616 §3.4, §5.5
 *
 * Only what a password has proved comes in here, so strangers cannot fill it.
 */
export class NonceCounts {
  readonly #lifetime: number;
  readonly #maximum: number;
  readonly #uses = new Map<string, Uses>();
  /** A nonce made up to then of which nothing is known may have been forgotten here. */
  #forgotten = -Infinity;

  /**
   * @param lifetime - How long a nonce may be used. Milliseconds.
   * @param maximum - Of how many nonces the uses are kept.
   */
  constructor(lifetime: number, maximum: number) {
    this.#lifetime = lifetime;
    this.#maximum = maximum;
  }

  /** How many nonces are known. */
  get size(): number {
    return this.#uses.size;
  }

  /**
   * Notes a use of a nonce.
   *
   * @param number - `Infinity` where the client does not count: such a nonce is used once.
   * @returns `false` when it was used so before, or when that cannot be told.
   */
  use(nonce: string, issued: number, number: number, now: number): boolean {
    const uses = this.#uses.get(nonce);
    if (uses !== undefined) return take(uses, number);
    if (issued <= this.#forgotten) return false;
    this.#forgetOld(now);
    this.#uses.set(ownedText(nonce), { issued, highest: number, seen: 1n });
    return true;
  }

  /** The first one in is looked at first: the others were made known later, and last at most as long from then on. */
  #forgetOld(now: number): void {
    for (const [nonce, { issued }] of this.#uses) {
      if (now - issued <= this.#lifetime && this.#uses.size < this.#maximum) return;
      if (now - issued <= this.#lifetime) this.#forgotten = Math.max(this.#forgotten, issued);
      this.#uses.delete(nonce);
    }
  }
}

function take(uses: Uses, number: number): boolean {
  if (number > uses.highest) {
    const by = number - uses.highest;
    uses.seen = by < WIDTH ? BigInt.asUintN(WIDTH, uses.seen << BigInt(by)) | 1n : 1n;
    uses.highest = number;
    return true;
  }
  const behind = uses.highest - number;
  // `Infinity - Infinity`, too, is no place in the window.
  if (!(behind < WIDTH)) return false;
  const bit = 1n << BigInt(behind);
  if ((uses.seen & bit) !== 0n) return false;
  uses.seen |= bit;
  return true;
}
