/** What `dispose` has ended without a word to the peers. */
export interface Disposal {
  readonly sessions: number;
  /** Requests that had no final response. */
  readonly requests: number;
  readonly transactions: number;
}
