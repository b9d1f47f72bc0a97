/** For each place the workers that hold it, those that only finish their calls first; nobody yet: `[]`; given up for now: `null`, as JSON knows it. */
export type Places = readonly (readonly number[] | null)[];

/** Which worker a call belongs to that no tag of ours tells of yet: every process that has the same places comes to the same one. */
export class Assignment {
  readonly #places: readonly { readonly seed: number; readonly workers: readonly number[] }[];
  readonly #workers: ReadonlySet<number>;

  constructor(places: Places) {
    this.#places = places.flatMap((workers, place) => (workers === null ? [] : [{ seed: mix(place + 1), workers }]));
    this.#workers = new Set(places.flatMap((workers) => workers ?? []));
  }

  /** Whether a worker has a place, or still finishes its calls. */
  has(worker: number): boolean {
    return this.#workers.has(worker);
  }

  /** Whether there is a place at all. */
  get isEmpty(): boolean {
    return this.#places.length === 0;
  }

  /**
   * The workers to ask, in this order: each but the last has it only if it knows it already. Empty while its place is empty.
   *
   * The highest of the weights of call and place wins, so that a place which is given up changes nothing for the calls of others.
   */
  workersFor(callId: string): readonly number[] {
    const hash = hashOf(callId);
    let best: readonly number[] = [];
    let highest = -1;
    for (const { seed, workers } of this.#places) {
      const weight = mix(hash ^ seed);
      if (weight > highest) [highest, best] = [weight, workers];
    }
    return best;
  }
}

/** FNV-1a, 32 bits. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return hash;
}

/** Spreads what differs in a few bits over all 32 (the last steps of MurmurHash3). */
function mix(value: number): number {
  let mixed = value;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}
