import { describe, expect, test } from "vitest";
import { fromBodyLegacy } from "../../src/message/body.js";
import { lastRequest, routedCall, settle, testWay, told, type RoutedCallOptions } from "../support/routed-call.js";

/** Where a request inside a call to this Contact goes: by its own way, or by one that was asked for. */
function wayOf(options: RoutedCallOptions): string {
  const other = testWay("TCP", "192.0.2.99:5060");
  const { core, session, own, asked } = routedCall({ route: () => [other], ...options });
  session.info();
  core.dispose();
  const [target] = asked;
  if (own.sent.length === 1 && target === undefined) return "own";
  const { scheme = "", host = "", port = "", transport = "" } = target ?? {};
  return `${scheme} ${host} ${port} ${transport}`.replace(/ +/g, " ").trim();
}

describe("RFC 3261 §8.1.2 the next hop of a request inside a dialog", () => {
  test.each<[string, RoutedCallOptions, string]>([
    ["the target", { contact: "sip:alice@198.51.100.1:5070" }, "sip 198.51.100.1 5070"],
    ["its transport", { contact: "sip:alice@pc.example.org;transport=TCP" }, "sip pc.example.org tcp"],
    ["its maddr", { contact: "sip:alice@pc.example.org;maddr=[2001:db8::1]" }, "sip 2001:db8::1"],
    ["the first route", { headers: { "Record-Route": "<sip:p.example.net:5080;lr>" } }, "sip p.example.net 5080"],
    [
      "the first route by sips, where the target is sips",
      {
        own: testWay("TLS", "192.0.2.1:40000"),
        contact: "sips:alice@pc.example.org",
        headers: { "Record-Route": "<sip:p.example.net;lr>" },
      },
      "sips p.example.net",
    ],
  ])("%s is asked for [TRN-8.1.2-a]", (_what, options, target) => {
    expect(wayOf(options)).toBe(target);
  });
});

describe("RFC 3261 §18.1.1, RFC 5923 §5, RFC 5630 §3.1.3 the dialog's own flow", () => {
  test.each<[string, RoutedCallOptions, string]>([
    ["leads to the address of the target", { contact: "sip:alice@192.0.2.1" }, "own"],
    ["does not lead to another port", { contact: "sip:alice@192.0.2.1:5070" }, "sip 192.0.2.1 5070"],
    ["does not lead to another transport", { contact: "sip:alice@192.0.2.1;transport=tcp" }, "sip 192.0.2.1 tcp"],
    [
      "is the connection of a TLS client without a certificate, whatever its port",
      { own: testWay("TLS", "192.0.2.1:40000"), contact: "sip:alice@192.0.2.1:5061;transport=tls" },
      "own",
    ],
    [
      "is that of a sips target, too",
      { own: testWay("TLS", "192.0.2.1:40000"), contact: "sips:alice@192.0.2.1" },
      "own",
    ],
    [
      "is not secure enough for sips over TCP",
      { own: testWay("TCP", "192.0.2.1:5061"), contact: "sips:alice@192.0.2.1" },
      "sips 192.0.2.1",
    ],
    [
      "is not used for another host",
      { own: testWay("TLS", "192.0.2.1:40000"), contact: "sip:alice@192.0.2.2;transport=tls" },
      "sip 192.0.2.2 tls",
    ],
  ])("%s [TRN-18.1.1-d]", (_what, options, way) => {
    expect(wayOf(options)).toBe(way);
  });

  test("is what is left of a TCP client whose target cannot be reached, behind a NAT", async () => {
    const { core, session, own, asked } = routedCall({
      own: testWay("TCP", "203.0.113.7:40000"),
      contact: "sip:alice@10.0.0.5;transport=tcp",
      route: () => Promise.reject(new Error("unreachable")),
    });

    session.info();
    await settle();
    core.dispose();

    expect(asked).toHaveLength(1);
    expect(lastRequest(own).method).toBe("INFO");
  });

  test("is followed by a new connection when it is gone", async () => {
    const again = testWay("TLS", "192.0.2.1:5061");
    const { core, session, own } = routedCall({
      own: testWay("TLS", "192.0.2.1:40000"),
      contact: "sip:alice@192.0.2.1:5061;transport=tls",
      route: () => [again],
    });
    own.failure = "later";

    session.info();
    await settle();
    core.dispose();

    expect(lastRequest(again).method).toBe("INFO");
  });
});

