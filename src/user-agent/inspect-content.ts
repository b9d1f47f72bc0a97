import { BodyPart, type MultipartLimits } from "../message/body-part.js";
import { ParseFailure } from "../message/grammar/parse-failure.js";
import { isReferenced } from "../message/content-references.js";
import { splitAtCommas } from "../message/grammar/scanner.js";
import { Accept } from "../message/header/accept.js";
import { ContentType } from "../message/header/content.js";
import { type IncomingRequestMessage } from "../message/incoming-request-message.js";
import { type Capabilities } from "./capabilities.js";
import { type Refusal } from "./refusal.js";
import { acceptEncodingLine, acceptLanguageLine, acceptLine } from "./response-duties.js";

/** Bodies that the library itself acts on. Those of other methods are the application's to judge. */
const OURS: ReadonlySet<string> = new Set(["INVITE", "OPTIONS", "PRACK", "UPDATE"]);

/** RFC 3261 §20.43: on 399 nothing is done but showing it to somebody. */
const NOT_ACCEPTABLE: Refusal = {
  code: "answer-not-acceptable",
  statusCode: 406,
  extraHeaders: ['Warning: 399 sip-uas "The answer is application/sdp"'],
};

const MALFORMED_TYPE: Refusal = {
  code: "bad-content-type",
  statusCode: 400,
  reasonPhrase: "Malformed Content-Type header field",
};

const MISSING_TYPE: Refusal = { ...MALFORMED_TYPE, reasonPhrase: "Missing Content-Type header field" };

/** May the response to an INVITE hold the session description it needs? RFC 3261 §20.1, §21.4.7 */
export function inspectAccept(message: IncomingRequestMessage): Refusal | undefined {
  if (message.method !== "INVITE") return undefined;
  const accepted = message.all(Accept);
  const admitted = accepted.some(
    (range) => range instanceof ParseFailure || ADMITS_SDP.test(`${range.type}/${range.subtype}`),
  );
  return accepted.length === 0 || admitted ? undefined : NOT_ACCEPTABLE;
}

const ADMITS_SDP = /^(?:\*\/\*|application\/(?:\*|sdp))$/;

/** Can we do something with the body? RFC 3261 §8.2.3, RFC 5621 §8 */
export function inspectContent(
  message: IncomingRequestMessage,
  can: Capabilities,
  limits: MultipartLimits,
): Refusal | undefined {
  if (!message.hasBody) return undefined;
  const type = message.first(ContentType);
  if (type === undefined) return MISSING_TYPE;
  if (type instanceof ParseFailure) return MALFORMED_TYPE;
  // RFC 2046 §5.1.1
  if (type.type === "multipart" && type.parameters["boundary"] === undefined) return MALFORMED_TYPE;
  if (!OURS.has(message.method)) return undefined;
  const body = BodyPart.of(message, limits);
  return body && inspectPart(body, can, message);
}

function inspectPart(part: BodyPart, can: Capabilities, message: IncomingRequestMessage): Refusal | undefined {
  // RFC 3261 §20.11: without `handling` it has to be understood. What has no octets says nothing.
  if (part.isOptional || part.isEmpty) return undefined;
  // RFC 5621 §9.3: it is for whoever reads that header.
  if (isReferenced(message, part.getHeader("Content-ID") ?? "")) return undefined;
  return part.parts === undefined
    ? inspectWhatItIs(part, can)
    : (inspectEncoding(part, can) ?? inspectParts(part, part.parts, can, message));
}

function inspectParts(
  { type }: BodyPart,
  parts: readonly BodyPart[] | ParseFailure,
  can: Capabilities,
  message: IncomingRequestMessage,
): Refusal | undefined {
  if (parts instanceof ParseFailure) {
    return { code: "bad-body", statusCode: parts.statusCode, reasonPhrase: parts.reasonPhrase };
  }
  const refusals = parts.map((part) => inspectPart(part, can, message));
  const isAlternative = !(type instanceof ParseFailure) && type.subtype === "alternative";
  // RFC 5621 §8.3: one of them is enough; of the best that is refused we say why.
  if (isAlternative) return refusals.includes(undefined) ? undefined : refusals.at(-1);
  return refusals.find((refusal) => refusal !== undefined);
}

function inspectWhatItIs(part: BodyPart, can: Capabilities): Refusal | undefined {
  return (
    inspectType(part, can) ?? inspectDisposition(part, can) ?? inspectEncoding(part, can) ?? inspectLanguage(part, can)
  );
}

function inspectType({ type, isTransferEncoded }: BodyPart, can: Capabilities): Refusal | undefined {
  if (!(type instanceof ParseFailure) && !isTransferEncoded) {
    const name = `${type.type}/${type.subtype}`;
    if (can.contentTypes.some((known) => known === name || known === `${type.type}/*` || known === "*/*"))
      return undefined;
  }
  return { code: "unsupported-media-type", statusCode: 415, extraHeaders: [acceptLine(can)] };
}

function inspectDisposition({ disposition }: BodyPart, can: Capabilities): Refusal | undefined {
  if (can.dispositions.includes(disposition)) return undefined;
  return { code: "unsupported-disposition", statusCode: 415, extraHeaders: [acceptLine(can)] };
}

function inspectEncoding(part: BodyPart, can: Capabilities): Refusal | undefined {
  const { contentEncodings } = can;
  const codings = listIn(part, "content-encoding");
  if (codings.every((coding) => coding === "identity" || contentEncodings.includes(coding))) return undefined;
  return { code: "unsupported-content-encoding", statusCode: 415, extraHeaders: [acceptEncodingLine(can)] };
}

function inspectLanguage(part: BodyPart, can: Capabilities): Refusal | undefined {
  if (can.languages.length === 0) return undefined;
  const known = new Set(can.languages.map((language) => language.toLowerCase()));
  if (listIn(part, "content-language").every((language) => known.has(language))) return undefined;
  return { code: "unsupported-language", statusCode: 415, extraHeaders: [acceptLanguageLine(can)] };
}

function listIn(part: BodyPart, name: string): string[] {
  const value = part.getHeader(name) ?? "";
  return value === "" ? [] : splitAtCommas(value.toLowerCase());
}
