import { describe, expect, test } from "vitest";
import { answer, type CallFlow, type CallFlowOptions, offer } from "../../src/testing/index.js";
import { type AcceptOptions } from "../../src/dialog/session.js";
import { secondAnswer, secondOffer } from "./descriptions.js";
import { callFlow } from "../testing/flow.js";

type Headers = Readonly<Record<string, string>>;

const timer = { Supported: "timer", Allow: "INVITE, ACK, BYE, CANCEL, OPTIONS, UPDATE" };

interface TimedCallOptions extends CallFlowOptions {
  readonly accept?: AcceptOptions;
}

/** A call whose INVITE has these headers, answered and acknowledged. */
function timedCall(headers: Headers, { accept, ...options }: TimedCallOptions = {}): CallFlow {
  const flow = callFlow(options);
  flow.alice.invites({ offer, headers });
  flow.bob.accepts({ answer, ...accept });
  flow.alice.acknowledges();
  return flow;
}

/** What the last 2xx to this method says about session timers. */
function timerLines({ alice }: CallFlow, method = "INVITE") {
  const response = alice.received(200, method);
  return [response.getHeader("Session-Expires"), response.getHeader("Require"), response.getHeader("Min-SE")];
}

describe("RFC 4028 §9 a caller asks for a session timer", () => {
  test("it refreshes, and when it stops we hang up a little before the end [EXT-4028-1] [TMR-4028-9-d] [TMR-4028-9-j] [TMR-4028-10-b]", () => {
    const flow = timedCall({ ...timer, "Session-Expires": "4000", "Min-SE": "4000" });
    const { alice, wait, ladder } = flow;

    const first = timerLines(flow);
    wait(2_000_000);
    alice.updates({ headers: { Supported: "timer", "Session-Expires": "4000;refresher=uac", "Min-SE": "4000" } });
    wait(3_967_999);
    const early = alice.requests.length;
    wait(1);
    alice.answers("BYE", 200);

    expect(first).toEqual(["4000;refresher=uac", "timer", undefined]);
    expect(timerLines(flow, "UPDATE")).toEqual(["4000;refresher=uac", "timer", undefined]);
    expect(early).toBe(0);
    expect(alice.received("BYE").getHeader("Reason")).toBe('SIP;cause=408;text="Session timer expired"');
    expect(ladder).toMatchInlineSnapshot(`
      time    alice                      bob
         0.0  |-- INVITE offer ----------->|
         0.0  |                            | onInvite
         0.0  |<------------- 200 answer --|
         0.0  |                            | AckWait
         0.0  |-- ACK -------------------->|
         0.0  |                            | onAck, Confirmed
      2000.0  |-- UPDATE ----------------->|
      2000.0  |                            | onUpdate
      2000.0  |<-------------------- 200 --|
      5968.0  |                            | onSessionExpired
      5968.0  |<-------------------- BYE --|
      5968.0  |                            | Terminated
      5968.0  |-- 200 -------------------->|
    `);
  });

  test("a short interval is refused before anybody is alerted, and the call with a longer one rings once [EXT-4028-2] [TMR-4028-9-a] [TMR-4028-9-b] [TMR-4028-5-a]", () => {
    const { alice, bob, ladder } = callFlow({ configuration: { sessionTimers: { minimum: 300 } } });

    alice.invites({ offer, headers: { ...timer, "Session-Expires": "120" } });
    alice.acknowledges();
    const refusal = alice.received(422);
    alice.invites({ offer, headers: { ...timer, "Session-Expires": "300", "Min-SE": "300" } });
    bob.accepts({ answer });
    alice.acknowledges();
    alice.hangsUp();

    expect(refusal.getHeader("Min-SE")).toBe("300");
    expect(alice.received(200, "INVITE").callId).toBe(refusal.callId);
    expect(bob.requests).toHaveLength(1);
    expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |-- INVITE offer ----------->|
        0.0  |<-------------------- 422 --|
        0.0  |-- ACK -------------------->|
        0.0  |-- INVITE offer ----------->|
        0.0  |                            | onInvite
        0.0  |<------------- 200 answer --|
        0.0  |                            | AckWait
        0.0  |-- ACK -------------------->|
        0.0  |                            | onAck, Confirmed
        0.0  |-- BYE -------------------->|
        0.0  |                            | onBye
        0.0  |<-------------------- 200 --|
        0.0  |                            | Terminated
    `);
  });

  test("a caller without timer: a proxy asked, and it is we who refresh, by UPDATE [EXT-4028-3] [TMR-4028-9-h] [TMR-4028-9-i] [TMR-4028-9-m] [TMR-4028-7.4-c]", () => {
    const flow = timedCall({ Allow: timer.Allow, "Session-Expires": "1800" });
    const { alice, wait, ladder } = flow;

    wait(900_000);
    alice.answers("UPDATE", 200, { headers: { "Session-Expires": "1800;refresher=uac" } });
    wait(900_000);
    alice.answers("UPDATE", 200, { headers: { "Session-Expires": "1800;refresher=uac" } });
    alice.hangsUp();

    expect(timerLines(flow)).toEqual(["1800;refresher=uas", undefined, undefined]);
    const update = alice.received("UPDATE");
    expect([update.getHeader("Session-Expires"), update.getHeader("Min-SE"), update.body]).toEqual([
      "1800;refresher=uac",
      undefined,
      "",
    ]);
    expect(ladder).toMatchInlineSnapshot(`
      time    alice                      bob
         0.0  |-- INVITE offer ----------->|
         0.0  |                            | onInvite
         0.0  |<------------- 200 answer --|
         0.0  |                            | AckWait
         0.0  |-- ACK -------------------->|
         0.0  |                            | onAck, Confirmed
       900.0  |<----------------- UPDATE --|
       900.0  |-- 200 -------------------->|
       900.0  |                            | onSessionRefreshed
      1800.0  |<----------------- UPDATE --|
      1800.0  |-- 200 -------------------->|
      1800.0  |                            | onSessionRefreshed
      1800.0  |-- BYE -------------------->|
      1800.0  |                            | onBye
      1800.0  |<-------------------- 200 --|
      1800.0  |                            | Terminated
    `);
  });

  test("a caller without timer and without UPDATE: a re-INVITE with our description as it stands [EXT-4028-3] [TMR-4028-7.4-d] [TMR-4028-7.4-e]", () => {
    const { alice, wait, ladder } = timedCall({ Allow: "INVITE, ACK, BYE", "Session-Expires": "90" });

    wait(45_000);
    alice.answers("INVITE", 200, { answer: offer, headers: { "Session-Expires": "90;refresher=uac" } });
    wait(45_000);
    alice.answers("INVITE", 200, { answer: offer, headers: { "Session-Expires": "90;refresher=uac" } });
    alice.hangsUp();

    const [first, second] = alice.requests.filter(({ method }) => method === "INVITE");
    expect([first?.body, second?.body]).toEqual([answer, answer]);
    expect(first?.getHeader("Session-Expires")).toBe("90;refresher=uac");
    expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |-- INVITE offer ----------->|
        0.0  |                            | onInvite
        0.0  |<------------- 200 answer --|
        0.0  |                            | AckWait
        0.0  |-- ACK -------------------->|
        0.0  |                            | onAck, Confirmed
       45.0  |<---------- INVITE answer --|
       45.0  |-- 200 answer ------------->|
       45.0  |<-------------------- ACK --|
       45.0  |                            | onSessionRefreshed
       90.0  |<---------- INVITE answer --|
       90.0  |-- 200 answer ------------->|
       90.0  |<-------------------- ACK --|
       90.0  |                            | onSessionRefreshed
       90.0  |-- BYE -------------------->|
       90.0  |                            | onBye
       90.0  |<-------------------- 200 --|
       90.0  |                            | Terminated
    `);
  });

  test.each(["UPDATE", "INVITE"])(
    "the peer drops the timer in its 2xx to our %s: no refresh, no BYE ever [EXT-4028-4] [TMR-4028-9-k]",
    (method) => {
      const { alice, clock, wait } = timedCall({ Allow: `INVITE, ${method}`, "Session-Expires": "90" });

      wait(45_000);
      alice.answers(method, 200, method === "INVITE" ? { answer: offer } : {});
      wait(40_000);

      expect(clock.pending).toBe(0);
      wait(1_000_000);
      expect(alice.requests.filter(({ method: sent }) => sent !== "ACK")).toHaveLength(1);
      alice.hangsUp();
    },
  );

  test.each(["UPDATE", "INVITE"])("the peer's %s without Session-Expires drops it as well [TMR-4028-9-k]", (method) => {
    const { alice, bob, clock, wait } = timedCall({ ...timer, "Session-Expires": "90" });

    if (method === "UPDATE") alice.updates();
    else {
      alice.reinvites({ offer });
      bob.accepts();
      alice.acknowledges();
    }
    wait(40_000);

    expect(clock.pending).toBe(0);
    alice.hangsUp();
  });

  const open = "1800";
  test.each<[Headers, readonly (string | undefined)[]]>([
    [{ "Session-Expires": open }, ["1800;refresher=uas", undefined]],
    [{ "Session-Expires": `${open};refresher=uac` }, ["1800;refresher=uas", undefined]],
    [{ "Session-Expires": `${open};refresher=uas` }, ["1800;refresher=uas", undefined]],
    [{ Supported: "timer", "Session-Expires": open }, ["1800;refresher=uac", "timer"]],
    [{ Supported: "timer", "Session-Expires": `${open};refresher=uac` }, ["1800;refresher=uac", "timer"]],
    [{ Supported: "timer", "Session-Expires": `${open};refresher=uas` }, ["1800;refresher=uas", "timer"]],
    [{ k: "timer", x: "86400;foo=bar;refresher=uac" }, ["86400;refresher=uac", "timer"]],
  ])(
    "by table 2, %j gets %j, and who is to act does [TMR-4028-9-h] [TMR-4028-9-i] [TMR-4028-4-a]",
    (headers, lines) => {
      const flow = timedCall({ Allow: "UPDATE", ...headers });
      const { alice, wait } = flow;
      const weRefresh = lines[0]?.endsWith("uas") === true;
      const interval = Number.parseInt(lines[0] ?? "", 10);

      wait(weRefresh ? interval * 500 : interval * 1000 - 32_000);

      expect(timerLines(flow).slice(0, 2)).toEqual(lines);
      expect(alice.lastRequest?.method).toBe(weRefresh ? "UPDATE" : "BYE");
      alice.answers(undefined, 200);
      if (weRefresh) alice.hangsUp();
    },
  );

  test("Session-Expires stands in the 2xx only, and the time runs from there [TMR-4028-9-l] [TMR-4028-5-a]", () => {
    const { alice, bob, wait } = callFlow();

    alice.invites({ offer, headers: { ...timer, Supported: "timer, 100rel", "Session-Expires": "90;refresher=uac" } });
    bob.progresses({ answer, reliable: true });
    alice.pracks();
    wait(100_000);
    bob.accepts();
    alice.acknowledges();
    wait(59_999);
    const early = alice.requests.length;
    wait(1);
    alice.answers("BYE", 200);

    expect(alice.received(183).hasHeader("Session-Expires")).toBe(false);
    expect(early).toBe(0);
  });

  test("each accepted re-INVITE or UPDATE begins anew, whatever it was for, and whoever sent it [TMR-4028-7.2-a] [TMR-4028-9-j]", () => {
    const { alice, bob, wait, ladder } = timedCall({ ...timer, "Session-Expires": "1800;refresher=uas" });

    wait(800_000);
    bob.reinvites({ offer: secondAnswer });
    alice.answers("INVITE", 200, { answer: secondOffer, headers: { "Session-Expires": "1800;refresher=uac" } });
    wait(800_000);
    alice.updates({ headers: { Supported: "timer", "Session-Expires": "600;refresher=uas" } });
    wait(300_000);
    alice.answers("UPDATE", 200, { headers: { "Session-Expires": "600;refresher=uas" } });
    wait(568_000);
    alice.answers("BYE", 200);

    expect(alice.received("INVITE").getHeader("Session-Expires")).toBe("1800;refresher=uac");
    expect(ladder).toMatchInlineSnapshot(`
      time    alice                      bob
         0.0  |-- INVITE offer ----------->|
         0.0  |                            | onInvite
         0.0  |<------------- 200 answer --|
         0.0  |                            | AckWait
         0.0  |-- ACK -------------------->|
         0.0  |                            | onAck, Confirmed
       800.0  |<----------- INVITE offer --|
       800.0  |-- 200 answer ------------->|
       800.0  |<-------------------- ACK --|
      1600.0  |-- UPDATE ----------------->|
      1600.0  |                            | onUpdate
      1600.0  |<-------------------- 200 --|
      1900.0  |<----------------- UPDATE --|
      1900.0  |-- 200 -------------------->|
      1900.0  |                            | onSessionRefreshed
      2468.0  |                            | onSessionExpired
      2468.0  |<-------------------- BYE --|
      2468.0  |                            | Terminated
      2468.0  |-- 200 -------------------->|
    `);
  });

  test("what we send for another reason names the peer where it refreshes [TMR-4028-7.4-c] [TMR-4028-7.4-a]", () => {
    const { alice, bob } = timedCall({ ...timer, "Session-Expires": "1800;refresher=uac", "Min-SE": "400" });

    bob.does((session) => session.update());
    alice.answers("UPDATE", 200, { headers: { "Session-Expires": "1800;refresher=uas" } });
    bob.does((session) => session.info());
    alice.answers("INFO", 200);
    alice.hangsUp();

    const update = alice.received("UPDATE");
    expect([update.getHeader("Session-Expires"), update.getHeader("Min-SE")]).toEqual(["1800;refresher=uas", "400"]);
    expect(alice.received("INFO").hasHeader("Session-Expires")).toBe(false);
  });

  test("a refused re-INVITE or UPDATE changes nothing [TMR-4028-7.2-a]", () => {
    const { alice, bob, wait } = timedCall({ ...timer, "Session-Expires": "90;refresher=uac" });

    wait(30_000);
    alice.reinvites({ offer: secondOffer, headers: { ...timer, "Session-Expires": "1800" } });
    bob.rejects(488);
    alice.acknowledges();
    wait(29_999);
    const early = alice.requests.length;
    wait(1);
    alice.answers("BYE", 200);

    expect(early).toBe(0);
  });
});

