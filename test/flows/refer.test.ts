import { describe, expect, test } from "vitest";
import { type IncomingReferRequest, type Referral } from "../../src/dialog/referral.js";
import { type IncomingRequestMessage } from "../../src/message/incoming-request-message.js";
import { readReferProgress } from "../../src/message/refer-progress.js";
import { type CallFlowOptions } from "../../src/testing/index.js";
import { callFlow } from "../testing/flow.js";
import { establishedCall } from "./established-call.js";

/** Bob in a call with Alice. What he is asked for is kept; `takesOn` has him take on what he was asked for last. */
function callWith(options: CallFlowOptions = {}) {
  const asked: IncomingReferRequest[] = [];
  const session = { ...options.session, onRefer: (request: IncomingReferRequest) => void asked.push(request) };
  const flow = establishedCall({ ...options, session });
  const takesOn = (how?: Parameters<IncomingReferRequest["acceptReferral"]>[0]): Referral =>
    flow.bob.does(() => {
      const request = asked.at(-1);
      if (request === undefined) throw new Error("nothing was asked for");
      return request.acceptReferral(how);
    });
  const tells = (action: () => void): void => flow.bob.does(action);
  return { ...flow, asked, takesOn, tells };
}

/** What the NOTIFYs that came have told. */
function told(requests: readonly IncomingRequestMessage[]): string[] {
  return requests
    .filter(({ method }) => method === "NOTIFY")
    .map((message) => {
      const { status } = readReferProgress(message) ?? {};
      return `${message.getHeader("Subscription-State") ?? ""} ${status?.statusCode ?? ""}`;
    });
}

