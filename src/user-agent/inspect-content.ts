import { ParseFailure } from "../message/grammar/parse-failure.js";
import { ContentDisposition, ContentEncoding, ContentType } from "../message/header/content.js";
import { type IncomingRequestMessage } from "../message/incoming-request-message.js";
import { type Capabilities } from "./capabilities.js";
import { type Refusal } from "./refusal.js";
import { acceptEncodingLine, acceptLanguageLine, acceptLine } from "./response-duties.js";

/** Bodies that the library itself acts on. Those of other methods are the application's to judge. */
const OURS: ReadonlySet<string> = new Set(["INVITE", "OPTIONS", "PRACK", "UPDATE"]);

/** Can we do something with the body? RFC 3261 §8.2.3 */
export function inspectContent(message: IncomingRequestMessage, can: Capabilities): Refusal | undefined {
  if (message.bodyBytes.length === 0) return undefined;
  const type = message.first(ContentType);
  if (type === undefined) return { statusCode: 400, reasonPhrase: "Missing Content-Type header field" };
  if (type instanceof ParseFailure) return { statusCode: 400, reasonPhrase: "Malformed Content-Type header field" };
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
    disposition !== undefined && !(disposition instanceof ParseFailure) && disposition.handling?.toLowerCase() === "optional"
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
