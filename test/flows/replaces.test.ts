import { describe, expect, test } from "vitest";
import { type IncomingCallRequest, type Session } from "../../src/dialog/session.js";
import { type Termination, type TerminationCause } from "../../src/dialog/termination.js";
import { type IncomingRequestMessage } from "../../src/message/incoming-request-message.js";
import { answer, type CallFlow, type CallFlowOptions, offer } from "../../src/testing/index.js";
import { callFlow } from "../testing/flow.js";
import { secondOffer } from "./descriptions.js";
import { establishedCall } from "./established-call.js";

const everyone = { authorize: () => true };

/** Bob in a call with Alice; `carol` may call him. What he is told of the new call and of the end of the old one is kept. */
function callWith(configuration: NonNullable<CallFlowOptions["configuration"]>) {
  const causes: TerminationCause[] = [];
  const calls: IncomingCallRequest[] = [];
  const flow = establishedCall({
    configuration,
    delegate: { onInvite: (request) => void calls.push(request) },
    session: { onTerminated: ({ cause }: Termination) => void causes.push(cause) },
  });
  calls.length = 0;
  const { caller: carol } = flow.joinedBy("carol");
  return { ...flow, carol, causes, calls };
}

/** Bob's call with Alice, as somebody else names it. */
function named({ alice }: Pick<CallFlow, "alice">): string {
  return `fx-call-1;to-tag=${alice.dialog.remoteTag ?? ""};from-tag=a11ce`;
}

