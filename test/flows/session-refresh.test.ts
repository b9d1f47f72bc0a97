import { describe, expect, test } from "vitest";
import { type Termination } from "../../src/dialog/termination.js";
import { answer, type CallFlow, type CallFlowOptions, offer, SeededRandom } from "../../src/testing/index.js";
import { secondAnswer, secondOffer } from "./descriptions.js";
import { callFlow } from "../testing/flow.js";

const REFRESHED = { headers: { "Session-Expires": "90;refresher=uac" } };

/** A call with an interval of 90 s that we have to refresh; the ladder begins after its ACK. */
function weRefresh({ allow = "INVITE, UPDATE", ...options }: CallFlowOptions & { readonly allow?: string } = {}) {
  return timed({ Supported: "timer", Allow: allow, "Session-Expires": "90;refresher=uas" }, options);
}

/** The same, and Alice has to refresh it. */
function aliceRefreshes(options: CallFlowOptions = {}) {
  return timed({ Supported: "timer", Allow: "INVITE, UPDATE", "Session-Expires": "90;refresher=uac" }, options);
}

function timed(
  headers: Readonly<Record<string, string>>,
  options: CallFlowOptions,
): CallFlow & { ends: Termination[] } {
  const ends: Termination[] = [];
  const session = { ...options.session, onTerminated: (termination: Termination) => void ends.push(termination) };
  const flow = callFlow({ ...options, session });
  const { latency = 0 } = options;
  flow.alice.invites({ offer, headers });
  flow.wait(latency);
  flow.bob.accepts({ answer });
  flow.wait(latency);
  flow.alice.acknowledges();
  flow.ladder.clear();
  return { ...flow, ends };
}