describe("RFC 3515 §2.4.2 a REFER that is taken on", () => {
  test("is answered 200, and a NOTIFY says at once that we are trying; others say what comes of it [REF-3515-2.4.2-c] [REF-7647-5-a] [REF-3515-2.4.5-a]", () => {
    const { alice, asked, takesOn, tells, wait, ladder } = callWith({ automatic: {} });

    alice.refers({ referTo: "<sip:carol@example.com>" });
    const referral = takesOn();
    wait(2_000);
    tells(() => referral.notify(180));
    wait(3_000);
    tells(() => referral.end(200));

    expect(asked[0]?.referTo.uri.toString()).toBe("sip:carol@example.com");
    expect(told(alice.requests)).toEqual([
      "active;expires=180 100",
      "active;expires=178 180",
      "terminated;reason=noresource 200",
    ]);
    const last = alice.received("NOTIFY");
    expect([last.getHeader("Event"), last.getHeader("Content-Type"), last.body]).toEqual([
      "refer",
      "message/sipfrag;version=2.0",
      "SIP/2.0 200 OK\r\n",
    ]);
    expect(last.getHeader("Contact")).toBe("<sip:bob@192.0.2.4:5060>");
    expect(alice.received(200, "REFER").getHeader("Contact")).toBe("<sip:bob@192.0.2.4:5060>");
    expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |-- REFER ------------------>|
        0.0  |                            | onRefer
        0.0  |<-------------------- 200 --|
        0.0  |<----------------- NOTIFY --|
        0.0  |-- 200 -------------------->|
        2.0  |<----------------- NOTIFY --|
        2.0  |-- 200 -------------------->|
        5.0  |<----------------- NOTIFY --|
        5.0  |-- 200 -------------------->|
    `);
    alice.hangsUp();
  });

  test("tells no more than once a second, and then what is newest [REF-3515-3.10-a]", () => {
    const { alice, takesOn, tells, wait } = callWith({ automatic: {} });
    alice.refers();
    const referral = takesOn();

    wait(100);
    tells(() => {
      for (const statusCode of [181, 182, 183, 180]) referral.notify(statusCode);
    });
    wait(900);
    expect(told(alice.requests)).toEqual(["active;expires=180 100", "active;expires=179 180"]);
    tells(() => {
      referral.notify(183);
      referral.end(486, "Out to lunch");
      referral.notify(180);
      referral.end(200);
    });
    wait(1_000);

    expect(told(alice.requests).slice(2)).toEqual(["terminated;reason=noresource 486"]);
    expect(alice.received("NOTIFY").body).toBe("SIP/2.0 486 Out to lunch\r\n");
    expect(referral.subscribed).toBe(false);
    alice.hangsUp();
  });

  test("after another in the same dialog has its number in the NOTIFYs [REF-3515-2.4.6-a]", () => {
    const { alice, takesOn, tells } = callWith({ automatic: {} });

    alice.refers({ cseq: 2007 });
    const first = takesOn();
    alice.refers({ cseq: 2009 });
    const second = takesOn();
    tells(() => {
      first.end(200);
      second.end(603);
    });

    expect(alice.requests.map((message) => message.getHeader("Event"))).toEqual(["refer", "refer;id=2009"]);
    alice.hangsUp();
  });

  test("leaves it to the application whether it is answered, and how [REF-3515-2.4.2-b]", () => {
    const { alice, asked, bob, ladder } = callWith();

    alice.refers();
    bob.does(() => asked[0]?.reject({ statusCode: 603 }));

    expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |-- REFER ------------------>|
        0.0  |                            | onRefer
        0.0  |<-------------------- 603 --|
    `);
    expect(() => asked[0]?.acceptReferral()).toThrow("cannot send 200");
    alice.hangsUp();
  });

  test.each([
    ["no Refer-To", undefined],
    ["two", ["<sip:carol@example.com>", "<sip:dave@example.com>"]],
    ["one that cannot be read", "<sip:carol@exa mple.com>"],
  ])("with %s gets 400 and reaches nobody [REF-3515-2.4.2-a]", (_what, referTo) => {
    const { alice, asked } = callWith();

    alice.sends("REFER", { headers: { "Refer-To": referTo } });

    expect(alice.received(400).reasonPhrase).toMatch(/^(Missing|Malformed) Refer-To header field$/);
    expect(asked).toEqual([]);
    alice.hangsUp();
  });

  test("is told of no longer than it says, and the referral goes on", () => {
    const { alice, takesOn, tells, wait } = callWith({ automatic: {} });
    alice.refers();
    const referral = takesOn({ expires: 60 });

    wait(60_000);
    tells(() => referral.notify(180));

    expect(told(alice.requests)).toEqual(["active;expires=60 100", "terminated;reason=timeout 100"]);
    expect(referral.subscribed).toBe(false);
    alice.hangsUp();
  });

  test("refuses what cannot be told, and changes nothing", () => {
    const { alice, asked, takesOn, tells } = callWith({ automatic: {} });
    alice.refers();

    expect(() => takesOn({ expires: 0 })).toThrow(TypeError);
    expect(() => takesOn({ subscription: false })).toThrow("has no Refer-Sub of false");
    expect(() => takesOn({ extraHeaders: ["X: 1\r\nRoute: 2"] })).toThrow(TypeError);
    const referral = takesOn();
    expect([asked.length, alice.responses.length]).toEqual([1, 2]);
    expect(() => referral.notify(99)).toThrow(TypeError);
    expect(() => referral.end(200, "O\r\nK")).toThrow(TypeError);
    tells(() => referral.end(200));
    alice.hangsUp();
  });
});

describe("RFC 4488 §4 a REFER whose sender does not want to be told", () => {
  const refer = { configuration: { refer: true } };

  test("is taken on in silence, and the 200 says so [REF-4488-4-a]", () => {
    const { alice, takesOn, tells } = callWith(refer);

    alice.refers({ headers: { "Refer-Sub": "false", Require: "norefersub" } });
    const referral = takesOn();
    tells(() => {
      referral.notify(180);
      referral.end(200);
    });

    expect(alice.received(200, "REFER").getHeader("Refer-Sub")).toBe("false");
    expect(alice.requests).toEqual([]);
    expect(referral.subscribed).toBe(false);
    alice.hangsUp();
  });

  test("is told all the same where the application wants it, and the 200 does not say otherwise [REF-4488-4-a]", () => {
    const { alice, takesOn, tells } = callWith({ ...refer, automatic: {} });

    alice.refers({ headers: { "Refer-Sub": "false" } });
    const referral = takesOn({ subscription: true });
    tells(() => referral.end(200));

    expect(alice.received(200, "REFER").hasHeader("Refer-Sub")).toBe(false);
    expect(alice.requests).toHaveLength(1);
    alice.hangsUp();
  });

  test.each([
    ["norefersub where REFER is not said to be served [REF-4488-4-a]", "norefersub"],
    ["explicitsub, which we do not have [REF-7614-4.3-a]", "explicitsub"],
    ["nosub, which we do not have [REF-7614-4.3-a]", "nosub"],
  ])("is refused with 420 when it requires %s", (_what, tag) => {
    const { alice, asked } = callWith();

    alice.refers({ headers: { Require: tag } });

    expect(alice.received(420).getHeader("Unsupported")).toBe(tag);
    expect(asked).toEqual([]);
    alice.hangsUp();
  });
});

