import { trimmed } from "./grammar/scanner.js";
import { ParseFailure } from "./grammar/parse-failure.js";

/** How far a multipart body is taken apart. */
export interface MultipartLimits {
  /** Multiparts within multiparts. @defaultValue 5 */
  readonly depth: number;
  /** Parts in all. @defaultValue 32 */
  readonly parts: number;
}

export const DEFAULT_MULTIPART_LIMITS: MultipartLimits = { depth: 5, parts: 32 };

/** One part of a multipart body. */
export interface BodyPart {
  /** Names in lower case; the first of several values. */
  readonly headers: ReadonlyMap<string, string>;
  readonly content: string;
}

/**
 * Takes a multipart body apart. RFC 2046 §5.1
 *
 * What stands before the first boundary and behind the closing one is nobody's. A missing closing boundary is tolerated: the last part
 * then reaches to the end.
 *
 * @returns A failure where there is no boundary at all, or more parts than `limit`.
 */
export function splitMultipart(
  content: string,
  boundary: string,
  limit = DEFAULT_MULTIPART_LIMITS.parts,
): BodyPart[] | ParseFailure {
  const delimiter = `--${boundary}`;
  const parts: BodyPart[] = [];
  let part = -1;
  for (let at = findDelimiter(content, delimiter, 0); at >= 0;) {
    if (part >= 0) parts.push(readPart(content.slice(part, lineBreakBefore(content, at))));
    const behind = at + delimiter.length;
    if (content.startsWith("--", behind)) return parts;
    if (parts.length >= limit) return new ParseFailure("fewer parts", at, { code: "multipart" });
    const lineEnd = content.indexOf("\n", behind);
    part = lineEnd < 0 ? content.length : lineEnd + 1;
    at = findDelimiter(content, delimiter, part);
  }
  if (part < 0) return new ParseFailure("boundary", 0, { code: "multipart" });
  parts.push(readPart(content.slice(part)));
  return parts;
}

/** Finds the next delimiter that is a line of its own, with nothing behind it but `--` and white space. */
function findDelimiter(content: string, delimiter: string, from: number): number {
  for (let at = content.indexOf(delimiter, from); at >= 0; at = content.indexOf(delimiter, at + delimiter.length)) {
    const isLineStart = at === 0 || content.charCodeAt(at - 1) === 0x0a;
    if (isLineStart && endsLine(content, at + delimiter.length)) return at;
  }
  return -1;
}

function endsLine(content: string, at: number): boolean {
  if (content.startsWith("--", at)) at += 2;
  while (at < content.length) {
    const code = content.charCodeAt(at);
    if (code === 0x0a || code === 0x0d) return true;
    if (code !== 0x20 && code !== 0x09) return false;
    at++;
  }
  return true;
}

/** The line break before a delimiter belongs to it, not to the part. */
function lineBreakBefore(content: string, at: number): number {
  if (content.charCodeAt(at - 1) !== 0x0a) return at;
  return content.charCodeAt(at - 2) === 0x0d ? at - 2 : at - 1;
}

function readPart(text: string): BodyPart {
  const headers = new Map<string, string>();
  let last = "";
  let at = 0;
  while (at < text.length) {
    const lineFeed = text.indexOf("\n", at);
    const next = lineFeed < 0 ? text.length : lineFeed + 1;
    const lineEnd = lineBreakBefore(text, next);
    if (lineEnd === at) return { headers, content: text.slice(next) };
    const line = text.slice(at, lineEnd);
    const colon = line.indexOf(":");
    if (/^[ \t]/.test(line)) headers.set(last, `${headers.get(last) ?? ""} ${line.trim()}`);
    else if (colon > 0) {
      last = trimmed(line, 0, colon).toLowerCase();
      if (!headers.has(last)) headers.set(last, line.slice(colon + 1).trim());
    }
    at = next;
  }
  return { headers, content: "" };
}
