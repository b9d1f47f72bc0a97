import { describe, expect, test } from "vitest";
import { answer, offer } from "../../src/testing/index.js";
import { callFlow } from "../testing/flow.js";
import { secondAnswer, secondOffer } from "./descriptions.js";
import { establishedCall } from "./established-call.js";

const RECORD_ROUTE = ["<sip:p2.example.net;lr;foo=bar>;x=1", "<sip:p1.example.org;lr>"];

describe("RFC 3261 §12.1.1, §12.2.1.1 a call through two proxies", () => {
  test("our BYE leaves for the first of them", () => {
    const { alice, bob, wire } = establishedCall({
      invite: { offer, headers: { "Record-Route": "<sip:192.0.2.9:5070;lr>" } },
    });
    const destinations: unknown[] = [];
    wire.onMessage(({ method, destination }) => method === "BYE" && destinations.push(destination));

    bob.hangsUp();

    expect(destinations).toEqual([{ host: "192.0.2.9", port: 5070 }]);
    alice.answers("BYE", 200);
  });

  test("the route set stays what it was at the beginning [DLG-12.1.1-f]", () => {
    const { alice, bob } = establishedCall({ invite: { offer, headers: { "Record-Route": RECORD_ROUTE } } });

    alice.reinvites({ offer: secondOffer, headers: { "Record-Route": "<sip:p3.example.com;lr>" } });
    bob.accepts({ answer: secondAnswer });
    alice.acknowledges();
    bob.reinvites({ offer: secondAnswer });
    alice.answers("INVITE", 200, { answer: secondOffer, headers: { "Record-Route": "<sip:p4.example.com;lr>" } });
    bob.hangsUp();

    expect(alice.received("ACK").getHeaders("Route")).toEqual(RECORD_ROUTE);
    expect(alice.received("BYE").getHeaders("Route")).toEqual(RECORD_ROUTE);
    alice.answers("BYE", 200);
  });

  test("a strict router is the Request-URI, and the target comes last in the Route [DLG-12.2.1.1-e]", () => {
    const recordRoute = [
      "<sip:s1.example.net>",
      "<sip:s2.example.net>",
      "<sip:s3.example.net;lr>",
      "<sip:s4.example.net>",
    ];
    const { alice, bob, wire } = establishedCall({ invite: { offer, headers: { "Record-Route": recordRoute } } });
    const destinations: string[] = [];
    wire.onMessage(({ method, destination }) => {
      if (method === "BYE") destinations.push(destination.host);
    });

    bob.hangsUp();

    const bye = alice.received("BYE");
    expect(bye.requestUri).toBe("sip:s1.example.net");
    expect(bye.getHeaders("Route")).toEqual([...recordRoute.slice(1), "<sip:alice@pc1.example.org>"]);
    expect(destinations).toEqual(["s1.example.net"]);
    alice.answers("BYE", 200);
  });

  test("a Contact is stripped of what a Request-URI may not have [DLG-12.2.1.1-c]", () => {
    const { alice, bob } = establishedCall({
      invite: { offer, headers: { Contact: "<sip:alice@pc1.example.org;method=INVITE?Subject=tea>" } },
    });

    bob.hangsUp();

    expect(alice.received("BYE").requestUri).toBe("sip:alice@pc1.example.org");
    alice.answers("BYE", 200);
  });
});

