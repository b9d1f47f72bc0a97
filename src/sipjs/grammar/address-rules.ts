import { DQUOTE, LANGLE, QUESTION, RANGLE, SEMICOLON, TOKEN } from "../../message/grammar/characters.js";
import { freshCodesOf } from "../../message/grammar/codes.js";
import { NameAddrHeader } from "../../message/grammar/name-addr-header.js";
import { isIn, isWhiteSpace } from "../../message/grammar/characters.js";
import { skipQuoted, skipSpace, skipSpaceBack, splitAtCommas, unquote } from "../../message/grammar/scanner.js";
import { NO_MATCH, type Param, readParams } from "./text.js";
import { readSipUri } from "./uri-rules.js";

/** One element of a list: SIP.js counts `offset` to its first character and `position` to the one behind its last. */
export interface ListElement {
  readonly position: number;
  readonly offset: number;
  readonly parsed: NameAddrHeader;
}

/** From, To and Refer-To: with or without brackets. The tag comes last. */
export function readAddress(text: string): NameAddrHeader | typeof NO_MATCH {
  const address = readNameAddr(text);
  if (address === NO_MATCH) return NO_MATCH;
  const tag = address.deleteParam("tag");
  if (tag !== undefined) address.setParam("tag", tag);
  return address;
}

/** A name-addr with its parameters: brackets have to stand around the URI. */
export function readBracketed(text: string): NameAddrHeader | typeof NO_MATCH {
  return text.includes("<") ? readNameAddr(text) : NO_MATCH;
}

export function readContacts(text: string): ListElement[] | typeof NO_MATCH {
  return readList(text, (element) => contactWithNumbers(readNameAddr(element)));
}

export function readRecordRoutes(text: string): ListElement[] | typeof NO_MATCH {
  return readList(text, readBracketed);
}

export function readDisplayName(text: string): { displayName: string } | typeof NO_MATCH {
  const end = displayNameEnd(text);
  if (end !== text.length || text.trim() === "") return NO_MATCH;
  return { displayName: unquote(text.trim()) };
}

function readList(
  text: string,
  read: (element: string) => NameAddrHeader | typeof NO_MATCH,
): ListElement[] | typeof NO_MATCH {
  const list: ListElement[] = [];
  let from = 0;
  for (const element of splitAtCommas(text)) {
    const parsed = read(element);
    if (parsed === NO_MATCH) return NO_MATCH;
    const offset = list.length === 0 ? 0 : text.indexOf(element, from);
    const position = text.indexOf(element, from) + element.length;
    list.push({ position, offset, parsed });
    from = position + 1;
  }
  return list;
}

function readNameAddr(text: string): NameAddrHeader | typeof NO_MATCH {
  const codes = freshCodesOf(text);
  const display = skipSpace(codes, 0, text.length);
  const displayEnd = displayNameEnd(text);
  const angle = displayEnd < 0 ? -1 : skipSpace(codes, displayEnd, text.length);
  if (angle < 0 || text.charCodeAt(angle) !== LANGLE) return readAddrSpec(text, display);
  const close = text.indexOf(">", angle);
  const uri = close < 0 ? NO_MATCH : readSipUri(text.slice(angle + 1, close));
  const params = readParams(text, close + 1);
  if (uri === NO_MATCH || params === undefined) return NO_MATCH;
  const name = text.slice(display, skipSpaceBack(codes, display, displayEnd));
  return addressOf(new NameAddrHeader(uri, name === "" ? undefined : unquote(name)), params);
}

/** RFC 3261 §20: without brackets what follows a semicolon belongs to the header, and there is no question mark. */
function readAddrSpec(text: string, start: number): NameAddrHeader | typeof NO_MATCH {
  let end = start;
  while (end < text.length && !ENDS_ADDR_SPEC.has(text.charCodeAt(end)) && !isWhiteSpace(text.charCodeAt(end))) end++;
  if (text.charCodeAt(end) === QUESTION || text.charCodeAt(end) === RANGLE) return NO_MATCH;
  const uri = readSipUri(text.slice(start, end));
  const params = readParams(text, end);
  return uri === NO_MATCH || params === undefined ? NO_MATCH : addressOf(new NameAddrHeader(uri, undefined), params);
}

/** Gives the offset behind the display name at the start of the text, or -1 for what is none. */
function displayNameEnd(text: string): number {
  const codes = freshCodesOf(text);
  const { length } = codes;
  let at = skipSpace(codes, 0, length);
  if (codes[at] === DQUOTE) return skipQuoted(codes, at, length);
  while (at < length && (isIn(codes[at] ?? 0, TOKEN) || isWhiteSpace(codes[at] ?? 0))) at++;
  return at === length || codes[at] === LANGLE ? at : -1;
}

function addressOf(address: NameAddrHeader, params: readonly Param[]): NameAddrHeader {
  for (const { name, value } of params) address.setParam(name, value);
  return address;
}

/** SIP.js reads these two as numbers and writes them again. */
function contactWithNumbers(contact: NameAddrHeader | typeof NO_MATCH): NameAddrHeader | typeof NO_MATCH {
  if (contact === NO_MATCH) return NO_MATCH;
  const expires = contact.getParam("expires");
  if (typeof expires === "string" && /^\d+$/.test(expires)) contact.setParam("expires", Number(expires));
  const q = contact.getParam("q");
  if (typeof q === "string" && /^0(?:\.\d{0,3})?$/.test(q)) contact.setParam("q", Number(q));
  return contact;
}

const ENDS_ADDR_SPEC: ReadonlySet<number> = new Set([SEMICOLON, QUESTION, RANGLE]);