describe("RFC 3891 §3 an INVITE that takes the place of a call", () => {
  test("is accepted without ringing: first its 200, then the BYE of the old call [RPL-3891-3-h] [RPL-3891-3-j] [EXT-3891-2] [SVC-2.5]", () => {
    const { alice, bob, carol, calls, causes, ladder } = callWith({ replaces: everyone });
    const old = bob.session;

    carol.invites({ offer, headers: { Replaces: named({ alice }) } });
    const replaced = calls[0]?.replaces;
    bob.accepts({ answer });
    carol.acknowledges();
    alice.answers("BYE", 200);

    expect(replaced).toBe(old);
    expect(alice.received("BYE").getHeader("Reason")).toBe('SIP;cause=200;text="Replaced"');
    expect(causes).toEqual(["replaced"]);
    expect(ladder).toMatchInlineSnapshot(`
      time   alice                       bob                       carol
        0.0  |                            |<----------- INVITE offer --|
        0.0  |                            | onInvite                   |
        0.0  |                            |-- 200 answer ------------->|
        0.0  |<-------------------- BYE --|                            |
        0.0  |                            | Terminated, AckWait        |
        0.0  |                            |<-------------------- ACK --|
        0.0  |                            | onAck, Confirmed           |
        0.0  |-- 200 -------------------->|                            |
    `);
    carol.hangsUp();
  });

  test("that is refused leaves the old call as it was [RPL-3891-3-f]", () => {
    const { alice, bob, carol, causes, ladder } = callWith({ replaces: everyone });

    carol.invites({ offer, headers: { Replaces: named({ alice }) } });
    bob.rejects(488);
    carol.acknowledges();
    alice.sends("MESSAGE");

    expect(causes).toEqual([]);
    expect(ladder).toMatchInlineSnapshot(`
      time   alice                       bob                       carol
        0.0  |                            |<----------- INVITE offer --|
        0.0  |                            | onInvite                   |
        0.0  |                            |-- 488 -------------------->|
        0.0  |                            |<-------------------- ACK --|
        0.0  |-- MESSAGE ---------------->|                            |
        0.0  |                            | onMessage                  |
        0.0  |<-------------------- 200 --|                            |
    `);
    alice.hangsUp();
  });

  test("whose caller gives up leaves the old call as it was [RPL-3891-3-f]", () => {
    const { alice, carol, causes, core } = callWith({ replaces: everyone });

    carol.invites({ offer, headers: { Replaces: named({ alice }) } });
    carol.cancels();
    carol.acknowledges();

    expect(causes).toEqual([]);
    expect(core.dialogs.size).toBe(1);
    alice.hangsUp();
  });

  test("has what waits in the old call answered 487 [MIX-8]", () => {
    const { alice, bob, carol, ladder } = callWith({ replaces: everyone });

    alice.reinvites({ offer: secondOffer });
    carol.invites({ offer, headers: { Replaces: named({ alice }) } });
    bob.accepts({ answer });
    carol.acknowledges();
    alice.acknowledges();
    alice.answers("BYE", 200);

    expect(ladder).toMatchInlineSnapshot(`
      time   alice                       bob                       carol
        0.0  |-- INVITE offer ----------->|                            |
        0.0  |                            | onInvite                   |
        0.0  |                            |<----------- INVITE offer --|
        0.0  |                            | onInvite                   |
        0.0  |                            |-- 200 answer ------------->|
        0.0  |<-------------------- 487 --|                            |
        0.0  |<-------------------- BYE --|                            |
        0.0  |                            | Terminated, AckWait        |
        0.0  |                            |<-------------------- ACK --|
        0.0  |                            | onAck, Confirmed           |
        0.0  |-- ACK -------------------->|                            |
        0.0  |-- 200 -------------------->|                            |
    `);
    carol.hangsUp();
  });

  test("of a call whose ACK is missing has the BYE wait for it [RPL-3891-3-h] [BYE-15-b]", () => {
    const causes: TerminationCause[] = [];
    const { alice, bob, wait, joinedBy, ladder } = callFlow({
      configuration: { replaces: everyone },
      session: { onTerminated: ({ cause }: Termination) => void causes.push(cause) },
    });
    const { caller: carol } = joinedBy("carol");
    alice.invites({ offer });
    bob.accepts({ answer });
    ladder.clear();

    carol.invites({ offer, headers: { Replaces: named({ alice }) } });
    bob.accepts({ answer });
    carol.acknowledges();
    wait(100);
    alice.acknowledges({ response: alice.received(200) });
    alice.answers("BYE", 200);

    expect(causes).toEqual(["replaced"]);
    expect(ladder).toMatchInlineSnapshot(`
      time   alice                       bob                       carol
        0.0  |                            |<----------- INVITE offer --|
        0.0  |                            | onInvite                   |
        0.0  |                            |-- 200 answer ------------->|
        0.0  |                            | AckWait                    |
        0.0  |                            |<-------------------- ACK --|
        0.0  |                            | onAck, Confirmed           |
        0.1  |-- ACK -------------------->|                            |
        0.1  |                            | onAck                      |
        0.1  |<-------------------- BYE --|                            |
        0.1  |                            | Terminated                 |
        0.1  |-- 200 -------------------->|                            |
    `);
    carol.hangsUp();
  });

  test("that is answered after the old call has ended is a call like any other", () => {
    const { alice, bob, carol, causes } = callWith({ replaces: everyone });

    carol.invites({ offer, headers: { Replaces: named({ alice }) } });
    alice.hangsUp();
    bob.accepts({ answer });
    carol.acknowledges();

    expect(causes).toEqual(["remote-bye"]);
    expect(alice.requests).toEqual([]);
    carol.hangsUp();
  });

  test("may be followed by another, which takes the call back [SVC-2.3] [SVC-2.15]", () => {
    const { alice, bob, carol, joinedBy, causes } = callWith({ replaces: everyone });
    const { caller: dave } = joinedBy("dave");
    carol.invites({ offer, headers: { Replaces: named({ alice }) } });
    bob.accepts({ answer });
    carol.acknowledges();
    alice.answers("BYE", 200);

    const taken = `fx-call-carol;to-tag=${carol.dialog.remoteTag ?? ""};from-tag=carol`;
    dave.invites({ offer, headers: { Replaces: taken } });
    bob.accepts({ answer });
    dave.acknowledges();
    carol.answers("BYE", 200);

    expect(causes).toEqual(["replaced", "replaced"]);
    dave.hangsUp();
  });

  test("finds a ringing phone ringing on: 481, and it can still be answered [RPL-3891-3-i] [EXT-3891-3]", () => {
    const { alice, bob, joinedBy, ladder } = callFlow({ configuration: { replaces: everyone } });
    const { caller: carol } = joinedBy("carol");
    alice.invites({ offer });
    bob.rings();
    ladder.clear();

    carol.invites({ offer, headers: { Replaces: named({ alice }) } });
    carol.acknowledges();
    bob.accepts({ answer });
    alice.acknowledges();

    expect(ladder).toMatchInlineSnapshot(`
      time   alice                       bob                       carol
        0.0  |                            |<----------- INVITE offer --|
        0.0  |                            |-- 481 -------------------->|
        0.0  |                            |<-------------------- ACK --|
        0.0  |<------------- 200 answer --|                            |
        0.0  |                            | AckWait                    |
        0.0  |-- ACK -------------------->|                            |
        0.0  |                            | onAck, Confirmed           |
    `);
    alice.hangsUp();
  });

  test("from somebody unknown gets 403, and the application hears nothing of it [RPL-3891-3-e] [SVC-2.6]", () => {
    const asked: string[] = [];
    const authorize = (message: IncomingRequestMessage, session: Session) => {
      asked.push(`${message.from.uri.user ?? ""} for ${session.remoteTag}`);
      return false;
    };
    const { alice, carol, calls, core } = callWith({ replaces: { authorize } });

    carol.invites({ offer, headers: { Replaces: named({ alice }) } });
    carol.acknowledges();

    expect([carol.lastResponse?.statusCode, asked, calls.length]).toEqual([403, ["carol for a11ce"], 0]);
    expect(core.dialogs.size).toBe(1);
    alice.hangsUp();
  });

  test("for a call that ended less than 32 s ago gets 603, later 481 [RPL-3891-3-d]", () => {
    const { alice, carol, wait } = callWith({ replaces: everyone });
    const call = named({ alice });
    alice.hangsUp();

    wait(31_000);
    carol.invites({ offer, headers: { Replaces: call } });
    carol.acknowledges();
    wait(2_000);
    carol.invites({ offer, headers: { Replaces: call } });
    carol.acknowledges();

    expect(carol.responses.map(({ statusCode }) => statusCode)).toEqual([603, 481]);
  });

  test("gets the same answer again, whatever has happened meanwhile", () => {
    const { alice, carol, wire } = callWith({ replaces: {} });

    carol.invites({ offer, headers: { Replaces: named({ alice }) } });
    alice.hangsUp();
    carol.repeats("INVITE");
    carol.acknowledges();

    expect(carol.responses.map(({ statusCode }) => statusCode)).toEqual([403, 403]);
    wire.behaves();
  });

  test("may say so in Require, and so do we in Supported [RPL-3891-6.2-a]", () => {
    const { alice, bob, carol } = callWith({ replaces: everyone });

    carol.invites({ offer, headers: { Replaces: named({ alice }), Require: "replaces" } });
    bob.accepts({ answer });
    carol.acknowledges();
    alice.answers("BYE", 200);
    carol.sends("OPTIONS");

    expect(carol.received(200, "INVITE").getHeaders("Supported")).toContain("replaces");
    expect(carol.received(200, "OPTIONS").getHeaders("Supported")).toContain("replaces");
    carol.hangsUp();
  });

  test("in a request inside a dialog that is no INVITE is out of place: 400 [RPL-3891-3-b]", () => {
    const { alice } = callWith({ replaces: everyone });

    alice.refers({ headers: { Replaces: named({ alice }) } });

    expect(alice.received(400).reasonPhrase).toBe("Replaces or Join Out of Place");
    alice.hangsUp();
  });
});

