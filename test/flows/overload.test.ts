import { describe, expect, test } from "vitest";
import { type Flow } from "../../src/environment/flow.js";
import { LoggerFactory } from "../../src/environment/logger.js";
import {
  answer,
  type CallFlow,
  type CallFlowOptions,
  offer,
  requestText,
  SeededRandom,
} from "../../src/testing/index.js";
import { hardened } from "../../src/user-agent/hardened.js";
import { type OverloadLimits } from "../../src/user-agent/overload-limits.js";
import { rawMessage } from "../support/raw-message.js";
import { callFlow } from "../testing/flow.js";
import { flowOf } from "../user-agent/support.js";
import { secondOffer } from "./descriptions.js";
import { establishedCall } from "./established-call.js";

interface Crowd extends CallFlow {
  /** Sends a request of its own from a host, and gives the start line of the answer, if there is one at once. */
  readonly sends: (method: string, from?: string) => string;
  /** Sends the last one again. */
  readonly repeats: () => string;
}

/** A core, and as many callers as one likes. Nothing of them is looked at in the end. */
function crowd(overload: OverloadLimits, options: CallFlowOptions = {}): Crowd {
  const flow = callFlow({ ...options, configuration: { ...options.configuration, overload }, atEnd: () => undefined });
  let count = 0;
  let last: { readonly text: string; readonly from: string } = { text: "", from: "" };
  const send = (): string => {
    const way: Flow & { readonly sent: (string | Uint8Array)[] } = flowOf("UDP", {
      remote: { host: last.from, port: 5060 },
    });
    flow.core.receive(last.text, way);
    return way.sent.map((message) => rawMessage(message).startLine.slice("SIP/2.0 ".length)).join();
  };
  return {
    ...flow,
    repeats: send,
    sends: (method, from = "192.0.2.1") => {
      count += 1;
      last = { from, text: requestText(method, { callId: `call-${count}`, branch: `z9hG4bKcrowd${count}` }) };
      return send();
    },
  };
}

const many = (times: number, send: () => string): string[] => Array.from({ length: times }, send);
const BUSY = "503 Service Unavailable";