describe("RFC 4028 §9 nobody has asked for a session timer", () => {
  test("a core that wants one begins it, not below the caller's Min-SE [TMR-4028-9-g]", () => {
    const flow = timedCall({ ...timer, "Min-SE": "2000" }, { configuration: { sessionTimers: { initiate: true } } });
    const { alice, wait } = flow;

    wait(1_968_000);
    alice.answers("BYE", 200);

    expect(timerLines(flow)).toEqual(["2000;refresher=uac", "timer", undefined]);
  });

  test("a core that wants one refreshes it itself where the caller does not know timers [TMR-4028-9-h] [TMR-4028-9-i]", () => {
    const flow = timedCall(
      { Allow: "UPDATE" },
      { configuration: { sessionTimers: { initiate: true, interval: 600 } } },
    );
    const { alice, wait, clock } = flow;

    wait(300_000);
    alice.answers("UPDATE", 200);
    wait(40_000);

    expect(timerLines(flow)).toEqual(["600;refresher=uas", undefined, undefined]);
    expect(alice.received("UPDATE").getHeader("Session-Expires")).toBe("600;refresher=uac");
    expect(clock.pending).toBe(0);
    alice.hangsUp();
  });

  test("a core that wants one asks for it in its own requests, too [TMR-4028-9-j]", () => {
    const { alice, bob, wait } = timedCall(timer, { configuration: { sessionTimers: { initiate: true } } });

    alice.updates({ headers: { "Session-Expires": "junk" } });
    bob.does((session) => session.update());
    const update = alice.received("UPDATE");
    alice.answers(update, 200, { headers: { "Session-Expires": "900;refresher=uas" } });
    wait(868_000);
    alice.answers("BYE", 200);

    expect(update.getHeader("Session-Expires")).toBe("1800");
  });

  test("nothing is timed by default", () => {
    const flow = timedCall(timer);
    const { alice, bob, clock, wait } = flow;

    bob.does((session) => session.update());
    alice.answers("UPDATE", 200);
    wait(40_000);

    expect(timerLines(flow)).toEqual([undefined, undefined, undefined]);
    expect(alice.received("UPDATE").hasHeader("Session-Expires")).toBe(false);
    expect(clock.pending).toBe(0);
    alice.hangsUp();
  });
});

