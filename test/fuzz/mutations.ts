import { type Damage } from "./damage.js";
import { COMPACT, HEADER_NAMES, HOSTS, METHODS, NAMES, NUMBERS, SEPARATORS, URIS, VALUES } from "./dictionary.js";

/** Does one kind of damage to a message. One character stands for one octet. */
type Mutation = (text: string, damage: Damage) => string;

/** Start line and header rows, and what follows the empty line. */
function changeRows(text: string, change: (rows: string[]) => readonly string[]): string {
  const end = text.indexOf("\r\n\r\n");
  const head = end < 0 ? text : text.slice(0, end);
  return change(head.split("\r\n")).join("\r\n") + (end < 0 ? "" : text.slice(end));
}

/** Changes one header row. */
function changeRow(text: string, damage: Damage, change: (name: string, value: string) => string): string {
  return changeRows(text, (rows) => {
    const at = 1 + damage.below(rows.length - 1);
    const row = rows[at] ?? "";
    const colon = row.indexOf(":");
    return spliced(
      rows,
      Math.min(at, rows.length - 1),
      1,
      change(row.slice(0, Math.max(0, colon)), row.slice(colon + 1)),
    );
  });
}

function changeStartLine(text: string, change: (words: string[]) => readonly string[]): string {
  return changeRows(text, ([first = "", ...rows]) => [change(first.split(" ")).join(" "), ...rows]);
}

function spliced(list: readonly string[], at: number, removed: number, ...added: readonly string[]): string[] {
  return [...list.slice(0, at), ...added, ...list.slice(at + removed)];
}

function insert(text: string, at: number, piece: string): string {
  return text.slice(0, at) + piece + text.slice(at);
}

/** Replaces one of what the pattern finds. */
function replaceOne(text: string, damage: Damage, pattern: RegExp, replacement: (found: string) => string): string {
  const all = [...text.matchAll(pattern)];
  if (all.length === 0) return text;
  const { 0: found, index } = damage.pick(all);
  return text.slice(0, index) + replacement(found) + text.slice(index + found.length);
}

function bodyStart(text: string): number {
  const end = text.indexOf("\r\n\r\n");
  return end < 0 ? text.length : end + 4;
}

function randomCase(text: string, damage: Damage): string {
  return Array.from(text, (letter) => (damage.happens(0.5) ? letter.toUpperCase() : letter.toLowerCase())).join("");
}

const ROWS: readonly Mutation[] = [
  // dropped, doubled, moved, swapped
  (text, damage) => changeRows(text, (rows) => spliced(rows, damage.below(rows.length), 1)),
  (text, damage) =>
    changeRows(text, (rows) =>
      spliced(rows, damage.below(rows.length + 1), 0, rows[1 + damage.below(rows.length - 1)] ?? ""),
    ),
  (text, damage) =>
    changeRows(text, (rows) => {
      const [row = ""] = rows.splice(damage.below(rows.length), 1);
      return spliced(rows, damage.below(rows.length + 1), 0, row);
    }),
  (text, damage) => changeRows(text, ([first = "", ...rows]) => [first, ...rows.sort(() => damage.below(3) - 1)]),
  (text, damage) =>
    changeRow(text, damage, (name, value) =>
      Array.from({ length: 2 + damage.below(300) }, () => `${name}:${value}`).join("\r\n"),
    ),
  // a row of another message, a value under another name, two rows in one
  (text, damage) =>
    changeRows(text, (rows) => {
      const others = damage.other.split("\r\n");
      return spliced(rows, 1 + damage.below(rows.length), 0, damage.pick(others));
    }),
  (text, damage) => changeRow(text, damage, (_name, value) => `${damage.pick(HEADER_NAMES)}:${value}`),
  (text, damage) => changeRow(text, damage, (name, value) => `${name}:${value},${value}`),
  (text, damage) =>
    changeRow(text, damage, (name, value) => `${name}: ${damage.pick(VALUES)}${damage.happens(0.5) ? value : ""}`),
  (text, damage) =>
    changeRows(text, (rows) =>
      spliced(rows, 1 + damage.below(rows.length), 0, `${damage.pick(HEADER_NAMES)}: ${damage.pick(VALUES)}`),
    ),
  // names
  (text, damage) => changeRow(text, damage, (name, value) => `${COMPACT[name.toLowerCase()] ?? name}:${value}`),
  (text, damage) =>
    changeRow(
      text,
      damage,
      (name, value) => `${randomCase(name, damage)}${damage.pick(["", " ", "\t ", "\r\n "])}:${value}`,
    ),
  (text, damage) => changeRow(text, damage, (_name, value) => `${damage.pick(NAMES)}:${value}`),
  // folds
  (text, damage) =>
    changeRow(text, damage, (name, value) => `${name}:${damage.pick(["\r\n ", "\r\n\t", " \r\n  \r\n "])}${value}`),
  (text, damage) =>
    changeRow(text, damage, (name, value) => `${name}:${insert(value, damage.below(value.length), "\r\n ")}`),
  (text, damage) => changeRow(text, damage, (name, value) => `${name}:${value.replace(/ /g, "\r\n ")}`),
];

