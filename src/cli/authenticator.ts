import { type Authenticator, type DigestAlgorithm } from "../index.js";
import { createDigestChallenger } from "../adapters/node/index.js";

/** Who may call the users that ask. */
const REALM = "example.test";
const PASSWORDS: ReadonlyMap<string, string> = new Map([["alice", "wonderland"]]);

/**
 * Asks whoever calls `auth` or `auth256` for a password, and nobody else. RFC 3261 §22.1
 *
 * @param secret - Who has the same takes the nonces of all who have. @defaultValue one of its own
 */
export function createAuthenticator(secret?: string): Authenticator {
  const asked = new Map([
    ["auth", challenger("MD5", secret)],
    ["auth256", challenger("SHA-256", secret)],
  ]);
  return {
    authenticate: (message, flow) =>
      message.method === "INVITE" ? asked.get(message.ruri.user ?? "")?.authenticate(message, flow) : undefined,
  };
}

function challenger(algorithm: DigestAlgorithm, secret: string | undefined): Authenticator {
  return createDigestChallenger({
    realm: REALM,
    lookup: (user) => PASSWORDS.get(user),
    algorithms: [algorithm],
    ...(secret !== undefined && { secret }),
  });
}
