import { freshCodesOf } from "../../message/grammar/codes.js";
import { isCallIdAt } from "../../message/header/call-id.js";
import { parseMediaType } from "../../message/header/content.js";
import { ParseFailure } from "../../message/grammar/parse-failure.js";
import { isTokenText, NO_MATCH, otherParams, type Param, type Params, readNumber, readParams } from "./text.js";

/** Whatever a rule gives: a value of the header's own shape. */
export interface RuleValue {
  [name: string]: unknown;
}

/** A number alone: Content-Length, Max-Forwards. */
export function readDigits(text: string): number {
  return readNumber(text) ?? NO_MATCH;
}

export function readCallId(text: string): string | typeof NO_MATCH {
  return isCallIdAt(freshCodesOf(text), 0, text.length) ? text : NO_MATCH;
}

export function readCSeqValue(text: string): { value: number; method: string } | typeof NO_MATCH {
  const [, digits, method] = CSEQ.exec(text) ?? [];
  return isTokenText(method) ? { value: Number(digits), method } : NO_MATCH;
}

/** The text itself, parameters included. */
export function readContentType(text: string): string | typeof NO_MATCH {
  return parseMediaType(text) instanceof ParseFailure || text.trim() !== text ? NO_MATCH : text;
}

export function readContentDisposition(text: string): RuleValue | typeof NO_MATCH {
  const [type, params] = valueAndParams(text);
  if (type === undefined || params === undefined) return NO_MATCH;
  const others = params.filter(({ name, value }) => name !== "handling" || !isTokenText(value));
  return withParams({ type: type.toLowerCase() }, others);
}

export function readEvent(text: string): RuleValue | typeof NO_MATCH {
  const [event, params] = valueAndParams(text);
  return event === undefined || params === undefined ? NO_MATCH : withParams({ event: event.toLowerCase() }, params);
}

/** Supported and Require: none is a list too. */
export function readOptionTags(text: string): string[] | typeof NO_MATCH {
  if (text.trim() === "") return [];
  const tags = text.split(",").map((tag) => tag.trim());
  return tags.every(isTokenText) ? tags : NO_MATCH;
}

export function readReplaces(text: string): RuleValue | typeof NO_MATCH {
  const semicolon = text.indexOf(";");
  const callId = readCallId((semicolon < 0 ? text : text.slice(0, semicolon)).trimEnd());
  const params = semicolon < 0 ? [] : readParams(text, semicolon);
  if (callId === NO_MATCH || params === undefined) return NO_MATCH;
  const value: RuleValue = { call_id: callId };
  const others = params.filter(({ name, value: tag }) => {
    if (name === "early-only" && tag === undefined) value["early_only"] = true;
    else if (name === "from-tag" && isTokenText(tag)) value["replaces_from_tag"] = tag;
    else if (name === "to-tag" && isTokenText(tag)) value["replaces_to_tag"] = tag;
    else return true;
    return false;
  });
  return value["replaces_from_tag"] && value["replaces_to_tag"] ? withParams(value, others) : NO_MATCH;
}

export function readSessionExpires(text: string): RuleValue | typeof NO_MATCH {
  const [seconds, params] = valueAndParams(text);
  const deltaSeconds = readNumber(seconds);
  if (deltaSeconds === undefined || params === undefined) return NO_MATCH;
  const value: RuleValue = { deltaSeconds };
  const others = params.filter(({ name, value: who }) => {
    if (name !== "refresher" || (who !== "uas" && who !== "uac")) return true;
    value["refresher"] = who;
    return false;
  });
  return withParams(value, others);
}

export function readMinSE(text: string): number {
  const [seconds, params] = valueAndParams(text);
  return params === undefined ? NO_MATCH : (readNumber(seconds) ?? NO_MATCH);
}

export function readSubscriptionState(text: string): RuleValue | typeof NO_MATCH {
  const [state, params] = valueAndParams(text);
  if (state === undefined || params === undefined) return NO_MATCH;
  const value: RuleValue = { state };
  const others = params.filter(({ name, value: given }) => {
    const isNumber = name === "expires" || name === "retry_after";
    if (!isNumber && name !== "reason") return true;
    const read = isNumber ? readNumber(given) : isTokenText(given) ? given : undefined;
    if (read === undefined) return true;
    value[name] = read;
    return false;
  });
  return withParams(value, others);
}

const CSEQ = /^(\d+)[ \t]+(\S+)$/;

/** A token, and what parameters follow it. */
function valueAndParams(text: string): [value?: string, params?: readonly Param[] | undefined] {
  const value = /^[^\s;]+/.exec(text)?.[0];
  return isTokenText(value) ? [value, readParams(text, value.length)] : [];
}

function withParams<T extends object>(value: T, others: readonly Param[]): T & { params?: Params } {
  const params = otherParams(others);
  return params === undefined ? value : { ...value, params };
}
