import { SP } from "../message/grammar/characters.js";
import { type ResponseOptions } from "../message/outgoing-response.js";
import { type Capabilities } from "./capabilities.js";

/** Header fields that a response of this code must have and that we can write ourselves. RFC 3261 §21.4 */
export function dutyHeaders(statusCode: number, extraHeaders: readonly string[], can: Capabilities): readonly string[] {
  switch (statusCode) {
    case 405:
      return has(extraHeaders, "allow") ? [] : [allowLine(can)];
    case 415:
      return has(extraHeaders, "accept") || has(extraHeaders, "accept-encoding") || has(extraHeaders, "accept-language")
        ? []
        : [acceptLine(can), acceptEncodingLine(can)];
    default:
      return [];
  }
}

/** Those that only the application can know. RFC 3261 §21.4.2, §21.4.8, §21.4.15, §21.4.16 */
const NEEDED: ReadonlyMap<number, string> = new Map([
  [401, "WWW-Authenticate"],
  [407, "Proxy-Authenticate"],
  [420, "Unsupported"],
  [421, "Require"],
]);

/** Those that a 100, which says nothing of the callee, never has. RFC 7462 §4.1, RFC 6432 §3 */
const NEVER_IN_TRYING = ["Alert-Info", "Reason"];

/** @throws TypeError when the application leaves out a header field that the code is nothing without, or gives one that it never has. */
export function checkDuties(options: Pick<ResponseOptions, "statusCode" | "extraHeaders">): void {
  if (options.statusCode === 100 && options.extraHeaders) checkTrying(options.extraHeaders);
  const needed = NEEDED.get(options.statusCode);
  if (needed === undefined || has(options.extraHeaders ?? [], needed.toLowerCase())) return;
  throw new TypeError(`cannot send ${options.statusCode}: extraHeaders has no ${needed}`);
}

function checkTrying(extraHeaders: readonly string[]): void {
  for (const name of NEVER_IN_TRYING) {
    if (has(extraHeaders, name.toLowerCase())) throw new TypeError(`cannot send 100: extraHeaders has ${name}`);
  }
}

const WITH_RETRY_AFTER: ReadonlySet<number> = new Set([404, 413, 480, 486, 500, 503, 600, 603]);

/** RFC 3261 §20.33: Retry-After means something in these codes only. */
export function withoutIdleRetryAfter(statusCode: number, extraHeaders: readonly string[]): readonly string[] {
  if (WITH_RETRY_AFTER.has(statusCode) || !has(extraHeaders, "retry-after")) return extraHeaders;
  return extraHeaders.filter((line) => !isNamed(line, "retry-after"));
}

export function allowLine({ methods }: Capabilities): string {
  const known = allowLines.get(methods);
  if (known !== undefined) return known;
  const line = `Allow: ${methods.join(", ")}`;
  // A core's own list is the same for all its responses; one that is not frozen may have changed by the next.
  if (Object.isFrozen(methods)) allowLines.set(methods, line);
  return line;
}

const allowLines = new WeakMap<readonly string[], string>();

export function acceptLine(can: Capabilities): string {
  return `Accept: ${can.contentTypes.join(", ")}`;
}

export function acceptEncodingLine(can: Capabilities): string {
  return `Accept-Encoding: ${["identity", ...can.contentEncodings].join(", ")}`;
}

export function acceptLanguageLine(can: Capabilities): string {
  return `Accept-Language: ${can.languages.length > 0 ? can.languages.join(", ") : "*"}`;
}

/** Whether a list of header lines has one of this name; lower case. */
export function has(lines: readonly string[], name: string): boolean {
  return lines.some((line) => isNamed(line, name));
}

/** The value of the first line of this name; lower case. */
export function valueOf(lines: readonly string[], name: string): string | undefined {
  const line = lines.find((candidate) => isNamed(candidate, name));
  return line?.slice(line.indexOf(":") + 1).trim();
}

function isNamed(line: string, name: string): boolean {
  const first = line.charCodeAt(0);
  // Nearly always the first letter settles it.
  if (first > SP && (first | LOWER) !== name.charCodeAt(0)) return false;
  const named = line.slice(0, Math.max(0, line.indexOf(":")));
  return named.trim().toLowerCase() === name;
}

/** The bit that makes a letter a small one. */
const LOWER = 0x20;