describe("RFC 4028 §7.1 there is no session before the 2xx", () => {
  test("an UPDATE of an early dialog is timed neither way [TMR-4028-9-l]", () => {
    const { alice, bob, wait, clock } = callFlow();
    const headers = { Supported: "timer, 100rel", Allow: "UPDATE, PRACK", "Session-Expires": "90;refresher=uac" };

    alice.invites({ offer, headers });
    bob.progresses({ answer, reliable: true });
    alice.pracks();
    alice.updates({ headers: { ...headers, "Session-Expires": "20" } });
    bob.does((session) => session.update());
    alice.answers("UPDATE", 200, { headers: { "Session-Expires": "90;refresher=uac" } });
    wait(59_000);
    const { pendingNames } = clock;
    bob.accepts();
    alice.acknowledges();
    wait(60_000);
    alice.answers("BYE", 200);

    expect(alice.received(200, "UPDATE").hasHeader("Session-Expires")).toBe(false);
    expect(alice.received("UPDATE").hasHeader("Session-Expires")).toBe(false);
    expect(pendingNames).not.toContain("sessionRefresh");
    expect(pendingNames).not.toContain("sessionExpiry");
    expect(alice.received(200, "INVITE").getHeader("Session-Expires")).toBe("90;refresher=uac");
  });

  test("a 2xx that waits for a PRACK begins it when it goes [TMR-4028-9-l]", () => {
    const { alice, bob, wait } = callFlow();

    alice.invites({ offer, headers: { Supported: "timer, 100rel", "Session-Expires": "90;refresher=uac" } });
    bob.progresses({ answer, reliable: true });
    const { message } = bob.accepts();
    wait(10_000);
    alice.pracks();
    alice.acknowledges();
    wait(59_999);
    const early = alice.requests.length;
    wait(1);
    alice.answers("BYE", 200);

    expect(message).toContain("Session-Expires: 90;refresher=uac\r\n");
    expect(early).toBe(0);
  });
});

