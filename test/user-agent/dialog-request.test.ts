import { describe, expect, test } from "vitest";
import { createSystemEnvironment } from "../../src/environment/system-environment.js";
import { type IncomingRequestMessage } from "../../src/message/incoming-request-message.js";
import { offer } from "../../src/testing/index.js";
import { AllowedMethods } from "../../src/user-agent/capabilities.js";
import { establishedCall, type EstablishedCallOptions } from "../flows/established-call.js";

/** The BYE that ends a call, and where it went. */
function byeOf(options: EstablishedCallOptions = {}): { bye: IncomingRequestMessage; destination: string } {
  const { alice, bob, wire } = establishedCall(options);
  let destination = "";
  wire.onMessage((message) => {
    if (message.method === "BYE") destination = `${message.destination.host}:${message.destination.port}`;
  });
  bob.hangsUp();
  const bye = alice.received("BYE");
  alice.answers("BYE", 200);
  return { bye, destination };
}

function invite(headers: Record<string, string | string[]>): EstablishedCallOptions {
  return { invite: { offer, headers } };
}

describe("RFC 3261 §12.2.1.1 a request inside a dialog", () => {
  test("is made of the state of the dialog", () => {
    const { bye } = byeOf();

    expect(bye.requestUri).toBe("sip:alice@pc1.example.org");
    expect(bye.getHeader("to")).toBe("<sip:alice@example.org>;tag=a11ce");
    expect(bye.getHeader("from")).toMatch(/^<sip:bob@example\.net>;tag=tag-\d+$/);
    expect(bye.getHeader("call-id")).toBe("fx-call-1");
    expect(bye.getHeader("cseq")).toBe("1 BYE");
    expect(bye.getHeader("max-forwards")).toBe("70");
    expect(bye.hasHeader("contact")).toBe(false);
  });

  test("carries where we are when it is a target refresh, and what we can do when it is an INVITE", () => {
    const { alice, bob } = establishedCall();

    bob.reinvites({ offer });
    alice.answers("INVITE", 488);
    bob.ends();
    alice.answers("BYE", 200);

    expect(alice.received("INVITE").getHeader("contact")).toBe("<sip:bob@192.0.2.4:5060>");
    expect(alice.received("INVITE").getHeaders("allow")).toEqual(AllowedMethods);
    expect(alice.received("BYE").hasHeader("allow")).toBe(false);
  });

  test.each([
    ["User-Agent", { userAgentHeaderFieldValue: "tea/1" }, "user-agent", "tea/1"],
    ["Supported", { supportedOptionTags: ["timer", "100rel"] }, "supported", "timer, 100rel"],
  ])("says %s as configured", (_title, configuration, header, value) => {
    expect(byeOf({ configuration }).bye.getHeaders(header).join(", ")).toBe(value);
  });

  test("uses no number when it cannot be written", () => {
    const { alice, bob } = establishedCall();

    expect(() => bob.hangsUp({ extraHeaders: ["Subject: tea\r\nVia: x"] })).toThrow(TypeError);
    bob.hangsUp();
    alice.answers("BYE", 200);

    expect(alice.requests.map((request) => request.getHeader("cseq"))).toEqual(["1 BYE"]);
  });
});

describe("RFC 3261 §8.1.1.7 Via of a request of ours", () => {
  test.each([
    ["UDP", /^SIP\/2\.0\/UDP 192\.0\.2\.4:5060;branch=z9hG4bK[^;]+;rport$/],
    ["TCP", /^SIP\/2\.0\/TCP 192\.0\.2\.4:5060;branch=z9hG4bK[^;]+$/],
    ["WSS", /^SIP\/2\.0\/WSS 192\.0\.2\.4:5060;branch=z9hG4bK[^;]+$/],
  ])("over %s names us, with a branch of its own [TRN-18.1.1-c] [TRN-8.1.1.7-a]", (protocol, via) => {
    expect(byeOf({ protocol }).bye.getHeader("via")).toMatch(via);
  });

  test("has a fresh branch for every request, drawn from good chance [TRN-8.1.1.7-a]", () => {
    const { random } = createSystemEnvironment();
    const { alice, bob } = establishedCall({ random, automatic: {} });

    for (let round = 0; round < 300; round += 1) bob.session.info();
    bob.hangsUp();
    const branches = alice.requests.map(({ viaBranch }) => viaBranch ?? "");

    expect(new Set(branches).size).toBe(301);
    expect(branches.filter((branch) => !/^z9hG4bK[0-9a-v]{16}$/.test(branch))).toEqual([]);
  });

  test.each([
    ["hackViaTcp", { hackViaTcp: true }, /^SIP\/2\.0\/TCP /],
    ["viaForceRport", { viaForceRport: true }, /;rport$/],
  ])("obeys %s", (_title, configuration, via) => {
    expect(byeOf({ protocol: "WS", configuration }).bye.getHeader("via")).toMatch(via);
  });
});

describe("RFC 3261 §8.1.2 where a request of ours goes", () => {
  test.each<[string, Record<string, string | string[]>, string]>([
    ["the target, without a route set", { Contact: "<sip:alice@198.51.100.1:5070>" }, "198.51.100.1:5070"],
    ["the first route, when it is loose", { "Record-Route": "<sip:198.51.100.2;lr>" }, "198.51.100.2:5060"],
    [
      "the first of several",
      { "Record-Route": ["<sip:198.51.100.2:5062;lr>", "<sip:198.51.100.3;lr>"] },
      "198.51.100.2:5062",
    ],
    ["the first route, when it is strict", { "Record-Route": "<sip:198.51.100.2>" }, "198.51.100.2:5060"],
    ["the maddr", { Contact: "<sip:alice@pc1.example.org;maddr=198.51.100.4>" }, "198.51.100.4:5060"],
    ["an IPv6 address", { Contact: "<sip:alice@[2001:db8::1]>" }, "2001:db8::1:5060"],
  ])("%s [TRN-8.1.2-a]", (_title, headers, destination) => {
    expect(byeOf(invite(headers)).destination).toBe(destination);
  });

  test("a connection is the way, whatever the target says", () => {
    const headers = { Contact: "<sip:alice@198.51.100.1:5070>" };

    expect(byeOf({ ...invite(headers), protocol: "TCP" }).destination).toBe("192.0.2.1:5060");
  });
});
