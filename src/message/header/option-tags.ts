import { ParseFailure } from "../grammar/parse-failure.js";
import { isToken } from "../grammar/scanner.js";
import { type HeaderKey } from "./key.js";
import { headerId } from "./names.js";

/** RFC 3261 §20.37 */
export const Supported: HeaderKey<string> = tokens("Supported");

/** RFC 3261 §20.32 */
export const Require: HeaderKey<string> = tokens("Require");

/** RFC 3261 §20.40 */
export const Unsupported: HeaderKey<string> = tokens("Unsupported");

/** RFC 3261 §20.29 */
export const ProxyRequire: HeaderKey<string> = tokens("Proxy-Require");

/** RFC 3261 §20.5: methods, with case. Its absence says nothing about what the peer can do. */
export const Allow: HeaderKey<string> = tokens("Allow");

/** RFC 6665 §8.2.2 */
export const AllowEvents: HeaderKey<string> = tokens("Allow-Events");

/** RFC 3261 §20.26 */
export const Priority: HeaderKey<string> = tokens("Priority");

/** Whether a header of option tags names this one; lower case. RFC 3261 §7.3.1: case does not matter. */
export function namesTag(
  message: { all(key: HeaderKey<string>): readonly (string | ParseFailure)[] },
  key: HeaderKey<string>,
  tag: string,
): boolean {
  return message.all(key).some((named) => typeof named === "string" && named.toLowerCase() === tag);
}

function tokens(name: string): HeaderKey<string> {
  return {
    id: headerId(name),
    parse: (value) => (isToken(value) ? value : new ParseFailure("token", 0)),
  };
}