describe("RFC 4028 §10 what is over is not timed", () => {
  test.each(["she hangs up", "we hang up", "it is disposed of", "the core is disposed of"])("%s", (way) => {
    const { alice, bob, core, clock, wait } = timedCall({ Allow: "UPDATE", "Session-Expires": "1800" });

    if (way === "she hangs up") alice.hangsUp();
    if (way === "we hang up") {
      bob.hangsUp();
      alice.answers("BYE", 200);
    }
    if (way === "it is disposed of") bob.does((session) => session.dispose());
    if (way === "the core is disposed of") core.dispose();
    wait(40_000);

    expect(clock.pending).toBe(0);
  });
});

describe("RFC 4028 §9 a refresh of the peer", () => {
  test.each(["UPDATE", "INVITE"])(
    "by %s that is too short is refused with 422, and the time runs on [TMR-4028-9-a]",
    (method) => {
      const { alice, wait } = timedCall(
        { ...timer, "Session-Expires": "300" },
        { configuration: { sessionTimers: { minimum: 300 } } },
      );

      const headers = { ...timer, "Session-Expires": "100" };
      if (method === "UPDATE") alice.updates({ headers });
      else {
        alice.reinvites({ offer, headers });
        alice.acknowledges();
      }
      wait(268_000);
      alice.answers("BYE", 200);

      expect(alice.received(422, method).getHeader("Min-SE")).toBe("300");
    },
  );

  test("by re-INVITE with an equal description is answered with an equal description of ours, without a question [TMR-4028-7.4-e]", () => {
    const flow = timedCall(
      { ...timer, "Session-Expires": "90" },
      { session: { onInvite: (request) => void request.accept() } },
    );
    const { alice } = flow;

    alice.reinvites({ offer, headers: { ...timer, "Session-Expires": "90;refresher=uac" } });
    alice.acknowledges();
    alice.hangsUp();

    expect(alice.received(200, "INVITE").body).toBe(answer);
    expect(timerLines(flow)).toEqual(["90;refresher=uac", "timer", undefined]);
  });
});

