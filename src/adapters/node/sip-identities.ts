import { type PeerCertificate } from "node:tls";
import { isSameHost } from "../../message/grammar/ip-address.js";

/** What of a certificate tells whose it is. */
type Named = Pick<Partial<PeerCertificate>, "subject" | "subjectaltname">;

/** The SIP domains that a certificate stands for, in lower case. RFC 5922 §7.1 */
export function sipIdentities({ subject, subjectaltname }: Named): readonly string[] {
  if (subjectaltname === undefined) {
    // A certificate may have several; which one is the most specific is nowhere to be seen.
    const name: unknown = subject?.CN;
    return typeof name === "string" ? domains([name]) : [];
  }
  const names = alternativeNames(subjectaltname);
  const uris = domains(names.flatMap(({ type, value }) => (type === "URI" ? sipDomain(value) : [])));
  // Domain names count only where there is no SIP URI.
  return uris.length > 0 ? uris : domains(valuesOf(names, "DNS"));
}

/**
 * Whether the certificate is that of the one who was asked for: nothing if so, else what is wrong. RFC 5922 §7.2, §7.3
 *
 * @param identity - The domain of the URI that led there, before anything was looked up; an address where there was no domain.
 */
export function checkSipIdentity(identity: string, certificate: Named): Error | undefined {
  const addresses = valuesOf(alternativeNames(certificate.subjectaltname ?? ""), "IP Address");
  const identities = [...sipIdentities(certificate), ...addresses];
  // RFC 5922 §7.2: whole names, no suffixes, no wildcards.
  if (identities.some((one) => isSameHost(one, identity))) return undefined;
  return new Error(`the certificate is not for ${identity}, but for ${identities.join(", ") || "nobody"}`);
}

interface AlternativeName {
  readonly type: string;
  readonly value: string;
}

// As the runtime writes them: `DNS:example.com, URI:sip:example.com`; in quotes where a value would look like several.
const NAME = /([^:,]+):(?:"((?:[^"\\]|\\.)*)"|([^,]*))(?:, |$)/y;

function alternativeNames(text: string): readonly AlternativeName[] {
  const names: AlternativeName[] = [];
  NAME.lastIndex = 0;
  for (let match = NAME.exec(text); match !== null; match = NAME.exec(text)) {
    const [, type = "", , value] = match;
    // What has to be quoted is no domain.
    if (value !== undefined) names.push({ type, value });
  }
  return names;
}

function valuesOf(names: readonly AlternativeName[], type: string): readonly string[] {
  return names.filter((name) => name.type === type).map(({ value }) => value);
}

// A URI with a user is somebody's, not a domain's.
const SIP_DOMAIN = /^sip:([^@:;?]+)(?::\d+)?(?:[;?][^@]*)?$/i;

function sipDomain(uri: string): readonly string[] {
  const host = SIP_DOMAIN.exec(uri)?.[1];
  return host === undefined ? [] : [host];
}

function domains(names: readonly string[]): readonly string[] {
  return [...new Set(names.map((name) => name.toLowerCase()))].filter((name) => name !== "" && !name.includes("*"));
}
