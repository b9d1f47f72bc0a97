import { parseUri } from "../message/grammar/uri.js";
import { equivalentURI } from "../message/grammar/uri-equality.js";
import { ParseFailure } from "../message/grammar/parse-failure.js";
import { type Via } from "../message/header/via.js";
import { type IncomingRequestMessage } from "../message/incoming-request-message.js";
import { ownedText } from "../message/owned-text.js";

/** What a request without a unique branch is recognised by, besides method, Call-ID, CSeq number and From tag. */
export interface LegacyTraits {
  readonly requestUri: string;
  readonly via: string;
  readonly toTag: string | undefined;
  /** The To tag of our responses, once known. */
  localTag: string | undefined;
}

export function legacyTraitsOf(message: IncomingRequestMessage, localTag: string | undefined): LegacyTraits {
  const { toTag } = message;
  return {
    requestUri: ownedText(message.requestUri),
    via: ownedText(viaText(message.via)),
    toTag: toTag === undefined ? undefined : ownedText(toTag),
    localTag: localTag === undefined ? undefined : ownedText(localTag),
  };
}

/** RFC 3261 §17.2.3, the rules for a branch without the cookie; an ACK carries the tag of the response, anything else that of the request. */
export function matchesLegacy(traits: LegacyTraits, message: IncomingRequestMessage): boolean {
  const toTag = message.method === "ACK" ? (traits.localTag ?? traits.toTag) : traits.toTag;
  return (
    message.toTag === toTag && viaText(message.via) === traits.via && isSameUri(message.requestUri, traits.requestUri)
  );
}

/**
 * A Via as it can be compared: without case, parameters in order of their names.
 * `received` and `rport` stay out: we write them ourselves, and a repetition may be looked at before that or after.
 */
function viaText({ protocol, transport, host, port, parameters }: Via): string {
  const compared = Object.keys(parameters)
    .filter((name) => name !== "received" && name !== "rport")
    .sort()
    .map((name) => `;${name}=${parameters[name] ?? ""}`);
  return `${protocol}/${transport} ${host}:${port ?? ""}${compared.join("")}`.toLowerCase();
}

function isSameUri(one: string, other: string): boolean {
  if (one === other) return true;
  const [a, b] = [parseUri(one), parseUri(other)];
  return !(a instanceof ParseFailure) && !(b instanceof ParseFailure) && equivalentURI(a, b);
}
