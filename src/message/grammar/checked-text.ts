import { isToken } from "./scanner.js";

const BREAKS_LINES = /[\r\n\0]/;

/**
 * Makes sure that a text from the application cannot break out of its line.
 *
 * @param field - What the text is for, as the error names it.
 * @throws TypeError for CR, LF or NUL; nothing has been sent or changed.
 */
export function checkedText(text: string, field: string): string {
  if (BREAKS_LINES.test(text)) throw new TypeError(`cannot write ${field}: it contains CR, LF or NUL`);
  return text;
}

/**
 * Makes sure that a line from the application is one header field. White space around it is taken away.
 *
 * @throws TypeError for CR, LF or NUL within it, and for a line without a name: an empty one would end the header.
 */
export function checkedHeaderField(line: string): string {
  const text = checkedText(line.trim(), "extraHeaders");
  // The line itself is not told: it may hold what is nobody's business.
  if (!isToken(text.slice(0, Math.max(0, text.indexOf(":"))).trimEnd())) {
    throw new TypeError("cannot write extraHeaders: a line is no header field, `Name: value`");
  }
  return text;
}

/** Makes sure that these are tokens: methods, option tags. @throws TypeError for the first that is none. */
export function checkedTokens(tokens: readonly string[], field: string): readonly string[] {
  for (const token of tokens) {
    if (!isToken(token)) throw new TypeError(`cannot write ${field}: "${checkedText(token, field)}" is no token`);
  }
  return tokens;
}
