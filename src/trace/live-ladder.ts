import { DEFAULT_LAYOUT, drawHeader, drawMessage, drawNote, type Layout } from "./drawing.js";
import { type LadderOptions } from "./ladder.js";
import { type Trace, type TracedMessage, type TracedNote } from "./trace.js";

export interface LiveLadderOptions extends LadderOptions {
  /** Characters between two lines; a longer label is cut short. @defaultValue 28 */
  readonly width?: number;
}

/**
 * Writes a ladder line by line, each as it happens: for a terminal or a log. Nothing is kept.
 *
 * The names are written before the first line. A write that throws is the caller's to deal with.
 */
export class LiveLadder implements Trace {
  readonly #layout: Layout;
  readonly #write: (line: string) => void;
  #begun = false;

  /** @param write - Gets each line, without a line end. */
  constructor(write: (line: string) => void, options: LiveLadderOptions = {}) {
    this.#write = write;
    this.#layout = { ...DEFAULT_LAYOUT, ...options };
  }

  message(message: TracedMessage): void {
    this.#line(drawMessage(this.#layout, message));
  }

  note(note: TracedNote): void {
    this.#line(drawNote(this.#layout, note));
  }

  #line(line: string): void {
    if (!this.#begun) {
      this.#begun = true;
      this.#write(drawHeader(this.#layout));
    }
    this.#write(line);
  }
}
