import { type Logger, type LoggerFactory } from "../../environment/logger.js";
import { type Random } from "../../environment/random.js";
import { createSystemEnvironment } from "../../environment/system-environment.js";
import { isThenable } from "../../environment/thenable.js";
import { formatCredentials } from "../../message/header/credentials.js";
import { type IncomingResponseMessage } from "../../message/incoming-response-message.js";
import { type OutgoingRequestMessage } from "../../message/outgoing-request-message.js";
import { type ChallengeAnswer, type ChallengeResponder } from "../challenge-responder.js";
import { type AnswerableChallenge, answerableChallenges, credentialsFor } from "./answerable-challenges.js";
import { type Hash } from "./digest-hash.js";
import { type Eventually } from "./digest-options.js";
import { digestResponse, passwordHash } from "./digest-response.js";
import { md5 } from "./md5.js";
import { sha256 } from "./sha-256.js";

/** Who we are, for one realm or for every one that asks. */
export interface DigestUser {
  readonly username: string;
  /** The password, or its hash: H(username:realm:password) by the hash function of the challenge. RFC 7616 §3.4.2 */
  readonly password: string | { readonly ha1: string };
  /** Challenges of another realm are not answered. @defaultValue every realm is */
  readonly realm?: string | undefined;
}

/** What is asked for. */
export type DigestRequest = Pick<AnswerableChallenge, "realm" | "algorithm" | "proxy">;

/** What a digest responder is to do. */
export interface DigestResponderOptions {
  /** Who we are; or a function that says so for a challenge, now or later, and nothing where nobody is to be named. */
  readonly user: DigestUser | ((challenge: DigestRequest) => Eventually<DigestUser | undefined>);
  /** @defaultValue MD5 and SHA-256 */
  readonly hashes?: readonly Hash[] | undefined;
  /** Told why a challenge is not answered; never a password or a response. @defaultValue nobody */
  readonly loggerFactory?: LoggerFactory | undefined;
  /** @defaultValue the runtime's */
  readonly random?: Random | undefined;
}

/**
 * Makes what answers Digest challenges to requests that we send: `new UserAgentCore({ credentials: createDigestResponder({ user }) })`.
 *
 * Of several challenges for one realm SHA-256 and SHA-512-256 are taken before MD5. What was rejected is not tried again, unless the
 * server says that only the nonce was too old. RFC 3261 §22.2, §22.3, RFC 7616, RFC 8760
 */
export function createDigestResponder(options: DigestResponderOptions): ChallengeResponder {
  return new DigestResponder(options);
}

class DigestResponder implements ChallengeResponder {
  readonly #user: DigestResponderOptions["user"];
  readonly #hashes: readonly Hash[];
  readonly #random: Random;
  readonly #logger: Logger | undefined;
  /** How often each nonce was used, the one used last at the end. RFC 7616 §3.4 */
  readonly #counts = new Map<string, number>();

  constructor({ user, hashes = OWN_HASHES, random, loggerFactory }: DigestResponderOptions) {
    this.#user = user;
    this.#hashes = hashes;
    this.#random = random ?? createSystemEnvironment().random;
    this.#logger = loggerFactory?.getLogger("sip.digest-responder");
  }

  respond(
    request: OutgoingRequestMessage,
    response: IncomingResponseMessage,
  ): ChallengeAnswer | PromiseLike<ChallengeAnswer> {
    const found = answerableChallenges(request, response, this.#hashes);
    if (typeof found === "string") return this.#giveUp(found);
    const users = found.challenges.map((challenge) => this.#userFor(challenge));
    const answer = (known: readonly (DigestUser | undefined)[]): ChallengeAnswer => {
      const lines = found.challenges.flatMap((challenge, i) => {
        const user = known[i];
        return user === undefined ? [] : [this.#line(request, challenge, user)];
      });
      return lines.length === 0 ? this.#giveUp("nobody is known for the realm") : [...found.kept, ...lines];
    };
    const isKnown = (user: Eventually<DigestUser | undefined>): user is DigestUser | undefined => !isThenable(user);
    return users.every(isKnown) ? answer(users) : Promise.all(users.map((user) => Promise.resolve(user))).then(answer);
  }

  #userFor(challenge: AnswerableChallenge): Eventually<DigestUser | undefined> {
    const user = this.#user;
    if (typeof user === "function") return user(challenge);
    return user.realm === undefined || user.realm === challenge.realm ? user : undefined;
  }

  #line(request: OutgoingRequestMessage, challenge: AnswerableChallenge, { username, password }: DigestUser): string {
    const { hash, realm, nonce, opaque, algorithm, qop, session, proxy } = challenge;
    const uri = request.requestUri;
    const [nc, cnonce] = [this.#count(nonce), this.#random.token()];
    const ha1 = typeof password === "string" ? passwordHash(hash, username, realm, password) : password.ha1;
    const input = { nonce, uri, qop, nc, cnonce, session };
    const response = digestResponse(hash, ha1, request.method, input, () => request.body?.content ?? "");
    const parameters = {
      username,
      realm,
      nonce,
      uri,
      response,
      ...(algorithm === undefined ? {} : { algorithm }),
      // RFC 7616 §3.4: as they came, and only where the challenge had them.
      ...(opaque === undefined ? {} : { opaque }),
      ...(qop === undefined ? (session ? { cnonce } : {}) : { qop, cnonce, nc }),
    };
    return credentialsFor(proxy, formatCredentials({ scheme: "Digest", parameters }));
  }

  #count(nonce: string): string {
    const count = (this.#counts.get(nonce) ?? 0) + 1;
    this.#counts.delete(nonce);
    this.#counts.set(nonce, count);
    const [oldest = nonce] = this.#counts.keys();
    if (this.#counts.size > MOST_NONCES) this.#counts.delete(oldest);
    return count.toString(16).padStart(8, "0");
  }

  #giveUp(why: string): undefined {
    this.#logger?.debug(`a challenge is not answered: ${why}`);
  }
}

const OWN_HASHES: readonly Hash[] = [
  { name: "SHA-256", digest: sha256 },
  { name: "MD5", digest: md5 },
];

const MOST_NONCES = 100;
