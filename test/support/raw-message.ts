/**
 * A message as a reader sees it that has nothing in common with the library's: no more than is needed to tell what was copied.
 * Texts have one character for each octet.
 */
export interface RawMessage {
  readonly startLine: string;
  /** The names of all headers in the order of their rows, long and in lower case. */
  readonly names: readonly string[];
  /** The values of a header, by its long name, in order: unfolded, trimmed, not split at commas. */
  readonly rows: (name: string) => string[];
  /** The values of a list header. */
  readonly values: (name: string) => string[];
  readonly body: string;
}

export function rawMessage(data: string | Uint8Array): RawMessage {
  const text = Buffer.from(data)
    .toString("latin1")
    .replace(/^(?:\r\n)+/, "");
  const headEnd = text.indexOf("\r\n\r\n");
  const [startLine = "", ...lines] = unfolded(headEnd < 0 ? text : text.slice(0, headEnd));
  const fields = lines.map((line): [string, string] => {
    const colon = line.indexOf(":");
    const name = line.slice(0, colon).trim().toLowerCase();
    return [COMPACT[name] ?? name, line.slice(colon + 1).trim()];
  });
  const rows = (name: string) => fields.flatMap(([known, value]) => (known === name.toLowerCase() ? [value] : []));
  return {
    startLine,
    names: fields.map(([name]) => name),
    rows,
    values: (name) => rows(name).flatMap(elements),
    body: headEnd < 0 ? "" : text.slice(headEnd + 4),
  };
}

function unfolded(head: string): string[] {
  const lines: string[][] = [];
  for (const line of head.split("\r\n")) {
    const last = lines.at(-1);
    if (last !== undefined && /^[ \t]/.test(line)) last.push(line.trimStart());
    else lines.push([line]);
  }
  return lines.map((parts) => parts.map((part, i) => (i < parts.length - 1 ? part.trimEnd() : part)).join(" "));
}

/** Splits at commas outside quotes and brackets. */
function elements(row: string): string[] {
  return (row.match(/(?:"(?:[^"\\]|\\.)*"|<[^>]*>|[^,])+/g) ?? []).map((element) => element.trim());
}

/** A Via without what the receiver of the request writes into it. */
export function withoutSource(via: string): string {
  const [sentBy = "", ...parameters] = via.split(";");
  return [sentBy, ...parameters.filter((parameter) => !/^\s*(?:received|rport)\b/i.test(parameter))].join(";").trim();
}

const COMPACT: Readonly<Partial<Record<string, string>>> = {
  c: "content-type",
  e: "content-encoding",
  b: "referred-by",
  f: "from",
  i: "call-id",
  k: "supported",
  l: "content-length",
  m: "contact",
  r: "refer-to",
  s: "subject",
  t: "to",
  u: "allow-events",
  v: "via",
  x: "session-expires",
};