describe("RFC 3891 §3 where Replaces means nothing to us", () => {
  test("it is passed over, and required it is unsupported [RPL-3891-3-e] [JOI-3911-7-a]", () => {
    const { alice, bob, carol, calls } = callWith({});

    carol.invites({ offer, headers: { Replaces: named({ alice }), Require: "replaces" } });
    carol.acknowledges();
    carol.invites({ offer, headers: { Join: named({ alice }), Require: "join" } });
    carol.acknowledges();
    carol.invites({ offer, headers: { Replaces: named({ alice }) } });
    bob.accepts({ answer });
    carol.acknowledges();

    expect(carol.responses.map(({ statusCode }) => statusCode)).toEqual([420, 420, 200]);
    expect(carol.responses.map((response) => response.getHeader("Unsupported"))).toEqual([
      "replaces",
      "join",
      undefined,
    ]);
    expect(calls.map(({ replaces }) => replaces)).toEqual([undefined]);
    expect(alice.requests).toEqual([]);
    carol.hangsUp();
    alice.hangsUp();
  });
});

describe("RFC 3911 §4 an INVITE that comes into a call", () => {
  test("is the application's to mix; the call goes on [JOI-3911-4-c] [SVC-2.11]", () => {
    const { alice, bob, carol, calls, ladder } = callWith({ join: everyone });
    const old = bob.session;

    carol.invites({ offer, headers: { Join: named({ alice }) } });
    const joined = calls[0]?.joins;
    bob.rings();
    bob.accepts({ answer });
    carol.acknowledges();

    expect(joined).toBe(old);
    expect(carol.received(200).getHeaders("Supported")).toContain("join");
    expect(ladder).toMatchInlineSnapshot(`
      time   alice                       bob                       carol
        0.0  |                            |<----------- INVITE offer --|
        0.0  |                            | onInvite                   |
        0.0  |                            |-- 180 -------------------->|
        0.0  |                            | Early                      |
        0.0  |                            |-- 200 answer ------------->|
        0.0  |                            | AckWait                    |
        0.0  |                            |<-------------------- ACK --|
        0.0  |                            | onAck, Confirmed           |
    `);
    carol.hangsUp();
    alice.hangsUp();
  });

  test("may come into a call that rings [JOI-3911-4-c]", () => {
    const calls: IncomingCallRequest[] = [];
    const { alice, bob, joinedBy } = callFlow({
      configuration: { join: everyone },
      delegate: { onInvite: (request) => void calls.push(request) },
    });
    const { caller: carol } = joinedBy("carol");
    alice.invites({ offer });
    const { session } = bob.rings();

    carol.invites({ offer, headers: { Join: named({ alice }) } });

    expect(calls[1]?.joins).toBe(session);
    bob.rejects(488);
    carol.acknowledges();
    alice.cancels();
    alice.acknowledges();
  });

  test("without a mixer is refused with 488, and the call goes on [JOI-3911-4-d] [SVC-2.11]", () => {
    const { alice, bob, carol, causes } = callWith({ join: everyone });

    carol.invites({ offer, headers: { Join: named({ alice }) } });
    bob.rejects(488);
    carol.acknowledges();

    expect(causes).toEqual([]);
    alice.hangsUp();
  });
});
