import { describe, expect, test } from "vitest";
import { HELP } from "../../../src/cli/help.js";
import { readCommand } from "../../../src/cli/options.js";
import { UsageError } from "../../../src/cli/usage-error.js";
import { readWorkerOptions } from "../../../src/cli/worker-options.js";

describe("how many processes answer", () => {
  test.each<[string[], Record<string, string>, object | undefined]>([
    [[], {}, undefined],
    [["--workers", "1"], {}, undefined],
    [["--workers", "2"], {}, { count: 2, ports: undefined, grace: 300_000 }],
    [[], { UAS_WORKERS: "64" }, { count: 64, ports: undefined, grace: 300_000 }],
    [["--workers", "3"], { UAS_WORKERS: "4" }, { count: 3, ports: undefined, grace: 300_000 }],
    [
      ["--workers", "2", "--worker-ports", "5070-5079", "--grace", "0"],
      {},
      { count: 2, ports: { first: 5070, last: 5079 }, grace: 0 },
    ],
    [
      ["--workers", "2"],
      { UAS_WORKER_PORTS: "5070", UAS_GRACE_S: "60" },
      { count: 2, ports: { first: 5070, last: 5070 }, grace: 60_000 },
    ],
  ])("%j with %j", (args, environment, expected) => {
    const command = readCommand(args, environment);

    expect(command).toMatchObject({ kind: "serve" });
    expect(command.kind === "serve" && command.options.workers).toEqual(expected);
  });

  test.each<[string[], Record<string, string>, string]>([
    [["--workers", "0"], {}, '--workers: "0" is no number of workers: 1 to 64 is wanted'],
    [["--workers", "65"], {}, '--workers: "65" is no number of workers'],
    [["--workers", "many"], {}, '--workers: "many" is no number of workers'],
    [[], { UAS_WORKERS: "-1" }, 'UAS_WORKERS: "-1" is no number of workers'],
    [["--worker-ports", "5070-5079"], {}, "--worker-ports: there is one process only: --workers 2 or more is wanted"],
    [["--workers", "1", "--grace", "5"], {}, "--grace: there is one process only"],
    [["--workers", "2", "--worker-ports", "5079-5070"], {}, '--worker-ports: "5079-5070" is no range of ports'],
    [["--workers", "2", "--worker-ports", "0-5"], {}, '--worker-ports: "0-5" is no range of ports'],
    [["--workers", "2", "--worker-ports", "5070-65536"], {}, "is no range of ports"],
    [["--workers", "2"], { UAS_GRACE_S: "soon" }, 'UAS_GRACE_S: "soon" is no time in seconds'],
  ])("cannot be %j with %j", (args, environment, message) => {
    expect(() => readCommand(args, environment)).toThrow(UsageError);
    expect(() => readCommand(args, environment)).toThrow(message);
  });

  test("is one where processes cannot share a socket", () => {
    const two = { text: "2", source: "--workers" };

    expect(() => readWorkerOptions(two, undefined, undefined, "win32")).toThrow(UsageError);
    expect(readWorkerOptions({ ...two, text: "1" }, undefined, undefined, "win32")).toBeUndefined();
  });

  test("stands in the help", () => {
    const names = ["--workers", "--worker-ports", "--grace", "UAS_WORKERS", "UAS_WORKER_PORTS", "UAS_GRACE_S"];

    expect(names.filter((name) => !HELP.includes(name))).toEqual([]);
  });
});
