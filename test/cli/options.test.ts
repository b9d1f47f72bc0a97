import { describe, expect, test } from "vitest";
import { HELP } from "../../src/cli/help.js";
import { type Listener, type ListenerProtocol } from "../../src/cli/listeners.js";
import { type Command, readCommand, type ServeOptions } from "../../src/cli/options.js";
import { UsageError } from "../../src/cli/usage-error.js";

describe("what the program is told", () => {
  test("nothing: it listens on the port of SIP on all addresses, by UDP and by TCP", () => {
    const everywhere = { family: 4, host: "0.0.0.0", port: 5060, advertised: undefined };

    expect(readCommand([], {})).toEqual({
      kind: "serve",
      options: {
        listeners: [
          { protocol: "udp", ...everywhere },
          { protocol: "tcp", ...everywhere },
        ],
        certificate: undefined,
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

    const expected = [{ protocol: "udp", family, host, port, advertised: undefined }];
    expect(listeners).toEqual([expected, expected]);
  });

  test.each<[string, string, Partial<Listener>]>([
    ["tcp", "127.0.0.1", { protocol: "tcp", family: 4, host: "127.0.0.1", port: 5060 }],
    ["tcp", "[::1]:5070", { protocol: "tcp", family: 6, host: "::1", port: 5070 }],
    ["tcp", "localhost:0", { protocol: "tcp", family: undefined, host: "localhost", port: 0 }],
    ["tls", "127.0.0.1", { protocol: "tls", family: 4, host: "127.0.0.1", port: 5061 }],
    ["tls", "[::]:15061", { protocol: "tls", family: 6, host: "::", port: 15_061 }],
    ["ws", "ws://127.0.0.1:8080", { protocol: "ws", family: 4, host: "127.0.0.1", port: 8080 }],
    ["ws", "ws://localhost", { protocol: "ws", family: undefined, host: "localhost", port: 80 }],
    ["ws", "WSS://[::1]:8443/", { protocol: "wss", family: 6, host: "::1", port: 8443 }],
    ["ws", "wss://[::1]", { protocol: "wss", family: 6, host: "::1", port: 443 }],
  ])("--%s %s is %j", (option, text, expected) => {
    const files = { UAS_TLS_CERT: "cert.pem", UAS_TLS_KEY: "key.pem" };
    const secure = expected.protocol === "tls" || expected.protocol === "wss";
    const environment = secure ? files : {};

    const listeners = [
      serving([`--${option}`, text], environment),
      serving([], { [`UAS_${option.toUpperCase()}`]: text, ...environment }),
    ].map(({ listeners: found }) => found);

    expect(listeners).toEqual([[{ ...expected, advertised: undefined }], [{ ...expected, advertised: undefined }]]);
  });

  test("UDP and TCP may share a host and a port, and any of it may be there more than once", () => {
    const args = ["--tcp", "127.0.0.1:5070", "--tcp", "[::1]:5070", "--udp", "127.0.0.1:5070"];
    const { listeners } = serving(args, { UAS_WS: "ws://127.0.0.1:8080, ws://[::1]:8080" });

    expect(listeners.map(({ protocol, family, port }) => `${protocol} IPv${family} ${port}`)).toEqual([
      "udp IPv4 5070",
      "tcp IPv4 5070",
      "tcp IPv6 5070",
      "ws IPv4 8080",
      "ws IPv6 8080",
    ]);
  });

  test("a certificate and its key, from the command line or the environment", () => {
    const { certificate } = serving(["--tls", "127.0.0.1", "--tls-cert", "cert.pem"], { UAS_TLS_KEY: "key.pem" });

    expect(certificate).toEqual({
      cert: { text: "cert.pem", source: "--tls-cert" },
      key: { text: "key.pem", source: "UAS_TLS_KEY" },
    });
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
    expect(serving(["--udp", "0.0.0.0", "--advertise", text], {}).listeners).toMatchObject([{ advertised }]);
  });

  test("an advertised port is that of UDP and TCP; by TLS and WebSocket peers come to the bound one", () => {
    const { listeners } = serving(["--advertise", "203.0.113.7:15060", "--tls", "0.0.0.0"], {
      UAS_UDP: "0.0.0.0",
      UAS_TCP: "0.0.0.0",
      UAS_WS: "ws://0.0.0.0",
      UAS_TLS_CERT: "cert.pem",
      UAS_TLS_KEY: "key.pem",
    });

    expect(listeners.map(({ protocol, advertised }) => [protocol, advertised])).toEqual([
      ["udp", { host: "203.0.113.7", port: 15_060 }],
      ["tcp", { host: "203.0.113.7", port: 15_060 }],
      ["tls", { host: "203.0.113.7" }],
      ["ws", { host: "203.0.113.7" }],
    ] satisfies [ListenerProtocol, Listener["advertised"]][]);
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
    [["--tcp", "5060"], {}, '--tcp: cannot read "5060"'],
    [["--tcp", "127.0.0.1:5060,"], {}, '--tcp: cannot read ""'],
    [["--tls", "127.0.0.1"], {}, "tls 127.0.0.1: a certificate and its key are wanted: --tls-cert and --tls-key"],
    [["--tls", "127.0.0.1", "--tls-cert", "c"], {}, "a certificate and its key are wanted: --tls-key"],
    [["--ws", "wss://127.0.0.1", "--tls-key", "k"], {}, "a certificate and its key are wanted: --tls-cert"],
    [["--tls-cert", "c"], {}, "--tls-cert: nothing listens by TLS"],
    [[], { UAS_TLS_KEY: "k", UAS_WS: "ws://127.0.0.1" }, "UAS_TLS_KEY: nothing listens by TLS"],
    [["--ws", "127.0.0.1:8080"], {}, '--ws: cannot read "127.0.0.1:8080": ws://host:port or wss://host:port is wanted'],
    [["--ws", "http://127.0.0.1:8080"], {}, '--ws: cannot read "http://127.0.0.1:8080"'],
    [["--ws", "ws://127.0.0.1:8080/sip"], {}, '--ws: cannot read "ws://127.0.0.1:8080/sip"'],
    [["--ws", "ws://:8080"], {}, '--ws: cannot read ":8080"'],
    [[], { UAS_WS: "ws://127.0.0.1:99999" }, 'UAS_WS: "99999" is no port'],
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
      "--udp --udp6 --tcp --tls --tls-cert --tls-key --ws --advertise --t1 --t2 --t4 --quiet --demo --help --version " +
      "UAS_UDP UAS_UDP6 UAS_TCP UAS_TLS UAS_TLS_CERT UAS_TLS_KEY UAS_WS UAS_ADVERTISE UAS_T1_MS UAS_T2_MS UAS_T4_MS " +
      "answer instant trying ring early forward busy decline redirect no-answer status-NNN late-offer hangup reinvite slow";

    expect(names.split(" ").filter((name) => !HELP.includes(name))).toEqual([]);
  });

  test("fits a screen", () => {
    const lines = HELP.trimEnd().split("\n");

    expect(lines.length).toBeLessThanOrEqual(55);
    expect(lines.filter((line) => line.length > 118)).toEqual([]);
  });
});

function serving(args: string[], environment: Record<string, string>): ServeOptions {
  const command = readCommand(args, environment);
  if (command.kind !== "serve") throw new Error(`not to serve but ${command.kind}`);
  return command.options;
}