const VALUES_CHANGED: readonly Mutation[] = [
  (text, damage) => replaceOne(text, damage, /\d+/g, () => damage.pick(NUMBERS)),
  (text, damage) => replaceOne(text, damage, /sips?:[^\s>,;]*/g, () => damage.pick(URIS)),
  (text, damage) => replaceOne(text, damage, /\b[\w-]+(?:\.[\w-]+)+/g, () => damage.pick(HOSTS)),
  (text, damage) => replaceOne(text, damage, /[,;<>"\\%()=:@]/g, () => ""),
  (text, damage) => replaceOne(text, damage, /[,;<>"\\%()=:@]/g, (found) => found + found),
  (text, damage) => replaceOne(text, damage, /[,;<>"\\%()=:@ ]/g, () => damage.pick(SEPARATORS)),
  (text, damage) => replaceOne(text, damage, /[,;<>"\\%()=:@ ]/g, (found) => found.repeat(damage.length())),
  (text, damage) =>
    replaceOne(text, damage, /[;?&]/g, (found) => `${found}${damage.pick(NAMES)}=${damage.pick(VALUES)}${found}`),
  (text, damage) => replaceOne(text, damage, /[\w.-]+/g, (found) => `"${found}\\""`),
  (text, damage) =>
    replaceOne(text, damage, /[\w.-]+/g, (found) => found.replace(/./g, (c) => `%${c.charCodeAt(0).toString(16)}`)),
  (text, damage) => replaceOne(text, damage, /[\w.-]+/g, (found) => randomCase(found, damage)),
  (text, damage) => changeRow(text, damage, (name, value) => `${name}:${nest(value, damage)}`),
  (text, damage) =>
    changeRow(text, damage, (name, value) => {
      const parameters = Array.from({ length: damage.below(400) }, (_, i) => `;p${i}=${i}`).join("");
      return `${name}:${value}${parameters}`;
    }),
  (text, damage) => changeStartLine(text, (words) => spliced(words, 0, 1, damage.pick(METHODS))),
  (text, damage) => changeStartLine(text, (words) => spliced(words, 1, 1, damage.pick(URIS))),
  (text, damage) =>
    changeStartLine(text, (words) => spliced(words, damage.below(4), damage.below(2), damage.pick(VALUES))),
  (text, damage) => replaceMethod(text, damage.pick(METHODS)),
];

function nest(value: string, damage: Damage): string {
  const [open, close] = damage.pick([
    ["(", ")"],
    ["<", ">"],
    ['"', '"'],
    ['"\\', '\\"'],
    ["[", "]"],
    ["(\\", ")"],
  ] as const);
  const depth = damage.length() / 2;
  return `${open.repeat(depth)}${value}${damage.happens(0.5) ? close.repeat(depth) : ""}`;
}

/** In both places, so that the request is another one and still well-formed. */
function replaceMethod(text: string, method: string): string {
  return changeStartLine(text, (words) => spliced(words, 0, 1, method)).replace(
    /^(CSeq:[ \t]*\d+[ \t]+)\S+/im,
    `$1${method}`,
  );
}

const BODIES: readonly Mutation[] = [
  (text, damage) =>
    text.replace(
      /^(Content-Length|l)([ \t]*:)[ \t]*\d+/im,
      `$1$2 ${damage.pick([...NUMBERS, `${damage.below(2_000)}`])}`,
    ),
  (text, damage) => text.slice(0, bodyStart(text)) + damage.other.slice(-damage.below(2_000)),
  (text, damage) => text.slice(0, bodyStart(text)) + damage.other,
  (text, damage) => {
    const body = text.slice(bodyStart(text));
    return (
      text.slice(0, bodyStart(text)) +
      insert(body, damage.below(body.length), damage.pick(["\r\n--", "--in", "--in--", "\r\n\r\n", "\0", "\xff"]))
    );
  },
  (text, damage) =>
    replaceOne(text, damage, /--[^\r\n]*/g, (found) => `${found}\r\n${found}${damage.pick(["", "--", " ", "x"])}`),
  (text, damage) => {
    const boundary = damage.pick(["b", "in", "--", "a b", "x".repeat(80)]);
    const type = `Content-Type: multipart/${damage.pick(["mixed", "alternative", "x"])};boundary="${boundary}"`;
    const nested = Array.from({ length: damage.below(200) }, () => `--${boundary}\r\n${type}\r\n\r\n`).join("");
    const head = text.slice(0, bodyStart(text)).replace(/^(?:Content-Type|c)[ \t]*:.*$/im, type);
    return `${head}${nested}${text.slice(bodyStart(text))}\r\n--${boundary}--`;
  },
];

const OCTETS: readonly Mutation[] = [
  (text, damage) => insert(text, damage.below(text.length + 1), damage.pick(SEPARATORS)),
  (text, damage) => insert(text, damage.below(text.length + 1), damage.pick(SEPARATORS).repeat(damage.length())),
  (text, damage) => insert(text, damage.below(text.length + 1), String.fromCharCode(damage.below(256))),
  (text, damage) => text.slice(0, damage.below(text.length + 1)),
  (text, damage) => text.slice(damage.below(Math.min(text.length, 100))),
  (text, damage) => {
    const at = damage.below(text.length);
    const flipped = String.fromCharCode(text.charCodeAt(at) ^ (1 << damage.below(8)));
    return text === "" ? text : text.slice(0, at) + flipped + text.slice(at + 1);
  },
  (text, damage) => {
    const at = damage.below(text.length);
    return text.slice(0, at) + text.slice(at + 1 + damage.below(40));
  },
  (text, damage) => {
    const at = damage.below(text.length);
    return insert(text, damage.below(text.length + 1), text.slice(at, at + damage.length()));
  },
  (text, damage) => {
    const other = damage.other;
    return text.slice(0, damage.below(text.length)) + other.slice(damage.below(other.length));
  },
  (text, damage) => text + damage.other,
  (text, damage) => damage.pick(["\r\n", "\r\n\r\n", "\n", "\xef\xbb\xbf", " ", "\0"]) + text,
  (text, damage) => text.replaceAll("\r\n", damage.pick(["\n", "\r", "\n\r", "\r\r\n"])),
];

export const MUTATIONS: readonly Mutation[] = [...ROWS, ...VALUES_CHANGED, ...BODIES, ...OCTETS];