describe("RFC 4028 §10 a refresh of ours fails", () => {
  test("481 to it ends the call at once [TMR-4028-10-a]", () => {
    const { alice, wait, ladder, ends } = weRefresh();

    wait(45_000);
    alice.answers("UPDATE", 481);
    alice.answers("BYE", 200);

    expect(ends).toMatchObject([{ cause: "peer-gone" }]);
    expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
       45.0  |<----------------- UPDATE --|
       45.0  |-- 481 -------------------->|
       45.0  |<-------------------- BYE --|
       45.0  |                            | Terminated
       45.0  |-- 200 -------------------->|
    `);
  });

  test("no answer to it at all ends the call after 64*T1 [TMR-4028-10-a]", () => {
    const { alice, wait, ladder, ends } = weRefresh({ timers: { T2: 16_000 } });

    wait(77_000);
    alice.answers("BYE", 200);

    expect(ends).toMatchObject([{ cause: "peer-gone" }]);
    expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
       45.0  |<----------------- UPDATE --|
       45.5  |<----------------- UPDATE --|
       46.5  |<----------------- UPDATE --|
       48.5  |<----------------- UPDATE --|
       52.5  |<----------------- UPDATE --|
       60.5  |<----------------- UPDATE --|
       76.5  |<----------------- UPDATE --|
       77.0  |<-------------------- BYE --|
       77.0  |                            | Terminated
       77.0  |-- 200 -------------------->|
    `);
  });

  test("500 twice: no third, and the call runs out in its time [TMR-4028-10-a]", () => {
    const { alice, wait, ladder, ends } = weRefresh();

    wait(45_000);
    alice.answers("UPDATE", 500);
    wait(7_500);
    alice.answers("UPDATE", 500);
    wait(37_500);
    alice.answers("BYE", 200);

    expect(alice.received("BYE").getHeader("Reason")).toBe('SIP;cause=408;text="Session timer expired"');
    expect(ends).toMatchObject([{ cause: "session-expired", reasons: [{ protocol: "SIP", cause: 408 }] }]);
    expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
       45.0  |<----------------- UPDATE --|
       45.0  |-- 500 -------------------->|
       52.5  |<----------------- UPDATE --|
       52.5  |-- 500 -------------------->|
       90.0  |                            | onSessionExpired
       90.0  |<-------------------- BYE --|
       90.0  |                            | Terminated
       90.0  |-- 200 -------------------->|
    `);
  });

  test("422 has it sent again at once, with more; the 2xx begins anew [TMR-4028-7.3-a] [TMR-4028-7.4-a] [TMR-4028-7.4-b]", () => {
    const { alice, wait, ladder } = weRefresh();

    wait(45_000);
    alice.answers("UPDATE", 422, { headers: { "Min-SE": "4000" } });
    wait();
    const second = alice.received("UPDATE");
    alice.answers(second, 200, { headers: { "Session-Expires": "4000;refresher=uac" } });
    wait(2_000_000);
    alice.answers("UPDATE", 200, { headers: { "Session-Expires": "4000;refresher=uac" } });
    alice.hangsUp();

    const [first] = alice.requests;
    expect([second.getHeader("Session-Expires"), second.getHeader("Min-SE")]).toEqual(["4000;refresher=uac", "4000"]);
    expect(second.cseq).toBe((first?.cseq ?? 0) + 1);
    expect(ladder).toMatchInlineSnapshot(`
      time    alice                      bob
        45.0  |<----------------- UPDATE --|
        45.0  |-- 422 -------------------->|
        45.0  |<----------------- UPDATE --|
        45.0  |-- 200 -------------------->|
        45.0  |                            | onSessionRefreshed
      2045.0  |<----------------- UPDATE --|
      2045.0  |-- 200 -------------------->|
      2045.0  |                            | onSessionRefreshed
      2045.0  |-- BYE -------------------->|
      2045.0  |                            | onBye
      2045.0  |<-------------------- 200 --|
      2045.0  |                            | Terminated
    `);
  });

  test("422 without end does not have us send without end [TMR-4028-10-a]", () => {
    const { alice, wait, ends } = weRefresh();

    wait(45_000);
    for (let minSE = 100; minSE < 110; minSE += 1) {
      alice.answers("UPDATE", 422, { headers: { "Min-SE": minSE } });
      wait();
    }
    const updates = alice.requests.filter(({ method }) => method === "UPDATE");
    wait(45_000);
    alice.answers("BYE", 200);

    expect(updates).toHaveLength(4);
    expect(ends).toMatchObject([{ cause: "session-expired" }]);
  });

  test("the application's own re-INVITE with 422 teaches the next refresh [TMR-4028-7.4-a]", () => {
    const { alice, bob, wait } = weRefresh();

    bob.reinvites({ offer: secondAnswer });
    alice.answers("INVITE", 422, { headers: { "Min-SE": "500" } });
    wait(45_000);
    const update = alice.received("UPDATE");
    alice.answers(update, 200, { headers: { "Session-Expires": "500;refresher=uac" } });
    alice.hangsUp();

    expect([update.getHeader("Session-Expires"), update.getHeader("Min-SE")]).toEqual(["500;refresher=uac", "500"]);
  });

  test("491 has a re-INVITE sent again after a while, with the number that follows", () => {
    const { alice, wait, ladder } = weRefresh({ allow: "INVITE", random: new SeededRandom(4028) });

    wait(45_000);
    alice.answers("INVITE", 491);
    wait(2_000);
    alice.answers("INVITE", 200, { answer: offer, ...REFRESHED });
    alice.hangsUp();

    expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
       45.0  |<---------- INVITE answer --|
       45.0  |-- 491 -------------------->|
       45.0  |<-------------------- ACK --|
       46.3  |<---------- INVITE answer --|
       46.8  |<---------- INVITE answer --|
       47.0  |-- 200 answer ------------->|
       47.0  |<-------------------- ACK --|
       47.0  |                            | onSessionRefreshed
       47.0  |-- BYE -------------------->|
       47.0  |                            | onBye
       47.0  |<-------------------- 200 --|
       47.0  |                            | Terminated
    `);
  });

  test("where UPDATE is refused in spite of Allow, a re-INVITE goes", () => {
    const { alice, wait, ladder } = weRefresh();

    wait(45_000);
    alice.answers("UPDATE", 501);
    wait();
    alice.answers("INVITE", 200, { answer: offer, ...REFRESHED });
    alice.hangsUp();

    expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
       45.0  |<----------------- UPDATE --|
       45.0  |-- 501 -------------------->|
       45.0  |<---------- INVITE answer --|
       45.0  |-- 200 answer ------------->|
       45.0  |<-------------------- ACK --|
       45.0  |                            | onSessionRefreshed
       45.0  |-- BYE -------------------->|
       45.0  |                            | onBye
       45.0  |<-------------------- 200 --|
       45.0  |                            | Terminated
    `);
  });

  test("a way that is broken is tried once more, and the call goes on when it heals", async () => {
    const { alice, wire, wait, ends } = weRefresh();

    wire.fails("UPDATE");
    wait(45_000);
    await Promise.resolve();
    wait(7_500);
    alice.answers("UPDATE", 200, REFRESHED);
    alice.hangsUp();

    expect(ends).toMatchObject([{ cause: "remote-bye" }]);
  });
});

describe("RFC 4028 §7.4 a refresh waits for what is under way", () => {
  test("for a re-INVITE of Alice's that a person looks at: its 2xx refreshes", () => {
    const { alice, bob, wait, ladder } = weRefresh();

    wait(44_500);
    alice.reinvites({ offer: secondOffer, headers: { Supported: "timer", "Session-Expires": "90;refresher=uas" } });
    wait(3_000);
    bob.accepts({ answer: secondAnswer });
    alice.acknowledges();
    wait(45_000);
    alice.answers("UPDATE", 200, REFRESHED);
    alice.hangsUp();

    expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
       44.5  |-- INVITE offer ----------->|
       44.5  |                            | onInvite
       44.7  |<-------------------- 100 --|
       47.5  |<------------- 200 answer --|
       47.5  |-- ACK -------------------->|
       47.5  |                            | onAck
       92.5  |<----------------- UPDATE --|
       92.5  |-- 200 -------------------->|
       92.5  |                            | onSessionRefreshed
       92.5  |-- BYE -------------------->|
       92.5  |                            | onBye
       92.5  |<-------------------- 200 --|
       92.5  |                            | Terminated
    `);
  });

  test("not beyond the moment at which Alice hangs up", () => {
    const { alice, bob, wait, ladder } = weRefresh();

    wait(44_500);
    alice.reinvites({ offer: secondOffer });
    wait(6_000);
    alice.answers("UPDATE", 200, REFRESHED);
    bob.rejects(488);
    alice.acknowledges();
    alice.hangsUp();

    expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
       44.5  |-- INVITE offer ----------->|
       44.5  |                            | onInvite
       44.7  |<-------------------- 100 --|
       50.0  |<----------------- UPDATE --|
       50.5  |<----------------- UPDATE --|
       50.5  |-- 200 -------------------->|
       50.5  |                            | onSessionRefreshed
       50.5  |<-------------------- 488 --|
       50.5  |-- ACK -------------------->|
       50.5  |-- BYE -------------------->|
       50.5  |                            | onBye
       50.5  |<-------------------- 200 --|
       50.5  |                            | Terminated
    `);
  });
});

describe("RFC 4028 §10 the session runs out", () => {
  test("the application is told before the BYE goes, and the one end has its cause [TMR-4028-10-b]", () => {
    const { alice, wait, ladder, ends } = aliceRefreshes();

    wait(60_000);
    alice.answers("BYE", 200);

    expect(ends).toMatchObject([{ cause: "session-expired", reasons: [{ text: "Session timer expired" }] }]);
    expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
       60.0  |                            | onSessionExpired
       60.0  |<-------------------- BYE --|
       60.0  |                            | Terminated
       60.0  |-- 200 -------------------->|
    `);
  });

  test("the application may send the BYE itself", () => {
    const { alice, wait, ends, bob } = aliceRefreshes({
      session: { onSessionExpired: () => void bob.session.bye(undefined, { extraHeaders: ["X-Why: silence"] }) },
    });

    wait(60_000);
    alice.answers("BYE", 200);

    expect(alice.requests.filter(({ method }) => method === "BYE")).toHaveLength(1);
    expect(alice.received("BYE").getHeader("X-Why")).toBe("silence");
    expect(ends).toMatchObject([{ cause: "session-expired" }]);
  });

  test("an onSessionExpired that throws changes nothing", () => {
    const { alice, wait, ends, end } = aliceRefreshes({
      session: {
        onSessionExpired: () => {
          throw new Error("a mistake of the application");
        },
      },
    });

    wait(60_000);
    alice.answers("BYE", 200);

    expect(ends).toMatchObject([{ cause: "session-expired" }]);
    end({ errors: 1 });
  });

  test("while a re-INVITE waits for a person: a BYE, and 487 to it [MIX-5]", () => {
    const { alice, wait, ladder } = aliceRefreshes();

    wait(50_000);
    alice.reinvites({ offer: secondOffer });
    wait(10_000);
    alice.acknowledges();
    alice.answers("BYE", 200);

    expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
       50.0  |-- INVITE offer ----------->|
       50.0  |                            | onInvite
       50.2  |<-------------------- 100 --|
       60.0  |                            | onSessionExpired
       60.0  |<-------------------- 487 --|
       60.0  |<-------------------- BYE --|
       60.0  |                            | Terminated
       60.0  |-- ACK -------------------->|
       60.0  |-- 200 -------------------->|
    `);
  });

  test("our UPDATE crosses her BYE: one end [MIX-6]", () => {
    const { alice, wait, ladder, ends } = weRefresh({ latency: 100 });

    wait(44_850);
    alice.hangsUp();
    wait(200);
    alice.answers("UPDATE", 481);
    wait(200);

    expect(ends).toMatchObject([{ cause: "remote-bye" }]);
    expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.3  |                            | onAck, Confirmed
       45.0  |-- BYE -------------------->|
       45.1  |<----------------- UPDATE --|
       45.1  |                            | onBye
       45.1  |<-------------------- 200 --|
       45.1  |                            | Terminated
       45.3  |-- 481 -------------------->|
    `);
  });

  test.each([
    ["BYE", weRefresh],
    ["BYE", aliceRefreshes],
  ])("a clock that jumps an hour: one %s, and no storm [MIX-10]", (method, call) => {
    const { alice, clock, wait } = call();

    clock.jump(3_600_000);
    const sent = alice.requests.map(({ method: name }) => name);
    alice.answers(method, 200);
    clock.jump(3_600_000);
    wait(100_000);

    expect(sent).toEqual([method]);
    expect(alice.requests).toHaveLength(1);
  });

  test("many sessions of one core, and a clock that jumps an hour: each fires once [MIX-10]", () => {
    const { bob, clock, joinedBy, wait } = callFlow();
    const callers = Array.from({ length: 100 }, (_, index) => joinedBy(`caller${index}`).caller);
    for (const [index, caller] of callers.entries()) {
      caller.invites({ offer, headers: { Supported: "timer", Allow: "UPDATE", "Session-Expires": `${90 + index}` } });
      bob.accepts({ answer, sessionTimers: { refresher: index % 2 === 0 ? "uas" : "uac" } });
      caller.acknowledges();
    }
    wait(32_000);

    clock.jump(3_600_000);
    const sent = callers.map(({ requests }) => requests.map(({ method }) => method).join());
    for (const caller of callers) caller.answers("BYE", 200);
    clock.jump(3_600_000);

    expect(new Set(sent)).toEqual(new Set(["BYE"]));
    expect(clock.pending).toBe(0);
    expect(callers.every(({ requests }) => requests.length === 1)).toBe(true);
  });
});

