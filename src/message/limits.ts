/** How long is too long. What exceeds a limit is refused before memory is spent on it. */
export interface Limits {
  /** Characters of a Request-URI; beyond: 414. @defaultValue 8_192 */
  readonly requestUri: number;
  /** Octets of start line and header fields together; beyond: 513. @defaultValue 65_536 */
  readonly head: number;
  /** Header rows; beyond: 513. @defaultValue 256 */
  readonly rows: number;
  /** Values of Via, Route and Record-Route each; beyond: 513. @defaultValue 70 */
  readonly hops: number;
  /** Octets of a body; beyond: 413. @defaultValue 262_144 */
  readonly body: number;
}

export const DEFAULT_LIMITS: Limits = { requestUri: 8_192, head: 65_536, rows: 256, hops: 70, body: 262_144 };
