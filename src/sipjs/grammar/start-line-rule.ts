import { isTokenText, NO_MATCH } from "./text.js";
import { readAbsoluteUri, readSipUri } from "./uri-rules.js";
import { type RuleValue } from "./value-rules.js";

const STATUS_LINE = /^(SIP\/\d+\.\d+) ([1-9]\d\d) ([^\r\n]*)$/i;
const REQUEST_LINE = /^(\S+) (\S+) (SIP\/\d+\.\d+)$/i;

/** A request line or a status line. */
export function readStartLine(text: string): RuleValue | typeof NO_MATCH {
  return readStatusLine(text) ?? readRequestLine(text);
}

/** The status line in the body of a NOTIFY; header fields may follow. RFC 3420 */
export function readSipFragment(text: string): RuleValue | typeof NO_MATCH {
  const [line = "", ...rest] = text.split("\r\n");
  if (rest.length > 0 && !rest.every((row) => row === "" || row.includes(":"))) return NO_MATCH;
  return readStatusLine(line) ?? NO_MATCH;
}

function readStatusLine(text: string): RuleValue | undefined {
  const [, version, code, phrase] = STATUS_LINE.exec(text) ?? [];
  return version === undefined ? undefined : { sip_version: version, status_code: Number(code), reason_phrase: phrase };
}

function readRequestLine(text: string): RuleValue | typeof NO_MATCH {
  const [, method, requestUri = "", version] = REQUEST_LINE.exec(text) ?? [];
  if (!isTokenText(method)) return NO_MATCH;
  const uri = readSipUri(requestUri);
  if (uri !== NO_MATCH) return { method, uri, sip_version: version };
  const other = readAbsoluteUri(requestUri);
  if (other === NO_MATCH || /^sips?$/i.test(other.scheme)) return NO_MATCH;
  return { method, ...other, sip_version: version };
}
