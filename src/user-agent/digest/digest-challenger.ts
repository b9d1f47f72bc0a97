import { type Flow } from "../../environment/flow.js";
import { type Logger } from "../../environment/logger.js";
import { runtimeWallTime } from "../../environment/runtime.js";
import { createSystemEnvironment } from "../../environment/system-environment.js";
import { isThenable } from "../../environment/thenable.js";
import { type IncomingRequestMessage } from "../../message/incoming-request-message.js";
import { type Refusal } from "../refusal.js";
import { checkDigestOptions, chosenAlgorithms } from "./check-digest-options.js";
import { type DigestAuthentication, type DigestChallenger, type DigestFailure } from "./digest-authentication.js";
import { authenticationInfo, challengeRefusal, malformedRefusal } from "./digest-challenge.js";
import { type DigestCredentials, type DigestTerms, readDigestCredentials } from "./digest-credentials.js";
import { type DigestAlgorithm, DIGITS, type Hash, type HashName } from "./digest-hash.js";
import {
  type DigestChallengerOptions,
  type DigestCryptography,
  type DigestSecret,
  type Eventually,
} from "./digest-options.js";
import { digestResponse, passwordHash, userHash } from "./digest-response.js";
import { namesWhoIsCalled, readDigestUri } from "./digest-uri.js";
import { areEqualTexts } from "./equal-texts.js";
import { FailureCounts } from "./failure-counts.js";
import { NonceCounts } from "./nonce-counts.js";
import { Nonces } from "./nonces.js";

/**
 * Makes a digest challenger from the hash functions given. `sip-uas/node` has one that brings Node's.
 *
 * @throws TypeError for options that no challenge can be made of; it names the option.
 */
export function createDigestChallenger(options: DigestChallengerOptions & DigestCryptography): DigestChallenger {
  return new Challenger(options);
}

/** Credentials with a nonce of ours, on their way to be judged. */
interface Attempt {
  readonly message: IncomingRequestMessage;
  readonly credentials: DigestCredentials;
  readonly hash: Hash;
  readonly issued: number;
  readonly now: number;
  /** Where the request came from. */
  readonly source: string;
  /** The user and the source, hashed: names may be long. Empty where failures are not counted. */
  readonly who: string;
}

// Everything is private, so that nothing secret is seen where a challenger is printed.
class Challenger implements DigestChallenger {
  readonly #options: DigestChallengerOptions;
  readonly #terms: DigestTerms;
  readonly #algorithms: ReadonlyMap<DigestAlgorithm, Hash>;
  readonly #lifetime: number;
  readonly #nonces: Nonces;
  readonly #counts: NonceCounts;
  readonly #failures: FailureCounts | undefined;
  readonly #areEqual: (a: string, b: string) => boolean;
  readonly #logger: Logger | undefined;
  /** The password of those who are not known, so that looking for them takes as long. */
  readonly #decoy: string;

