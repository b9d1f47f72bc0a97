import { execFileSync } from "node:child_process";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { bundle, type Program } from "../support/bundle.js";
import { type Kept, type Remains } from "./remains.js";

describe("ten thousand calls of every kind", () => {
  let program: Program;

  beforeAll(async () => {
    program = await bundle("test/leak/calls.ts");
  }, 60_000);

  afterAll(() => {
    program.remove();
  });

  test("leave no transaction, no dialog, no timer and no memory behind", { timeout: 120_000 }, () => {
    const output = execFileSync(process.execPath, ["--expose-gc", program.path, "10000"], { encoding: "utf8" });

    const { mostTransactions, octets, ...left } = JSON.parse(output) as Remains;
    expect(left).toEqual({ transactions: 0, dialogs: 0, servers: 0, timers: 0 });
    expect(mostTransactions).toBeGreaterThan(1_000);
    // 25 octets a call: less than the smallest entry in a table that somebody forgot.
    expect(octets).toBeLessThan(250_000);
  });
});

describe("RFC 3261 §26.3.2.4 a hundred thousand strangers who are challenged", () => {
  let program: Program;

  beforeAll(async () => {
    program = await bundle("test/leak/challenges.ts");
  }, 60_000);

  afterAll(() => {
    program.remove();
  });

  test("get one response each, and nothing is kept of them [AUT-3261-26.3.2.4-a]", { timeout: 120_000 }, () => {
    const output = execFileSync(process.execPath, ["--expose-gc", program.path, "100000"], { encoding: "utf8" });

    const { octets, ...left } = JSON.parse(output) as Remains & { readonly responses: number };
    const nothing = { mostTransactions: 0, transactions: 0, dialogs: 0, servers: 0, timers: 0 };
    expect(left).toEqual({ ...nothing, responses: 100_000 });
    // Less than three octets for each: the heap itself comes and goes by that much.
    expect(octets).toBeLessThan(250_000);
  });
});

describe("a call that is alive", () => {
  let program: Program;

  beforeAll(async () => {
    program = await bundle("test/leak/kept.ts");
  }, 60_000);

  afterAll(() => {
    program.remove();
  });

  test("keeps what it may be asked for, and once it is over what it may have to repeat", { timeout: 120_000 }, () => {
    const output = execFileSync(process.execPath, ["--expose-gc", program.path, "3000"], { encoding: "utf8" });

    const { ringing, standing, lingering } = JSON.parse(output) as Kept;
    // A quarter above what was measured: a message that something forgets to let go is more.
    expect(ringing).toBeLessThan(6_000);
    expect(standing).toBeLessThan(1_400);
    expect(lingering).toBeLessThan(2_000);
  });
});
