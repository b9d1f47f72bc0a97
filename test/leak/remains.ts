/** What is left of calls that are over. */
export interface Remains {
  /** How many were alive at once: shows that there was something to leave behind. */
  readonly mostTransactions: number;
  readonly transactions: number;
  readonly dialogs: number;
  readonly servers: number;
  readonly timers: number;
  /** By which the heap has grown in each round of calls, on average. */
  readonly octets: number;
}

/** Octets of the heap that a call keeps. */
export interface Kept {
  readonly ringing: number;
  readonly standing: number;
  /** Over, and its transactions are not yet. */
  readonly lingering: number;
}
