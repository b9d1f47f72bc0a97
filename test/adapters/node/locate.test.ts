import { describe, expect, test } from "vitest";
import {
  type Location,
  locate,
  locateSender,
  type Locating,
  type Protocol,
} from "../../../src/adapters/node/locate.js";
import { type NaptrRecord, type Resolver, type SrvRecord } from "../../../src/adapters/node/resolver.js";
import { type Target } from "../../../src/environment/flow.js";

type Answer<T> = Readonly<Record<string, readonly T[] | Error>>;

/** A resolver that knows this, and writes down what it was asked. */
function dns(known: { naptr?: Answer<NaptrRecord>; srv?: Answer<SrvRecord>; addresses?: Answer<string> } = {}) {
  const asked: string[] = [];
  const answer =
    <T>(kind: string, of: Answer<T> = {}) =>
    (name: string): Promise<readonly T[]> => {
      asked.push(`${kind} ${name}`);
      const found = of[name] ?? [];
      return found instanceof Error ? Promise.reject(found) : Promise.resolve(found);
    };
  const resolver: Resolver = {
    naptr: answer("NAPTR", known.naptr),
    srv: answer("SRV", known.srv),
    addresses: answer("A", known.addresses),
  };
  return { resolver, asked };
}

const ALL: readonly Protocol[] = ["UDP", "TCP", "TLS", "WS", "WSS"];

function locating(resolver: Resolver, more: Partial<Locating> = {}): Locating {
  return { resolver, random: { below: () => 0 }, protocols: ALL, ...more };
}

function targetOf(host: string, more: Partial<Target> = {}): Target {
  return { scheme: "sip", host, port: undefined, transport: undefined, ...more };
}

/** `UDP 192.0.2.1:5060` */
function written(locations: readonly Location[]): readonly string[] {
  return locations.map(({ protocol, address: { host, port } }) => `${protocol} ${host}:${port}`);
}

const srv = (name: string, port: number, priority = 0, weight = 0): SrvRecord => ({ name, port, priority, weight });
const naptr = (order: number, service: string, replacement: string, flags = "s"): NaptrRecord => ({
  order,
  preference: 0,
  flags,
  service,
  replacement,
});

describe("RFC 3263 §4.1, §4.2 a request to an address", () => {
  test.each<[string, Target, readonly string[]]>([
    ["sip goes by UDP", targetOf("192.0.2.1"), ["UDP 192.0.2.1:5060"]],
    ["sips goes by TLS", targetOf("192.0.2.1", { scheme: "sips" }), ["TLS 192.0.2.1:5061"]],
    ["a port counts", targetOf("2001:db8::1", { port: 5070 }), ["UDP 2001:db8::1:5070"]],
    ["a transport counts", targetOf("192.0.2.1", { transport: "tcp" }), ["TCP 192.0.2.1:5060"]],
    ["tcp of sips is TLS", targetOf("192.0.2.1", { scheme: "sips", transport: "tcp" }), ["TLS 192.0.2.1:5061"]],
    ["tls of sip is TLS [URI-5630.3.1.4-a]", targetOf("192.0.2.1", { transport: "tls" }), ["TLS 192.0.2.1:5061"]],
    [
      "ws of sips is WSS (RFC 7118 §5.2)",
      targetOf("192.0.2.1", { scheme: "sips", transport: "ws" }),
      ["WSS 192.0.2.1:443"],
    ],
    ["udp of sips leads nowhere [URI-19.1.1-f]", targetOf("192.0.2.1", { scheme: "sips", transport: "udp" }), []],
    ["a transport that nobody knows leads nowhere", targetOf("192.0.2.1", { transport: "sctp" }), []],
  ])("%s, and nobody is asked", (_what, target, locations) => {
    const { resolver, asked } = dns();

    const found = locate(target, locating(resolver));

    expect(found).toBeInstanceOf(Array);
    if (!(found instanceof Promise)) expect(written(found)).toEqual(locations);
    expect(asked).toEqual([]);
  });

  test("goes by TCP where there is no UDP, and nowhere where there is nothing", async () => {
    const { resolver } = dns();

    expect(written(await locate(targetOf("192.0.2.1"), locating(resolver, { protocols: ["TCP"] })))).toEqual([
      "TCP 192.0.2.1:5060",
    ]);
    expect(await locate(targetOf("192.0.2.1"), locating(resolver, { protocols: ["WS"] }))).toEqual([]);
  });

  test.each(["a1b2.invalid", "A1B2.INVALID.", "invalid"])(
    "under .invalid (%s) leads nowhere, and nobody is asked (RFC 2606 §2) [WSK-7118-B.1-a]",
    async (host) => {
      const { resolver, asked } = dns();

      expect(await locate(targetOf(host), locating(resolver))).toEqual([]);
      expect(await locateSender({ received: undefined, host, port: undefined }, "TCP", locating(resolver))).toEqual([]);
      expect(asked).toEqual([]);
    },
  );
});

