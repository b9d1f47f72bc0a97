/** Which INFO packages the two sides of a call want to get, by name. RFC 6086 §5.2 */
export interface InfoPackageSets {
  /** What we have announced. */
  readonly ours: readonly string[];
  /** What the peer has announced: what we may send. */
  readonly theirs: readonly string[];
}

/** Keeps the two sets of one dialog, and those to go back to. */
export class InfoPackages implements InfoPackageSets {
  #sets: InfoPackageSets;
  #before: InfoPackageSets | undefined;

  /** @param theirs - What the INVITE announces. */
  constructor(theirs: readonly string[] = []) {
    this.#sets = { ours: [], theirs };
  }

  get ours(): readonly string[] {
    return this.#sets.ours;
  }

  get theirs(): readonly string[] {
    return this.#sets.theirs;
  }

  /** A request that may change the sets is under way: what holds now is what `rollBack` goes back to. */
  begin(): void {
    this.#before ??= this.#sets;
  }

  /** RFC 6086 §5.2.2: a set holds until another takes its place; `undefined` for no news. */
  change(sets: {
    readonly ours?: readonly string[] | undefined;
    readonly theirs?: readonly string[] | undefined;
  }): void {
    this.#sets = { ours: sets.ours ?? this.ours, theirs: sets.theirs ?? this.theirs };
  }

  /** The request has been accepted: what was said in it, and in the responses to it, holds. */
  keep(): void {
    this.#before = undefined;
  }

  /** RFC 6086 §5.2.4: the request has been refused, and nothing of what was said in it holds, nor in a provisional response to it. */
  rollBack(): void {
    this.#sets = this.#before ?? this.#sets;
    this.#before = undefined;
  }
}