describe("RFC 5390 §6 each limit, at it and one beyond it", () => {
  test("INVITEs that wait: overall [LIM-0-0-f] [OVL-3261-21.5.4-a]", () => {
    const { sends, bob, core } = crowd({ pendingInvites: 3 });

    expect(many(5, () => sends("INVITE"))).toEqual(["", "", "", BUSY, BUSY]);
    expect(core.transactions.size).toBe(3);
    bob.rejects();
    expect([sends("INVITE"), sends("INVITE")]).toEqual(["", BUSY]);
  });

  test("INVITEs that wait: of one source [LIM-0-0-f]", () => {
    const { sends } = crowd({ pendingInvitesPerSource: 2 });

    expect(many(3, () => sends("INVITE"))).toEqual(["", "", BUSY]);
    expect(sends("INVITE", "192.0.2.2")).toBe("");
  });

  test("INVITEs a second: overall [LIM-0-0-h]", () => {
    const { sends, wait } = crowd({ inviteRate: { perSecond: 2, burst: 3 } });
    let host = 0;
    const next = (): string => sends("INVITE", `192.0.2.${(host += 1)}`);

    expect(many(4, next)).toEqual(["", "", "", BUSY]);
    wait(500);
    expect(many(2, next)).toEqual(["", BUSY]);
  });

  test("INVITEs a second: of one source, other methods not counted [LIM-0-0-h]", () => {
    const { sends } = crowd({ inviteRatePerSource: { perSecond: 2, burst: 2 } });

    expect([sends("OPTIONS"), sends("INVITE"), sends("INVITE"), sends("INVITE")]).toEqual(["200 OK", "", "", BUSY]);
    expect(sends("OPTIONS")).toBe("200 OK");
  });

  test("requests a second of one source, whatever their method: INVITE is answered, others are dropped [LIM-0-0-h]", () => {
    const { sends, core } = crowd({ requestRatePerSource: { perSecond: 1, burst: 2 } });

    expect([sends("OPTIONS"), sends("INVITE")]).toEqual(["200 OK", ""]);
    const { size } = core.transactions;
    expect([sends("OPTIONS"), sends("MESSAGE"), sends("INVITE")]).toEqual(["", "", BUSY]);
    expect(core.transactions.size).toBe(size);
    expect(sends("OPTIONS", "192.0.2.2")).toBe("200 OK");
  });

  test("server transactions: overall [LIM-0-0-e]", () => {
    const { sends, wait } = crowd({ transactions: 2 });

    expect([sends("OPTIONS"), sends("OPTIONS"), sends("OPTIONS"), sends("INVITE")]).toEqual([
      "200 OK",
      "200 OK",
      "",
      BUSY,
    ]);
    wait(32_000);
    expect(sends("OPTIONS")).toBe("200 OK");
  });

  test("server transactions: of one source, an IPv6 network of 64 bits being one [LIM-0-0-e]", () => {
    const { sends } = crowd({ transactionsPerSource: 2 });

    expect([sends("INVITE", "2001:db8::1"), sends("INVITE", "2001:db8::2"), sends("INVITE", "2001:db8::3")]).toEqual([
      "",
      "",
      BUSY,
    ]);
    expect(sends("INVITE", "2001:db8:0:1::1")).toBe("");
  });

  test("dialogs: INVITEs are refused while there are so many [LIM-0-0-g]", () => {
    const { sends, bob } = crowd({ dialogs: 2 });

    many(2, () => {
      sends("INVITE");
      return bob.rings().message;
    });
    expect([sends("INVITE"), sends("OPTIONS")]).toEqual([BUSY, BUSY]);
    bob.rejects();
    expect(sends("INVITE")).toBe("");
  });

  test("2xx of one source that wait for their ACK [SEC-3261-26.1.5-c]", () => {
    const { sends, bob, alice, wait } = crowd({ unacknowledgedPerSource: 2 });

    alice.invites({ offer });
    bob.accepts({ answer });
    sends("INVITE");
    bob.accepts({ offer });
    expect([sends("INVITE"), sends("INVITE", "192.0.2.2")]).toEqual([BUSY, ""]);
    alice.acknowledges();
    expect(sends("INVITE")).toBe("");
    bob.accepts({ offer });
    expect(sends("INVITE")).toBe(BUSY);
    wait(32_000);
    expect(sends("INVITE")).toBe("");
  });

  test("what the application measures itself, such as the lag of its queue (RFC 6357 §5) [OVL-6357-5-a]", () => {
    let lag = 0;
    const { sends } = crowd({ busy: () => lag > 100 });

    expect([sends("INVITE"), sends("OPTIONS")]).toEqual(["", "200 OK"]);
    lag = 500;
    expect([sends("INVITE"), sends("OPTIONS"), sends("MESSAGE")]).toEqual([BUSY, BUSY, ""]);
    lag = 0;
    expect([sends("INVITE"), sends("OPTIONS")]).toEqual(["", "200 OK"]);
  });

  test("the values of the reference: the 21st INVITE that waits, the 101st request [LIM-0-0-f] [LIM-0-0-h]", () => {
    const { overload } = hardened();
    const ringing = crowd(overload);
    const asked = crowd(overload);

    const invites = many(21, () => ringing.sends("INVITE"));
    const options = many(101, () => asked.sends("OPTIONS"));

    expect([invites.indexOf(BUSY), options.indexOf("")]).toEqual([20, 100]);
  });

  test("nothing is limited until it is said", () => {
    const { sends, core } = crowd({});

    expect(new Set(many(2_000, () => sends("INVITE")))).toEqual(new Set([""]));
    expect(core.breaches.size).toBe(0);
  });
});