describe("RFC 5057 §5.5 the subscription of a REFER outlives the call", () => {
  test("NOTIFYs go on after the BYE, and requests of the call get 481 [USG-5057-5.5-a] [SVC-2.4] [RAC-3.3.3]", () => {
    const { alice, takesOn, tells, wait, ladder } = callWith({ automatic: {} });

    alice.refers();
    const referral = takesOn();
    alice.hangsUp();
    wait(2_000);
    alice.reinvites();
    tells(() => referral.end(200));

    expect(told(alice.requests)).toEqual(["active;expires=180 100", "terminated;reason=noresource 200"]);
    expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |-- REFER ------------------>|
        0.0  |                            | onRefer
        0.0  |<-------------------- 200 --|
        0.0  |<----------------- NOTIFY --|
        0.0  |-- 200 -------------------->|
        0.0  |-- BYE -------------------->|
        0.0  |                            | onBye
        0.0  |<-------------------- 200 --|
        0.0  |                            | Terminated
        2.0  |-- INVITE ----------------->|
        2.0  |<-------------------- 481 --|
        2.0  |-- ACK -------------------->|
        2.0  |<----------------- NOTIFY --|
        2.0  |-- 200 -------------------->|
    `);
  });

  test("also when the call was replaced [RPL-5057-5.7-a]", () => {
    const { alice, bob, takesOn, tells, joinedBy, wait } = callWith({
      automatic: {},
      configuration: { replaces: { authorize: () => true } },
    });
    const { caller: carol } = joinedBy("carol");
    alice.refers();
    const referral = takesOn();

    const Replaces = `fx-call-1;to-tag=${alice.dialog.remoteTag ?? ""};from-tag=a11ce`;
    carol.invites({ headers: { Replaces } });
    bob.accepts({ offer: "v=0\r\n" });
    wait(1_000);
    tells(() => referral.end(200));

    expect(alice.requests.map(({ method }) => method)).toEqual(["NOTIFY", "BYE", "NOTIFY"]);
    carol.hangsUp();
  });

  test("a 481 to a NOTIFY ends the subscription and not the call [USG-5057-5.1-a] [REF-3515-2.4.4-a]", () => {
    const { alice, core, takesOn } = callWith();
    alice.refers();
    const referral = takesOn();

    alice.answers("NOTIFY", 481);

    expect(referral.subscribed).toBe(false);
    expect(core.dialogs.size).toBe(1);
    alice.hangsUp();
  });

  test("a 404 to a request of the call ends both [USG-5057-5.1-a]", () => {
    const { alice, bob, takesOn } = callWith();
    alice.refers();
    const referral = takesOn();
    alice.answers("NOTIFY", 200);

    bob.does((session) => session.info());
    alice.answers("INFO", 404);
    alice.answers("BYE", 200);

    expect(referral.subscribed).toBe(false);
  });

  test("a NOTIFY that is not answered ends the subscription", () => {
    const { alice, takesOn, wait } = callWith();
    alice.refers();
    const referral = takesOn();

    wait(32_000);

    expect(referral.subscribed).toBe(false);
    alice.hangsUp();
  });

  test("a NOTIFY that is to come again, or with credentials, leaves it", () => {
    const { alice, takesOn, tells, wait } = callWith();
    alice.refers();
    const referral = takesOn();

    alice.answers("NOTIFY", 503, { headers: { "Retry-After": 5 } });
    wait(1_000);
    tells(() => referral.notify(180));
    alice.answers("NOTIFY", 401);

    expect(referral.subscribed).toBe(true);
    wait(1_000);
    tells(() => referral.end(200));
    alice.answers("NOTIFY", 200);
    alice.hangsUp();
  });

  test("a core that is disposed of forgets it", () => {
    const { alice, core, clock, takesOn } = callWith({ automatic: {} });
    alice.refers();
    takesOn();

    core.dispose();

    expect(clock.pendingNames).toEqual([]);
  });
});

describe("RFC 3515 §2.4.4, RFC 6665 §4.2.1 SUBSCRIBE about a REFER", () => {
  test("with Expires 0 it ends the subscription and not what was asked for [REF-3515-2.4.4-a]", () => {
    const { alice, takesOn, ladder } = callWith({ automatic: {} });
    alice.refers();
    const referral = takesOn();

    alice.sends("SUBSCRIBE", { headers: { Event: "refer", Expires: 0 } });

    expect(alice.received(200, "SUBSCRIBE").getHeader("Expires")).toBe("0");
    expect(told(alice.requests).at(-1)).toBe("terminated;reason=timeout 100");
    expect(referral.subscribed).toBe(false);
    expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |-- REFER ------------------>|
        0.0  |                            | onRefer
        0.0  |<-------------------- 200 --|
        0.0  |<----------------- NOTIFY --|
        0.0  |-- 200 -------------------->|
        0.0  |-- SUBSCRIBE -------------->|
        0.0  |<-------------------- 200 --|
        0.0  |<----------------- NOTIFY --|
        0.0  |-- 200 -------------------->|
    `);
    alice.hangsUp();
  });

  test("with more time it gets it, up to an hour, and hears at once how far we are", () => {
    const { alice, takesOn, tells, wait } = callWith({ automatic: {} });
    alice.refers({ cseq: 3000 });
    takesOn({ expires: 60 });
    alice.refers({ cseq: 3001 });
    const referral = takesOn({ expires: 60 });
    alice.hangsUp();
    tells(() => referral.notify(180));

    wait(500);
    alice.sends("SUBSCRIBE", { headers: { Event: "refer;id=3001", Expires: 100_000 } });
    alice.sends("SUBSCRIBE", { headers: { Event: "refer" } });
    wait(60_000);

    expect(alice.responses.filter(({ method }) => method === "SUBSCRIBE").map((r) => r.getHeader("Expires"))).toEqual([
      "3600",
      "180",
    ]);
    expect(told(alice.requests).slice(2)).toEqual(["active;expires=3600 180", "active;expires=180 100"]);
    expect(referral.subscribed).toBe(true);
    tells(() => referral.end(200));
    wait(200_000);
  });

  test.each([
    ["of another package", { Event: "presence" }, 489],
    ["without an Event", {}, 489],
    ["about a REFER that there was not", { Event: "refer;id=7" }, 403],
    ["that requires what we do not have", { Event: "refer", Require: "eventlist" }, 420],
  ])("%s is refused beside one that lives, and the call goes on [REF-3515-2.4.4-b]", (_what, headers, statusCode) => {
    const { alice, takesOn, tells, core } = callWith({ automatic: {} });
    alice.refers();
    const referral = takesOn();

    alice.sends("SUBSCRIBE", { headers });

    expect(alice.received(statusCode).getHeader("Allow-Events")).toBe(statusCode === 489 ? "refer" : undefined);
    expect(core.dialogs.size).toBe(1);
    tells(() => referral.end(200));
    alice.hangsUp();
  });

  test("brings the last NOTIFY at once, where that has been waiting for its second", () => {
    const { alice, takesOn, tells } = callWith({ automatic: {} });
    alice.refers();
    const referral = takesOn();
    tells(() => referral.end(200));

    alice.sends("SUBSCRIBE", { headers: { Event: "refer" } });

    expect(told(alice.requests)).toEqual(["active;expires=180 100", "terminated;reason=noresource 200"]);
    alice.hangsUp();
  });

  test("out of order it is refused with 500", () => {
    const { alice, takesOn, tells } = callWith({ automatic: {} });
    alice.refers({ cseq: 5000 });
    const referral = takesOn();

    alice.sends("SUBSCRIBE", { cseq: 4000, headers: { Event: "refer" } });

    expect(alice.received(500).method).toBe("SUBSCRIBE");
    tells(() => referral.end(200));
    alice.hangsUp();
  });

  test("without a REFER before it is refused: 403, and 489 for other packages [REF-3515-2.4.4-b] [USG-5057-5.6-a] [SVC-2.17]", () => {
    const { alice, core } = callWith({ configuration: { refer: true } });
    const alone = { toTag: undefined, callId: "fx-call-2" };

    alice.sends("SUBSCRIBE", { headers: { Event: "refer" } });
    alice.sends("SUBSCRIBE", { headers: { Event: "dialog" } });
    alice.sends("SUBSCRIBE", { ...alone, headers: { Event: "refer" } });
    alice.sends("SUBSCRIBE", { ...alone, headers: { Event: "dialog" } });

    expect(alice.responses.slice(1).map(({ statusCode }) => statusCode)).toEqual([403, 489, 403, 489]);
    expect(alice.received(489).getHeader("Allow-Events")).toBe("refer");
    expect(core.dialogs.size).toBe(1);
    alice.hangsUp();
  });
});

