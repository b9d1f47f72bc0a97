import { type NameAddrHeader } from "./grammar/name-addr-header.js";
import { ParseFailure } from "./grammar/parse-failure.js";
import { type URI } from "./grammar/uri.js";
import { ReferTo } from "./header/from-to.js";
import { type DialogReference, Replaces } from "./header/replaces.js";
import { type IncomingRequestMessage } from "./incoming-request-message.js";

/** What a REFER asks for: which request is to be sent, and where. RFC 3515 §2.1 */
export interface ReferTarget {
  /** Where the request is to go, without the method and the header fields that the Refer-To had in it. */
  readonly uri: URI;
  readonly displayName: string | undefined;
  /** INVITE when nothing is said. */
  readonly method: string;
  /** The dialog that the request is to replace: an attended transfer. RFC 3891 §3 */
  readonly replaces: DialogReference | undefined;
  /**
   * Header fields for the request, whole lines: those that the Refer-To asks for, as far as they do no harm, and the Referred-By of the REFER
   * to the letter. RFC 3261 §19.1.5, RFC 3892 §2.2
   */
  readonly extraHeaders: readonly string[];
}

/** Reads what a REFER asks for. RFC 3515 §2.4.2: exactly one Refer-To; none, several and one that cannot be read are failures. */
export function readReferTarget(message: IncomingRequestMessage): ReferTarget | ParseFailure {
  const referTo = message.first(ReferTo) ?? new ParseFailure("Refer-To", 0);
  if (referTo instanceof ParseFailure) return referTo;
  const replaces = readReplaces(referTo);
  if (replaces instanceof ParseFailure) return replaces;
  const uri = referTo.uri.clone();
  uri.clearHeaders();
  uri.deleteParam("method");
  return {
    uri,
    displayName: referTo.displayName,
    method: referTo.uri.getParam("method") ?? "INVITE",
    replaces,
    extraHeaders: [...harmlessHeaders(referTo.uri), ...referredByLine(message)],
  };
}

function readReplaces({ uri }: NameAddrHeader): DialogReference | ParseFailure | undefined {
  const [text, ...others] = uri.getHeader("Replaces") ?? [];
  if (text === undefined) return undefined;
  return others.length > 0 ? new ParseFailure("one Replaces", 0) : Replaces.parse(text);
}

/** RFC 3261 §19.1.5: who refers says what the request is about; who it is from and which way it goes is our own affair. */
function harmlessHeaders(uri: URI): string[] {
  return Object.entries(uri.headers)
    .filter(([name]) => HONOURED.has(name.toLowerCase()))
    .flatMap(([name, values]) =>
      values.filter((value) => !BREAKS_LINES.test(value)).map((value) => `${name}: ${value}`),
    );
}

/** RFC 3892 §2.2: unmodified. */
function referredByLine(message: IncomingRequestMessage): string[] {
  const referredBy = message.getHeader("Referred-By");
  return referredBy === undefined ? [] : [`Referred-By: ${referredBy}`];
}

/** What transfers are made with. */
const HONOURED: ReadonlySet<string> = new Set([
  "accept-contact",
  "call-info",
  "in-reply-to",
  "join",
  "priority",
  "reject-contact",
  "replaces",
  "reply-to",
  "request-disposition",
  "require",
  "subject",
  "target-dialog",
  "user-to-user",
]);

const BREAKS_LINES = /[\r\n\0]/;
