/** What is left of connections that were opened and closed. */
export interface ConnectionRemains {
  /** How many came about, and how many ended. */
  readonly up: number;
  readonly down: number;
  readonly connections: number;
  /** Sockets and timers that the runtime still knows, beyond those before. */
  readonly sockets: number;
  readonly timers: number;
  readonly unhandled: number;
  /** By which the memory of the process grew from the first half to the second. */
  readonly octets: number;
  /** What one idle connection takes, its far end in the same process counted. */
  readonly idle: number;
}
