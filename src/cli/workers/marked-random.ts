import { type Random } from "../../index.js";

/** Has every token, and so every tag of a dialog, end with the number of the worker that drew it. RFC 3261 §19.3 leaves to us what a tag is. */
export function markedRandom(random: Random, worker: number): Random {
  return { token: () => `${random.token()}w${worker}`, below: (limit) => random.below(limit) };
}

/** What such a token looks like, for patterns; its first group is the number. */
export const MARKED = "[0-9a-v]{16}w(\\d{1,9})";
