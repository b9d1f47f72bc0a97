import { type Hash } from "./digest-hash.js";

export type Qop = "auth" | "auth-int";

/** What goes into a response beside the password. */
export interface DigestInput {
  readonly nonce: string;
  /** As it was received, whatever was called. RFC 8760 §2.6 */
  readonly uri: string;
  readonly qop: Qop | undefined;
  /** Eight hexadecimal digits. */
  readonly nc: string;
  readonly cnonce: string;
  /** Whether the algorithm is one with `-sess`. */
  readonly session: boolean;
}

/** H(user:realm:password): all that has to be kept of a password. RFC 7616 §3.4.2 */
export function passwordHash(hash: Hash, user: string, realm: string, password: string): string {
  return hash.digest(`${user}:${realm}:${password}`).toLowerCase();
}

/** What stands in the place of a user's name where it is not to be seen. RFC 7616 §3.4.4 */
export function userHash(hash: Hash, user: string, realm: string): string {
  return hash.digest(`${user}:${realm}`).toLowerCase();
}

/**
 * The proof that a request comes from who knows the password, RFC 7616 §3.4.1; with an empty method, that a response comes from who
 * knows it, RFC 7616 §3.5.
 *
 * @param ha1 - As `passwordHash` gives it.
 * @param body - Of the message that the proof is in; hashed with `auth-int` only.
 */
export function digestResponse(
  hash: Hash,
  ha1: string,
  method: string,
  { nonce, uri, qop, nc, cnonce, session }: DigestInput,
  body: () => string | Uint8Array,
): string {
  const digest = (text: string | Uint8Array): string => hash.digest(text).toLowerCase();
  const key = session ? digest(`${ha1}:${nonce}:${cnonce}`) : ha1;
  // RFC 7616 §3.4.3
  const a2 = digest(qop === "auth-int" ? `${method}:${uri}:${digest(body())}` : `${method}:${uri}`);
  return digest(qop === undefined ? `${key}:${nonce}:${a2}` : `${key}:${nonce}:${nc}:${cnonce}:${qop}:${a2}`);
}
