import { ParseFailure } from "../message/grammar/parse-failure.js";
import { ProxyAuthenticate, WWWAuthenticate } from "../message/header/challenge.js";
import { type OutgoingRequestMessage } from "../message/outgoing-request-message.js";
import { type ChallengeResponder } from "../user-agent/challenge-responder.js";
import { type UserAgentCoreConfiguration } from "../user-agent/user-agent-core-configuration.js";
import { type DigestChallenge } from "./digest-authentication.js";

/** What SIP.js's `authenticationFactory` makes: a `DigestAuthentication`, ours or SIP.js's. */
interface Authentication {
  authenticate(
    request: { readonly method: string; readonly ruri: unknown },
    challenge: DigestChallenge,
    body?: string,
  ): boolean;
  toString(): string;
}

/** Answers challenges with what SIP.js's `authenticationFactory` makes. RFC 3261 §22.2 */
export function factoryCredentials({
  authenticationFactory,
}: UserAgentCoreConfiguration): ChallengeResponder | undefined {
  if (authenticationFactory === undefined) return undefined;
  return {
    respond(request, response) {
      const proxy = response.statusCode === 407;
      const name = proxy ? "Proxy-Authorization" : "Authorization";
      const row = response.first(proxy ? ProxyAuthenticate : WWWAuthenticate);
      const authentication = authenticationFactory();
      if (row === undefined || row instanceof ParseFailure || !isAuthentication(authentication)) return undefined;
      const { realm, nonce, opaque, algorithm, qop, stale } = row.parameters;
      const isStale = stale?.toLowerCase() === "true";
      // What was rejected would be rejected again.
      if (request.hasHeader(name) && !isStale) return undefined;
      const challenge: DigestChallenge = {
        ...(realm && { realm }),
        ...(nonce && { nonce }),
        ...(opaque && { opaque }),
        ...(algorithm && { algorithm }),
        ...(qop && { qop: qop.split(/[\s,]+/) }),
        stale: isStale,
      };
      if (!authentication.authenticate(request, challenge, request.body?.content)) return undefined;
      return [...others(request, name), `${name}: ${authentication.toString()}`];
    },
  };
}

function isAuthentication(value: unknown): value is Authentication {
  return typeof value === "object" && value !== null && "authenticate" in value;
}

/** Credentials for the other kind of server stay. */
function others(request: OutgoingRequestMessage, name: string): readonly string[] {
  const other = name === "Authorization" ? "Proxy-Authorization" : "Authorization";
  return request.getHeaders(other).map((value) => `${other}: ${value}`);
}
