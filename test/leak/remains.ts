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
