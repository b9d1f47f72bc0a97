import { describe, expect, test } from "vitest";
import { offer } from "../../src/testing/index.js";
import { calleeAt } from "./callee-at.js";

describe("an answered call", () => {
  test("answers re-INVITE, UPDATE, INFO, OPTIONS and BYE with 200", () => {
    const { alice, wait, ladder, callee } = calleeAt("instant");
    alice.invites({ offer });
    wait(1_000);

    alice.reinvites({ offer: offer.replace("sendrecv", "sendonly") });
    alice.updates();
    alice.updates({ offer });
    alice.sendsInfo({ digit: "5" });
    alice.sends("OPTIONS");
    alice.hangsUp();

    expect(ladder()).toMatchInlineSnapshot(`
      "time    192.0.2.1:5060             instant
        0.00  |-- INVITE offer --------------->|
        0.00  |<----------------- 200 answer --|
        0.00  |-- ACK ------------------------>|
        1.00  |-- INVITE offer --------------->|
        1.00  |<----------------- 200 answer --|
        1.00  |-- ACK ------------------------>|
        1.00  |-- UPDATE --------------------->|
        1.00  |<------------------------ 200 --|
        1.00  |-- UPDATE offer --------------->|
        1.00  |<----------------- 200 answer --|
        1.00  |-- INFO ----------------------->|
        1.00  |<------------------------ 200 --|
        1.00  |-- OPTIONS -------------------->|
        1.00  |<------------------------ 200 --|
        1.00  |-- BYE ------------------------>|
        1.00  |<------------------------ 200 --|"
    `);
    expect(callee.calls).toBe(0);
  });

  test("answers hold with the other direction and a new version", () => {
    const { alice } = calleeAt("instant");
    alice.invites({ offer });

    alice.reinvites({ offer: offer.replace("sendrecv", "sendonly") });

    expect(alice.received(200).body).toMatch(/^o=- 0 2 [\s\S]*a=recvonly/m);
  });

  test.each([
    ["a key, with its duration", "application/dtmf-relay", "Signal=5\r\nDuration=160\r\n", 200],
    ["a key alone", "application/dtmf", "#", 200],
    ["nothing", undefined, undefined, 200],
    ["another body", "application/media_control+xml", "<media_control/>", 415],
    ["no key", "application/dtmf-relay", "Signal=piano", 400],
  ])("answers an INFO with %s [INF-6086-5.2.2-b]", (_, contentType, body, statusCode) => {
    const { alice } = calleeAt("instant");
    alice.invites({ offer });

    alice.sends("INFO", { ...(body !== undefined && { contentType, body }) });

    expect(alice.lastResponse?.statusCode).toBe(statusCode);
    expect(alice.lastResponse?.getHeaders("Accept")).toEqual(
      statusCode === 415 ? ["application/dtmf-relay", "application/dtmf"] : [],
    );
  });

  test.each(["INVITE", "UPDATE"])("refuses an %s with an offer of no use to it, and goes on [OAM-U-11]", (method) => {
    const { alice } = calleeAt("instant");
    alice.invites({ offer });

    alice.sends(method, { offer: offer.replace("m=audio", "m=video") });

    expect(alice.received(488)).toBeDefined();
    alice.hangsUp();
    expect(alice.lastResponse?.statusCode).toBe(200);
  });

  test("takes a REFER on, and says of it that it has begun and gone well; nobody is called [REF-7647-5-a] [REF-3515-2.4.2-c] [REF-3515-2.4.5-a]", () => {
    const { alice, wait, ladder } = calleeAt("instant");
    alice.invites({ offer });

    alice.refers();
    wait(1_000);
    alice.hangsUp();

    expect(ladder()).toMatchInlineSnapshot(`
      "time    192.0.2.1:5060             instant
        0.00  |-- INVITE offer --------------->|
        0.00  |<----------------- 200 answer --|
        0.00  |-- ACK ------------------------>|
        0.00  |-- REFER ---------------------->|
        0.00  |<------------------------ 200 --|
        0.00  |<--------------------- NOTIFY --|
        0.00  |-- 200 ------------------------>|
        1.00  |<--------------------- NOTIFY --|
        1.00  |-- 200 ------------------------>|
        1.00  |-- BYE ------------------------>|
        1.00  |<------------------------ 200 --|"
    `);
    const told = alice.requests.filter(({ method }) => method === "NOTIFY");
    expect(told.map(({ body }) => body)).toEqual(["SIP/2.0 100 Trying\r\n", "SIP/2.0 200 OK\r\n"]);
    expect(told.map((notify) => notify.getHeader("Subscription-State"))).toEqual([
      "active;expires=180",
      "terminated;reason=noresource",
    ]);
  });

  test.each(["instant", "ring", "nobody"])(
    "is replaced by an INVITE that names it: answered at once, though it is for %s; the old call gets a BYE [RPL-3891-3-h] [RPL-3891-3-j]",
    (user) => {
      const { alice, callee, ladder } = calleeAt("instant");
      alice.invites({ offer });
      const { toTag } = alice.received(200);

      alice.invites({ ...CAROL, ...replacing(toTag), requestUri: `sip:${user}@anywhere.example.com`, offer });

      expect(alice.responses.at(-1)?.statusCode).toBe(200);
      expect(alice.requests.map(({ method, callId }) => [method, callId])).toEqual([["BYE", "fx-call-1"]]);
      expect(callee.calls).toBe(1);
      expect(ladder()).toContain("BYE --|");
    },
  );

  test.each([
    ["no call", "another", 481],
    ["a call that is over", undefined, 603],
  ])("refuses an INVITE that is to replace %s [RPL-3891-3-a] [RPL-3891-3-d]", (_, toTag, statusCode) => {
    const { alice, callee } = calleeAt("instant");
    alice.invites({ offer });
    const answered = alice.received(200);
    alice.hangsUp();

    alice.invites({ ...CAROL, ...replacing(toTag ?? answered.toTag), offer });

    expect(alice.lastResponse?.statusCode).toBe(statusCode);
    expect(callee.calls).toBe(0);
  });

  test("goes on when the INVITE that is to replace it offers nothing of use [RPL-3891-3-f]", () => {
    const { alice, callee } = calleeAt("instant");
    alice.invites({ offer });
    const { toTag } = alice.received(200);

    alice.invites({ ...CAROL, ...replacing(toTag), offer: offer.replace("m=audio", "m=video") });

    expect(alice.lastResponse?.statusCode).toBe(488);
    expect([callee.calls, alice.requests.length]).toEqual([1, 0]);
  });

  test("offers in the 200 to a re-INVITE without an offer", () => {
    const { alice } = calleeAt("instant");
    alice.invites({ offer });

    alice.reinvites();

    expect(alice.received(200).body).toContain("m=audio 9 RTP/AVP 0 8");
  });

  test.each(["instant", "answer"])("is refused with 488 when no stream can be taken: %s", (user) => {
    const { alice, wait } = calleeAt(user);

    alice.invites({ offer: offer.replace("m=audio", "m=video") });
    wait(1_000);

    expect(alice.lastResponse?.statusCode).toBe(488);
  });
});

const CAROL = { from: "Carol <sip:carol@example.org>", fromTag: "ca401", callId: "fx-call-2", toTag: undefined };

/** Names Alice's call. RFC 3891 §6.1 */
function replacing(toTag: string | undefined) {
  return { headers: { Replaces: `fx-call-1;to-tag=${toTag ?? ""};from-tag=a11ce`, Require: "replaces" } };
}
