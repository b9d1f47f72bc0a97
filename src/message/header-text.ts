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