  constructor(options: DigestChallengerOptions & DigestCryptography) {
    checkDigestOptions(options);
    const {
      realm,
      algorithms = ["SHA-256"],
      qop = ["auth"],
      nonceLifetime = 300_000,
      areEqual = areEqualTexts,
    } = options;
    const { proxy = false, allowLegacy = false, hmac, failureLimit } = options;
    const { random = createSystemEnvironment().random } = options;
    const { secret = random.token() + random.token() } = options;
    this.#algorithms = chosenAlgorithms(algorithms, options.hashes);
    const offered = [...this.#algorithms.keys()];
    this.#options = options;
    this.#terms = { realm, algorithms: offered, qop, allowLegacy, userHash: options.findUser !== undefined, proxy };
    this.#lifetime = nonceLifetime;
    this.#areEqual = areEqual;
    const purpose = `${proxy ? "proxy" : "server"} ${realm}`;
    this.#nonces = new Nonces({ purpose, secret, hmac, random, areEqual });
    this.#counts = new NonceCounts(nonceLifetime, options.maxNonces ?? 100_000);
    this.#failures = failureLimit && new FailureCounts(failureLimit);
    this.#logger = options.loggerFactory?.getLogger("sip.digest-challenger");
    this.#decoy = random.token();
  }

  get realm(): string {
    return this.#terms.realm;
  }

  challenge(): Refusal {
    return challengeRefusal(this.#terms, this.#nonces.issue(this.#now()), false);
  }

  passwordHash(user: string, password: string, algorithm: HashName): string {
    return passwordHash(this.#hash(algorithm), user, this.realm, password);
  }

  userHash(user: string, algorithm: HashName): string {
    return userHash(this.#hash(algorithm), user, this.realm);
  }

  authenticate(message: IncomingRequestMessage, flow?: Flow): DigestAuthentication | Promise<DigestAuthentication> {
    const credentials = readDigestCredentials(message, this.#terms);
    if (credentials === "absent") return this.#challenge(message, "no-credentials");
    if (credentials === "malformed") return this.#malformed();
    const hash = this.#algorithms.get(credentials.algorithm);
    const issued = this.#nonces.issuedAt(credentials.nonce);
    // Nobody is looked up for a nonce that anyone may have made up.
    if (hash === undefined || issued === undefined) return this.#challenge(message, "unknown-nonce");
    const uri = readDigestUri(credentials.uri);
    if (uri === undefined) return this.#malformed();
    const source = flow?.remote?.host ?? message.via.received ?? message.via.host;
    const who = this.#failures === undefined ? "" : hash.digest(`${credentials.username}\n${source}`);
    const attempt: Attempt = { message, credentials, hash, issued, now: this.#now(), source, who };
    const { acceptUri = namesWhoIsCalled } = this.#options;
    if (!acceptUri(uri, message)) return this.#forbid(attempt, "foreign-uri");
    if (this.#failures?.isOver(who, attempt.now) === true) return this.#forbid(attempt, "too-many-failures");
    return after(this.#userOf(attempt), (user) =>
      after(this.#secretOf(attempt, user), (secret) => this.#judge(attempt, user ?? undefined, secret ?? undefined)),
    );
  }

  #userOf({ credentials, hash }: Attempt): Eventually<string | null | undefined> {
    const { username, isHashed } = credentials;
    return isHashed ? this.#options.findUser?.(username.toLowerCase(), hash.name) : username;
  }

  #secretOf({ hash }: Attempt, user: string | null | undefined): Eventually<DigestSecret | null | undefined> {
    return typeof user === "string" ? this.#options.lookup(user, this.realm, hash.name) : undefined;
  }

  #judge(attempt: Attempt, user: string | undefined, secret: DigestSecret | undefined): DigestAuthentication {
    const { message, credentials, hash, issued, now, who } = attempt;
    const ha1 = this.#ha1Of(hash, user ?? credentials.username, secret ?? this.#decoy);
    // RFC 3261 §22.1: the ACK has what its INVITE had, and counts for nothing more.
    const method = message.method === "ACK" ? "INVITE" : message.method;
    const expected = digestResponse(hash, ha1, method, credentials, () => message.bodyBytes);
    const matches = this.#areEqual(expected, credentials.response);
    if (!matches || user === undefined || secret === undefined) {
      const reason = secret === undefined ? "unknown-user" : "wrong-response";
      this.#failures?.add(who, now);
      this.#log(attempt, reason);
      return this.#challenge(message, reason);
    }
    this.#failures?.clear(who);
    const isUse = message.method !== "ACK";
    if (isUse && Math.abs(now - issued) > this.#lifetime) return this.#challenge(message, "stale-nonce");
    if (isUse && !this.#counts.use(credentials.nonce, issued, credentials.count, now)) {
      this.#log(attempt, "replay");
      return this.#challenge(message, "replay");
    }
    return this.#accept(attempt, user, ha1);
  }

  #accept({ hash, credentials, issued }: Attempt, user: string, ha1: string): DigestAuthentication {
    return {
      kind: "authenticated",
      user,
      authenticationInfo: (body = "") => {
        const proof = digestResponse(hash, ha1, "", credentials, () => body);
        const isAging = credentials.qop === undefined || this.#now() - issued > this.#lifetime / 2;
        const nextNonce = isAging ? this.#nonces.issue(this.#now()) : undefined;
        return authenticationInfo(this.#terms, { ...credentials, proof, nextNonce });
      },
    };
  }

  #ha1Of(hash: Hash, user: string, secret: DigestSecret): string {
    if (typeof secret === "string") return passwordHash(hash, user, this.realm, secret);
    const ha1 = typeof secret.ha1 === "string" ? secret.ha1.toLowerCase() : "";
    if (ha1.length === DIGITS[hash.name] && HEX.test(ha1)) return ha1;
    throw new TypeError(`cannot authenticate: what lookup gave is neither a password nor an ha1 of ${hash.name}`);
  }

  /** RFC 7616 §3.3: `stale` only where nothing but the nonce was wrong. */
  #challenge(message: IncomingRequestMessage, reason: DigestFailure): DigestAuthentication {
    // RFC 3261 §22.1: these two cannot be sent again.
    if (message.method === "ACK" || message.method === "CANCEL") return { ...FORBIDDEN, reason };
    const stale = reason === "stale-nonce" || reason === "replay";
    return {
      kind: "challenge",
      refusal: challengeRefusal(this.#terms, this.#nonces.issue(this.#now()), stale),
      reason,
    };
  }

  #malformed(): DigestAuthentication {
    return { kind: "refuse", refusal: malformedRefusal(this.#terms), reason: "malformed-credentials" };
  }

  #forbid(attempt: Attempt, reason: DigestFailure): DigestAuthentication {
    this.#log(attempt, reason);
    return { ...FORBIDDEN, reason };
  }

  #log({ message, credentials, source }: Attempt, reason: DigestFailure): void {
    const user = JSON.stringify(credentials.username.slice(0, 64));
    this.#logger?.log(`${message.method} of ${user} from ${source}: ${reason}`);
  }

  #hash(name: HashName): Hash {
    const hash = [...this.#algorithms.values()].find((known) => known.name === name);
    if (hash === undefined) throw new RangeError(`cannot hash by ${name}: it is not among the algorithms`);
    return hash;
  }

  #now(): number {
    return (this.#options.now ?? runtimeWallTime)();
  }
}

const HEX = /^[0-9a-f]+$/;
const FORBIDDEN = { kind: "refuse", refusal: { code: "forbidden", statusCode: 403 } } as const;

/** Goes on at once where nothing has to be waited for. */
function after<T, R>(value: Eventually<T>, next: (value: T) => R | Promise<R>): R | Promise<R> {
  return isLater(value) ? Promise.resolve(value).then(next) : next(value);
}

function isLater<T>(value: Eventually<T>): value is PromiseLike<T> {
  return isThenable(value);
}
