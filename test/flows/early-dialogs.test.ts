import { describe, expect, test } from "vitest";
import { type EarlyDialog, type IncomingCallRequest, type Session } from "../../src/index.js";
import { answer, type CallFlow, offer } from "../../src/testing/index.js";
import { callFlow } from "../testing/flow.js";

const sdp = (content: string) => ({ contentDisposition: "session", contentType: "application/sdp", content });
const WITH_199 = { offer, headers: { Supported: "199, 100rel" } };

/** A call that Bob has let ring in two places, each with an early dialog of its own. */
function forked(invite: object = WITH_199) {
  const ends: string[] = [];
  const watch = (name: string, session: Session | undefined): void => {
    if (session)
      session.delegate = { onTerminated: ({ cause, statusCode }) => ends.push(`${name} ${cause} ${statusCode}`) };
  };
  let request: IncomingCallRequest | undefined;
  const flow: CallFlow = callFlow({ delegate: { onInvite: (incoming) => void (request = incoming) } });
  flow.alice.invites(invite);
  if (request === undefined) throw new Error("no INVITE came");
  const call = request;
  call.delegate = { onTerminated: ({ cause, statusCode }) => ends.push(`INVITE ${cause} ${statusCode}`) };
  const first = call.openEarlyDialog();
  const second = call.openEarlyDialog();
  const ring = (name: string, dialog: EarlyDialog): void => watch(name, dialog.progress().session);
  flow.wire.together(() => ring("first", first));
  flow.wire.together(() => ring("second", second));
  const act = <T>(action: () => T): T => flow.wire.together(action);
  return { ...flow, call, first, second, ends, act };
}

describe("RFC 6228 §5 several early dialogs of one INVITE", () => {
  test("each has a tag, a session and an exchange of its own; the winner's 2xx ends the others [RAC-E]", () => {
    const { alice, first, second, ends, act, core } = forked();

    expect(first.toTag).not.toBe(second.toTag);
    expect(first.session?.localTag).toBe(first.toTag);
    expect(core.dialogs.size).toBe(2);
    act(() => second.accept({ body: sdp(answer) }));
    alice.acknowledges();

    expect(alice.received(200).toTag).toBe(second.toTag);
    expect(ends).toEqual(["first lost-fork undefined"]);
    expect(core.dialogs.size).toBe(1);
    expect(second.session?.sessionState).toBe("Confirmed");
    alice.hangsUp();
    expect(ends).toEqual(["first lost-fork undefined", "second remote-bye undefined"]);
  });

  test("a BYE of the caller ends the one that it names; with the last one the INVITE is over [RAC-A] (RFC 3261 §15.1.2)", () => {
    const { alice, first, second, ends } = forked();

    alice.hangsUp({ toTag: first.toTag });
    expect(alice.responses.map(({ statusCode }) => statusCode)).toEqual([180, 180, 200]);
    expect(ends).toEqual(["first remote-bye undefined"]);
    alice.hangsUp({ toTag: second.toTag });
    alice.acknowledges();

    expect(alice.received(487).method).toBe("INVITE");
    expect(ends.slice(1)).toEqual(["second remote-bye 487", "INVITE remote-bye 487"]);
  });

  test("one that ends is told by a 199 with its tag and the reason, the INVITE goes on [EDT-6228-5-c] [EDT-6228-5-d] [EDT-6228-7-b] [EXT-6228-1]", () => {
    const { alice, first, second, ends, act } = forked();

    act(() => first.terminate({ statusCode: 486 }));

    const gone = alice.received(199);
    expect(gone.toTag).toBe(first.toTag);
    expect(gone.getHeader("Reason")).toBe("SIP;cause=486");
    expect(gone.hasHeader("RSeq")).toBe(false);
    expect(gone.body).toBe("");
    expect([...gone.getHeaders("Supported"), ...gone.getHeaders("Require")].join()).not.toContain("199");
    alice.updates({ toTag: first.toTag });
    expect(alice.lastResponse).toMatchObject({ statusCode: 481, method: "UPDATE" });
    alice.updates({ toTag: second.toTag });
    expect(alice.lastResponse).toMatchObject({ statusCode: 200, method: "UPDATE" });
    act(() => second.accept({ body: sdp(answer) }));
    alice.acknowledges();
    alice.hangsUp();
    expect(ends).toEqual(["first lost-fork 486", "second remote-bye undefined"]);
  });

  test("a caller that does not know 199 is not told [EDT-6228-5-b]", () => {
    const { alice, call, first, act } = forked({ offer });

    act(() => first.terminate());
    expect(alice.responses.map(({ statusCode }) => statusCode)).toEqual([180, 180]);
    act(() => call.reject());
    alice.acknowledges();
  });

  test("a refusal of the INVITE ends them all, and no 199 goes before it [EDT-6228-5-a] [EDT-6228-7-b]", () => {
    const { alice, call, ends, act, core } = forked();

    act(() => call.reject({ statusCode: 603 }));
    alice.acknowledges();

    expect(alice.responses.map(({ statusCode }) => statusCode)).toEqual([180, 180, 603]);
    expect(ends).toEqual(["first refused 603", "second refused 603", "INVITE refused 603"]);
    expect(core.dialogs.size).toBe(0);
  });

  test("where the caller requires 100rel the 199 is reliable, and its PRACK is served though the dialog is over [EDT-6228-5-e] [EDT-6228-7-a]", () => {
    const { alice, first, call, act } = forked({ offer, headers: { Supported: "199", Require: "100rel" } });
    alice.pracks({ response: alice.responses[0] ?? alice.received(180) });
    alice.pracks({ response: alice.responses[1] ?? alice.received(180) });

    act(() => first.terminate());
    alice.pracks({ response: alice.received(199) });

    expect(alice.received(199).hasHeader("RSeq")).toBe(true);
    expect(alice.lastResponse).toMatchObject({ statusCode: 200, method: "PRACK" });
    act(() => call.reject());
    alice.acknowledges();
  });

  test("without an offer in the INVITE the reliable 199 offers no stream [EDT-6228-5-e] [OAM-I-15]", () => {
    let request: IncomingCallRequest | undefined;
    const { alice, wire } = callFlow({ delegate: { onInvite: (incoming) => void (request = incoming) } });
    alice.invites({ headers: { Supported: "199", Require: "100rel" } });
    const dialog = request?.openEarlyDialog();

    // Nothing has made the dialog yet: there is nothing to tell.
    wire.together(() => dialog?.terminate());
    expect(alice.responses).toEqual([]);
    const other = request?.openEarlyDialog();
    wire.together(() => other?.progress({ body: sdp(offer) }));
    alice.pracks({ answer });
    wire.together(() => other?.terminate());

    expect(alice.received(199).body).toBe("");
    alice.pracks({ response: alice.received(199) });
    wire.together(() => request?.reject());
    alice.acknowledges();
  });

  test("nothing more can be said in one that is over, or after the INVITE is [EDT-6228-7-a]", () => {
    const { alice, call, first, second, act } = forked();
    const refusal = /server transaction|in early dialog/;

    act(() => first.terminate());
    expect(() => first.progress()).toThrow(refusal);
    expect(() => first.accept({ body: sdp(answer) })).toThrow(refusal);
    act(() => call.reject());
    alice.acknowledges();
    expect(() => second.progress()).toThrow(refusal);
    expect(() => second.terminate()).toThrow(refusal);
    expect(() => call.openEarlyDialog()).toThrow(refusal);
  });
});
