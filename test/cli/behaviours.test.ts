import { describe, expect, test } from "vitest";
import { behaviourOf } from "../../src/cli/behaviours.js";
import { offer } from "../../src/testing/index.js";
import { answerTo, challengeOf } from "../user-agent/digest/support.js";
import { calleeAt } from "./callee-at.js";

describe("RFC 3261 §8.2.2.1 and RFC 3261 §19.1.1 who is there", () => {
  test.each(["answer", "instant", "status-100", "status-699"])("%s", (user) => {
    expect(behaviourOf(user)).toBeTypeOf("function");
  });

  test.each([undefined, "", "nobody", "Answer", "status-", "status-99", "status-700", "status-4866", "constructor"])(
    "not %s",
    (user) => {
      expect(behaviourOf(user)).toBeUndefined();
    },
  );

  test("an INVITE to anyone else is answered 404, OPTIONS to anyone 200", () => {
    const { alice, problems, ladder } = calleeAt("nobody");

    alice.sends("OPTIONS");
    alice.invites({ offer });

    expect(problems).toEqual([]);
    expect(alice.responses.map(({ statusCode }) => statusCode)).toEqual([200, 404]);
    expect(ladder()).toMatchInlineSnapshot(`
      "time    192.0.2.1:5060              nobody
        0.00  |-- OPTIONS -------------------->|
        0.00  |<------------------------ 200 --|
        0.00  |-- INVITE offer --------------->|
        0.00  |<------------------------ 404 --|
        0.00  |-- ACK ------------------------>|"
    `);
  });
});

