import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { runProgram } from "../../src/cli/program.js";

describe("the program", () => {
  test("shows its help", async () => {
    const { exitCode, out, problems } = await run(["--help"]);

    expect([exitCode, problems]).toEqual([0, []]);
    expect(out[0]).toMatch(/^Usage: sip-uas /);
  });

  test("shows the version of the package", async () => {
    const manifest = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")) as {
      version: string;
    };

    expect(await run(["--version"])).toEqual({ exitCode: 0, out: [manifest.version], problems: [] });
  });

  test.each([
    [["--wrong"], {}, "Unknown option '--wrong'"],
    [["--udp", "5060"], {}, '--udp: cannot read "5060"'],
    [[], { UAS_T1_MS: "soon" }, 'UAS_T1_MS: "soon" is no time'],
  ])("says what is wrong with %j %j, and ends with 2", async (args, environment, message) => {
    const { exitCode, out, problems } = await run(args, environment);

    expect([exitCode, out]).toEqual([2, []]);
    expect(problems.join("\n")).toContain(message);
  });
});

async function run(args: string[], environment: Record<string, string> = {}) {
  const out: string[] = [];
  const problems: string[] = [];
  const output = { out: (line: string) => out.push(line), problem: (line: string) => problems.push(line) };
  const exitCode = await runProgram({ args, environment, output, asked: Promise.resolve() });
  return { exitCode, out, problems };
}
