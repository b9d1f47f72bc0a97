import { describe, expect, test } from "vitest";
import { type SessionDelegate } from "../../src/dialog/session.js";
import { type CallFlow } from "../../src/testing/index.js";
import { secondAnswer, secondOffer } from "./descriptions.js";
import { establishedCall } from "./established-call.js";

/** A call whose application has set no delegate yet. `sets` sets one that notes what it is told, and answers 200. */
function undelegatedCall() {
  const flow = establishedCall();
  const told: string[] = [];
  flow.bob.session.delegate = undefined;
  const note =
    (name: string) =>
    (request: { accept: () => unknown }): void => {
      told.push(name);
      request.accept();
    };
  const delegate: SessionDelegate = {
    onBye: note("onBye"),
    onInfo: note("onInfo"),
    onMessage: note("onMessage"),
    onNotify: note("onNotify"),
    onRefer: note("onRefer"),
    onUpdate: note("onUpdate"),
    onInvite: (request) => {
      told.push("onInvite");
      request.accept({
        body: { contentDisposition: "session", contentType: "application/sdp", content: secondAnswer },
      });
    },
    onTerminated: ({ cause }) => void told.push(`onTerminated ${cause}`),
  };
  const sets = (): void => void flow.bob.does((session) => (session.delegate = delegate));
  return { ...flow, told, sets };
}

function answers({ alice }: Pick<CallFlow, "alice">): string[] {
  return alice.responses.slice(1).map(({ method, statusCode }) => `${method} ${statusCode}`);
}

describe("RFC 3261 §12.2.2 requests that come before the application has set its session delegate", () => {
  test.each([
    ["INFO", "onInfo"],
    ["MESSAGE", "onMessage"],
    ["NOTIFY", "onNotify"],
    ["REFER", "onRefer"],
    ["UPDATE", "onUpdate"],
  ])("%s waits one turn for %s", (method, name) => {
    const { alice, told, sets, wait } = undelegatedCall();

    alice.sends(method);
    expect(answers({ alice })).toEqual([]);
    sets();
    wait();

    expect([told, answers({ alice })]).toEqual([[name], [`${method} 200`]]);
    alice.hangsUp();
  });

  test("a re-INVITE waits one turn for onInvite", () => {
    const { alice, told, sets, wait } = undelegatedCall();

    alice.reinvites({ offer: secondOffer });
    sets();
    wait();
    alice.acknowledges();

    expect([told, answers({ alice })]).toEqual([["onInvite"], ["INVITE 200"]]);
    alice.hangsUp();
  });

  test("a BYE waits one turn for onBye, and the end of the call is told to the same delegate", () => {
    const { alice, told, sets, wait } = undelegatedCall();

    alice.hangsUp();
    sets();
    wait();

    expect([told, answers({ alice })]).toEqual([["onBye", "onTerminated remote-bye"], ["BYE 200"]]);
  });

  test("each is told in the order in which it came, those behind the first as well", () => {
    const { alice, told, sets, wait } = undelegatedCall();

    alice.sends("INFO");
    alice.sends("MESSAGE");
    sets();
    alice.sends("NOTIFY");
    alice.hangsUp();
    expect(told).toEqual([]);
    wait();

    expect(told).toEqual(["onInfo", "onMessage", "onNotify", "onBye", "onTerminated remote-bye"]);
    expect(answers({ alice })).toEqual(["INFO 200", "MESSAGE 200", "NOTIFY 200", "BYE 200"]);
  });

  test("without a delegate after that turn the usual is done", () => {
    const { alice, wait } = undelegatedCall();

    alice.sends("INFO");
    alice.sends("REFER");
    alice.hangsUp();
    wait();

    expect(answers({ alice })).toEqual(["INFO 469", "REFER 480", "BYE 200"]);
  });

  test("what waits behind a BYE is answered 487 [BYE-15.1.2-c]", () => {
    const { alice, sets, wait, told } = undelegatedCall();

    alice.hangsUp();
    alice.sends("INFO");
    sets();
    wait();

    expect(answers({ alice })).toEqual(["BYE 200", "INFO 487"]);
    expect(told).toEqual(["onBye", "onTerminated remote-bye"]);
  });

  test("what waits when the session is disposed of is answered 487, a BYE 200 [BYE-15.1.2-c]", () => {
    const { alice, bob, clock } = undelegatedCall();

    alice.sends("INFO");
    alice.hangsUp();
    bob.does((session) => session.dispose());

    expect(answers({ alice })).toEqual(["INFO 487", "BYE 200"]);
    expect(clock.pendingNames).not.toContain("delegate");
  });

  test("nothing is left of it when the core is disposed of", () => {
    const { alice, core, clock } = undelegatedCall();

    alice.sends("INFO");
    core.dispose();

    expect([answers({ alice }), clock.pendingNames]).toEqual([[], []]);
  });

  test("the end of a call that nobody wants to hear of is told to nobody", () => {
    const { alice, bob, told, wait } = undelegatedCall();

    bob.does((session) => session.bye());
    alice.answers("BYE", 200);
    wait();

    expect(told).toEqual([]);
  });
});