describe("what is done with a call to", () => {
  test.each([
    ["answer", "180 at 0, 200 at 200"],
    ["instant", "200 at 0"],
    ["trying", "100 at 200, 180 at 1500, 200 at 2000"],
    ["ring", "180 at 0, 180 at 60000"],
    ["early", "183 at 100, 200 at 600"],
    ["forward", "181 at 0, 180 at 100, 200 at 300"],
    ["busy", "486 at 0"],
    ["decline", "603 at 0"],
    ["redirect", "302 at 0"],
    ["no-answer", "180 at 0, 480 at 3000"],
    ["status-100", "100 at 0, 183 at 60000"],
    ["status-183", "183 at 0, 183 at 60000"],
    ["status-202", "202 at 0"],
    ["status-301", "301 at 0"],
    ["status-401", "401 at 0"],
    ["status-407", "407 at 0"],
    ["status-420", "420 at 0"],
    ["status-421", "421 at 0"],
    ["status-487", "487 at 0"],
    ["status-606", "606 at 0"],
    ["late-offer", "180 at 0, 200 at 200"],
    ["hangup", "180 at 0, 200 at 200"],
    ["reinvite", "180 at 0, 200 at 200"],
    ["update", "180 at 0, 200 at 200"],
    ["auth", "401 at 0"],
    ["auth256", "401 at 0"],
    ["timer", "180 at 0, 200 at 200"],
    ["rel", "183 at 0, 200 at 600"],
    ["rel2", "183 at 0, 180 at 0, 200 at 600"],
    ["slow", "180 at 0, 200 at 200"],
  ])("%s: %s ms", (user, expected) => {
    const { alice, wire, wait } = calleeAt(user);
    const seen: string[] = [];
    wire.onMessage(({ from, statusCode, cseqMethod }, _, time) => {
      if (from === "callee" && statusCode !== undefined && cseqMethod === "INVITE")
        seen.push(`${statusCode} at ${time}`);
    });

    alice.invites({ offer });
    wait(60_000);

    expect(seen.join(", ")).toBe(expected);
  });

  test.each([
    ["status-401", "WWW-Authenticate"],
    ["status-407", "Proxy-Authenticate"],
    ["status-420", "Unsupported"],
    ["status-421", "Require"],
    ["status-422", "Min-SE"],
    ["status-423", "Min-Expires"],
  ])("%s has its %s, without which the code says nothing (RFC 3261 §21.4, RFC 4028 §6)", (user, header) => {
    const { alice } = calleeAt(user);

    alice.invites({ offer });

    expect(alice.responses.at(-1)?.parseHeader(header) ?? alice.responses.at(-1)?.getHeader(header)).toBeTruthy();
  });

  test("redirect: the Contact is answer at the same address", () => {
    const { alice } = calleeAt("redirect");

    alice.invites({ offer });

    expect(alice.received(302).getHeader("Contact")).toBe("<sip:answer@192.0.2.4:5060>");
  });

  test("early: the 200 repeats the description of the 183 to the letter", () => {
    const { alice, wait } = calleeAt("early");

    alice.invites({ offer });
    wait(600);

    expect(alice.received(183).body).toContain("m=audio 9 RTP/AVP 0");
    expect(alice.received(200).body).toBe(alice.received(183).body);
  });

  test("early: without an offer the 183 has no description, as ours may not stand there (RFC 3261 §13.2.1)", () => {
    const { alice, wait } = calleeAt("early");

    alice.invites();
    wait(600);

    expect(alice.received(183).body).toBe("");
    expect(alice.received(200).body).toContain("m=audio 9 RTP/AVP 0 8");
  });

  test("ring: rings until the CANCEL", () => {
    const { alice, wait, ladder, callee } = calleeAt("ring");

    alice.invites({ offer });
    wait(5_000);
    alice.cancels();

    expect(ladder()).toMatchInlineSnapshot(`
      "time    192.0.2.1:5060                ring
        0.00  |-- INVITE offer --------------->|
        0.00  |<------------------------ 180 --|
        5.00  |-- CANCEL --------------------->|
        5.00  |<------------------------ 200 --|
        5.00  |<------------------------ 487 --|
        5.00  |-- ACK ------------------------>|"
    `);
    expect(callee.calls).toBe(0);
  });

  test("ring: rings until the BYE", () => {
    const { alice, wait, ladder, callee } = calleeAt("ring");

    alice.invites({ offer });
    wait(5_000);
    alice.hangsUp();

    expect(ladder()).toMatchInlineSnapshot(`
      "time    192.0.2.1:5060                ring
        0.00  |-- INVITE offer --------------->|
        0.00  |<------------------------ 180 --|
        5.00  |-- BYE ------------------------>|
        5.00  |<------------------------ 200 --|
        5.00  |<------------------------ 487 --|
        5.00  |-- ACK ------------------------>|"
    `);
    expect(callee.calls).toBe(0);
  });

  test.each(["ring", "trying"])("%s: goes on until the INVITE expires", (user) => {
    const { alice, wait, callee, problems } = calleeAt(user);

    alice.invites({ offer, headers: { Expires: 1 } });
    wait(10_000);

    expect(alice.received(487)).toBeDefined();
    expect([callee.calls, problems]).toEqual([0, []]);
  });

  test("late-offer: the offer is in the 200, the answer in the ACK", () => {
    const { alice, wait, ladder } = calleeAt("late-offer", { automatic: false });

    alice.invites();
    wait(200);
    alice.acknowledges({ answer: offer });
    wait(1_000);
    alice.hangsUp();

    expect(ladder()).toMatchInlineSnapshot(`
      "time    192.0.2.1:5060          late-offer
        0.00  |-- INVITE --------------------->|
        0.00  |<------------------------ 180 --|
        0.20  |<------------------ 200 offer --|
        0.20  |-- ACK answer ----------------->|
        1.20  |-- BYE ------------------------>|
        1.20  |<------------------------ 200 --|"
    `);
  });

  test("hangup: says BYE a second after the 200", () => {
    const { alice, wait, ladder, callee } = calleeAt("hangup");

    alice.invites({ offer });
    wait(10_000);

    expect(ladder()).toMatchInlineSnapshot(`
      "time    192.0.2.1:5060              hangup
        0.00  |-- INVITE offer --------------->|
        0.00  |<------------------------ 180 --|
        0.20  |<----------------- 200 answer --|
        0.20  |-- ACK ------------------------>|
        1.20  |<------------------------ BYE --|
        1.20  |-- 200 ------------------------>|"
    `);
    expect(callee.calls).toBe(0);
  });

  test("hangup: but not before the ACK", () => {
    const { alice, wait, ladder } = calleeAt("hangup", { automatic: false });

    alice.invites({ offer });
    wait(3_000);
    alice.acknowledges();
    alice.answers("BYE", 200);

    expect(ladder()).toMatchInlineSnapshot(`
      "time    192.0.2.1:5060              hangup
        0.00  |-- INVITE offer --------------->|
        0.00  |<------------------------ 180 --|
        0.20  |<----------------- 200 answer --|
        0.70  |<----------------- 200 answer --|
        1.70  |<----------------- 200 answer --|
        3.00  |-- ACK ------------------------>|
        3.00  |<------------------------ BYE --|
        3.00  |-- 200 ------------------------>|"
    `);
  });

  test("reinvite: offers the same again half a second after the ACK", () => {
    const { alice, wait, ladder } = calleeAt("reinvite");

    alice.invites({ offer });
    wait(1_000);

    expect(ladder()).toMatchInlineSnapshot(`
      "time    192.0.2.1:5060            reinvite
        0.00  |-- INVITE offer --------------->|
        0.00  |<------------------------ 180 --|
        0.20  |<----------------- 200 answer --|
        0.20  |-- ACK ------------------------>|
        0.70  |<--------------- INVITE offer --|
        0.70  |-- 200 answer ----------------->|
        0.70  |<------------------------ ACK --|"
    `);
    expect(alice.received("INVITE").body).toBe(alice.received(200).body);
  });

  test("reinvite: tries again after a 491, within two seconds [RFC 3261 §14.1]", () => {
    const { alice, wait, ladder } = calleeAt("reinvite", { automatic: false, numbers: [137] });

    alice.invites({ offer });
    wait(200);
    alice.acknowledges();
    wait(500);
    alice.answers("INVITE", 491);
    wait(2_000);
    alice.answers("INVITE", 200, { answer: offer });
    alice.hangsUp();

    expect(ladder()).toMatchInlineSnapshot(`
      "time    192.0.2.1:5060            reinvite
        0.00  |-- INVITE offer --------------->|
        0.00  |<------------------------ 180 --|
        0.20  |<----------------- 200 answer --|
        0.20  |-- ACK ------------------------>|
        0.70  |<--------------- INVITE offer --|
        0.70  |-- 491 ------------------------>|
        0.70  |<------------------------ ACK --|
        2.07  |<--------------- INVITE offer --|
        2.57  |<--------------- INVITE offer --|
        2.70  |-- 200 answer ----------------->|
        2.70  |<------------------------ ACK --|
        2.70  |-- BYE ------------------------>|
        2.70  |<------------------------ 200 --|"
    `);
  });

  test.each(["Supported", "Require"])("rel: the 200 follows the 200 to the PRACK; 100rel in %s", async (header) => {
    const { alice, wait, settle, ladder } = calleeAt("rel", { automatic: false });

    alice.invites({ offer, headers: { [header]: "100rel" } });
    wait(200);
    alice.pracks();
    await settle();
    alice.acknowledges();

    expect(ladder()).toMatchInlineSnapshot(`
      "time    192.0.2.1:5060                 rel
        0.00  |-- INVITE offer --------------->|
        0.00  |<----------------- 183 answer --|
        0.20  |-- PRACK ---------------------->|
        0.20  |<------------------------ 200 --|
        0.20  |<------------------------ 200 --|
        0.20  |-- ACK ------------------------>|"
    `);
    expect(alice.received(200).body).toBe("");
  });

  test("rel: without an offer in the INVITE ours is in the 183, and its answer in the PRACK [OAM-I-14] [OAM-I-18]", async () => {
    const { alice, settle, ladder } = calleeAt("rel", { automatic: false });

    alice.invites({ headers: { Supported: "100rel" } });
    alice.pracks({ answer: offer });
    await settle();
    alice.acknowledges();

    expect(ladder()).toMatchInlineSnapshot(`
      "time    192.0.2.1:5060                 rel
        0.00  |-- INVITE --------------------->|
        0.00  |<------------------ 183 offer --|
        0.00  |-- PRACK answer --------------->|
        0.00  |<------------------------ 200 --|
        0.00  |<------------------------ 200 --|
        0.00  |-- ACK ------------------------>|"
    `);
  });

  test("rel: an offer in the PRACK is answered in its 200 [OAM-P-04]", async () => {
    const { alice, settle, ladder } = calleeAt("rel", { automatic: false });

    alice.invites({ offer, headers: { Supported: "100rel" } });
    alice.pracks({ offer: offer.replace("sendrecv", "sendonly") });
    await settle();
    alice.acknowledges();

    expect(ladder()).toMatchInlineSnapshot(`
      "time    192.0.2.1:5060                 rel
        0.00  |-- INVITE offer --------------->|
        0.00  |<----------------- 183 answer --|
        0.00  |-- PRACK offer ---------------->|
        0.00  |<----------------- 200 answer --|
        0.00  |<------------------------ 200 --|
        0.00  |-- ACK ------------------------>|"
    `);
    expect(alice.responses.find(({ method }) => method === "PRACK")?.body).toContain("a=recvonly");
  });

  test("rel: an offer in the PRACK that cannot be taken is refused stream by stream [REL-6337-2.3-a]", async () => {
    const { alice, settle, ladder } = calleeAt("rel", { automatic: false });

    alice.invites({ offer, headers: { Supported: "100rel" } });
    alice.pracks({ offer: offer.replace("m=audio", "m=video") });
    await settle();
    alice.acknowledges();

    expect(ladder()).toMatchInlineSnapshot(`
      "time    192.0.2.1:5060                 rel
        0.00  |-- INVITE offer --------------->|
        0.00  |<----------------- 183 answer --|
        0.00  |-- PRACK offer ---------------->|
        0.00  |<----------------- 200 answer --|
        0.00  |<------------------------ 200 --|
        0.00  |-- ACK ------------------------>|"
    `);
    expect(alice.responses.find(({ method }) => method === "PRACK")?.body).toContain("m=video 0 RTP/AVP 0 8\r\n");
  });

  test("rel: refused after 64*T1 without a PRACK", () => {
    const { alice, wait, callee, problems } = calleeAt("rel", { automatic: false });

    alice.invites({ offer, headers: { Supported: "100rel" } });
    wait(32_000);
    alice.acknowledges();

    expect(alice.received(504)).toBeDefined();
    expect([callee.calls, problems]).toEqual([0, []]);
  });

  test("answer: a caller that requires reliable responses and offers nothing gets our offer in the 180 [REL-3262-5-a]", async () => {
    const { alice, wait, settle, ladder } = calleeAt("answer", { automatic: false });

    alice.invites({ headers: { Require: "100rel" } });
    wait(200);
    alice.pracks({ answer: offer });
    await settle();
    alice.acknowledges();

    expect(ladder()).toMatchInlineSnapshot(`
      "time    192.0.2.1:5060              answer
        0.00  |-- INVITE --------------------->|
        0.00  |<------------------ 180 offer --|
        0.20  |-- PRACK answer --------------->|
        0.20  |<------------------------ 200 --|
        0.20  |<------------------------ 200 --|
        0.20  |-- ACK ------------------------>|"
    `);
  });

  test("rel2: the 180 waits for the first PRACK, the 200 for the second", async () => {
    const { alice, wait, settle, ladder } = calleeAt("rel2", { automatic: false });

    alice.invites({ offer, headers: { Supported: "100rel" } });
    wait(100);
    alice.pracks();
    await settle();
    wait(100);
    alice.pracks();
    await settle();
    alice.acknowledges();

    expect(ladder()).toMatchInlineSnapshot(`
      "time    192.0.2.1:5060                rel2
        0.00  |-- INVITE offer --------------->|
        0.00  |<----------------- 183 answer --|
        0.10  |-- PRACK ---------------------->|
        0.10  |<------------------------ 200 --|
        0.10  |<------------------------ 180 --|
        0.20  |-- PRACK ---------------------->|
        0.20  |<------------------------ 200 --|
        0.20  |<------------------------ 200 --|
        0.20  |-- ACK ------------------------>|"
    `);
  });

  test("update: an UPDATE without a body half a second after the ACK", () => {
    const { alice, wait, ladder } = calleeAt("update");

    alice.invites({ offer, headers: { Allow: "INVITE, ACK, BYE, CANCEL, UPDATE" } });
    wait(1_000);

    expect(ladder()).toMatchInlineSnapshot(`
      "time    192.0.2.1:5060              update
        0.00  |-- INVITE offer --------------->|
        0.00  |<------------------------ 180 --|
        0.20  |<----------------- 200 answer --|
        0.20  |-- ACK ------------------------>|
        0.70  |<--------------------- UPDATE --|
        0.70  |-- 200 ------------------------>|"
    `);
    expect(alice.received("UPDATE").body).toBe("");
  });

  test("update: none to a caller that does not allow it [OAM-V-01]", () => {
    const { alice, wait, problems } = calleeAt("update");

    alice.invites({ offer, headers: { Allow: "INVITE, ACK, BYE, CANCEL" } });
    wait(1_000);

    expect(alice.requests.map(({ method }) => method)).toEqual([]);
    expect(problems).toEqual([]);
  });

  test.each([
    ["auth", "MD5"],
    ["auth256", "SHA-256"],
  ])("%s: asks for a password by %s, and then only at the next call", (user, algorithm) => {
    const { alice, wait, ladder } = calleeAt(user);
    const uri = `sip:${user}@anywhere.example.com`;

    alice.invites({ offer });
    const challenge = challengeOf(alice.received(401));
    alice.invites({ offer, headers: { Authorization: answerTo(challenge, { uri }) } });
    wait(200);
    alice.reinvites({ offer });
    alice.hangsUp();

    expect(challenge).toMatchObject({ scheme: "Digest", realm: "example.test", algorithm, qop: "auth" });
    expect(ladder().split("\n").slice(1).join("\n")).toMatchInlineSnapshot(`
      "  0.00  |-- INVITE offer --------------->|
        0.00  |<------------------------ 401 --|
        0.00  |-- ACK ------------------------>|
        0.00  |-- INVITE offer --------------->|
        0.00  |<------------------------ 180 --|
        0.20  |<----------------- 200 answer --|
        0.20  |-- ACK ------------------------>|
        0.20  |-- INVITE offer --------------->|
        0.20  |<----------------- 200 answer --|
        0.20  |-- ACK ------------------------>|
        0.20  |-- BYE ------------------------>|
        0.20  |<------------------------ 200 --|"
    `);
  });

  test.each([
    ["the password", { password: "looking-glass" }],
    ["the user", { user: "bob" }],
  ])("auth: asks again when %s is wrong [AUT-7616-3.3-c]", (_, wrong) => {
    const { alice, callee, problems } = calleeAt("auth");

    alice.invites({ offer });
    const credentials = answerTo(challengeOf(alice.received(401)), { uri: "sip:auth@anywhere.example.com", ...wrong });
    alice.invites({ offer, headers: { Authorization: credentials } });

    expect(alice.responses.map(({ statusCode }) => statusCode)).toEqual([401, 401]);
    expect(alice.received(401).getHeader("WWW-Authenticate")).not.toContain("stale");
    expect([callee.calls, problems]).toEqual([0, []]);
  });

  test("auth: OPTIONS are answered to anyone", () => {
    const { alice } = calleeAt("auth");

    alice.sends("OPTIONS");

    expect(alice.lastResponse?.statusCode).toBe(200);
  });

  test("timer: refreshes the session when half its time is over, again and again [TMR-4028-9-m]", () => {
    const { alice, wait, ladder } = calleeAt("timer", { automatic: false });

    alice.invites({ offer, headers: TIMER });
    wait(200);
    alice.acknowledges();
    for (let refresh = 0; refresh < 2; refresh += 1) {
      wait(45_000);
      alice.answers("UPDATE", 200, { headers: { "Session-Expires": "90;refresher=uac", Require: "timer" } });
    }
    alice.hangsUp();

    expect(ladder()).toMatchInlineSnapshot(`
      "time    192.0.2.1:5060               timer
        0.00  |-- INVITE offer --------------->|
        0.00  |<------------------------ 180 --|
        0.20  |<----------------- 200 answer --|
        0.20  |-- ACK ------------------------>|
       45.20  |<--------------------- UPDATE --|
       45.20  |-- 200 ------------------------>|
       90.20  |<--------------------- UPDATE --|
       90.20  |-- 200 ------------------------>|
       90.20  |-- BYE ------------------------>|
       90.20  |<------------------------ 200 --|"
    `);
    expect(alice.received(200, "INVITE").getHeader("Session-Expires")).toBe("90;refresher=uas");
  });

  test.each([
    ["nothing", {}, "90;refresher=uas", undefined],
    ["that it knows timers", TIMER, "90;refresher=uas", "timer"],
    ["to refresh itself", { ...TIMER, "Session-Expires": "90;refresher=uac" }, "90;refresher=uac", "timer"],
    ["that we refresh", { ...TIMER, "Session-Expires": "90;refresher=uas" }, "90;refresher=uas", "timer"],
    ["a longer time", { ...TIMER, "Session-Expires": "1800" }, "90;refresher=uas", "timer"],
    ["no shorter time than", { ...TIMER, "Session-Expires": "1800", "Min-SE": "120" }, "120;refresher=uas", "timer"],
  ])(
    "timer: what is agreed on with a caller that says %s [TMR-4028-9-h] [TMR-4028-9-i]",
    (_, headers, agreed, required) => {
      const { alice, wait } = calleeAt("timer");

      alice.invites({ offer, headers });
      wait(200);

      expect(alice.received(200).getHeader("Session-Expires")).toBe(agreed);
      expect(alice.received(200).getHeader("Require")).toBe(required);
    },
  );

  test("timer: less than 90 seconds are refused [TMR-4028-9-a] [TMR-4028-9-b]", () => {
    const { alice, callee, problems } = calleeAt("timer");

    alice.invites({ offer, headers: { ...TIMER, "Session-Expires": "60" } });

    expect(alice.received(422).getHeader("Min-SE")).toBe("90");
    expect([callee.calls, problems]).toEqual([0, []]);
  });

  test("timer: a caller that does not refresh though it is to gets a BYE [TMR-4028-10-b]", () => {
    const { alice, wait, callee } = calleeAt("timer");

    alice.invites({ offer, headers: { ...TIMER, "Session-Expires": "90;refresher=uac" } });
    wait(60_200);

    expect(alice.received("BYE").getHeader("Reason")).toContain("Session timer expired");
    expect(callee.calls).toBe(0);
  });

  test("slow: answers a re-INVITE after a second and a half", () => {
    const { alice, wait, ladder } = calleeAt("slow");

    alice.invites({ offer });
    wait(1_000);
    alice.reinvites({ offer });
    wait(2_000);

    expect(ladder()).toMatchInlineSnapshot(`
      "time    192.0.2.1:5060                slow
        0.00  |-- INVITE offer --------------->|
        0.00  |<------------------------ 180 --|
        0.20  |<----------------- 200 answer --|
        0.20  |-- ACK ------------------------>|
        1.00  |-- INVITE offer --------------->|
        1.20  |<------------------------ 100 --|
        2.50  |<----------------- 200 answer --|
        2.50  |-- ACK ------------------------>|"
    `);
  });

  test("slow: a re-INVITE may be cancelled meanwhile", () => {
    const { alice, wait, ladder, problems } = calleeAt("slow");

    alice.invites({ offer });
    wait(1_000);
    alice.reinvites({ offer });
    wait(500);
    alice.cancels();
    wait(2_000);

    expect(ladder()).toMatchInlineSnapshot(`
      "time    192.0.2.1:5060                slow
        0.00  |-- INVITE offer --------------->|
        0.00  |<------------------------ 180 --|
        0.20  |<----------------- 200 answer --|
        0.20  |-- ACK ------------------------>|
        1.00  |-- INVITE offer --------------->|
        1.20  |<------------------------ 100 --|
        1.50  |-- CANCEL --------------------->|
        1.50  |<------------------------ 200 --|
        1.50  |<------------------------ 487 --|
        1.50  |-- ACK ------------------------>|"
    `);
    expect(problems).toEqual([]);
  });
});

