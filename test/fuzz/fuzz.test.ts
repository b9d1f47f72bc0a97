import { describe, expect, test } from "vitest";
import { readCorpus } from "./corpus.js";
import { Fuzzer } from "./fuzzer.js";

const SEED = 3261;
const SCENARIOS = 1_500;

describe("damaged messages and calls", () => {
  test(`seed ${SEED}: none throws, hangs, is dropped in silence or leaves anything behind`, { timeout: 60_000 }, () => {
    const fuzzer = new Fuzzer(readCorpus(), SEED);

    for (let number = 0; number < SCENARIOS; number++) fuzzer.try(number);

    const found = fuzzer.findings.map(({ number, fault }) => `scenario ${number}: ${fault.property}: ${fault.detail}`);
    expect(found).toEqual([]);
    expect(fuzzer.messages).toBeGreaterThan(SCENARIOS);
  });
});
