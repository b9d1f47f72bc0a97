/** Takes what happens, as it happens: a `Ladder` keeps it, a `LiveLadder` writes it at once. */
export interface Trace {
  message(message: TracedMessage): void;
  note(note: TracedNote): void;
}

/** A message between two parties. */
export interface TracedMessage {
  /** Milliseconds, by any clock that does not go back. */
  readonly time: number;
  /** Names of parties. */
  readonly from: string;
  readonly to: string;
  /** What stands on the arrow; see `messageLabel`. */
  readonly label: string;
  /** A message that is late is given twice: when it leaves and when it arrives. @defaultValue "passes" */
  readonly fate?: TracedFate;
}

/** How a message fared. */
export type TracedFate = "passes" | "lost" | "leaves" | "arrives";

/** Something that happened at a party. */
export interface TracedNote {
  /** Milliseconds. */
  readonly time: number;
  /** Name of the party. */
  readonly party: string;
  readonly text: string;
}
