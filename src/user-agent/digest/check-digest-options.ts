import { checkedText } from "../../message/grammar/checked-text.js";
import { isToken } from "../../message/grammar/scanner.js";
import { DIGEST_ALGORITHMS, type DigestAlgorithm, DIGITS, type Hash, hashNameOf } from "./digest-hash.js";
import { type DigestChallengerOptions, type DigestCryptography } from "./digest-options.js";
import { type Qop } from "./digest-response.js";

/**
 * Makes sure that challenges can be made and answers understood.
 *
 * @throws TypeError that names the option.
 */
export function checkDigestOptions(options: DigestChallengerOptions & DigestCryptography): void {
  const { realm, secret, failureLimit, nonceLifetime, maxNonces, hmac } = options;
  // Code without types may leave it out.
  if (typeof realm !== "string" || realm.trim() === "") throw new TypeError("cannot challenge: realm is missing");
  checkedText(realm, "realm");
  if (typeof options.lookup !== "function") throw new TypeError("cannot challenge: lookup is missing");
  if (options.qop?.length === 0) throw new TypeError("cannot challenge: qop is empty");
  for (const qop of options.qop ?? []) {
    if (!QOPS.includes(qop)) throw new TypeError(`cannot challenge with qop ${JSON.stringify(qop)}`);
  }
  // Its text is not told.
  if (secret?.length === 0) throw new TypeError("cannot challenge: secret is empty");
  checkNumber("nonceLifetime", nonceLifetime);
  checkNumber("maxNonces", maxNonces);
  checkNumber("failureLimit.failures", failureLimit?.failures);
  checkNumber("failureLimit.interval", failureLimit?.interval);
  const seal = hmac("key", "text");
  if (seal.length < 32 || !isToken(seal))
    throw new TypeError("cannot challenge: hmac gives no 32 characters of a token");
}

const QOPS: readonly Qop[] = ["auth", "auth-int"];

/** What is to be offered, in the order of the RFC, with what computes it. @throws TypeError that says what is wrong. */
export function chosenAlgorithms(
  algorithms: readonly DigestAlgorithm[],
  hashes: readonly Hash[],
): ReadonlyMap<DigestAlgorithm, Hash> {
  for (const algorithm of algorithms) {
    if (DIGEST_ALGORITHMS.includes(algorithm)) continue;
    throw new TypeError(`cannot challenge with algorithm ${JSON.stringify(algorithm)}`);
  }
  const chosen = new Map<DigestAlgorithm, Hash>();
  for (const algorithm of DIGEST_ALGORITHMS.filter((known) => algorithms.includes(known))) {
    const hash = hashes.find(({ name }) => name === hashNameOf(algorithm));
    if (hash === undefined)
      throw new TypeError(`cannot challenge with algorithm ${algorithm}: there is no hash for it`);
    if (hash.digest("").length !== DIGITS[hash.name])
      throw new TypeError(`cannot use the hash ${hash.name}: it is another`);
    chosen.set(algorithm, hash);
  }
  if (chosen.size === 0) throw new TypeError("cannot challenge: algorithms is empty");
  return chosen;
}

function checkNumber(name: string, number: number | undefined): void {
  if (number === undefined || number > 0) return;
  throw new TypeError(`cannot use ${name}: ${String(number)} is no number above 0`);
}