const TIMER = { Supported: "timer", Allow: "INVITE, ACK, BYE, CANCEL, UPDATE" };

describe("when the program is asked to end", () => {
  test("an answered call gets a BYE, a ringing one a 480, and then it is done", async () => {
    const answered = calleeAt("instant");
    const ringing = calleeAt("ring");
    answered.alice.invites({ offer });
    ringing.alice.invites({ offer });

    await Promise.all([answered.callee.endCalls(), ringing.callee.endCalls()]);

    expect(answered.alice.received("BYE")).toBeDefined();
    expect(ringing.alice.received(480)).toBeDefined();
  });

  test("with no calls it is done at once", async () => {
    const { callee } = calleeAt("instant");

    await expect(callee.endCalls()).resolves.toBeUndefined();
  });

  test("a call that waits for its ACK gets its BYE after it", async () => {
    const { alice, callee } = calleeAt("instant", { automatic: false });
    alice.invites({ offer });

    const ended = callee.endCalls();
    alice.acknowledges();
    alice.answers("BYE", 200);

    await expect(ended).resolves.toBeUndefined();
  });
});

describe("what the program says of trouble", () => {
  test("a message that cannot be read is told in one line and not drawn as another's", () => {
    const { alice, problems, ladder } = calleeAt("instant");

    alice.sendsText("hello\r\n\r\n");

    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain("unreadable");
    expect(ladder()).toContain("?");
  });
});
