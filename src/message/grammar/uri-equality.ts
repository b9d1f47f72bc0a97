import { ALNUM, isIn } from "./characters.js";
import { canonicalHost } from "./ip-address.js";
import { equivalentTel } from "./tel-equality.js";
import { type URI } from "./uri.js";

/** Parameters that must stand in both URIs or in neither. RFC 3261 §19.1.4 */
const TELLING = ["transport", "user", "ttl", "method", "maddr"];

/**
 * Whether two URIs are equivalent. RFC 3261 §19.1.4, RFC 5954 §4.2, RFC 3966 §4
 *
 * Not transitive: a parameter that only one of them has may not count.
 */
export function equivalentURI(a: URI, b: URI): boolean {
  if (a.scheme !== b.scheme) return false;
  if (a.isOpaque || b.isOpaque) {
    return a.scheme === "tel" ? equivalentTel(a.host, b.host) : a.opaqueText === b.opaqueText;
  }
  return (
    comparable(a.userText) === comparable(b.userText) &&
    a.password === b.password &&
    canonicalHost(a.host) === canonicalHost(b.host) &&
    a.port === b.port &&
    haveEqualParameters(a, b) &&
    haveEqualHeaders(a, b)
  );
}

function haveEqualParameters(a: URI, b: URI): boolean {
  if (TELLING.some((name) => a.hasParam(name) !== b.hasParam(name))) return false;
  return Object.keys(a.parameters).every((name) => {
    const other = b.getParam(name);
    return other === undefined || other?.toLowerCase() === a.getParam(name)?.toLowerCase();
  });
}

// RFC 3261 §19.1.4: headers are never ignored.
function haveEqualHeaders(a: URI, b: URI): boolean {
  const names = Object.keys(a.headers);
  return (
    names.length === Object.keys(b.headers).length &&
    names.every((name) => {
      const [values, others] = [a.getHeader(name) ?? [], b.getHeader(name) ?? []];
      return values.length === others.length && values.every((value, i) => value === others[i]);
    })
  );
}

/** RFC 3261 §19.1.4: an escape equals its character, unless the character is a reserved one. */
function comparable(text: string | undefined): string | undefined {
  return text?.replace(/%([0-9A-Fa-f]{2})/g, (escape, hex: string) => {
    const code = Number.parseInt(hex, 16);
    return isUnreserved(code) ? String.fromCharCode(code) : escape.toUpperCase();
  });
}

function isUnreserved(code: number): boolean {
  return isIn(code, ALNUM) || (code < 0x80 && "-_.!~*'()".includes(String.fromCharCode(code)));
}
