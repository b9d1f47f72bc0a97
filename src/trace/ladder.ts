import { DEFAULT_LAYOUT, digitsFor, drawHeader, drawMessage, drawNote, type Layout, widthFor } from "./drawing.js";
import { type Trace, type TracedMessage, type TracedNote } from "./trace.js";

export interface LadderOptions {
  /** From left to right. @defaultValue ["alice", "bob"] */
  readonly parties?: readonly string[];
  /** Characters between two lines, at least; made wider when a label needs it. @defaultValue 28 */
  readonly width?: number;
  /** The time that is drawn as 0. Milliseconds. @defaultValue 0 */
  readonly start?: number;
  /** Digits after the point of the time, which is drawn in seconds. @defaultValue 1 */
  readonly decimals?: number;
}

type Row =
  { readonly kind: "message"; readonly message: TracedMessage } | { readonly kind: "note"; readonly note: TracedNote };

/**
 * Keeps what happened between parties, and draws it as the RFCs draw calls.
 *
 * ```ts
 * const ladder = new Ladder();
 * ladder.message({ time: 0, from: "alice", to: "bob", label: "INVITE offer" });
 * ladder.note({ time: 0, party: "bob", text: "onInvite" });
 * ladder.message({ time: 2000, from: "bob", to: "alice", label: "200 answer" });
 * ladder.toString();
 * ```
 *
 * In the snapshots of Vitest and Jest a ladder stands as its drawing, with nothing to set up.
 */
export class Ladder implements Trace {
  /** As `toString()`. */
  declare readonly drawing: string;
  #layout: Layout;
  readonly #rows: Row[] = [];
  #marks = 0;

  constructor(options: LadderOptions = {}) {
    this.#layout = { ...DEFAULT_LAYOUT, ...options };
    // A member that can be seen, so that two ladders are equal to a test runner when their drawings are, and only then.
    Object.defineProperty(this, "drawing", { enumerable: true, get: () => this.toString() });
  }

  message(message: TracedMessage): void {
    this.#rows.push({ kind: "message", message });
  }

  /** Notes of one party that follow each other at the same time share a line. */
  note(note: TracedNote): void {
    const last = this.#rows.at(-1);
    if (last?.kind === "note" && this.#rows.length > this.#marks && isSameMoment(last.note, note)) {
      this.#rows[this.#rows.length - 1] = {
        kind: "note",
        note: { ...last.note, text: `${last.note.text}, ${note.text}` },
      };
    } else {
      this.#rows.push({ kind: "note", note });
    }
  }

  /** Adds a party, right of the others. */
  join(party: string): void {
    this.#layout = { ...this.#layout, parties: [...this.#layout.parties, party] };
  }

  /** Has the next note stand on a line of its own. */
  breakLine(): void {
    this.#marks = this.#rows.length;
  }

  /** How many lines the drawing has, the names not counted. */
  get length(): number {
    return this.#rows.length;
  }

  /** Forgets what happened so far: the drawing shows what comes from now on. */
  clear(): void {
    this.#rows.length = 0;
    this.#marks = 0;
  }

  /** The drawing: one line for the names, one for each thing that happened. */
  toString(): string {
    const widths = this.#rows.map((row) => (row.kind === "message" ? widthFor(row.message) : 0));
    const times = this.#rows.map((row) => (row.kind === "message" ? row.message.time : row.note.time));
    const digits = times.reduce((most, time) => Math.max(most, digitsFor(this.#layout, time)), 0);
    const layout = { ...this.#layout, width: Math.max(this.#layout.width, ...widths), digits };
    const lines = this.#rows.map((row) =>
      row.kind === "message" ? drawMessage(layout, row.message) : drawNote(layout, row.note),
    );
    return [drawHeader(layout), ...lines].join("\n");
  }

  toJSON(): string {
    return this.toString();
  }

  /**
   * How Vitest and Jest know a value that prints itself, without quotes. It also lets a ladder stand as the expected
   * value: `expect(text).toEqual(ladder)`.
   *
   * @internal
   */
  get $$typeof(): symbol {
    return Symbol.for("jest.asymmetricMatcher");
  }

  /** @internal */
  asymmetricMatch(other: unknown): boolean {
    return other === this || other === this.toString();
  }

  /** @internal */
  toAsymmetricMatcher(): string {
    return this.toString();
  }
}

/** For test runners that know neither: prints a ladder as its drawing. `expect.addSnapshotSerializer(ladderSerializer)` */
export const ladderSerializer = {
  test: (value: unknown): boolean => value instanceof Ladder,
  serialize: (value: unknown): string => String(value),
};

function isSameMoment(a: TracedNote, b: TracedNote): boolean {
  return a.party === b.party && a.time === b.time;
}
