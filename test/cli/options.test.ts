import { describe, expect, test } from "vitest";
import { type Command, HELP, readCommand, type ServeOptions } from "../../src/cli/options.js";
import { UsageError } from "../../src/cli/usage-error.js";

describe("what the program is told", () => {
  test("nothing: it listens on the port of SIP on all addresses", () => {
    expect(readCommand([], {})).toEqual({
      kind: "serve",
      options: {
        listeners: [{ family: 4, host: "0.0.0.0", port: 5060, advertised: undefined }],
        timers: {},
        quiet: false,
      },
    });
  });

  test.each<[string[], Command["kind"]]>([
    [["--help"], "help"],
    [["-h"], "help"],
    [["--version"], "version"],
    [["-v"], "version"],
    [["--demo"], "demo"],
    [["--demo", "--help"], "help"],
  ])("%j asks for %s", (args, kind) => {
    expect(readCommand(args, {}).kind).toBe(kind);
  });

  test.each<[string, string, number, 4 | 6]>([
    ["127.0.0.1:5070", "127.0.0.1", 5070, 4],
    ["127.0.0.1", "127.0.0.1", 5060, 4],
    ["0.0.0.0:0", "0.0.0.0", 0, 4],
    ["localhost:5070", "localhost", 5070, 4],
    ["[::1]:5070", "::1", 5070, 6],
    ["[::1]", "::1", 5060, 6],
    ["::1", "::1", 5060, 6],
    ["[::]:0", "::", 0, 6],
  ])("%s is host %s and port %d of IPv%d", (text, host, port, family) => {
    const variable = family === 4 ? "UAS_UDP" : "UAS_UDP6";

    const listeners = [serving([`--udp${family === 4 ? "" : "6"}`, text], {}), serving([], { [variable]: text })].map(
      ({ listeners: found }) => found,
    );

    const expected = [{ family, host, port, advertised: undefined }];
    expect(listeners).toEqual([expected, expected]);
  });

  test("both families at once", () => {
    const { listeners } = serving([], { UAS_UDP: "127.0.0.1:5070", UAS_UDP6: "[::1]:5070" });

    expect(listeners.map(({ family, port }) => [family, port])).toEqual([
      [4, 5070],
      [6, 5070],
    ]);
  });

  test("what the command line says counts before the environment, and an empty variable is none", () => {
    const { listeners, timers } = serving(["--udp", "127.0.0.1:5070", "--t1", "100"], {
      UAS_UDP: "127.0.0.1:5080",
      UAS_T1_MS: "200",
      UAS_T2_MS: "",
      UAS_T4_MS: "300",
    });

    expect(listeners.map(({ port }) => port)).toEqual([5070]);
    expect(timers).toEqual({ T1: 100, T4: 300 });
  });

  test.each<[string, object]>([
    ["sip.example.com", { host: "sip.example.com" }],
    ["203.0.113.7:15060", { host: "203.0.113.7", port: 15_060 }],
  ])("it is known to its peers as %s", (text, advertised) => {
    expect(serving(["--advertise", text], {}).listeners).toMatchObject([{ advertised }]);
  });

  test.each<[string, (string | undefined)[]]>([
    ["203.0.113.7", ["203.0.113.7", undefined]],
    ["[2001:db8::7]:5070", [undefined, "2001:db8::7"]],
    ["sip.example.com", ["sip.example.com", "sip.example.com"]],
  ])("callers of each family are told an address that they can reach: %s", (text, expected) => {
    const { listeners } = serving(["--udp", "0.0.0.0", "--udp6", "::", "--advertise", text], {});

    expect(listeners.map(({ advertised }) => advertised?.host)).toEqual(expected);
  });
});

describe("what the program cannot have been told", () => {
  test.each<[string[], Record<string, string>, string]>([
    [["--wrong"], {}, "--wrong"],
    [["extra"], {}, "extra"],
    [["--udp"], {}, "--udp"],
    [["--quiet=yes"], {}, "--quiet"],
    [["--udp", "5060"], {}, '--udp: cannot read "5060"'],
    [["--udp", "a b:5060"], {}, '--udp: cannot read "a b:5060"'],
    [["--udp", ":5060"], {}, '--udp: cannot read ":5060"'],
    [["--udp", "127.0.0.1:65536"], {}, '"65536" is no port'],
    [["--udp", "127.0.0.1:"], {}, '"" is no port'],
    [["--udp", "127.0.0.1:x"], {}, '"x" is no port'],
    [["--udp", "[::1]:5060"], {}, "--udp: ::1 is an IPv6 address"],
    [["--udp6", "127.0.0.1:5060"], {}, "--udp6: 127.0.0.1 is an IPv4 address"],
    [["--udp6", "[127.0.0.1]:5060"], {}, "--udp6: cannot read"],
    [["--advertise", "a:b:c"], {}, "--advertise: cannot read"],
    [["--advertise", "::1"], {}, "--advertise: no socket has the address family of ::1"],
    [["--t1", "0"], {}, '--t1: "0" is no time'],
    [["--t2", "fast"], {}, '--t2: "fast" is no time'],
    [[], { UAS_UDP: "nowhere:99999" }, "UAS_UDP: "],
    [[], { UAS_UDP6: "127.0.0.1:5060" }, "UAS_UDP6: 127.0.0.1 is an IPv4 address"],
    [[], { UAS_T1_MS: "1.5" }, 'UAS_T1_MS: "1.5" is no time'],
    [[], { UAS_T4_MS: "-1" }, 'UAS_T4_MS: "-1" is no time'],
  ])("%j with %j", (args, environment, message) => {
    expect(() => readCommand(args, environment)).toThrow(UsageError);
    expect(() => readCommand(args, environment)).toThrow(message);
  });

  test("is said in one line", () => {
    expect(() => readCommand(["--wrong"], {})).toThrow(/^Unknown option '--wrong'$/);
  });
});

describe("the help", () => {
  test("names every option, variable and user", () => {
    const names =
      "--udp --udp6 --advertise --t1 --t2 --t4 --quiet --demo --help --version UAS_UDP UAS_UDP6 UAS_T1_MS UAS_T2_MS UAS_T4_MS " +
      "answer instant trying ring early forward busy decline redirect no-answer status-NNN late-offer hangup reinvite slow";

    expect(names.split(" ").filter((name) => !HELP.includes(name))).toEqual([]);
  });
});

function serving(args: string[], environment: Record<string, string>): ServeOptions {
  const command = readCommand(args, environment);
  if (command.kind !== "serve") throw new Error(`not to serve but ${command.kind}`);
  return command.options;
}