describe("RFC 4028 §7.1 who we are to the peer", () => {
  test("timer is in Supported of every request but ACK, and of responses, with and without a timer [TMR-4028-7.1-a]", () => {
    const { alice, bob } = timedCall({ Allow: timer.Allow });

    bob.does((session) => session.update());
    alice.answers("UPDATE", 200);
    bob.reinvites({ offer: secondAnswer });
    alice.answers("INVITE", 200, { answer: secondOffer });
    bob.hangsUp();
    alice.answers("BYE", 200);

    const supported = alice.requests.map(({ method }) => method);
    expect(supported).toEqual(["UPDATE", "INVITE", "ACK", "BYE"]);
    for (const method of ["UPDATE", "INVITE", "BYE"]) {
      expect(alice.received(method).getHeaders("Supported")).toContain("timer");
    }
    expect(alice.received("ACK").hasHeader("Supported")).toBe(false);
    expect(alice.received(200, "INVITE").getHeaders("Supported")).toContain("timer");
  });

  test("with timers disabled, Require: timer is refused [TMR-4028-7.1-b]", () => {
    const { alice } = callFlow({ configuration: { sessionTimers: false } });

    alice.invites({ offer, headers: { Require: "timer", "Session-Expires": "1800" } });
    alice.acknowledges();

    expect(alice.received(420).getHeader("Unsupported")).toBe("timer");
  });

  test("with timers disabled, Session-Expires is nothing, and nothing is echoed [TMR-4028-7.1-b]", () => {
    const flow = timedCall({ ...timer, "Session-Expires": "20" }, { configuration: { sessionTimers: false } });
    const { alice, clock, wait } = flow;

    alice.updates({ headers: { ...timer, "Session-Expires": "90" } });
    wait(40_000);

    expect(timerLines(flow)).toEqual([undefined, undefined, undefined]);
    expect(timerLines(flow, "UPDATE")).toEqual([undefined, undefined, undefined]);
    expect(alice.received(200, "INVITE").getHeaders("Supported")).not.toContain("timer");
    expect(clock.pending).toBe(0);
    alice.hangsUp();
  });

  test("Session-Expires: 60 of a proxy is no 422 to a caller that does not know timers [TMR-4028-9-c]", () => {
    const flow = timedCall({ "Session-Expires": "60" }, { configuration: { sessionTimers: { minimum: 300 } } });

    flow.alice.hangsUp();

    expect(timerLines(flow)).toEqual([undefined, undefined, undefined]);
  });

  test.each(["0", "-1", "soon"])(
    "Session-Expires: %s is 400 to a caller that knows timers, and nothing to others [TMR-4028-11-a]",
    (text) => {
      const { alice, bob } = callFlow();

      alice.invites({ offer, headers: { ...timer, "Session-Expires": text } });
      alice.acknowledges();
      const { reasonPhrase } = alice.received(400);
      alice.invites({ offer, headers: { "Session-Expires": text } });
      bob.accepts({ answer });
      alice.acknowledges();
      alice.hangsUp();

      expect(reasonPhrase).toBe("Malformed Session-Expires header field");
      expect(alice.received(200, "INVITE").hasHeader("Session-Expires")).toBe(false);
    },
  );

  test("Session-Expires: 4294967295 fires nothing for 68 years [TMR-4028-11-a]", () => {
    const { alice, clock, wait } = timedCall({ ...timer, "Session-Expires": "4294967295;refresher=uas" });

    wait(40_000);
    const { pending } = clock;
    wait(10_000_000_000);

    expect([pending, alice.requests.length]).toEqual([1, 0]);
    alice.hangsUp();
  });
});
