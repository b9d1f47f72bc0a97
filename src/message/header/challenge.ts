import { type HeaderKey } from "./key.js";
import { headerId } from "./names.js";
import {
  formatSchemeWithParameters,
  readSchemeWithParameters,
  type SchemeWithParameters,
} from "./scheme-with-parameters.js";

/** What credentials are asked for. Digest has `realm`, `nonce`, `algorithm`, `qop`, `stale` and more. RFC 7616 §3.3 */
export type ChallengeValue = SchemeWithParameters;

/** RFC 3261 §20.44: of a callee, in a 401; one value in each row. */
export const WWWAuthenticate: HeaderKey<ChallengeValue> = {
  id: headerId("WWW-Authenticate"),
  parse: readSchemeWithParameters,
};

/** RFC 3261 §20.27: of a proxy, in a 407. */
export const ProxyAuthenticate: HeaderKey<ChallengeValue> = {
  id: headerId("Proxy-Authenticate"),
  parse: readSchemeWithParameters,
};

/**
 * Writes a challenge.
 *
 * @throws TypeError for what cannot be written: a name or an algorithm that is no token; CR, LF or NUL.
 */
export function formatChallenge(challenge: Pick<ChallengeValue, "scheme" | "parameters">): string {
  return formatSchemeWithParameters(challenge, UNQUOTED);
}

// RFC 7616 §3.3; all others are quoted, qop among them.
const UNQUOTED: ReadonlySet<string> = new Set(["algorithm", "charset", "stale", "userhash"]);
