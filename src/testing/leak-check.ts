/** What must not be there when a call is over. */
export interface Leavings {
  /** What the application's delegates threw, and bugs of the core's own. A core goes on after either, so a test would not see them. */
  readonly errors: readonly unknown[];
  /** Names of the timers still running. */
  readonly timers: readonly string[];
  /** Transactions, as text. */
  readonly transactions: readonly string[];
  /** Ids of the dialogs. */
  readonly dialogs: readonly string[];
}

/** What may be left, by number. @defaultValue nothing */
export interface ExpectedLeavings {
  readonly errors?: number;
  readonly timers?: number;
  readonly transactions?: number;
  readonly dialogs?: number;
}

/** Something is left of a call that is over. */
export class LeakError extends Error {
  override readonly name = "LeakError";
  readonly leavings: Leavings;

  constructor(message: string, leavings: Leavings) {
    super(message, leavings.errors.length === 0 ? undefined : { cause: leavings.errors[0] });
    this.leavings = leavings;
  }
}

/** @throws LeakError when something else is left than was expected, with the names of what is left. */
export function checkLeavings(leavings: Leavings, expected: ExpectedLeavings = {}): void {
  const faults = KINDS.filter((kind) => leavings[kind].length !== (expected[kind] ?? 0)).map((kind) => {
    const names = leavings[kind].length === 0 ? "" : ` (${leavings[kind].map(String).join(", ")})`;
    return `${leavings[kind].length} ${kind} instead of ${expected[kind] ?? 0}${names}`;
  });
  if (faults.length > 0) throw new LeakError(`left when the call was over: ${faults.join("; ")}`, leavings);
}

const KINDS = ["errors", "timers", "transactions", "dialogs"] as const;
