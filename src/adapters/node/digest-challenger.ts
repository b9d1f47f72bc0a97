import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import { type DigestChallenger } from "../../user-agent/digest/digest-authentication.js";
import { createDigestChallenger as createFrom } from "../../user-agent/digest/digest-challenger.js";
import { type DigestChallengerOptions } from "../../user-agent/digest/digest-options.js";
import { HASHES } from "./digest-hashes.js";

/**
 * Makes a digest challenger: asks callers for a password and checks what they answer, with Node's cryptography. RFC 3261 §22, RFC 7616, RFC 8760
 *
 * ```ts
 * const authenticator = createDigestChallenger({ realm: "example.com", lookup: (user) => passwords.get(user) });
 * const core = new UserAgentCore({ authenticator }, { onInvite: (request) => console.log(request.authenticatedUser) });
 * ```
 *
 * @throws TypeError for options that no challenge can be made of; it names the option.
 */
export function createDigestChallenger(options: DigestChallengerOptions): DigestChallenger {
  return createFrom({ ...options, secret: options.secret ?? randomBytes(32), hashes: HASHES, hmac, areEqual });
}

function hmac(key: string | Uint8Array, text: string): string {
  return createHmac("sha256", key).update(text).digest("hex");
}

function areEqual(a: string, b: string): boolean {
  const [one, other] = [Buffer.from(a), Buffer.from(b)];
  return one.length === other.length && timingSafeEqual(one, other);
}
