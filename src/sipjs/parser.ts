import { type Logger } from "../environment/logger.js";
import { CR, isWhiteSpace, LF } from "../message/grammar/characters.js";
import { ParseFailure } from "../message/grammar/parse-failure.js";
import { splitAtCommas } from "../message/grammar/scanner.js";
import { indexHeaders, ROW, rowName, rowValue } from "../message/header-index.js";
import { IncomingRequestMessage as CoreRequest } from "../message/incoming-request-message.js";
import { type IncomingResponseMessage as CoreResponse } from "../message/incoming-response-message.js";
import { DEFAULT_LIMITS } from "../message/limits.js";
import { MessageReading } from "../message/message-reading.js";
import { parseMessage } from "../message/parse-message.js";
import { receiveText } from "../message/received-text.js";
import { Grammar } from "./grammar.js";
import { NO_MATCH } from "./grammar/text.js";
import { readSipUri } from "./grammar/uri-rules.js";
import { appendHeader, dictionaryName } from "./header-dictionary.js";
import { IncomingRequestMessage } from "./incoming-request-message.js";
import { IncomingResponseMessage } from "./incoming-response-message.js";
import { SPLIT } from "./message-members.js";

type Message = IncomingRequestMessage | IncomingResponseMessage;

/** SIP.js's parser: makes messages that may be written to. What a message must have is checked here. */
export const Parser = {
  /**
   * Reads one whole message.
   *
   * @param logger - Told why a message is dropped.
   * @returns `undefined` for what cannot be served. A body that is cut short is no reason: who hands the message on answers it.
   */
  parseMessage(data: string, logger: Logger): Message | undefined {
    const read = parseMessage(data);
    if (!(read instanceof ParseFailure)) return writable(data, read);
    if (read.code === "content-length" && read.request !== undefined) return writable(data, read.request);
    const where = read.header === undefined ? "" : ` in ${read.header}`;
    logger.warn(`dropped a message: expected ${read.expected}${where} at ${read.offset} (${read.code})`);
    return undefined;
  },

  /** Reads one header field into the message. */
  parseHeader(message: Message, data: string, headerStart: number, headerEnd: number): true | { error: string } {
    const colon = data.indexOf(":", headerStart);
    const name = data.slice(headerStart, colon).trim();
    const value = data.slice(colon + 1, headerEnd).trim();
    const rule = dictionaryName(name).replaceAll("-", "_");
    if (colon < 0 || colon > headerEnd || (CHECKED.has(rule) && Grammar.parse(value, rule) === NO_MATCH)) {
      return { error: `error parsing header '${name}'` };
    }
    addRow(message, name, value);
    return true;
  },

  /** Where the header field that begins here ends, its CRLF excluded; -2 at the empty line, -1 without a CRLF. */
  getHeader(data: string, headerStart: number): number {
    if (isLineEnd(data, headerStart)) return -2;
    let end = data.indexOf("\r\n", headerStart);
    // RFC 3261 §7.3.1: a line that begins with white space continues the one before.
    while (end >= 0 && isWhiteSpace(data.charCodeAt(end + 2))) end = data.indexOf("\r\n", end + 2);
    return end;
  },
};

/** Headers that a message is not served without reading. */
const CHECKED: ReadonlySet<string> = new Set([
  "Via",
  "From",
  "To",
  "Call_ID",
  "CSeq",
  "Max_Forwards",
  "Content_Length",
  "Content_Type",
  "Contact",
  "Record_Route",
  "Refer_To",
  "WWW_Authenticate",
  "Proxy_Authenticate",
]);

/** Makes a message that may be written to of one that may not. */
function writable(data: string, read: CoreRequest | CoreResponse): Message {
  const message = read instanceof CoreRequest ? request(read) : response(read);
  let start = 0;
  while (isLineEnd(data, start)) start += 2;
  const received = receiveText(data);
  const index = new MessageReading(received, DEFAULT_LIMITS.parameters);
  indexHeaders(index, received.codes, start, data.indexOf("\r\n", start) + 2, DEFAULT_LIMITS);
  for (let row = 0; row < index.rows.length; row += ROW) addRow(message, rowName(index, row), rowValue(index, row));
  message.data = data;
  message.body = read.body;
  return message;
}

function request(read: CoreRequest): IncomingRequestMessage {
  const message = new IncomingRequestMessage();
  message.method = read.method;
  const uri = readSipUri(read.requestUri);
  message.ruri = uri === NO_MATCH ? read.ruri : uri;
  return message;
}

function response(read: CoreResponse): IncomingResponseMessage {
  const message = new IncomingResponseMessage();
  message.statusCode = read.statusCode;
  message.reasonPhrase = read.reasonPhrase;
  return message;
}

/** Lists of hops and addresses are kept element by element, each with its value. */
function addRow(message: Message, name: string, value: string): void {
  const key = dictionaryName(name);
  if (!SPLIT.has(key)) return message.addHeader(name, value);
  for (const raw of splitAtCommas(value)) {
    const parsed = key === "Contact" || key === "Record-Route" ? elementOf(raw, key) : undefined;
    appendHeader(message.headers, key, parsed === undefined ? { raw } : { raw, parsed });
  }
}

function elementOf(raw: string, key: string): unknown {
  const list = Grammar.parse(raw, key.replaceAll("-", "_"));
  const [first] = Array.isArray(list) ? (list as readonly { readonly parsed: unknown }[]) : [];
  return first?.parsed;
}

function isLineEnd(text: string, at: number): boolean {
  return text.charCodeAt(at) === CR && text.charCodeAt(at + 1) === LF;
}
