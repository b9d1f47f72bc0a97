import { codesOf } from "./grammar/codes.js";
import { parseNameAddr } from "./grammar/name-addr-header.js";
import { ParseFailure } from "./grammar/parse-failure.js";
import { quote, skipQuoted, trimmed } from "./grammar/scanner.js";
import { scanUri, UriParts } from "./grammar/uri-scan.js";
import { headerId } from "./header/names.js";

/**
 * Whether what failed is where mending may help: never in what frames a message.
 *
 * A branch that is only the cookie needs no mending: read again, it is one of RFC 2543. RFC 4475 §3.2.1
 */
export function isMendable({ code }: ParseFailure): boolean {
  return MENDABLE.has(code);
}

/**
 * Gives the message with its request line, From and To mended, each where it is wrong; all else stays to the letter.
 *
 * @param maxHead - How many characters the head may have; a longer one is not looked at.
 */
export function mend(text: string, maxHead: number): string {
  let start = 0;
  while (text.startsWith("\r\n", start)) start += 2;
  const lineEnd = text.indexOf("\r\n", start);
  const headEnd = text.indexOf("\r\n\r\n", start);
  if (headEnd < 0 || headEnd > maxHead) return text;
  const line = mendRequestLine(text.slice(start, lineEnd));
  const rows = text.slice(lineEnd, headEnd).split(NEXT_ROW).map(mendRow);
  return `${line}${rows.join("\r\n")}${text.slice(headEnd)}`;
}

/** More white space than one blank between the three parts, or some behind them. RFC 4475 §3.1.2.9, §3.1.2.10 */
function mendRequestLine(line: string): string {
  if (STATUS_LINE.test(line)) return line;
  const [method, ...parts] = line.split(WHITE_SPACE);
  if (parts.at(-1) === "") parts.pop();
  const version = parts.pop();
  const uri = joinAtSemicolons(parts);
  // What begins with white space is no line of its own.
  if (!method || !version || !uri) return line;
  return `${method} ${URI_MENDINGS.reduce((mended, mending) => mending(mended), uri)} ${version}`;
}

/** White space beside the semicolons of a Request-URI, RFC 4475 §3.1.2.8; `undefined` where there is some elsewhere. */
function joinAtSemicolons(pieces: readonly string[]): string | undefined {
  const isBeside = pieces.every((piece, i) => i === 0 || piece.startsWith(";") || pieces[i - 1]?.endsWith(";"));
  return isBeside ? pieces.join("") : undefined;
}

/** RFC 4475 §3.1.2.7: the Request-URI stands in angle brackets. */
function withoutBrackets(uri: string): string {
  return uri.startsWith("<") && uri.endsWith(">") ? uri.slice(1, -1) : uri;
}

/** RFC 4475 §3.1.2.11: the Request-URI has headers. They are dropped, so that nobody takes them for header fields. */
function withoutHeaders(uri: string): string {
  const isUri = scanUri(codesOf(uri), 0, uri.length, uriParts) === undefined;
  return isUri && !uriParts.opaque ? uri.slice(0, uriParts.parametersEnd) : uri;
}

const URI_MENDINGS = [withoutBrackets, withoutHeaders];
const uriParts = new UriParts();

/** @param row - A header field, with its folds. */
function mendRow(row: string): string {
  const colon = row.indexOf(":");
  const id = headerId(row.slice(0, Math.max(0, colon)).trimEnd());
  if (id !== FROM && id !== TO) return row;
  const unfolded = row.slice(colon + 1).replace(FOLD, " ");
  const value = trimmed(unfolded, 0, unfolded.length);
  if (!(parseNameAddr(value) instanceof ParseFailure)) return row;
  return `${row.slice(0, colon)}: ${ADDRESS_MENDINGS.reduce((mended, mending) => mending(mended), value)}`;
}

/** RFC 4475 §3.1.2.6: the display name begins with a quote that nothing ends. It ends before the address. */
function withClosedQuote(value: string): string {
  const angle = value.indexOf("<");
  if (!value.startsWith('"') || angle < 0 || skipQuoted(codesOf(value), 0, value.length) >= 0) return value;
  return `${trimmed(value, 0, angle)}" ${value.slice(angle)}`;
}

/** RFC 4475 §3.1.2.15: the display name has characters that may only stand in quotes. */
function withQuotedName(value: string): string {
  const display = trimmed(value, 0, Math.max(0, value.indexOf("<")));
  if (UNQUOTED.test(display) || !QUOTABLE.test(display)) return value;
  return `${quote(display)} ${value.slice(value.indexOf("<"))}`;
}

/** RFC 4475 §3.1.2.14: there is white space within the angle brackets. */
function withTightBrackets(value: string): string {
  const display = value.startsWith('"') ? skipQuoted(codesOf(value), 0, value.length) : 0;
  const angle = display < 0 ? -1 : value.indexOf("<", display);
  const close = value.indexOf(">", angle);
  if (angle < 0 || close < 0) return value;
  return `${value.slice(0, angle)}<${trimmed(value, angle + 1, close)}${value.slice(close)}`;
}

const ADDRESS_MENDINGS = [withClosedQuote, withQuotedName, withTightBrackets];

const FROM = headerId("From");
const TO = headerId("To");
const MENDABLE: ReadonlySet<string> = new Set([
  "start-line",
  "request-uri",
  "from-unreadable",
  "to-unreadable",
  "via-branch",
]);
const STATUS_LINE = /^SIP\//i;
const WHITE_SPACE = /[ \t]+/;
/** RFC 3261 §7.3.1: a line that begins with white space continues the one before. */
const NEXT_ROW = /\r\n(?![ \t])/;
const FOLD = /\r\n[ \t]+/g;
/** What a display name is made of without quotes; letters beyond ASCII are read so too. RFC 3261 §25.1 */
const UNQUOTED = /^[-.!%*_+`'~\w \t\x80-\uffff]*$/;
/** All but quotes and control characters. */
const QUOTABLE = /^[\t -!#-~\x80-\uffff]*$/;
