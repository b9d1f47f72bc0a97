import { createHash } from "node:crypto";
import { ParseFailure } from "../../../src/message/grammar/parse-failure.js";
import { type ChallengeValue, ProxyAuthenticate, WWWAuthenticate } from "../../../src/message/header/challenge.js";
import { type IncomingRequestMessage } from "../../../src/message/incoming-request-message.js";
import { type IncomingResponseMessage } from "../../../src/message/incoming-response-message.js";
import { type DigestAuthentication } from "../../../src/user-agent/digest/digest-authentication.js";
import { type Refusal } from "../../../src/user-agent/refusal.js";
import { createDigestChallenger } from "../../../src/adapters/node/digest-challenger.js";
import { type DigestChallenger } from "../../../src/user-agent/digest/digest-authentication.js";
import { type DigestChallengerOptions } from "../../../src/user-agent/digest/digest-options.js";
import { CountingRandom, type RequestTextOptions } from "../../../src/testing/index.js";
import { read } from "../../message/support.js";
import { requestOf } from "../support.js";

/** What a challenge says, parameter by parameter. */
export type Challenge = Readonly<Record<string, string>>;

/** How a client answers a challenge. */
export interface AnswerOptions {
  /** @defaultValue "alice" */
  readonly user?: string;
  /** @defaultValue "wonderland" */
  readonly password?: string;
  /** @defaultValue "INVITE" */
  readonly method?: string;
  /** @defaultValue "sip:bob@192.0.2.4" */
  readonly uri?: string;
  /** @defaultValue 1 */
  readonly nc?: number;
  /** @defaultValue "c0ffee" */
  readonly cnonce?: string;
  /** `undefined`: as a client older than qop. @defaultValue "auth" */
  readonly qop?: string | undefined;
  /** @defaultValue empty */
  readonly body?: string;
  /** Written in the place of what was computed; `undefined` takes a parameter away. Quotes are to be written. */
  readonly with?: Readonly<Record<string, string | undefined>>;
}

const HASHES: Readonly<Record<string, string>> = { MD5: "md5", "SHA-256": "sha256", "SHA-512-256": "sha512-256" };

/** The value of Authorization by which a client answers. Written against the RFC, with nothing of ours in it. */
export function answerTo(challenge: Challenge, options: AnswerOptions = {}): string {
  const { user = "alice", password = "wonderland", method = "INVITE", uri = "sip:bob@192.0.2.4" } = options;
  const { nc = 1, cnonce = "c0ffee", body = "" } = options;
  const qop = "qop" in options ? options.qop : "auth";
  const { realm = "", nonce = "", algorithm = "MD5" } = challenge;
  const name = HASHES[algorithm.replace("-sess", "")] ?? "";
  const hash = (text: string): string => createHash(name).update(text).digest("hex");
  const secret = hash(`${user}:${realm}:${password}`);
  const key = algorithm.endsWith("-sess") ? hash(`${secret}:${nonce}:${cnonce}`) : secret;
  const count = nc.toString(16).padStart(8, "0");
  const a2 = hash(`${method}:${uri}${qop === "auth-int" ? `:${hash(body)}` : ""}`);
  const parameters: Readonly<Record<string, string | undefined>> = {
    username: `"${user}"`,
    realm: `"${realm.replace(/["\\]/g, "\\$&")}"`,
    nonce: `"${nonce}"`,
    uri: `"${uri}"`,
    response: `"${hash(qop === undefined ? `${key}:${nonce}:${a2}` : `${key}:${nonce}:${count}:${cnonce}:${qop}:${a2}`)}"`,
    algorithm,
    qop,
    ...(qop !== undefined && { nc: count, cnonce: `"${cnonce}"` }),
    ...options.with,
  };
  const written = Object.entries(parameters).flatMap(([key, value]) =>
    value === undefined ? [] : [`${key}=${value}`],
  );
  return `Digest ${written.join(", ")}`;
}

/** The challenges in a 401 or 407 that came. */
export function challengesIn(response: IncomingResponseMessage): Challenge[] {
  return response
    .all(response.statusCode === 407 ? ProxyAuthenticate : WWWAuthenticate)
    .flatMap((value) => (value instanceof ParseFailure ? [] : [asChallenge(value)]));
}

/** The challenges in a refusal that is still to be sent. */
export function challengesOf({ extraHeaders = [] }: Refusal): Challenge[] {
  return extraHeaders.map((line) => asChallenge(read(WWWAuthenticate, line.slice(line.indexOf(":") + 1).trim())));
}

/** The first of them. @throws Error when there is none */
export function challengeOf(from: Refusal | IncomingResponseMessage): Challenge {
  const [challenge] = "data" in from ? challengesIn(from) : challengesOf(from);
  if (challenge === undefined) throw new Error("there is no challenge");
  return challenge;
}

function asChallenge({ scheme, parameters }: ChallengeValue): Challenge {
  return { scheme, ...Object.fromEntries(Object.entries(parameters).map(([name, value]) => [name, value ?? ""])) };
}

/** A challenger at a time that the test moves, and what it takes to answer it. */
export interface Desk {
  readonly challenger: DigestChallenger;
  /** Milliseconds since 1970. */
  time: number;
  /** Who has been looked up, and by which hash function. */
  readonly lookups: string[];
  /** A challenge, as the first request of a client gets it. */
  challenge(): Challenge;
  /** What is found out about a request with these credentials; a promise is waited for by nobody. */
  asks(
    authorization: string | readonly string[] | undefined,
    request?: RequestTextOptions & { method?: string },
  ): DigestAuthentication;
}

const USERS: ReadonlyMap<string, string> = new Map([["alice", "wonderland"]]);

export function deskOf(options: Partial<DigestChallengerOptions> = {}): Desk {
  const lookups: string[] = [];
  const challenger = createDigestChallenger({
    realm: "example.test",
    secret: "secret of the nonces",
    random: new CountingRandom(),
    now: () => desk.time,
    lookup: (user, realm, algorithm) => {
      lookups.push(`${user} ${realm} ${algorithm}`);
      return USERS.get(user);
    },
    ...options,
  });
  const desk: Desk = {
    challenger,
    time: 1_700_000_000_000,
    lookups,
    challenge: () => challengeOf(challenger.challenge()),
    asks: (authorization, { method = "INVITE", ...request } = {}) => {
      const header = options.proxy === true ? "Proxy-Authorization" : "Authorization";
      const headers = { ...request.headers, [header]: authorization };
      return now(challenger.authenticate(requestOf(method, { ...request, headers })));
    },
  };
  return desk;
}

/** What was found out at once. @throws Error for a promise */
export function now<T extends object>(value: T | PromiseLike<T>): T {
  if ("then" in value) throw new Error("there is an answer, but later");
  return value;
}

/** What was found out, in one line: `authenticated alice`, `challenge 401 stale replay`, … */
export function told(result: DigestAuthentication): string {
  if (result.kind === "authenticated") return `authenticated ${result.user}`;
  const { kind, refusal, reason } = result;
  const isStale = kind === "challenge" && challengesOf(refusal).some(({ stale }) => stale === "true");
  return `${kind} ${refusal.statusCode}${isStale ? " stale" : ""} ${reason}`;
}

/** A request with credentials. */
export function requestWith(authorization: string, options: RequestTextOptions = {}): IncomingRequestMessage {
  return requestOf("INVITE", { ...options, headers: { ...options.headers, Authorization: authorization } });
}
