import { splitAtCommas, unquote } from "../../message/grammar/scanner.js";
import { hostTypeOf } from "./uri-rules.js";
import { isTokenText, NO_MATCH } from "./text.js";
import { type RuleValue } from "./value-rules.js";

/** A challenge as the sender of a request meets it. Of a scheme other than Digest nothing is given. */
export function readChallenge(text: string): RuleValue | typeof NO_MATCH {
  const [whole, scheme = ""] = /^([^\s"=,]+)[ \t]+/.exec(text) ?? [];
  if (whole === undefined || !isTokenText(scheme)) return NO_MATCH;
  const isDigest = scheme.toLowerCase() === "digest";
  const value: RuleValue = {};
  for (const part of splitAtCommas(text.slice(whole.length))) {
    const [, name, given] = PART.exec(part) ?? [];
    if (name === undefined || given === undefined || !isTokenText(name) || !isValue(given)) return NO_MATCH;
    if (isDigest) take(value, name.toLowerCase(), given);
  }
  return value;
}

const PART = /^([^\s=]+)[ \t]*=[ \t]*(\S(?:[^]*\S)?)$/;

function isValue(text: string): boolean {
  return text.startsWith('"') ? text.length > 1 && text.endsWith('"') : isTokenText(text);
}

function take(value: RuleValue, name: string, given: string): void {
  const isQuoted = given.startsWith('"');
  switch (name) {
    case "realm":
    case "nonce":
    case "opaque":
      if (isQuoted) value[name] = unquote(given);
      return;
    case "stale":
      if (/^(?:true|false)$/i.test(given)) value[name] = given.toLowerCase() === "true";
      return;
    case "algorithm":
      if (!isQuoted) value[name] = given.toUpperCase();
      return;
    case "qop":
      if (isQuoted) value[name] = splitAtCommas(unquote(given)).map((option) => option.toLowerCase());
      return;
    case "domain":
      takeDomain(value, unquote(given));
  }
}

/** What SIP.js leaves behind of the protection domain: scheme and host of the last URI. */
function takeDomain(value: RuleValue, text: string): void {
  for (const uri of text.trim().split(/\s+/)) {
    const [, scheme, authority] = /^(?:([A-Za-z][A-Za-z0-9+.-]*):)?(?:\/\/([^/:]*))?/.exec(uri) ?? [];
    if (scheme !== undefined) value["scheme"] = scheme;
    const hostType = hostTypeOf(authority ?? "");
    if (hostType === undefined) continue;
    value["host_type"] = hostType;
    value["host"] = authority;
  }
}
