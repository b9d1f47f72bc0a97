/** Which INFO packages the two sides of a call want to get, by name. Case matters. RFC 6086 §5.2 */
export interface InfoPackageSets {
  /** What we have announced; `undefined` as long as we have said nothing. */
  readonly ours: readonly string[] | undefined;
  /** What the peer has announced: what we may send. */
  readonly theirs: readonly string[];
}

/** What a message says of them; `undefined` for nothing. */
export type InfoPackageNews = { readonly [Side in keyof InfoPackageSets]?: readonly string[] | undefined };

/** Keeps the two sets of one dialog, and those to go back to. */
export class InfoPackages implements InfoPackageSets {
  #sets: InfoPackageSets = { ours: undefined, theirs: [] };
  #before: InfoPackageSets | undefined;

  get ours(): readonly string[] | undefined {
    return this.#sets.ours;
  }

  get theirs(): readonly string[] {
    return this.#sets.theirs;
  }

  /** RFC 6086 §5.2.2: a set holds until another takes its place; `undefined` for no news. */
  change(sets: InfoPackageNews): void {
    this.#sets = { ours: sets.ours ?? this.ours, theirs: sets.theirs ?? this.theirs };
  }

  /** The same in the course of a request that may yet be refused. */
  changeForNow(sets: InfoPackageNews): void {
    this.#before ??= this.#sets;
    this.change(sets);
  }

  /** The request has been accepted: what was said in the responses to it holds. */
  keep(): void {
    this.#before = undefined;
  }

  /** RFC 6086 §5.2.4: the request has been refused, and nothing of what was said holds. */
  rollBack(): void {
    this.#sets = this.#before ?? this.#sets;
    this.#before = undefined;
  }
}
