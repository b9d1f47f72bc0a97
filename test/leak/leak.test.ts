import { execFileSync } from "node:child_process";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { bundle, type Program } from "../support/bundle.js";
import { type Kept, type Remains } from "./remains.js";

/** Builds a program for the tests of a block. @returns Runs it, and gives what it has written. */
function programOf(entry: string): (count: number) => string {
  let program: Program | undefined;
  beforeAll(async () => {
    program = await bundle(entry);
  }, 60_000);
  afterAll(() => program?.remove());
  return (count) =>
    execFileSync(process.execPath, ["--expose-gc", program?.path ?? "", String(count)], { encoding: "utf8" });
}

describe("ten thousand calls of every kind", () => {
  const run = programOf("test/leak/calls.ts");

  test("leave no transaction, no dialog, no timer and no memory behind", { timeout: 120_000 }, () => {
    const output = run(10_000);

    const { mostTransactions, octets, ...left } = JSON.parse(output) as Remains;
    expect(left).toEqual({ transactions: 0, dialogs: 0, servers: 0, timers: 0 });
    expect(mostTransactions).toBeGreaterThan(1_000);
    // 25 octets a call: less than the smallest entry in a table that somebody forgot.
    expect(octets).toBeLessThan(250_000);
  });
});

describe("RFC 3261 §26.3.2.4 a hundred thousand strangers who are challenged", () => {
  const run = programOf("test/leak/challenges.ts");

  test("get one response each, and nothing is kept of them [AUT-3261-26.3.2.4-a]", { timeout: 120_000 }, () => {
    const output = run(100_000);

    const { octets, ...left } = JSON.parse(output) as Remains & { readonly responses: number };
    const nothing = { mostTransactions: 0, transactions: 0, dialogs: 0, servers: 0, timers: 0 };
    expect(left).toEqual({ ...nothing, responses: 100_000 });
    // Less than three octets for each: the heap itself comes and goes by that much.
    expect(octets).toBeLessThan(250_000);
  });
});

describe("a call that is alive", () => {
  const run = programOf("test/leak/kept.ts");

  test("keeps what it may be asked for, and once it is over what it may have to repeat", { timeout: 120_000 }, () => {
    const output = run(3_000);

    const { ringing, standing, lingering } = JSON.parse(output) as Kept;
    // A quarter above what was measured: a message that something forgets to let go is more.
    expect(ringing).toBeLessThan(6_000);
    expect(standing).toBeLessThan(1_400);
    expect(lingering).toBeLessThan(2_000);
  });
});
