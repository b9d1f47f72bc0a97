/** How long is too long. What exceeds a limit is refused before memory is spent on it; docs/limits.md says how. */
export interface Limits {
  /**
   * Octets of a whole message that came by an unreliable transport; beyond: 513. On a stream `head` and `body` are what counts.
   *
   * @defaultValue 65_535
   */
  readonly datagram: number;
  /** Characters of a Request-URI; beyond: 414. @defaultValue 8_192 */
  readonly requestUri: number;
  /** Octets of start line and header fields together; beyond: 513. @defaultValue 65_536 */
  readonly head: number;
  /** Header rows; beyond: 513. @defaultValue 256 */
  readonly rows: number;
  /** Characters of one header field, name and folds included; beyond: 513. @defaultValue 16_384 */
  readonly line: number;
  /** Values of Via, Route and Record-Route each; beyond: 513. @defaultValue 70 */
  readonly hops: number;
  /** Characters of a Call-ID, a tag or the branch of the top Via, each kept for as long as what it names; beyond: 400. @defaultValue 4_096 */
  readonly identifier: number;
  /** Parameters of one value, of its URI and of its header field each; a value with more cannot be read. @defaultValue 64 */
  readonly parameters: number;
  /** Octets of a body; beyond: 413. @defaultValue 262_144 */
  readonly body: number;
  /** Multiparts within one another, the outermost counted; beyond: 400. @defaultValue 5 */
  readonly depth: number;
  /** Parts of a multipart body, those of multiparts within it counted; beyond: 400. @defaultValue 32 */
  readonly parts: number;
}

export const DEFAULT_LIMITS: Limits = {
  datagram: 65_535,
  requestUri: 8_192,
  head: 65_536,
  rows: 256,
  line: 16_384,
  hops: 70,
  identifier: 4_096,
  parameters: 64,
  body: 262_144,
  depth: 5,
  parts: 32,
};

/** All limits: those that are given, the defaults for the others. */
export function completeLimits(limits: Partial<Limits> = {}): Limits {
  // What is there and undefined, which code without types may have, would be no limit at all.
  const given = Object.entries(limits).filter(([, limit]: [string, number | undefined]) => limit !== undefined);
  return { ...DEFAULT_LIMITS, ...Object.fromEntries(given) };
}
