import { describe, expect, test } from "vitest";
import { UnsupportedExtensionError } from "../../src/errors.js";
import { type IncomingRequest } from "../../src/dialog/incoming-request.js";
import { readDtmf } from "../../src/message/dtmf.js";
import { answer, type CallFlow, type CallFlowOptions, offer } from "../../src/testing/index.js";
import { callFlow } from "../testing/flow.js";
import { secondAnswer, secondOffer } from "./descriptions.js";
import { establishedCall, type EstablishedCallOptions } from "./established-call.js";

const infoPackages = { b: [], typed: ["application/x-typed", "text/*"] };

/** A call in which Alice has announced `a`, and Bob `b` and `typed`. */
function callWith(options: EstablishedCallOptions = {}): CallFlow {
  return establishedCall({ configuration: { infoPackages }, invite: inviteWith("a"), ...options });
}

function inviteWith(recvInfo: string | undefined, more: Readonly<Record<string, string>> = {}) {
  return { offer, headers: { ...more, "Recv-Info": recvInfo } };
}

function sets({ bob }: CallFlow): string {
  const { ours, theirs } = bob.session.infoPackages;
  return `${ours?.join() ?? "-"}/${theirs.join()}`;
}

function statuses({ alice }: CallFlow, method: string): readonly number[] {
  return alice.responses.filter((response) => response.method === method).map(({ statusCode }) => statusCode);
}

