import { existsSync, readFileSync } from "node:fs";

/** What a UAS does with a message. */
export interface Verdict {
  readonly action: "accept" | "reject" | "discard";
  readonly code?: number;
  /** Never compared as a whole. */
  readonly phrase?: string;
}

/** What the index of a folder says of one message; `test/fixtures/README.md` explains the fields. */
export interface FixtureEntry {
  readonly file?: string;
  readonly name?: string;
  readonly generate?: readonly Part[];
  readonly kind: "request" | "response" | "neither";
  readonly method?: string;
  readonly expected: Verdict;
  readonly also_acceptable?: readonly string[];
  readonly transport?: string;
  readonly wire_fix?: { readonly append_hex: string };
  readonly group?: string;
  readonly bytes: number;
  readonly body_bytes?: number;
  readonly sha256: string;
}

/** One part of a message that is too long to be kept as a file. */
type Part =
  | { readonly text: string }
  | { readonly hex: string }
  | { readonly repeat: string; readonly times: number }
  | { readonly count: string; readonly times: number; readonly from?: number };

/** A message as octets, with what is said of it. */
export interface Fixture<Entry extends FixtureEntry = FixtureEntry> {
  /** The name of the file without its ending. */
  readonly name: string;
  readonly entry: Entry;
  /** As kept: what `bytes` and `sha256` are of. */
  readonly kept: Uint8Array;
  /** As to be sent: `kept`, and what `wire_fix` says. */
  readonly octets: Uint8Array;
}

const FIXTURES = new URL("../fixtures/", import.meta.url);

/** All messages of a folder below `test/fixtures`, in the order of its index. */
export function readFixtures(folder: "malformed" | "rfc4475" | "rfc5118"): Fixture[] {
  return fixturesIn(new URL(`${folder}/`, FIXTURES));
}

/** All messages of a folder anywhere; none where there is no such folder. */
export function fixturesIn<Entry extends FixtureEntry>(folder: URL): Fixture<Entry>[] {
  const index = new URL("index.json", folder);
  if (!existsSync(index)) return [];
  // Proof for the assertion: `fixtures.test.ts` reads every entry and compares length and checksum of what it names.
  const { messages, cases, extra } = JSON.parse(readFileSync(index, "utf8")) as Partial<Record<string, Entry[]>>;
  return [...(messages ?? []), ...(cases ?? []), ...(extra ?? [])].map((entry) => readFixture(folder, entry));
}

function readFixture<Entry extends FixtureEntry>(folder: URL, entry: Entry): Fixture<Entry> {
  const { file, name = file ?? "", generate, wire_fix: fix } = entry;
  const kept =
    generate === undefined ? readFileSync(new URL(file ?? "", folder)) : Buffer.concat(generate.map(octetsOf));
  const octets = fix === undefined ? kept : Buffer.concat([kept, Buffer.from(fix.append_hex, "hex")]);
  return { name: name.replace(/\.\w+$/, ""), entry, kept: new Uint8Array(kept), octets: new Uint8Array(octets) };
}

function octetsOf(part: Part): Buffer {
  if ("hex" in part) return Buffer.from(part.hex, "hex");
  if ("text" in part) return Buffer.from(part.text, "latin1");
  if ("repeat" in part) return Buffer.from(part.repeat.repeat(part.times), "latin1");
  const first = part.from ?? 1;
  const texts = Array.from({ length: part.times }, (_, i) => part.count.replaceAll("{i}", String(first + i)));
  return Buffer.from(texts.join(""), "latin1");
}

/** A verdict in words: `accept`, `accept 200`, `reject 400`, `discard`. */
export function verdictText({ action, code }: Verdict): string {
  return code === undefined ? action : `${action} ${code}`;
}

/** The outcomes that are right: what is expected, and what else is said to be no failure. */
export function rightOutcomes({ expected, also_acceptable: others = [] }: FixtureEntry): string[] {
  return [verdictText(expected), ...others.flatMap(outcomeIn)];
}

/** Whether an outcome (`accept 200`, `reject 400`, `discard`) is this one; `accept` stands for every 2xx. */
export function isOutcome(outcome: string, wanted: string): boolean {
  return outcome === wanted || outcome.startsWith(`${wanted} `);
}

/** Of `accept 200 at a registrar`, `reject 404`, `405` and the like what is an outcome; none of what only explains. */
function outcomeIn(text: string): string[] {
  const [, outcome, code] = OUTCOME.exec(text) ?? [];
  if (outcome !== undefined) return [outcome];
  return code === undefined ? [] : [`reject ${code}`];
}

const OUTCOME = /^(?:(accept(?: \d{3})?|reject \d{3}|discard)|(\d{3}))\b/;
