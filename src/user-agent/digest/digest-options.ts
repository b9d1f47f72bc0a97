import { type LoggerFactory } from "../../environment/logger.js";
import { type Random } from "../../environment/random.js";
import { type URI } from "../../message/grammar/uri.js";
import { type IncomingRequestMessage } from "../../message/incoming-request-message.js";
import { type DigestAlgorithm, type Hash, type HashName } from "./digest-hash.js";
import { type Qop } from "./digest-response.js";
import { type FailureLimit } from "./failure-counts.js";

/** What is known of a user: the password, or its hash, which is all that is needed. RFC 7616 §3.6, §5.2 */
export type DigestSecret = string | { readonly ha1: string };

/** Now or later. */
export type Eventually<T> = T | PromiseLike<T>;

/** What a digest challenger is to do. */
export interface DigestChallengerOptions {
  /** Where the passwords hold; shown to people. Contains a name that is ours alone, such as a domain. RFC 3261 §22.1 */
  readonly realm: string;
  /**
   * Gives what is known of a user; nothing for a user who is not known. What it throws, or rejects with, comes out of `authenticate`.
   *
   * @param algorithm - Of the `ha1`: that is H(user:realm:password) by this hash function, as hexadecimal digits.
   */
  readonly lookup: (user: string, realm: string, algorithm: HashName) => Eventually<DigestSecret | null | undefined>;
  /** Offered in the order SHA-256, SHA-512-256, MD5, whatever the order here. RFC 8760 §2.3 @defaultValue ["SHA-256"] */
  readonly algorithms?: readonly DigestAlgorithm[] | undefined;
  /** What is protected; `auth-int`: the body too. @defaultValue ["auth"] */
  readonly qop?: readonly Qop[] | undefined;
  /** Takes credentials without qop, from clients older than RFC 2617; each nonce then counts once. @defaultValue false */
  readonly allowLegacy?: boolean | undefined;
  /** How long a nonce may be used. Milliseconds. @defaultValue 300_000 */
  readonly nonceLifetime?: number | undefined;
  /** Seals the nonces. With the same one they are known again after a restart, and by other processes. @defaultValue drawn by lot */
  readonly secret?: string | Uint8Array | undefined;
  /** For who builds a proxy: 407, Proxy-Authenticate and Proxy-Authorization. @defaultValue false */
  readonly proxy?: boolean | undefined;
  /**
   * Whether a URI in credentials is one that this server answers for; if not they are answered 403. RFC 8760 §2.6
   *
   * @defaultValue it names who is called by Request-URI or To, or no user
   */
  readonly acceptUri?: ((uri: URI, message: IncomingRequestMessage) => boolean) | undefined;
  /**
   * Lets clients hide names: gives the user whose hash this is, see `DigestChallenger.userHash`. RFC 7616 §3.4.4
   *
   * @defaultValue names are not hidden
   */
  readonly findUser?: ((hash: string, algorithm: HashName) => Eventually<string | null | undefined>) | undefined;
  /** How often a user may fail from one source; beyond: 403 without a look at the password. @defaultValue any number */
  readonly failureLimit?: FailureLimit | undefined;
  /** Of how many nonces the uses are kept; of those that fall out none can be used any more. @defaultValue 100_000 */
  readonly maxNonces?: number | undefined;
  /** Told of failures: who, from where and why; never a password or a response. @defaultValue nobody */
  readonly loggerFactory?: LoggerFactory | undefined;
  /** Milliseconds since 1970. @defaultValue the runtime's */
  readonly now?: (() => number) | undefined;
  /** @defaultValue the runtime's */
  readonly random?: Random | undefined;
}

/** The cryptography, from whoever has it. */
export interface DigestCryptography {
  /** One for each of the algorithms. */
  readonly hashes: readonly Hash[];
  /**
   * A keyed hash, such as HMAC-SHA-256.
   *
   * @returns At least 32 characters that can stand in a token, such as hexadecimal digits.
   */
  readonly hmac: (key: string | Uint8Array, text: string) => string;
  /** Whether two texts of one length are equal, in a time that tells nothing. @defaultValue compares all characters */
  readonly areEqual?: ((a: string, b: string) => boolean) | undefined;
}