describe("RFC 7118 §5, RFC 5626 §5.3 a target that only its flow leads to", () => {
  test.each([
    ["UDP", "sip:alice@a1b2.invalid"],
    ["WS", "sip:alice@a1b2.invalid;transport=ws"],
    ["WSS", "sip:alice@pc.example.org;transport=ws"],
    ["TCP", "sip:alice@10.0.0.5;transport=tcp;ob"],
  ])("over %s, %s: nothing is looked up [WSK-7118-5.3-c] [OUT-5626-5.3-a] [WSK-7118-B.1-a]", (protocol, contact) => {
    expect(wayOf({ own: testWay(protocol, "203.0.113.7:40000"), contact })).toBe("own");
  });

  test("is lost with it: a 503, and nobody is called back [WSK-7118-5.3-b]", async () => {
    const { core, session, own, asked } = routedCall({
      own: testWay("WS", "203.0.113.7:40000"),
      contact: "sip:alice@a1b2.invalid;transport=ws",
      route: () => [],
    });
    const delegate = told();
    own.failure = "later";

    session.info(delegate);
    await settle();
    core.dispose();

    expect(delegate.heard).toEqual(["onReject 503"]);
    expect(asked).toEqual([]);
  });

  test("is reached by the flow that its latest request came by", () => {
    const { core, session, own, receives } = routedCall({
      own: testWay("WS", "203.0.113.7:40000"),
      contact: "sip:alice@a1b2.invalid;transport=ws",
    });
    const newer = testWay("WS", "203.0.113.7:40001");

    receives("INFO", newer);
    session.message();
    core.dispose();

    expect(own.sent).toEqual([]);
    expect(lastRequest(newer).method).toBe("MESSAGE");
  });
});

describe("RFC 3261 §18.1.1 a request that is larger than 1300 octets", () => {
  const large = { body: fromBodyLegacy("x".repeat(1_300)) };
  const contact = "sip:alice@192.0.2.9";

  test("goes over TCP, and its Via says so [TRN-18.1.1-a]", () => {
    const [tcp, udp] = [testWay("TCP", "192.0.2.9:5060"), testWay("UDP", "192.0.2.9:5060")];
    const { core, session } = routedCall({ contact, route: ({ transport }) => [transport === "tcp" ? tcp : udp] });

    session.message(undefined, large);
    session.message();
    core.dispose();

    expect(tcp.sent.map((text) => /Via: (\S+)/.exec(text)?.[1])).toEqual(["SIP/2.0/TCP"]);
    expect(udp.sent.map((text) => /Via: (\S+)/.exec(text)?.[1])).toEqual(["SIP/2.0/UDP"]);
  });

  test.each([
    ["is refused", true],
    ["is not there", false],
  ])("goes over UDP where TCP %s, and its Via says so [TRN-18.1.1-b]", async (_what, exists) => {
    const [tcp, udp] = [testWay("TCP", "192.0.2.9:5060"), testWay("UDP", "192.0.2.9:5060")];
    tcp.failure = "later";
    const { core, session } = routedCall({
      contact,
      route: ({ transport }) => (transport !== "tcp" ? [udp] : exists ? [tcp] : []),
    });

    session.message(undefined, large);
    await settle();
    core.dispose();

    expect(udp.sent.map((text) => /Via: (\S+)/.exec(text)?.[1])).toEqual(["SIP/2.0/UDP"]);
  });
});
