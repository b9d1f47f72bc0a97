/** What somebody said, and where. */
export interface Said {
  readonly text: string;
  /** For messages: `--udp`, `UAS_UDP`. */
  readonly source: string;
}