describe("RFC 6086 §5.2.3 which packages the two sides announce", () => {
  test("INFO of a package that was announced is taken, of another not, and one that was taken back is not sent [EXT-6086-1] [INF-6086-4.2.2-a] [INF-6086-4.2.1-b]", () => {
    const flow = callFlow({ configuration: { infoPackages: { b: [] } } });
    const { alice, bob, ladder } = flow;

    alice.invites(inviteWith("a"));
    bob.accepts({ answer });
    alice.acknowledges();
    alice.sendsInfo({ infoPackage: "b" });
    alice.sendsInfo({ infoPackage: "c" });
    alice.reinvites({ offer: secondOffer, headers: { "Recv-Info": "" } });
    bob.accepts({ answer: secondAnswer });
    alice.acknowledges();

    expect(() => bob.does((session) => session.info(undefined, { extraHeaders: ["Info-Package: a"] }))).toThrow(
      UnsupportedExtensionError,
    );
    expect(alice.received(469).getHeader("Recv-Info")).toBe("b");
    expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |-- INVITE offer ----------->|
        0.0  |                            | onInvite
        0.0  |<------------- 200 answer --|
        0.0  |                            | AckWait
        0.0  |-- ACK -------------------->|
        0.0  |                            | onAck, Confirmed
        0.0  |-- INFO ------------------->|
        0.0  |                            | onInfo
        0.0  |<-------------------- 200 --|
        0.0  |-- INFO ------------------->|
        0.0  |<-------------------- 469 --|
        0.0  |-- INVITE offer ----------->|
        0.0  |                            | onInvite
        0.0  |<------------- 200 answer --|
        0.0  |-- ACK -------------------->|
        0.0  |                            | onAck
    `);
    alice.hangsUp();
  });

  test.each([
    ["what is configured", "a", ["b, typed"]],
    ["the same to one that wants nothing [INF-6086-5.2.3-a]", "", ["b, typed"]],
    ["nothing to one that does not ask [INF-6086-5.2.3-b]", undefined, []],
  ])("a 200 has %s", (_what, recvInfo, announced) => {
    const { alice } = callWith({ invite: inviteWith(recvInfo) });

    expect(alice.received(200).getHeaders("Recv-Info")).toEqual(announced.flatMap((names) => names.split(", ")));
    alice.hangsUp();
  });

  test("where nothing is configured the 200 says so, to one that asks [INF-6086-5.2.3-a]", () => {
    const flow = establishedCall({ invite: inviteWith("") });

    const accepted = flow.alice.received(200);
    expect([accepted.hasHeader("Recv-Info"), accepted.getHeaders("Recv-Info")]).toEqual([true, []]);
    expect(sets(flow)).toBe("/");
    flow.alice.hangsUp();
  });

  test("all responses to one request say the same, the unreliable ones nothing [INF-6086-5.2.3-a]", () => {
    const { alice, bob } = callFlow({ configuration: { infoPackages } });

    alice.invites(inviteWith("a", { Supported: "100rel" }));
    bob.rings({ extraHeaders: ["Recv-Info: other"] });
    bob.progresses({ answer, reliable: true, extraHeaders: ["Recv-Info: b"] });
    alice.pracks();
    bob.accepts();
    alice.acknowledges();

    expect(alice.received(180).hasHeader("Recv-Info")).toBe(false);
    expect(alice.received(183).getHeaders("Recv-Info")).toEqual(["b"]);
    expect(alice.received(200, "INVITE").getHeaders("Recv-Info")).toEqual(["b"]);
    alice.hangsUp();
  });

  test("a Recv-Info of the application's own says otherwise for one call, and nothing to one that does not ask [INF-6086-5.2.3-b]", () => {
    const own = { answer, extraHeaders: ["Recv-Info: typed", "Recv-Info: mine"] };
    const asked = callFlow({ configuration: { infoPackages } });
    asked.alice.invites(inviteWith("a"));
    asked.bob.accepts(own);
    asked.alice.acknowledges();
    const silent = callFlow({ configuration: { infoPackages } });
    silent.alice.invites({ offer });
    silent.bob.accepts(own);
    silent.alice.acknowledges();

    expect(asked.alice.received(200).getHeaders("Recv-Info")).toEqual(["typed", "mine"]);
    expect([sets(asked), sets(silent)]).toEqual(["typed,mine/a", "-/"]);
    expect(silent.alice.received(200).hasHeader("Recv-Info")).toBe(false);
    asked.alice.hangsUp();
    silent.alice.hangsUp();
  });
});

describe("RFC 6086 §5.2.2 the sets hold until others take their place", () => {
  test("a request that does not speak of them changes nothing [INF-6086-5.2.2-a]", () => {
    const flow = callWith();
    const { alice, bob } = flow;

    alice.reinvites({ offer: secondOffer });
    bob.accepts({ answer: secondAnswer });
    alice.acknowledges();
    alice.updates();

    expect(sets(flow)).toBe("b,typed/a");
    expect(alice.received(200, "UPDATE").hasHeader("Recv-Info")).toBe(false);
    alice.hangsUp();
  });

  test("an UPDATE changes them at its 200, a package that was left out is not taken any more [INF-6086-5.2.2-a]", () => {
    const onUpdate = (request: IncomingRequest): void => void request.accept({ extraHeaders: ["Recv-Info: typed"] });
    const flow = callWith({ session: { onUpdate } });
    const { alice } = flow;

    alice.sendsInfo({ infoPackage: "b" });
    alice.updates({ headers: { "Recv-Info": "x, y;z=1" } });
    alice.sendsInfo({ infoPackage: "b" });

    expect(sets(flow)).toBe("typed/x,y");
    expect(statuses(flow, "INFO")).toEqual([200, 469]);
    alice.hangsUp();
  });

  test("an UPDATE that the library answers says the same as before [INF-6086-5.2.3-a]", () => {
    const flow = callWith();

    flow.alice.updates({ headers: { "Recv-Info": "x" } });

    expect(flow.alice.received(200, "UPDATE").getHeaders("Recv-Info")).toEqual(["b", "typed"]);
    expect(sets(flow)).toBe("b,typed/x");
    flow.alice.hangsUp();
  });

  test("a PRACK may change them, too [INF-6086-5.2.3-a]", () => {
    const flow = callFlow({ configuration: { infoPackages } });
    const { alice, bob } = flow;
    alice.invites(inviteWith("a", { Supported: "100rel" }));
    bob.progresses({ answer, reliable: true });

    alice.pracks({ headers: { "Recv-Info": "x" } });
    bob.accepts();
    alice.acknowledges();

    expect(alice.received(200, "PRACK").getHeaders("Recv-Info")).toEqual(["b", "typed"]);
    expect(sets(flow)).toBe("b,typed/a");
    alice.hangsUp();
  });

  test("an UPDATE and a re-INVITE of ours that speak of them change them at the 2xx [INF-6086-5.2.2-a]", () => {
    const flow = callWith({ invite: inviteWith("a", { Allow: "INVITE, ACK, BYE, CANCEL, UPDATE, INFO" }) });
    const { alice, bob } = flow;

    bob.does((session) => session.update(undefined, { extraHeaders: ["Recv-Info: typed"] }));
    alice.answers("UPDATE", 200, { headers: { "Recv-Info": "x" } });
    expect(sets(flow)).toBe("typed/x");
    bob.reinvites({ offer: answer, extraHeaders: ["Recv-Info: b"] });
    alice.answers("INVITE", 488, { headers: { "Recv-Info": "y" } });
    expect(sets(flow)).toBe("typed/x");
    alice.hangsUp();
  });
});

describe("RFC 6086 §5.2.4 a re-INVITE that is refused", () => {
  test("leaves the sets as they were, whatever a reliable response said [INF-6086-5.2.4-a]", () => {
    const flow = callWith({ invite: inviteWith("a", { Supported: "100rel" }) });
    const { alice, bob } = flow;

    alice.reinvites({ offer: secondOffer, headers: { "Recv-Info": "x", Supported: "100rel" } });
    bob.progresses({ reliable: true, extraHeaders: ["Recv-Info: typed"] });
    alice.pracks();
    expect(sets(flow)).toBe("typed/x");
    bob.rejects(488);
    alice.acknowledges();
    alice.sendsInfo({ infoPackage: "b" });

    expect(sets(flow)).toBe("b,typed/a");
    expect(statuses(flow, "INFO")).toEqual([200]);
    alice.hangsUp();
  });

  test("does not undo what an earlier one has changed [INF-6086-5.2.4-a]", () => {
    const flow = callWith({ invite: inviteWith("a", { Supported: "100rel" }) });
    const { alice, bob } = flow;
    alice.reinvites({ offer: secondOffer, headers: { "Recv-Info": "x", Supported: "100rel" } });
    bob.progresses({ reliable: true });
    alice.pracks();
    bob.accepts({ answer: secondAnswer });
    alice.acknowledges();

    alice.reinvites({ offer: secondOffer, headers: { "Recv-Info": "y" } });
    bob.rejects(488);
    alice.acknowledges();

    expect(sets(flow)).toBe("b,typed/x");
    alice.hangsUp();
  });
});

describe("RFC 6086 §4.2.2 an INFO that comes", () => {
  test.each([
    ["of a package that was announced", { infoPackage: "b" }, 200],
    ["of one in another case", { infoPackage: "B" }, 469],
    ["with a payload of the right type", { infoPackage: "typed", body: "?", contentType: "application/x-typed" }, 200],
    [
      "with a payload of a type in general",
      { infoPackage: "typed", body: "?", contentType: "text/plain;charset=utf-8" },
      200,
    ],
    ["with a payload of another type [INF-6086-4.2.2-b]", { infoPackage: "typed", body: "?", contentType: "a/b" }, 415],
    ["with a payload where every type will do", { infoPackage: "b", body: "?", contentType: "a/b" }, 200],
    ["without a payload", { infoPackage: "typed" }, 200],
    ["with a package that cannot be read", { infoPackage: "a b" }, 400],
    ["of no package, with what it likes [INF-6086-5.2.2-b]", { body: "?", contentType: "a/b" }, 200],
  ])("%s gets %o: %i [INF-6086-4.2.2-a] [INF-6086-4.2.2-c]", (_what, info, statusCode) => {
    const flow = callWith();

    flow.alice.sendsInfo(info);
    flow.alice.hangsUp();

    expect(statuses(flow, "INFO")).toEqual([statusCode]);
    expect(statuses(flow, "BYE")).toEqual([200]);
  });

  test("is refused with what would be right [INF-6086-4.2.2-a] [INF-6086-4.2.2-b]", () => {
    const { alice } = callWith();

    alice.sendsInfo({ infoPackage: "foo" });
    alice.sendsInfo({ infoPackage: "typed", body: "?", contentType: "a/b" });

    expect(alice.received(469).getHeaders("Recv-Info")).toEqual(["b", "typed"]);
    expect(alice.received(415).getHeaders("Accept")).toEqual(["application/x-typed", "text/*"]);
    alice.hangsUp();
  });

  test("is taken where it was announced, even if nobody is there to take it [INF-6086-4.2.2-c]", () => {
    const flow = callWith();
    flow.bob.does((session) => (session.delegate = {}));

    flow.alice.sendsInfo({ infoPackage: "b" });
    flow.alice.sendsInfo();
    flow.alice.hangsUp();

    expect(statuses(flow, "INFO")).toEqual([200, 469]);
    expect(flow.alice.received(469).getHeaders("Recv-Info")).toEqual(["b", "typed"]);
  });

  test("in an early dialog is taken as well [INF-6086-4.2.1-a]", () => {
    const flow = callFlow({ configuration: { infoPackages } });
    const { alice, bob } = flow;
    alice.invites(inviteWith("a", { Supported: "100rel" }));
    bob.progresses({ answer, reliable: true });
    alice.pracks();

    alice.sendsInfo({ infoPackage: "b" });
    bob.accepts();
    alice.acknowledges();
    alice.hangsUp();

    expect(statuses(flow, "INFO")).toEqual([200]);
  });

  test("outside a call gets 481 [INF-6086-4.2.1-a]", () => {
    const flow = callFlow({ configuration: { infoPackages } });

    flow.alice.sendsInfo({ infoPackage: "b" });
    flow.alice.sendsInfo({ infoPackage: "b", toTag: "nobody" });

    expect(statuses(flow, "INFO")).toEqual([481, 481]);
  });

  test("refreshes no target, though it has a Contact [INF-6086-T1-a]", () => {
    const { alice, bob } = callWith();

    alice.sendsInfo({ infoPackage: "b", headers: { Contact: "<sip:elsewhere.example.org>" } });

    expect(bob.session.remoteTarget.toString()).toBe("sip:alice@pc1.example.org");
    alice.hangsUp();
  });

  test("may be of the old kind: a key that was pressed [INF-6086-5.2.2-b]", () => {
    const pressed: unknown[] = [];
    const onInfo = (request: IncomingRequest): void => {
      pressed.push(readDtmf(request.message));
      request.accept();
    };
    const { alice } = callWith({ session: { onInfo } });

    alice.sendsInfo({ digit: "5" });

    expect(pressed).toEqual([{ signal: "5", duration: 160 }]);
    alice.hangsUp();
  });

  test("has no payload in its response [INF-6086-4.2.1-c]", () => {
    const body = { contentDisposition: "Info-Package", contentType: "a/b", content: "?" };
    const onInfo = (request: IncomingRequest): void => {
      expect(() => request.accept({ body })).toThrow(TypeError);
      request.accept({ extraHeaders: ["X: 1"] });
    };
    const { alice } = callWith({ session: { onInfo } });

    alice.sendsInfo({ infoPackage: "b" });

    expect(alice.received(200, "INFO").body).toBe("");
    alice.hangsUp();
  });
});

describe("RFC 6086 §4.2.1 an INFO that we send", () => {
  const infoOf = (
    ...extraHeaders: readonly string[]
  ): NonNullable<Parameters<CallFlow["bob"]["session"]["info"]>[1]> => ({
    extraHeaders,
  });

  test("is of a package that the peer wants, or of the old kind; a 469 leaves the call [INF-6086-4.2.1-b]", () => {
    const { alice, bob, core } = callWith();

    bob.does((session) => session.info(undefined, infoOf("Info-Package: a")));
    alice.answers("INFO", 469, { headers: { "Recv-Info": "" } });
    bob.does((session) => session.info());
    alice.answers("INFO", 200);

    expect(alice.requests.map((message) => message.getHeader("Info-Package"))).toEqual(["a", undefined]);
    expect(alice.received("INFO").hasHeader("Contact")).toBe(false);
    expect(core.dialogs.size).toBe(1);
    alice.hangsUp();
  });

  test.each([
    ["a package that the peer does not want [INF-6086-4.2.1-b]", infoOf("Info-Package: b"), UnsupportedExtensionError],
    ["a package in another case [INF-6086-4.2.1-b]", infoOf("info-package: A"), UnsupportedExtensionError],
    ["a Recv-Info [INF-6086-4.2.1-c]", infoOf("Recv-Info: a"), TypeError],
  ])("is not sent with %s", (_what, options, error) => {
    const { alice, bob } = callWith();

    expect(() => bob.does((session) => session.info(undefined, options))).toThrow(error);

    expect(alice.requests).toEqual([]);
    alice.hangsUp();
  });

  test("may go as soon as the call rings [INF-6086-4.2.1-a]", () => {
    const { alice, bob } = callFlow({ configuration: { infoPackages } });
    alice.invites(inviteWith("a"));
    bob.rings();

    bob.does((session) => session.info(undefined, infoOf("Info-Package: a")));
    alice.answers("INFO", 200);

    expect(alice.received("INFO").getHeader("Info-Package")).toBe("a");
    bob.rejects();
    alice.acknowledges();
  });
});

describe("configuration.infoPackages", () => {
  test.each([
    ["a name that is no token", { "a b": [] }],
    ["a type that is none", { a: ["text"] }],
  ])("refuses %s", (_what, infoPackages) => {
    const options: CallFlowOptions = { configuration: { infoPackages } };

    expect(() => callFlow(options)).toThrow(TypeError);
  });
});
