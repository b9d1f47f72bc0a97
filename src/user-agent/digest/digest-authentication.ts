import { type Flow } from "../../environment/flow.js";
import { type IncomingRequestMessage } from "../../message/incoming-request-message.js";
import { type Authenticator } from "../authenticator.js";
import { type Refusal } from "../refusal.js";
import { type HashName } from "./digest-hash.js";

/** Why a request was not let in; for our own eyes, the peer is told less. */
export type DigestFailure =
  | "no-credentials" // none, or none that answer a challenge of ours
  | "malformed-credentials" // something is missing, or there twice
  | "unknown-nonce" // not made by us, or with another secret
  | "foreign-uri" // meant for somebody else
  | "too-many-failures"
  | "unknown-user"
  | "wrong-response" // a wrong password, as a rule
  | "stale-nonce" // right, but too late
  | "replay"; // right, but used before

/** What a digest challenger finds out. */
export type DigestAuthentication =
  | {
      readonly kind: "authenticated";
      readonly user: string;
      /**
       * The header field by which the 2xx proves to the caller that we know the password, too; it may also hold the nonce to go on with.
       *
       * @param body - Of that 2xx; counts with `auth-int` only. @defaultValue empty
       */
      authenticationInfo(body?: string | Uint8Array): string;
    }
  | { readonly kind: "challenge" | "refuse"; readonly refusal: Refusal; readonly reason: DigestFailure };

/** Asks callers for a password by Digest, and checks what they answer. RFC 3261 §22, RFC 7616, RFC 8760 */
export interface DigestChallenger extends Authenticator {
  readonly realm: string;
  /**
   * Finds out who has sent a request. Never throws, and never rejects, for what the peer has sent; only with what `lookup`, `findUser` or
   * `acceptUri` throw.
   *
   * An ACK is checked with the credentials of its INVITE, whatever has become of their nonce. Neither ACK nor CANCEL is ever challenged:
   * what cannot be let in is a `refuse` (RFC 3261 §22.1).
   *
   * @param flow - The way it came by, for `failureLimit` and the log. @defaultValue the source is taken from the top Via
   * @returns A promise only where `lookup` or `findUser` gives one: a request without credentials is answered at once.
   */
  authenticate(message: IncomingRequestMessage, flow?: Flow): DigestAuthentication | Promise<DigestAuthentication>;
  /** A fresh challenge, ready to be sent: `request.reject(challenger.challenge())`. */
  challenge(): Refusal;
  /**
   * H(user:realm:password), to be kept in the place of a password and given by `lookup` as `ha1`.
   *
   * @throws RangeError for a hash function that is not in use here.
   */
  passwordHash(user: string, password: string, algorithm: HashName): string;
  /**
   * What a client sends in the place of a name that it hides, for the table behind `findUser`.
   *
   * @throws RangeError for a hash function that is not in use here.
   */
  userHash(user: string, algorithm: HashName): string;
}
