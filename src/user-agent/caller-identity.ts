import { type NameAddrHeader } from "../message/grammar/name-addr-header.js";
import { ParseFailure } from "../message/grammar/parse-failure.js";
import { areIdentities, PAssertedIdentity } from "../message/header/asserted-identity.js";
import { type IncomingRequestMessage } from "../message/incoming-request-message.js";
import { readPrivacyWishes } from "../message/privacy-wishes.js";

/** What the application knows of the hop that a request came by. */
export interface CallerTrust {
  /** Whether what it asserts may be believed: it is in our trust domain, and the way to it is protected. @defaultValue false */
  readonly trusted?: boolean;
  /** Whether the first of several identities that may not stand together counts. @defaultValue false */
  readonly acceptsInvalid?: boolean;
}

/** Who calls. Only what stands in the SIP header fields; a signed token proves it and says nothing of its own. */
export interface CallerIdentity {
  /** Who the caller says it is. */
  readonly from: NameAddrHeader;
  /** Who a trusted hop says it is; `undefined` where the hop is not trusted, or says nothing that counts. */
  readonly assertedIdentity: NameAddrHeader | undefined;
  /** The same, with the second one where there are a SIP address and a number. */
  readonly assertedIdentities: readonly NameAddrHeader[];
  /** Whether the From hides who it is. */
  readonly isAnonymous: boolean;
  /** Whether the caller does not want the asserted identity to go further: not to the screen, and never out of the trust domain. */
  readonly isWithheld: boolean;
  /** What may be shown: the asserted identity where there is one and it is not withheld, the From otherwise. */
  readonly shown: NameAddrHeader;
}

/**
 * Reads who calls. RFC 3325 §8: what an untrusted hop asserts is not used in any way.
 *
 * @param trust - Without it no hop is trusted.
 */
export function readCallerIdentity(message: IncomingRequestMessage, trust: CallerTrust = {}): CallerIdentity {
  const { from } = message;
  const assertedIdentities = trust.trusted === true ? believed(message, trust) : [];
  const [assertedIdentity] = assertedIdentities;
  const { values, isValid } = readPrivacyWishes(message);
  // RFC 3323 §4.2: what cannot be read may have been a wish for privacy, and `none` beside another does not take it back.
  const isWithheld = !isValid || values.some((wish) => WITHHOLD.has(wish));
  const shown = assertedIdentity === undefined || isWithheld ? from : assertedIdentity;
  return { from, assertedIdentity, assertedIdentities, isAnonymous: isAnonymous(from), isWithheld, shown };
}

/** Whether an address hides who it is: `sip:anonymous@anonymous.invalid`, as RFC 3323 §4.1 has it, or `anonymous` at any other host. */
export function isAnonymous({ uri }: NameAddrHeader): boolean {
  return (
    uri.host === "anonymous.invalid" ||
    uri.host.endsWith(".anonymous.invalid") ||
    uri.user?.toLowerCase() === "anonymous"
  );
}

function believed(message: IncomingRequestMessage, trust: CallerTrust): readonly NameAddrHeader[] {
  const values = message.all(PAssertedIdentity);
  const identities = values.flatMap((value) => (value instanceof ParseFailure ? [] : value));
  if (identities.length === values.length && areIdentities(identities)) return identities;
  return trust.acceptsInvalid === true ? identities.slice(0, 1) : [];
}

const WITHHOLD: ReadonlySet<string> = new Set(["id", "user", "header"]);