describe("RFC 3261 §12.1.1 when our Contact is sips", () => {
  const sips = "<sips:alice@pc1.example.org>";

  test.each([
    ["nothing is sips", {}, "sip"],
    ["the Request-URI is", { requestUri: "sips:bob@192.0.2.4", headers: { Contact: sips } }, "sips"],
    ["the top Record-Route is", { headers: { "Record-Route": ["<sips:p2;lr>", "<sip:p1;lr>"] } }, "sips"],
    [
      "the Record-Route below it is",
      { headers: { "Record-Route": ["<sip:p2;lr>", "<sips:p1;lr>"], Contact: sips } },
      "sip",
    ],
    ["the Contact is, and there is no Record-Route", { headers: { Contact: sips } }, "sips"],
  ])("%s: %s [DLG-12.1.1-c]", (_what, invite, scheme) => {
    const { alice, bob } = callFlow({ protocol: "TLS" });

    alice.invites({ offer, ...invite });
    bob.rings();
    bob.accepts({ answer });
    alice.acknowledges();

    for (const response of [alice.received(180), alice.received(200, "INVITE")]) {
      expect(response.getHeader("Contact")).toMatch(new RegExp(`^<${scheme}:bob@`));
    }
    alice.hangsUp();
  });
});

describe("RFC 3261 §12.2.1.1 what we send inside a dialog", () => {
  test("has numbers of our own, one by one, and a branch of its own each [DLG-12.2.1.1-b] [DLG-12.2.1.1-g]", () => {
    const { alice, bob } = establishedCall();

    bob.does((session) => {
      session.info();
      session.message();
      session.refer();
      session.notify();
    });
    for (const request of [...alice.requests]) alice.answers(request, 200);
    bob.hangsUp();
    alice.answers("BYE", 200);

    expect(alice.requests.map((request) => request.getHeader("CSeq"))).toEqual([
      "1 INFO",
      "2 MESSAGE",
      "3 REFER",
      "4 NOTIFY",
      "5 BYE",
    ]);
    expect(new Set(alice.requests.map(({ viaBranch }) => viaBranch)).size).toBe(5);
    for (const request of alice.requests) {
      expect(request.viaBranch).toMatch(/^z9hG4bK/);
      expect(request.getHeader("Max-Forwards")).toBe("70");
      for (const name of ["To", "From", "Call-ID", "CSeq", "Via"]) expect(request.hasHeader(name)).toBe(true);
    }
  });

  test("a request that is refused before it is sent uses up no number [DLG-12.2.1.1-b]", () => {
    const { alice, bob } = establishedCall();

    expect(() => bob.session.info(undefined, { extraHeaders: ["X: a\r\nY: b"] })).toThrow(TypeError);
    bob.hangsUp();

    expect(alice.received("BYE").cseq).toBe(1);
    alice.answers("BYE", 200);
  });
});

describe("RFC 3261 §12.2.1.1 a REFER of ours to a peer that is known by a GRUU", () => {
  test("stays in the dialog, as our own Contact is none [REF-7647-3-a]", () => {
    const { alice, bob } = establishedCall({
      invite: { headers: { Contact: "<sip:alice@example.com;gr=urn:uuid:1>" } },
    });

    bob.session.refer();

    const refer = alice.received("REFER");
    expect(refer.ruri.toString()).toBe("sip:alice@example.com;gr=urn:uuid:1");
    expect(refer.getHeader("To")).toContain(";tag=");
    expect(refer.hasHeader("Target-Dialog")).toBe(false);
    alice.answers(refer, 202);
    bob.ends();
  });
});

describe("RFC 3261 §12.2.1.1, RFC 3515 §2.2, RFC 6665 §4.2.2 which of our requests say where we are", () => {
  test.each([
    ["INFO", false],
    ["MESSAGE", false],
    ["BYE", false],
    ["INVITE", true],
    ["REFER", true],
    ["NOTIFY", true],
  ])("%s carries a Contact: %s [DLG-12.2.1.1-f]", (method, carries) => {
    const { alice, bob } = establishedCall({ automatic: { answer: secondOffer } });
    const send = {
      INFO: () => bob.session.info(),
      MESSAGE: () => bob.session.message(),
      BYE: () => bob.session.bye(),
      INVITE: () => bob.reinvites({ offer: secondAnswer }),
      REFER: () => bob.session.refer(),
      NOTIFY: () => bob.session.notify(),
    }[method];

    send?.();

    expect(alice.received(method).hasHeader("Contact")).toBe(carries);
    bob.ends();
  });
});
