import { quote } from "../../message/grammar/scanner.js";
import { formatChallenge } from "../../message/header/challenge.js";
import { type Refusal } from "../refusal.js";
import { type DigestCredentials, type DigestTerms } from "./digest-credentials.js";

/** The refusal that asks for credentials. A row for each algorithm, the preferred one first. RFC 3261 §22.1, §22.3, RFC 8760 §2.3 */
export function challengeRefusal(terms: DigestTerms, nonce: string, stale: boolean): Refusal {
  const name = terms.proxy ? "Proxy-Authenticate" : "WWW-Authenticate";
  const rows = terms.algorithms.map((algorithm) => {
    const parameters = {
      realm: terms.realm,
      nonce,
      ...(stale && { stale: "true" }),
      algorithm,
      // RFC 8760 §2.6: in every challenge.
      qop: terms.qop.join(","),
      ...(terms.userHash && { userhash: "true" }),
    };
    return `${name}: ${formatChallenge({ scheme: "Digest", parameters })}`;
  });
  return { code: "unauthenticated", statusCode: terms.proxy ? 407 : 401, extraHeaders: rows };
}

/** RFC 7616 §3.4: credentials that are not all there, or say two things. */
export function malformedRefusal({ proxy }: DigestTerms): Refusal {
  const name = proxy ? "Proxy-Authorization" : "Authorization";
  return { code: "bad-credentials", statusCode: 400, reasonPhrase: `Malformed ${name} header field` };
}

/** What an Authentication-Info says. */
export interface MutualProof extends Pick<DigestCredentials, "qop" | "nc" | "cnonce"> {
  readonly proof: string;
  /** To be used from now on. */
  readonly nextNonce: string | undefined;
}

/** The header field by which the server proves that it knows the password, too. RFC 7616 §3.5 */
export function authenticationInfo({ proxy }: DigestTerms, { proof, qop, nc, cnonce, nextNonce }: MutualProof): string {
  const parts = [
    ...(qop === undefined ? [] : [`qop=${qop}`, `rspauth="${proof}"`, `cnonce=${quote(cnonce)}`, `nc=${nc}`]),
    ...(nextNonce === undefined ? [] : [`nextnonce=${quote(nextNonce)}`]),
  ];
  return `${proxy ? "Proxy-" : ""}Authentication-Info: ${parts.join(", ")}`;
}