describe("RFC 4028 §9 the application has its say", () => {
  test("for one call: its own wishes, for all that follows in it [TMR-4028-9-e] [TMR-4028-9-g]", () => {
    const { alice, bob, wait } = callFlow();
    const headers = { Supported: "timer", Allow: "UPDATE", "Min-SE": "100" };

    alice.invites({ offer, headers });
    bob.accepts({ answer, sessionTimers: { initiate: true, interval: 90, maximum: 90, refresher: "uas" } });
    alice.acknowledges();
    const first = alice.received(200, "INVITE").getHeader("Session-Expires");
    alice.updates({ headers: { Supported: "timer", "Session-Expires": "1800", "Min-SE": "300" } });
    wait(150_000);
    alice.answers("UPDATE", 200, { headers: { "Session-Expires": "300;refresher=uac" } });
    alice.hangsUp();

    expect(first).toBe("100;refresher=uas");
    expect(alice.received(200, "UPDATE").getHeader("Session-Expires")).toBe("300;refresher=uas");
    expect(alice.received("UPDATE").getHeader("Min-SE")).toBe("300");
  });

  test("for one call: no timer", () => {
    const { alice, bob, clock, wait } = callFlow();

    alice.invites({ offer, headers: { Supported: "timer", "Session-Expires": "90" } });
    bob.accepts({ answer, sessionTimers: false });
    alice.acknowledges();
    alice.updates({ headers: { Supported: "timer", "Session-Expires": "90" } });
    wait(40_000);

    expect(alice.received(200, "INVITE").hasHeader("Session-Expires")).toBe(false);
    expect(alice.received(200, "UPDATE").hasHeader("Session-Expires")).toBe(false);
    expect(clock.pending).toBe(0);
    alice.hangsUp();
  });

  test("settings that cannot be are refused at the call, and nothing is sent [TMR-4028-4-b]", () => {
    const { alice, bob } = callFlow();

    alice.invites({ offer, headers: { Supported: "timer" } });
    expect(() => bob.accepts({ answer, sessionTimers: { interval: 60 } })).toThrow(
      /^cannot use sessionTimers\.interval: 60/,
    );
    expect(alice.responses).toHaveLength(0);
    bob.accepts({ answer });
    alice.acknowledges();
    alice.hangsUp();
  });

  test("who writes Session-Expires itself keeps the time itself, and nothing is written twice", () => {
    const { alice, bob, clock, wait } = callFlow();
    const extraHeaders = ["Require: timer", "Session-Expires: 90;refresher=uas"];

    alice.invites({ offer, headers: { Supported: "timer", Allow: "UPDATE", "Session-Expires": "1800" } });
    bob.accepts({ answer, extraHeaders });
    alice.acknowledges();
    wait(40_000);
    const { pending } = clock;
    bob.reinvites({ offer: secondAnswer, extraHeaders: ["Session-Expires: 120;refresher=uac"] });
    alice.answers("INVITE", 200, { answer: secondOffer, headers: { "Session-Expires": "120;refresher=uac" } });
    wait(200_000);

    const response = alice.received(200, "INVITE");
    expect(response.getHeaders("Session-Expires")).toEqual(["90;refresher=uas"]);
    expect(response.getHeaders("Require")).toEqual(["timer"]);
    expect(alice.received("INVITE").getHeaders("Session-Expires")).toEqual(["120;refresher=uac"]);
    expect([pending, clock.pending]).toEqual([0, 0]);
    alice.hangsUp();
  });

  test("Require: timer that the application writes is not written again", () => {
    const { alice, bob } = callFlow();

    alice.invites({ offer, headers: { Supported: "timer", "Session-Expires": "1800" } });
    bob.accepts({ answer, extraHeaders: ["Require: timer"] });
    alice.acknowledges();
    alice.hangsUp();

    expect(alice.received(200, "INVITE").getHeaders("Require")).toEqual(["timer"]);
  });
});
