import { type Codes } from "../grammar/codes.js";

/**
 * How often a header may occur, RFC 3261 §7.3.1:
 * `list`: rows and commas are interchangeable; `one`: a single value; `rows`: any number of rows, commas belong to the value.
 */
export type HeaderKind = "list" | "one" | "rows";

/** A header's place in the table below; 0 for every header that is not in it. */
export type HeaderId = number;

type Row = readonly [name: string, kind: HeaderKind, compact?: string];

// prettier-ignore
const ROWS: readonly Row[] = [
  ["",                     "rows"],
  ["Via",                  "list", "v"],
  ["From",                 "one",  "f"],
  ["To",                   "one",  "t"],
  ["Call-ID",              "one",  "i"],
  ["CSeq",                 "one"],
  ["Max-Forwards",         "one"],
  ["Content-Length",       "one",  "l"],
  ["Content-Type",         "one",  "c"],
  ["Contact",              "list", "m"],
  ["Route",                "list"],
  ["Record-Route",         "list"],
  ["Accept",               "list"],
  ["Accept-Contact",       "list", "a"],
  ["Accept-Encoding",      "list"],
  ["Accept-Language",      "list"],
  ["Alert-Info",           "list"],
  ["Allow",                "list"],
  ["Allow-Events",         "list", "u"],
  ["Answer-Mode",          "one"],
  ["Authentication-Info",  "list"],
  ["Authorization",        "rows"],
  ["Call-Info",            "list"],
  ["Content-Disposition",  "one"],
  ["Content-Encoding",     "list", "e"],
  ["Content-ID",           "one"],
  ["Content-Language",     "list"],
  ["Date",                 "one"],
  ["Diversion",            "list"],
  ["Error-Info",           "list"],
  ["Event",                "one",  "o"],
  ["Expires",              "one"],
  ["Geolocation",          "list"],
  ["Geolocation-Routing",  "one"],
  ["History-Info",         "list"],
  ["Identity",             "list", "y"],
  ["Identity-Info",        "one",  "n"],
  ["Info-Package",         "one"],
  ["In-Reply-To",          "list"],
  ["Join",                 "one"],
  ["MIME-Version",         "one"],
  ["Min-Expires",          "one"],
  ["Min-SE",               "one"],
  ["Organization",         "one"],
  ["P-Asserted-Identity",  "list"],
  ["P-Early-Media",        "list"],
  ["P-Preferred-Identity", "list"],
  ["Priority",             "one"],
  ["Priv-Answer-Mode",     "one"],
  ["Privacy",              "rows"],
  ["Proxy-Authenticate",   "rows"],
  ["Proxy-Authorization",  "rows"],
  ["Proxy-Require",        "list"],
  ["RAck",                 "one"],
  ["Reason",               "list"],
  ["Recv-Info",            "list"],
  ["Refer-Sub",            "one"],
  ["Refer-To",             "one",  "r"],
  ["Referred-By",          "one",  "b"],
  ["Reject-Contact",       "list", "j"],
  ["Replaces",             "one"],
  ["Reply-To",             "one"],
  ["Request-Disposition",  "list", "d"],
  ["Require",              "list"],
  ["Retry-After",          "one"],
  ["RSeq",                 "one"],
  ["Server",               "one"],
  ["Session-Expires",      "one",  "x"],
  ["Subject",              "one",  "s"],
  ["Subscription-State",   "one"],
  ["Supported",            "list", "k"],
  ["Target-Dialog",        "one"],
  ["Timestamp",            "one"],
  ["Unsupported",          "list"],
  ["User-Agent",           "one"],
  ["Warning",              "list"],
  ["WWW-Authenticate",     "rows"],
];

const IDS: ReadonlyMap<string, HeaderId> = makeIds();
// Names by length and first letter: what a name of a message is compared with is one or two names, not sixty.
const LENGTHS = 32;
const { first: FIRST, next: NEXT } = makeBuckets();
const NAME_CODES: Codes = makeNameCodes();
const COMPACT_IDS: Codes = makeCompactIds();

/** The row of a header, by its long or compact name; any case, `_` counts as `-`. 0 when it is not known. */
export function headerId(name: string): HeaderId {
  return IDS.get(name) ?? IDS.get(normalized(name)) ?? 0;
}

/** The row of the header whose name lies at this place. */
export function headerIdAt(codes: Codes, start: number, end: number): HeaderId {
  const length = end - start;
  const first = codes[start] ?? 0;
  const letter = first & 0x1f;
  if (length === 1) return (first | 0x20) > 0x60 ? (COMPACT_IDS[letter] ?? 0) : 0;
  if (length >= LENGTHS) return 0;
  for (let id = FIRST[letter * LENGTHS + length] ?? 0; id !== 0; id = NEXT[id] ?? 0) {
    const name = id * LENGTHS;
    let at = length - 1;
    // The names are made of letters and `-`, which the bit for lower case leaves alone. RFC 3261 §7.3.1: any case.
    while (at > 0 && ((codes[start + at] ?? 0) | 0x20) === NAME_CODES[name + at]) at--;
    if (at === 0 && (first | 0x20) === NAME_CODES[name]) return id;
  }
  return 0;
}

export function headerKind(id: HeaderId): HeaderKind {
  return ROWS[id]?.[1] ?? "rows";
}

/** The name that a known header is written with. */
export function headerName(id: HeaderId): string {
  return ROWS[id]?.[0] ?? "";
}

/** The compact form of a name, or the name itself where there is none. RFC 3261 §7.3.3 */
export function compactName(name: string): string {
  return ROWS[headerId(name)]?.[2] ?? name;
}

/** A name as it is written: known headers as in their RFC, others with a capital for each word. */
export function canonicalName(name: string): string {
  // A single letter stays one: which header it means depends on where it stands.
  const id = name.length > 1 ? headerId(name) : 0;
  if (id !== 0) return headerName(id);
  return normalized(name).replace(
    /(^|-)([a-z])/g,
    (_, hyphen: string, letter: string) => hyphen + letter.toUpperCase(),
  );
}

/** What two spellings of one unknown header have in common. */
export function normalized(name: string): string {
  return name.toLowerCase().replaceAll("_", "-");
}

function makeIds(): Map<string, HeaderId> {
  const ids = new Map<string, HeaderId>();
  ROWS.forEach(([name, , compact], id) => {
    if (id === 0) return;
    for (const form of [name, name.toLowerCase()]) ids.set(form, id);
    if (compact) ids.set(compact, id);
  });
  return ids;
}

/** The first id of each length and first letter, and for each id the next one of the same. */
function makeBuckets(): { first: Uint8Array; next: Uint8Array } {
  const first = new Uint8Array(32 * LENGTHS);
  const next = new Uint8Array(ROWS.length);
  ROWS.forEach(([name], id) => {
    if (id === 0) return;
    const bucket = (name.charCodeAt(0) & 0x1f) * LENGTHS + name.length;
    next[id] = first[bucket] ?? 0;
    first[bucket] = id;
  });
  return { first, next };
}

/** The names in lower case, each in a piece of its own. */
function makeNameCodes(): Codes {
  const codes = new Uint8Array(ROWS.length * LENGTHS);
  ROWS.forEach(([name], id) => {
    for (let at = 0; at < name.length; at++) codes[id * LENGTHS + at] = name.charCodeAt(at) | 0x20;
  });
  return codes;
}

function makeCompactIds(): Codes {
  const ids = new Uint8Array(32);
  ROWS.forEach(([, , compact], id) => {
    if (compact) ids[compact.charCodeAt(0) & 0x1f] = id;
  });
  return ids;
}
