import { ParseFailure } from "../message/grammar/parse-failure.js";
import { Accept } from "../message/header/accept.js";
import { ContentDisposition, ContentEncoding, ContentType } from "../message/header/content.js";
import { type IncomingRequestMessage } from "../message/incoming-request-message.js";
import { type Capabilities } from "./capabilities.js";
import { type Refusal } from "./refusal.js";
import { acceptEncodingLine, acceptLanguageLine, acceptLine } from "./response-duties.js";

/** Bodies that the library itself acts on. Those of other methods are the application's to judge. */
const OURS: ReadonlySet<string> = new Set(["INVITE", "OPTIONS", "PRACK", "UPDATE"]);

const MALFORMED_TYPE: Refusal = { statusCode: 400, reasonPhrase: "Malformed Content-Type header field" };

/** May the response to an INVITE hold the session description it needs? RFC 3261 §20.1, §21.4.7 */
export function inspectAccept(message: IncomingRequestMessage): Refusal | undefined {
  if (message.method !== "INVITE") return undefined;
  const accepted = message.all(Accept);
  const admitted = accepted.some(
    (range) => range instanceof ParseFailure || ADMITS_SDP.test(`${range.type}/${range.subtype}`),
  );
  return accepted.length === 0 || admitted ? undefined : { statusCode: 406 };
}

const ADMITS_SDP = /^(?:\*\/\*|application\/(?:\*|sdp))$/;

/** Can we do something with the body? RFC 3261 §8.2.3 */
export function inspectContent(message: IncomingRequestMessage, can: Capabilities): Refusal | undefined {
  if (message.bodyBytes.length === 0) return undefined;
  const type = message.first(ContentType);
  if (type === undefined) return { statusCode: 400, reasonPhrase: "Missing Content-Type header field" };
  if (type instanceof ParseFailure) return MALFORMED_TYPE;
  // RFC 2046 §5.1.1
  if (type.type === "multipart" && type.parameters["boundary"] === undefined) return MALFORMED_TYPE;
  if (!OURS.has(message.method) || isOptional(message)) return undefined;
  return (
    inspectType(`${type.type}/${type.subtype}`.toLowerCase(), can) ??
    inspectDisposition(message, can) ??
    inspectEncoding(message, can) ??
    inspectLanguage(message, can)
  );
}

/** RFC 3261 §20.11: without `handling` the body has to be understood. */
function isOptional(message: IncomingRequestMessage): boolean {
  const disposition = message.first(ContentDisposition);
  return (
    disposition !== undefined &&
    !(disposition instanceof ParseFailure) &&
    disposition.handling.toLowerCase() === "optional"
  );
}

function inspectType(type: string, can: Capabilities): Refusal | undefined {
  const wildcard = `${type.slice(0, type.indexOf("/"))}/*`;
  const understood = can.contentTypes.some((known) => known === type || known === wildcard || known === "*/*");
  return understood ? undefined : { statusCode: 415, extraHeaders: [acceptLine(can)] };
}

function inspectDisposition(message: IncomingRequestMessage, can: Capabilities): Refusal | undefined {
  const disposition = message.first(ContentDisposition);
  if (disposition === undefined || disposition instanceof ParseFailure) return undefined;
  if (can.dispositions.includes(disposition.type.toLowerCase())) return undefined;
  return { statusCode: 415, extraHeaders: [acceptLine(can)] };
}

function inspectEncoding(message: IncomingRequestMessage, can: Capabilities): Refusal | undefined {
  const understood = ["identity", ...can.contentEncodings];
  const all = message.all(ContentEncoding);
  if (all.every((coding) => !(coding instanceof ParseFailure) && understood.includes(coding.toLowerCase()))) {
    return undefined;
  }
  return { statusCode: 415, extraHeaders: [acceptEncodingLine(can)] };
}

function inspectLanguage(message: IncomingRequestMessage, can: Capabilities): Refusal | undefined {
  if (can.languages.length === 0) return undefined;
  const known = new Set(can.languages.map((language) => language.toLowerCase()));
  if (message.getHeaders("content-language").every((language) => known.has(language.toLowerCase()))) return undefined;
  return { statusCode: 415, extraHeaders: [acceptLanguageLine(can)] };
}
