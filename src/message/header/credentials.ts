import { type HeaderKey } from "./key.js";
import { headerId } from "./names.js";
import {
  formatSchemeWithParameters,
  readSchemeWithParameters,
  type SchemeWithParameters,
} from "./scheme-with-parameters.js";

/** Who sends a request, and the proof of it. Digest has `username`, `realm`, `nonce`, `uri`, `response` and more. RFC 7616 §3.4 */
export type CredentialsValue = SchemeWithParameters;

/** RFC 3261 §20.7: one value in each row; commas separate its parameters. */
export const Authorization: HeaderKey<CredentialsValue> = {
  id: headerId("Authorization"),
  parse: readSchemeWithParameters,
};

/** RFC 3261 §20.28: for a proxy on the way, not for the callee. */
export const ProxyAuthorization: HeaderKey<CredentialsValue> = {
  id: headerId("Proxy-Authorization"),
  parse: readSchemeWithParameters,
};

/**
 * Writes credentials, for a request of ours that was challenged.
 *
 * @throws TypeError for what cannot be written: a name that is no token; CR, LF or NUL.
 */
export function formatCredentials(credentials: Pick<CredentialsValue, "scheme" | "parameters">): string {
  return formatSchemeWithParameters(credentials, UNQUOTED);
}

// RFC 7616 §3.4
const UNQUOTED: ReadonlySet<string> = new Set(["algorithm", "qop", "nc", "userhash", "username*"]);