describe("RFC 3263 §4.2 a request to a name", () => {
  test("with a port goes to each of its addresses", async () => {
    const { resolver, asked } = dns({ addresses: { "example.org": ["192.0.2.1", "2001:db8::1"] } });

    const found = await locate(targetOf("example.org", { port: 5070 }), locating(resolver));

    expect(written(found)).toEqual(["UDP 192.0.2.1:5070", "UDP 2001:db8::1:5070"]);
    expect(found.map(({ domain }) => domain)).toEqual(["example.org", "example.org"]);
    expect(asked).toEqual(["A example.org"]);
  });

  test("with a transport goes to the SRV records of that", async () => {
    const { resolver, asked } = dns({
      srv: { "_sip._tcp.example.org": [srv("b.example.org", 5062, 20), srv("a.example.org", 5061, 10)] },
      addresses: { "a.example.org": ["192.0.2.1"], "b.example.org": ["192.0.2.2"] },
    });

    const found = await locate(targetOf("example.org", { transport: "tcp" }), locating(resolver));

    expect(written(found)).toEqual(["TCP 192.0.2.1:5061", "TCP 192.0.2.2:5062"]);
    expect(asked).toEqual(["SRV _sip._tcp.example.org", "A a.example.org", "A b.example.org"]);
  });

  test("by TLS has to meet the domain that was asked for, not the host of a record (RFC 5922 §4)", async () => {
    const { resolver } = dns({
      srv: { "_sips._tcp.example.org": [srv("a.example.net", 5061)] },
      addresses: { "a.example.net": ["192.0.2.1"] },
    });

    const [found] = await locate(targetOf("example.org", { scheme: "sips", transport: "tcp" }), locating(resolver));

    expect(found).toMatchObject({ protocol: "TLS", domain: "example.org" });
  });

  test("without records goes to the name itself, by the default port", async () => {
    const { resolver } = dns({ addresses: { "example.org": ["192.0.2.1"] } });

    expect(written(await locate(targetOf("example.org"), locating(resolver)))).toEqual(["UDP 192.0.2.1:5060"]);
    expect(written(await locate(targetOf("example.org", { scheme: "sips" }), locating(resolver)))).toEqual([
      "TLS 192.0.2.1:5061",
    ]);
  });

  test("that cannot be looked up leads nowhere", async () => {
    const broken = new Error("SERVFAIL");
    const { resolver } = dns({
      naptr: { "example.org": broken },
      srv: { "_sip._udp.example.org": broken, "_sip._tcp.example.org": broken },
      addresses: { "example.org": broken },
    });

    expect(await locate(targetOf("example.org"), locating(resolver))).toEqual([]);
  });
});

describe("RFC 3263 §4.1 what a domain takes", () => {
  const known = {
    naptr: {
      "example.org": [
        naptr(90, "SIP+D2U", "_sip._udp.example.org"),
        naptr(50, "SIPS+D2T", "_sips._tcp.example.org"),
        naptr(70, "SIP+D2T", "_sip._tcp.example.org"),
        naptr(10, "E2U+sip", "!^.*$!sip:x@example.org!", "u"),
        naptr(20, "SIP+D2S", "_sip._sctp.example.org"),
      ],
    },
    srv: {
      "_sip._udp.example.org": [srv("u.example.org", 5060)],
      "_sip._tcp.example.org": [srv("t.example.org", 5060)],
      "_sips._tcp.example.org": [srv("s.example.org", 5061)],
    },
    addresses: { "u.example.org": ["192.0.2.1"], "t.example.org": ["192.0.2.2"], "s.example.org": ["192.0.2.3"] },
  };

  test("its NAPTR records say in its own order; what we do not have is passed over", async () => {
    const { resolver } = dns(known);

    expect(written(await locate(targetOf("example.org"), locating(resolver)))).toEqual([
      "TLS 192.0.2.3:5061",
      "TCP 192.0.2.2:5060",
      "UDP 192.0.2.1:5060",
    ]);
  });

  test("for sips nothing but SIPS counts", async () => {
    const { resolver } = dns(known);

    expect(written(await locate(targetOf("example.org", { scheme: "sips" }), locating(resolver)))).toEqual([
      "TLS 192.0.2.3:5061",
    ]);
  });

  test("without them its SRV records do", async () => {
    const { resolver, asked } = dns({ ...known, naptr: {} });

    expect(written(await locate(targetOf("example.org"), locating(resolver)))).toEqual([
      "UDP 192.0.2.1:5060",
      "TCP 192.0.2.2:5060",
    ]);
    expect(asked.slice(0, 2)).toEqual(["NAPTR example.org", "SRV _sip._udp.example.org"]);
  });
});

