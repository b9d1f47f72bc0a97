import { ParseFailure } from "../../message/grammar/parse-failure.js";
import { type ChallengeValue, ProxyAuthenticate, WWWAuthenticate } from "../../message/header/challenge.js";
import { Authorization, ProxyAuthorization } from "../../message/header/credentials.js";
import { isDigest } from "../../message/header/scheme-with-parameters.js";
import { type IncomingResponseMessage } from "../../message/incoming-response-message.js";
import { type OutgoingRequestMessage } from "../../message/outgoing-request-message.js";
import { DIGEST_ALGORITHMS, type DigestAlgorithm, type Hash, hashNameOf, isSession } from "./digest-hash.js";
import { type Qop } from "./digest-response.js";

/** A challenge that we can compute the answer to. */
export interface AnswerableChallenge {
  readonly realm: string;
  /** As the server wrote it; `undefined` where it wrote none, which means MD5. */
  readonly algorithm: string | undefined;
  readonly session: boolean;
  readonly hash: Hash;
  readonly nonce: string;
  readonly opaque: string | undefined;
  readonly qop: Qop | undefined;
  readonly stale: boolean;
  /** Whether a proxy asks. */
  readonly proxy: boolean;
}

/** What is to be answered, and the lines with credentials for others that stay as they are. */
export interface Answerable {
  readonly challenges: readonly AnswerableChallenge[];
  readonly kept: readonly string[];
}

/**
 * The challenges in a response that have an answer, one for each realm.
 *
 * @returns A text says why there is none.
 */
export function answerableChallenges(
  request: OutgoingRequestMessage,
  response: IncomingResponseMessage,
  hashes: readonly Hash[],
): Answerable | string {
  const rows = [
    ...response.all(WWWAuthenticate).map((row) => readChallenge(row, false, hashes)),
    ...response.all(ProxyAuthenticate).map((row) => readChallenge(row, true, hashes)),
  ].filter((row) => row !== undefined);
  const chosen = new Map<string, AnswerableChallenge>();
  for (const row of rows) {
    const space = spaceOf(row.proxy, row.realm);
    const other = chosen.get(space);
    // RFC 8760 §2.4: the topmost that we know; our own policy: but nothing before what is safer than MD5.
    if (other === undefined || (other.hash.name === "MD5" && row.hash.name !== "MD5")) chosen.set(space, row);
  }
  if (chosen.size === 0) return "there is none that is known here";
  const challenges = [...chosen.values()];
  const sent = sentCredentials(request);
  // RFC 3261 §22.2: the same credentials would be rejected again.
  if (challenges.some(({ proxy, realm, stale }) => !stale && sent.has(spaceOf(proxy, realm)))) {
    return "what was sent has been rejected";
  }
  const kept = [...sent].filter(([space]) => !chosen.has(space)).map(([, line]) => line);
  return { challenges, kept };
}

/** A header line with credentials. */
export function credentialsFor(proxy: boolean, value: string): string {
  return `${proxy ? "Proxy-Authorization" : "Authorization"}: ${value}`;
}

function readChallenge(
  row: ChallengeValue | ParseFailure,
  proxy: boolean,
  hashes: readonly Hash[],
): AnswerableChallenge | undefined {
  if (row instanceof ParseFailure || !isDigest(row)) return undefined;
  const { realm, nonce, opaque, algorithm, qop: protections, stale } = row.parameters;
  if (!isText(realm) || !isText(nonce)) return undefined;
  const known = knownAlgorithm(algorithm ?? "MD5");
  const hash = known && hashes.find(({ name }) => name === hashNameOf(known));
  const qop = isText(protections) ? chosenQop(protections) : undefined;
  if (known === undefined || hash === undefined || qop === "unknown") return undefined;
  return {
    realm,
    nonce,
    opaque: opaque ?? undefined,
    algorithm: algorithm ?? undefined,
    session: isSession(known),
    hash,
    qop,
    stale: stale?.toLowerCase() === "true",
    proxy,
  };
}

function isText(value: string | null | undefined): value is string {
  return typeof value === "string";
}

function knownAlgorithm(text: string): DigestAlgorithm | undefined {
  return DIGEST_ALGORITHMS.find((algorithm) => algorithm.toLowerCase() === text.toLowerCase());
}

function chosenQop(list: string): Qop | "unknown" {
  const offered = list.toLowerCase().split(/[\s,]+/);
  return QOPS.find((qop) => offered.includes(qop)) ?? "unknown";
}

const QOPS: readonly Qop[] = ["auth", "auth-int"];

/** The lines with credentials that a request has, by whom they are for. */
function sentCredentials(request: OutgoingRequestMessage): Map<string, string> {
  const lines = new Map<string, string>();
  for (const [name, key, proxy] of HEADERS) {
    for (const value of request.getHeaders(name)) {
      const credentials = key.parse(value);
      const realm = credentials instanceof ParseFailure ? undefined : credentials.parameters["realm"];
      lines.set(spaceOf(proxy, realm ?? ""), credentialsFor(proxy, value));
    }
  }
  return lines;
}

const HEADERS = [
  ["Authorization", Authorization, false],
  ["Proxy-Authorization", ProxyAuthorization, true],
] as const;

function spaceOf(proxy: boolean, realm: string): string {
  return `${proxy ? "proxy" : "server"} ${realm}`;
}
