import { isWhiteSpace, LF } from "./grammar/characters.js";
import { ParseFailure } from "./grammar/parse-failure.js";
import { trimmed } from "./grammar/scanner.js";

/** One piece of a multipart body. */
export interface MultipartPiece {
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
 * @param content - One character for each octet, so that a piece is exactly the octets it was.
 * @param limit - How many pieces there may be.
 * @returns A failure where the boundary is none or nowhere to be found, and for more pieces than `limit`.
 */
export function splitMultipart(content: string, boundary: string, limit: number): MultipartPiece[] | ParseFailure {
  // RFC 2046 §5.1.1
  if (boundary === "" || boundary.length > LONGEST_BOUNDARY) return malformed("a boundary of 1 to 70 characters", 0);
  const delimiter = `--${boundary}`;
  const pieces: MultipartPiece[] = [];
  let piece = -1;
  for (let at = findDelimiter(content, delimiter, 0); at >= 0;) {
    if (piece >= 0) pieces.push(readPiece(content.slice(piece, lineBreakBefore(content, at))));
    const behind = at + delimiter.length;
    const closes = content.startsWith("--", behind);
    const lineEnd = content.indexOf("\n", behind);
    piece = lineEnd < 0 ? content.length : lineEnd + 1;
    // In the field the last boundary may lack its closing dashes.
    if (closes || piece === content.length) return pieces.length > 0 ? pieces : malformed("a part", at);
    if (pieces.length >= limit)
      return new ParseFailure("fewer parts", at, { code: "multipart-parts", reasonPhrase: "Too Many Body Parts" });
    at = findDelimiter(content, delimiter, piece);
  }
  if (piece < 0) return malformed("boundary", 0);
  pieces.push(readPiece(content.slice(piece)));
  return pieces;
}

/** Finds the next delimiter that is a line of its own, with nothing behind it but `--` and white space. */
function findDelimiter(content: string, delimiter: string, from: number): number {
  for (let at = content.indexOf(delimiter, from); at >= 0; at = content.indexOf(delimiter, at + delimiter.length)) {
    const isLineStart = at === 0 || content.charCodeAt(at - 1) === LF;
    if (isLineStart && endsLine(content, at + delimiter.length)) return at;
  }
  return -1;
}

function endsLine(content: string, at: number): boolean {
  if (content.startsWith("--", at)) at += 2;
  while (at < content.length && isWhiteSpace(content.charCodeAt(at))) at++;
  return at === content.length || content.charCodeAt(at) === LF || content.startsWith("\r\n", at);
}

/** The line break before a delimiter belongs to it, not to the part. */
function lineBreakBefore(content: string, at: number): number {
  if (content.charCodeAt(at - 1) !== LF) return at;
  return content.charCodeAt(at - 2) === 0x0d ? at - 2 : at - 1;
}

function readPiece(text: string): MultipartPiece {
  const headers = new Map<string, string>();
  /** The header that a line beginning with white space continues; nothing where that one does not count. */
  let open: string | undefined;
  let at = 0;
  while (at < text.length) {
    const lineFeed = text.indexOf("\n", at);
    const next = lineFeed < 0 ? text.length : lineFeed + 1;
    const lineEnd = lineBreakBefore(text, next);
    if (lineEnd <= at) return { headers, content: text.slice(next) };
    if (isWhiteSpace(text.charCodeAt(at))) {
      if (open !== undefined) headers.set(open, `${headers.get(open) ?? ""} ${trimmed(text, at, lineEnd)}`);
    } else {
      open = undefined;
      // Within the line: in the whole text each line could be searched to the end.
      const line = text.slice(at, lineEnd);
      const colon = line.indexOf(":");
      const name = colon > 0 ? trimmed(line, 0, colon).toLowerCase() : "";
      if (name !== "" && !headers.has(name)) {
        open = name;
        headers.set(name, trimmed(line, colon + 1, line.length));
      }
    }
    at = next;
  }
  return { headers, content: "" };
}

function malformed(expected: string, offset: number): ParseFailure {
  return new ParseFailure(expected, offset, { code: "multipart", reasonPhrase: "Malformed multipart body" });
}

const LONGEST_BOUNDARY = 70;
