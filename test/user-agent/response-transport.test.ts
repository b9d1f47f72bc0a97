import { describe, expect, test } from "vitest";
import { type Address, type Flow, type Ways } from "../../src/environment/flow.js";
import { LoggerFactory } from "../../src/environment/logger.js";
import { inviteText, readRequest, requestText } from "../../src/testing/index.js";
import { responseTransport } from "../../src/user-agent/response-transport.js";
import { UserAgentCore } from "../../src/user-agent/user-agent-core.js";
import { flowOf, requestOf } from "./support.js";

const remote = { host: "203.0.113.7", port: 40_000 };

/** Where a response goes, as seen from a socket that can send to anyone. */
function destination(protocol: string, via: string, headers: Record<string, string> = {}): Address | undefined {
  const towards = (address: Address): ReturnType<typeof flowOf> => flowOf(protocol, { remote: address });
  return responseTransport(requestOf("OPTIONS", { via, headers }), flowOf(protocol, { remote, towards })).remote;
}

describe("RFC 3261 §18.2.2 where a response goes", () => {
  test.each([
    ["SIP/2.0/UDP pc1.example.org;branch=z9hG4bK1", { host: "203.0.113.7", port: 5060 }],
    ["SIP/2.0/UDP pc1.example.org:5070;branch=z9hG4bK1", { host: "203.0.113.7", port: 5070 }],
    ["SIP/2.0/UDP pc1.example.org:5070;rport;branch=z9hG4bK1", remote],
    ["SIP/2.0/UDP pc1.example.org;received=192.0.2.66;rport=1;branch=z9hG4bK1", remote],
    ["SIP/2.0/UDP pc1.example.org;maddr=192.0.2.66;branch=z9hG4bK1", { host: "203.0.113.7", port: 5060 }],
  ])("over UDP by %s", (via, address) => {
    expect(destination("UDP", via)).toEqual(address);
  });

  test("nothing but the top Via has a say in it [TRN-18.2.2-h]", () => {
    const headers = {
      Contact: "<sip:alice@192.0.2.66>",
      Route: "<sip:192.0.2.67;lr>",
      From: "<sip:a@192.0.2.68>;tag=1",
    };

    expect(destination("UDP", "SIP/2.0/UDP pc1.example.org;rport;branch=z9hG4bK1", headers)).toEqual(remote);
  });

  test("over a connection it goes back by it [TRN-18.2.2-a]", () => {
    expect(destination("TCP", "SIP/2.0/TCP pc1.example.org:5070;branch=z9hG4bK1")).toEqual(remote);
  });

  test("a flow that has one peer only is the way back", () => {
    const flow = flowOf("UDP");

    expect(responseTransport(requestOf("OPTIONS"), flow)).toBe(flow);
  });
});

describe("RFC 3261 §18.2.1 the source of a request", () => {
  test("is noted in its Via", () => {
    const message = requestOf("OPTIONS", { via: "SIP/2.0/UDP pc1.example.org;rport;branch=z9hG4bK1" });

    responseTransport(message, flowOf("UDP", { remote }));

    expect(message.getHeader("via")).toBe(
      "SIP/2.0/UDP pc1.example.org;rport=40000;received=203.0.113.7;branch=z9hG4bK1",
    );
  });

  test.each(["203.0.113.7\r\nX-Injected: b", "203.0.113.7;x=y", "a b", "", '"'])(
    "is not noted where a transport says what is no address: %j [MSG-7.2-c]",
    (host) => {
      const message = requestOf("OPTIONS", { via: "SIP/2.0/UDP pc1.example.org;rport;branch=z9hG4bK1" });

      responseTransport(message, flowOf("UDP", { remote: { host, port: 5060 } }));

      expect(message.getHeader("via")).toBe("SIP/2.0/UDP pc1.example.org;rport;branch=z9hG4bK1");
    },
  );

  test.each(["WS", "WSS"])("is not noted over %s (RFC 7118 §5.3) [TRN-7118.5.3-a] [WSK-7118-5.3-a]", (protocol) => {
    const message = requestOf("OPTIONS", { protocol });

    responseTransport(message, flowOf(protocol, { remote }));

    expect(message.getHeader("via")).toBe(`SIP/2.0/${protocol} pc1.example.org;branch=z9hG4bKfx001`);
  });
});

describe("a request whose header fields are not UTF-8", () => {
  const [before = "", after = ""] = requestText("OPTIONS", { headers: { Subject: "§" } }).split("§");
  const octets = new Uint8Array([...Buffer.from(before), 0xe9, ...Buffer.from(after)]);

  test("is answered octet by octet", () => {
    const flow = flowOf("TCP", { remote });

    const way = responseTransport(readRequest(octets), flow);
    void way.send("Subject: \u00e9");
    void way.send(Uint8Array.of(1, 2));

    expect(flow.sent).toEqual([Uint8Array.from([...Buffer.from("Subject: "), 0xe9]), Uint8Array.of(1, 2)]);
    expect(way).toMatchObject({ protocol: "TCP", reliable: true, remote });
  });

  test.each([
    ["at once", (other: Flow): Ways => [other]],
    ["later", (other: Flow): Ways => Promise.resolve([other])],
  ])("goes so by further ways, known %s, too, and the way keeps all that it has", async (_when, fallback) => {
    const other = flowOf("TCP");
    const known = { peer: { context: "tea" }, route: () => [other], onGone: () => () => undefined };
    const way = responseTransport(readRequest(octets), flowOf("TCP", { ...known, fallback: () => fallback(other) }));

    const [further] = (await way.fallback?.({ received: undefined, host: "192.0.2.1", port: 5060 })) ?? [];
    void further?.send("\u00e9");

    expect(other.sent).toEqual([Uint8Array.of(0xe9)]);
    expect(way.peer).toBe(known.peer);
    expect(way.route?.({ scheme: "sip", host: "a", port: 1, transport: undefined })).toEqual([other]);
    expect(way).toHaveProperty("onGone");
  });
});

describe("RFC 3261 §18.2.1 a request whose Via has been stamped", () => {
  test("is found by its copy, from another port too, and told to the application once [TRN-18.2.1-e]", () => {
    const sent: string[] = [];
    let calls = 0;
    const loggerFactory = new LoggerFactory();
    loggerFactory.builtinEnabled = false;
    const core = new UserAgentCore({ loggerFactory }, { onInvite: (request) => (calls++, request.progress()) });
    const invite = inviteText({ via: "SIP/2.0/UDP pc1.example.org;rport;branch=z9hG4bK1" });
    const send = (message: string | Uint8Array): void => void sent.push(String(message));

    core.receive(invite, { protocol: "UDP", remote: { host: "192.0.2.9", port: 5070 }, send });
    core.receive(invite, { protocol: "UDP", remote: { host: "192.0.2.9", port: 5071 }, send });
    core.dispose();

    expect(calls).toBe(1);
    expect(sent).toHaveLength(2);
    expect(sent[1]).toBe(sent[0]);
    expect(sent[0]).toContain("received=192.0.2.9");
  });
});