describe("RFC 2782 the SRV records of one priority", () => {
  const records = [srv("a", 1, 1, 0), srv("b", 2, 1, 10), srv("c", 3, 1, 90), srv("d", 4, 0, 1)];
  const known = {
    srv: { "_sip._udp.example.org": records },
    addresses: { a: ["192.0.2.1"], b: ["192.0.2.2"], c: ["192.0.2.3"], d: ["192.0.2.4"] },
  };
  const hosts = async (lots: number[]): Promise<string> => {
    const found = await locate(
      targetOf("example.org", { transport: "udp" }),
      locating(dns(known).resolver, { random: { below: () => lots.shift() ?? 0 } }),
    );
    return found.map(({ address }) => address.host.slice(-1)).join("");
  };

  test("come in an order that is drawn by their weights", async () => {
    expect(await hosts([0, 0, 0, 0])).toBe("4123");
    expect(await hosts([0, 100, 10])).toBe("4321");
    expect(await hosts([0, 5, 0])).toBe("4213");
  });

  test("that name no host say that there is none", async () => {
    const { resolver } = dns({ srv: { "_sip._udp.example.org": [srv(".", 0)] } });

    expect(await locate(targetOf("example.org", { transport: "udp" }), locating(resolver))).toEqual([]);
  });

  test("are not followed without end", async () => {
    const many = Array.from({ length: 1_000 }, (_, at) => srv(`h${at}`, 5060));
    const addresses = Object.fromEntries(many.map(({ name }) => [name, ["192.0.2.1", "192.0.2.2"]]));
    const { resolver, asked } = dns({ srv: { "_sip._udp.example.org": many }, addresses });

    const found = await locate(targetOf("example.org", { transport: "udp" }), locating(resolver, { most: 4 }));

    expect([found.length, asked.length]).toEqual([4, 3]);
  });
});

describe("RFC 3263 §5 where a response goes when its way is broken", () => {
  const sender = (host: string, port?: number) => ({ received: undefined, host, port });

  test.each<[string, ReturnType<typeof sender>, Protocol, readonly string[], readonly string[]]>([
    ["an address, with the default port", sender("192.0.2.9"), "TCP", ["TCP 192.0.2.9:5060"], []],
    ["an address, with that of TLS", sender("192.0.2.9"), "TLS", ["TLS 192.0.2.9:5061"], []],
    ["an address and its port", sender("192.0.2.9", 5070), "TCP", ["TCP 192.0.2.9:5070"], []],
  ])("%s [TRN-3263.5-a]", async (_what, from, protocol, locations, questions) => {
    const { resolver, asked } = dns();

    expect(written(await locateSender(from, protocol, locating(resolver)))).toEqual(locations);
    expect(asked).toEqual(questions);
  });

  test("each address of a name with a port [TRN-3263.5-b]", async () => {
    const { resolver, asked } = dns({ addresses: { "pc.example.org": ["192.0.2.1", "192.0.2.2"] } });

    const found = await locateSender(sender("pc.example.org", 5070), "TCP", locating(resolver));

    expect(written(found)).toEqual(["TCP 192.0.2.1:5070", "TCP 192.0.2.2:5070"]);
    expect(asked).toEqual(["A pc.example.org"]);
  });

  test.each<[Protocol, string]>([
    ["UDP", "_sip._udp.example.org"],
    ["TCP", "_sip._tcp.example.org"],
    ["TLS", "_sips._tcp.example.org"],
  ])("the SRV records of a name alone, by %s [TRN-3263.5-c]", async (protocol, name) => {
    const { resolver, asked } = dns({
      srv: { [name]: [srv("a.example.org", 5090)] },
      addresses: { "a.example.org": ["192.0.2.1"] },
    });

    const found = await locateSender(sender("example.org"), protocol, locating(resolver));

    expect(written(found)).toEqual([`${protocol} 192.0.2.1:5090`]);
    expect(asked[0]).toBe(`SRV ${name}`);
  });
});
