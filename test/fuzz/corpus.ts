import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { CALLS } from "./calls.js";

/** Messages to be damaged. One character stands for one octet. */
export interface Specimen {
  readonly messages: readonly string[];
  /** What others wrote is used, and never shown or stored. */
  readonly ours: boolean;
}

/** What may be shown. Below the folder of `package.json`. */
const OURS = ["rfc4475", "rfc5118", "malformed"].map((name) => join("test/fixtures", name));
const LONGEST = 65_535;

/** The fixtures that are there, and some well-formed calls: always in the same order. */
export function readCorpus(others: readonly string[] = []): Specimen[] {
  return [
    ...Object.values(CALLS).map((messages) => ({ messages, ours: true })),
    ...OURS.flatMap((folder) => readFolder(folder, true)),
    ...others.flatMap((folder) => readFolder(folder, false)),
  ];
}

function readFolder(folder: string, ours: boolean): Specimen[] {
  if (!existsSync(folder)) return [];
  const names = readdirSync(folder).filter((name) => /\.(?:dat|sip)$/.test(name));
  return names
    .sort()
    .map((name) => readFileSync(join(folder, name), "latin1"))
    .filter((message) => message.length <= LONGEST)
    .map((message) => ({ messages: [message], ours }));
}