describe("RFC 5390 §6 what belongs to something alive is served all the same", () => {
  test("copies, CANCEL, ACK, BYE, and requests in dialogs; they take no token either [OVL-5390-6-a] [LIM-0-0-h]", () => {
    const { alice, bob, ladder } = callFlow({
      configuration: { overload: { transactions: 1, inviteRate: { perSecond: 0.001, burst: 1 }, busy: () => busy } },
    });
    let busy = false;

    alice.invites({ offer });
    busy = true;
    alice.repeats("INVITE");
    bob.accepts({ answer });
    alice.acknowledges();
    alice.sends("INFO");
    alice.reinvites({ offer: secondOffer });
    alice.cancels();
    alice.acknowledges();
    alice.hangsUp();
    alice.invites({ offer, callId: "new", toTag: undefined });
    alice.acknowledges();

    expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |-- INVITE offer ----------->|
        0.0  |                            | onInvite
        0.0  |-- INVITE offer ----------->|
        0.0  |<------------- 200 answer --|
        0.0  |                            | AckWait
        0.0  |-- ACK -------------------->|
        0.0  |                            | onAck, Confirmed
        0.0  |-- INFO ------------------->|
        0.0  |                            | onInfo
        0.0  |<-------------------- 200 --|
        0.0  |-- INVITE offer ----------->|
        0.0  |                            | onInvite
        0.0  |-- CANCEL ----------------->|
        0.0  |<-------------------- 200 --|
        0.0  |                            | onCancel
        0.0  |<-------------------- 487 --|
        0.0  |-- ACK -------------------->|
        0.0  |-- BYE -------------------->|
        0.0  |                            | onBye
        0.0  |<-------------------- 200 --|
        0.0  |                            | Terminated
        0.0  |-- INVITE offer ----------->|
        0.0  |<-------------------- 503 --|
        0.0  |-- ACK -------------------->|
    `);
  });

  test("a copy of an INVITE that was refused is refused in the same words, even when there is room by then (RFC 3261 §17.1) [OVL-3261-17.1-a]", () => {
    const { sends, repeats, bob, diagnostics, wait, core } = crowd({ pendingInvites: 1, retryAfter: 30 });
    sends("INVITE");

    const first = sends("INVITE");
    bob.rejects();
    const copies = many(6, () => {
      wait(500);
      return repeats();
    });

    expect([first, ...copies]).toEqual(Array<string>(7).fill(BUSY));
    expect(bob.requests).toHaveLength(1);
    expect(diagnostics.filter(({ code }) => code === "overload")).toHaveLength(1);
    expect(core.breaches.get("pendingInvites")).toBe(1);
    wait(32_000);
    expect(repeats()).toBe("");
  });

  test("the bodies of those that are kept out are not looked at, nor is anybody asked [OVL-5390-6-a]", () => {
    const asked: string[] = [];
    const { alice } = callFlow({
      configuration: {
        overload: { pendingInvites: 0 },
        acceptRequestUri: () => asked.push("acceptRequestUri") > 0,
        authenticator: { authenticate: () => (asked.push("authenticator"), undefined) },
      },
    });

    alice.invites({ body: "?", contentType: "a/b", headers: { Require: "foo" }, requestUri: "foo:bar" });

    expect(alice.responses.map(({ statusCode }) => statusCode)).toEqual([503]);
    expect(asked).toEqual([]);
  });
});

describe("RFC 3261 §21.5.4 how new requests are kept out", () => {
  test("without Retry-After unless it is asked for [OVL-5390-5-a]", () => {
    const { alice } = callFlow({ configuration: { overload: { pendingInvites: 0 } } });

    alice.invites({ offer });

    expect(alice.received(503).hasHeader("retry-after")).toBe(false);
  });

  test("the times to come back are spread, so that not all come at once [OVL-5390-5-a]", () => {
    const { alice } = callFlow({
      configuration: { overload: { pendingInvites: 0, retryAfter: 30 } },
      random: new SeededRandom(3261),
    });

    for (let i = 0; i < 100; i += 1) alice.invites({ offer, callId: `call-${i}` });

    const times = alice.responses.map((response) => Number(response.getHeader("retry-after")));
    expect(Math.min(...times)).toBeGreaterThanOrEqual(30);
    expect(Math.max(...times)).toBeLessThanOrEqual(60);
    expect(new Set(times).size).toBeGreaterThan(20);
  });

  test("or in silence [OVL-3261-21.5.4-a]", () => {
    const { sends, core, diagnostics } = crowd({ pendingInvites: 0, silent: true });

    expect([sends("INVITE"), sends("OPTIONS")]).toEqual(["", ""]);
    expect(core.transactions.size).toBe(0);
    expect(diagnostics).toMatchObject([
      { reason: "dropped", code: "overload", limit: "pendingInvites", method: "INVITE", callId: "call-1" },
      { reason: "dropped", code: "overload", limit: "pendingInvites", method: "OPTIONS", callId: "call-2" },
    ]);
  });

  test("one call is refused by 486 with Retry-After, which speaks of the user and not of the server [OVL-3261-21.5.4-b]", () => {
    const { alice, bob } = callFlow();

    alice.invites({ offer });
    bob.rejects({ extraHeaders: ["Retry-After: 60"] });
    alice.acknowledges();

    expect(alice.received(486).getHeader("retry-after")).toBe("60");
  });

  test("each is told and counted; the log says so once a minute", () => {
    const lines: unknown[] = [];
    const loggerFactory = new LoggerFactory();
    loggerFactory.builtinEnabled = false;
    loggerFactory.connector = (_level, _category, _label, content) => lines.push(content);
    const { sends, core, diagnostics, wait } = crowd({ pendingInvites: 0 }, { configuration: { loggerFactory } });
    lines.length = 0;

    many(500, () => sends("INVITE"));
    wait(60_000);
    many(500, () => sends("INVITE"));

    expect(diagnostics).toHaveLength(1_000);
    expect(diagnostics[0]).toMatchObject({
      reason: "refused",
      code: "overload",
      limit: "pendingInvites",
      statusCode: 503,
      callId: "call-1",
    });
    expect(core.breaches).toEqual(new Map([["pendingInvites", 1_000]]));
    expect(lines).toEqual([
      "pendingInvites is reached; 1 new requests were kept out by now",
      "pendingInvites is reached; 501 new requests were kept out by now",
    ]);
  });

  test("a proxy of our own is not limited as one source, but is with all others", () => {
    const { sends } = crowd({
      pendingInvitesPerSource: 1,
      pendingInvites: 3,
      trusts: ({ host }) => host === "192.0.2.9",
    });

    expect(many(2, () => sends("INVITE"))).toEqual(["", BUSY]);
    expect(many(3, () => sends("INVITE", "192.0.2.9"))).toEqual(["", "", BUSY]);
  });

  test("an application that throws when it is asked counts as not busy, and trusts nobody", () => {
    const oh = (): never => {
      throw new Error("oh");
    };
    const { sends } = crowd({ busy: oh, trusts: oh, pendingInvitesPerSource: 1 });

    expect(many(2, () => sends("INVITE"))).toEqual(["", BUSY]);
  });

  test("a flood from ever new sources leaves nothing behind [LIM-0-0-h]", () => {
    const { sends, core, wait, clock } = crowd(hardened().overload);

    for (let i = 0; i < 12_000; i += 1) sends("OPTIONS", `10.${i >> 14}.${(i >> 7) & 127}.${i & 127}`);
    expect(core.breaches.get("transactions")).toBe(2_000);
    wait(32_000);

    expect([core.transactions.size, core.servers.size, clock.pendingNames]).toEqual([0, 0, []]);
  });
});

describe("limits within a call", () => {
  test("requests that are not answered: one more gets a 500 with Retry-After, without state; BYE is served [LIM-0-0-g]", () => {
    const { alice, core, wait, diagnostics } = establishedCall({
      configuration: { overload: hardened().overload },
      session: { onInfo: () => undefined },
    });
    const { size } = core.transactions;

    for (let i = 0; i < 32; i += 1) alice.sends("INFO");
    expect(alice.responses.at(-1)?.method).toBe("INVITE");
    alice.sends("INFO");
    const refused = alice.received(500, "INFO");
    expect(core.transactions.size).toBe(size + 32);
    alice.hangsUp();
    wait(32_000);

    expect(Number(refused.getHeader("retry-after"))).toBeLessThanOrEqual(10);
    expect(alice.received(200, "BYE").statusCode).toBe(200);
    expect(diagnostics[0]).toMatchObject({ reason: "refused", code: "too-many-requests", statusCode: 500 });
  });

  test("early dialogs of one INVITE: opening more throws, and nothing is sent [LIM-0-0-g]", () => {
    const { alice, bob } = callFlow({ configuration: { overload: { earlyDialogsPerInvite: 3 } } });
    alice.invites({ offer });
    bob.opensEarlyDialog();
    bob.opensEarlyDialog();

    expect(() => bob.opensEarlyDialog()).toThrow(/^cannot open an early dialog: the INVITE has 3 by now$/);
    bob.rejects();
    alice.acknowledges();
  });

  test("reliable provisional responses that wait: sending more throws, and nothing changes [LIM-0-0-g]", () => {
    const { alice, bob, wait } = callFlow({
      configuration: { overload: { queuedProvisionals: 16 }, capabilities: { optionTags: ["100rel"] } },
    });
    alice.invites({ offer, headers: { Supported: "100rel" } });

    for (let i = 0; i < 17; i += 1) bob.request.progress({ statusCode: 183, reliable: true });

    expect(() => bob.request.progress({ statusCode: 183, reliable: true })).toThrow(
      /^cannot send 183: 16 wait for their PRACK$/,
    );
    expect(() => bob.request.progress({ statusCode: 180 })).not.toThrow();
    bob.rejects();
    alice.acknowledges();
    wait(32_000);
  });
});