describe("RFC 3515 §2.4.2 a REFER out of a dialog", () => {
  function calledBy(configuration: CallFlowOptions["configuration"] = {}) {
    const asked: IncomingReferRequest[] = [];
    const flow = callFlow({
      automatic: {},
      configuration,
      delegate: { onRefer: (request) => void asked.push(request) },
    });
    return { ...flow, asked };
  }

  test("makes a dialog for its NOTIFYs, on the route that was recorded [REF-3515-2.4.2-c]", () => {
    const { alice, asked, core, wait } = calledBy();

    alice.sends("REFER", { headers: { "Record-Route": "<sip:proxy.example.org;lr>" } });
    const referral = asked[0]?.acceptReferral();
    wait(1_000);
    referral?.end(200);

    const accepted = alice.received(200);
    expect(accepted.getHeader("Record-Route")).toBe("<sip:proxy.example.org;lr>");
    expect(accepted.getHeader("Contact")).toBe("<sip:bob@192.0.2.4:5060>");
    const [first, last] = alice.requests;
    expect(first?.getHeader("Route")).toBe("<sip:proxy.example.org;lr>");
    expect([first?.fromTag, first?.toTag, first?.requestUri]).toEqual([
      accepted.toTag,
      "a11ce",
      "sip:alice@pc1.example.org",
    ]);
    expect([first?.cseq, last?.cseq]).toEqual([1, 2]);
    expect(core.dialogs.size).toBe(0);
  });

  test("is ended by a SUBSCRIBE in that dialog; there is no call in it [USG-5057-5.5-a] [REF-3515-2.4.4-a]", () => {
    const { alice, asked } = calledBy({ refer: true, replaces: { authorize: () => true } });
    alice.sends("REFER");
    const referral = asked[0]?.acceptReferral();
    const toTag = alice.received(200).toTag;

    alice.sends("INVITE", { toTag });
    alice.acknowledges();
    alice.invites({ callId: "other", headers: { Replaces: `fx-call-1;to-tag=${toTag ?? ""};from-tag=a11ce` } });
    alice.acknowledges();
    alice.sends("SUBSCRIBE", { toTag, headers: { Event: "refer", Expires: 0 } });

    expect(alice.responses.slice(1).map(({ method, statusCode }) => `${method} ${statusCode}`)).toEqual([
      "INVITE 481",
      "INVITE 481",
      "SUBSCRIBE 200",
    ]);
    expect(referral?.subscribed).toBe(false);
  });

  test("may be taken on in silence: click to dial [SVC-2.18] [REF-4488-4-a]", () => {
    const { alice, asked } = calledBy({ refer: true });

    alice.sends("REFER", { headers: { "Refer-Sub": "false" } });
    asked[0]?.acceptReferral();

    expect(alice.received(200).getHeader("Refer-Sub")).toBe("false");
    expect(alice.requests).toEqual([]);
  });

  test.each([
    ["no Refer-To [REF-3515-2.4.2-a]", { "Refer-To": undefined }],
    ["no Contact", { Contact: undefined }],
    ["two Contacts", { Contact: ["<sip:a@example.org>", "<sip:b@example.org>"] }],
  ])("with %s gets 400", (_what, headers) => {
    const { alice, asked } = calledBy();

    alice.sends("REFER", { headers });

    expect(alice.received(400).method).toBe("REFER");
    expect(asked).toEqual([]);
  });
});
