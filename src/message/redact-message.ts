/** What stands in the place of what is hidden. */
export const HIDDEN = "<hidden>";

// RFC 3261 §22.4: credentials name the scheme first; that much may be seen.
const CREDENTIALS = /^(?:Proxy-)?Authorization[ \t]*:[ \t]*/i;
// RFC 4568 §4: the keys of a media stream; RFC 8866 §5.12 and RFC 4567 §3: its older and its other form.
const MEDIA_KEY = /^(?:a=crypto:(?:\d+\s+\S+\s+)?|a=key-mgmt:(?:\S+\s+)?|k=(?:[a-z0-9]+:)?)/i;
const LINE_END = /(\r\n|\r|\n)/;
const SCHEME = /^[\w-]+/;

/**
 * A message as it may be shown: without credentials (`Authorization`, `Proxy-Authorization`) and without the keys of media streams.
 *
 * Everything else stays to the letter, line ends included; so Content-Length may no longer fit. For eyes only.
 */
export function redactMessage(text: string): string {
  let hiding = false;
  return text
    .split(LINE_END)
    .map((line, index) => {
      // Lines and line ends take turns.
      if (index % 2 === 1) return line;
      // RFC 3261 §7.3.1: a line that begins with white space belongs to the one before.
      if (hiding && (line.startsWith(" ") || line.startsWith("\t"))) return ` ${HIDDEN}`;
      const head = CREDENTIALS.exec(line)?.[0];
      hiding = head !== undefined;
      if (head !== undefined) return `${head}${schemeOf(line.slice(head.length))}${HIDDEN}`;
      const key = MEDIA_KEY.exec(line)?.[0];
      return key === undefined ? line : `${key}${HIDDEN}`;
    })
    .join("");
}

function schemeOf(credentials: string): string {
  const scheme = SCHEME.exec(credentials)?.[0];
  return scheme === undefined || scheme.length === credentials.trim().length ? "" : `${scheme} `;
}
