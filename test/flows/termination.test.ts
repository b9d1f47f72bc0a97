import { describe, expect, test } from "vitest";
import { type Termination } from "../../src/index.js";
import { answer, type CallFlow, offer } from "../../src/testing/index.js";
import { callFlow } from "../testing/flow.js";

const supported = { offer, headers: { Supported: "100rel", Allow: "INVITE, ACK, BYE, CANCEL, PRACK, UPDATE" } };

/** A call that rings, or has been answered, with a list of what was told of its end. */
function watched(state: "offered" | "ringing" | "answered" | "established", configuration = {}) {
  const ends: (Termination & { of: string })[] = [];
  const flow = callFlow({
    configuration,
    session: { onTerminated: (end) => ends.push({ of: "session", ...end }) },
    delegate: {
      onInvite: (request) => {
        request.delegate = { ...request.delegate, onTerminated: (end) => ends.push({ of: "INVITE", ...end }) };
      },
    },
  });
  const { alice, bob } = flow;
  alice.invites(supported);
  if (state !== "offered") bob.rings();
  if (state === "answered" || state === "established") bob.accepts({ answer });
  if (state === "established") alice.acknowledges();
  return { ...flow, ends };
}

type Way = readonly [string, (flow: CallFlow) => void, Partial<Termination>];

describe("RFC 3326 §3.1 how a call ends is told once, with its cause", () => {
  test.each<Way>([
    ["refused", ({ bob }) => bob.rejects(486), { cause: "refused", statusCode: 486 }],
    ["redirected", ({ bob }) => bob.redirects(["sip:carol@example.org"]), { cause: "redirected", statusCode: 302 }],
    ["ended by us", ({ bob }) => bob.ends(), { cause: "refused", statusCode: 480 }],
    ["cancelled [RSN-3326-3.1-a]", ({ alice }) => alice.cancels(), { cause: "cancelled", statusCode: 487 }],
    [
      "answered elsewhere [RSN-3326-3.1-a] [EXT-3326-1]",
      ({ alice }) => alice.cancels({ headers: { Reason: 'SIP;cause=200;text="Call completed elsewhere"' } }),
      { cause: "answered-elsewhere", statusCode: 487 },
    ],
    [
      "declined elsewhere, and more is said [RSN-3326-3.1-a]",
      ({ alice }) => alice.cancels({ headers: { Reason: "Q.850;cause=21, SIP;cause=603" } }),
      { cause: "declined-elsewhere", statusCode: 487 },
    ],
    ["ended by an early BYE", ({ alice }) => alice.hangsUp(), { cause: "remote-bye", statusCode: 487 }],
  ])("while it rings: %s", (_how, end, termination) => {
    const flow = watched("ringing");

    flow.wire.together(() => end(flow));
    flow.alice.acknowledges();

    expect(flow.ends).toMatchObject([
      { of: "session", ...termination },
      { of: "INVITE", ...termination },
    ]);
  });

  test("the reasons of a CANCEL are given, in order [RSN-3326-2-a]", () => {
    const { alice, ends } = watched("ringing");

    alice.cancels({ headers: { Reason: 'SIP;cause=200;text="elsewhere", Q.850;cause=16' } });
    alice.acknowledges();

    expect(ends[0]?.reasons).toMatchObject([
      { protocol: "SIP", cause: 200, text: "elsewhere" },
      { protocol: "Q.850", cause: 16 },
    ]);
  });

  test("before anything made a session, the INVITE alone is told of", () => {
    const { alice, bob, ends } = watched("offered");

    bob.rejects(603);
    alice.acknowledges();

    expect(ends).toMatchObject([{ of: "INVITE", cause: "refused", statusCode: 603 }]);
  });

  test.each<Way>([
    [
      "by the peer, who says why [RSN-3326-3.4-a]",
      ({ alice }) => alice.hangsUp({ headers: { Reason: 'Q.850;cause=16;text="Terminated"' } }),
      { cause: "remote-bye", reasons: [expect.objectContaining({ protocol: "Q.850", cause: 16 })] as never },
    ],
    [
      "by us",
      ({ bob, alice }) => {
        bob.hangsUp({ extraHeaders: ["Reason: SIP;cause=200"] });
        alice.answers("BYE", 200);
      },
      { cause: "local-bye", reasons: [expect.objectContaining({ protocol: "SIP", cause: 200 })] as never },
    ],
    [
      "by both at once",
      ({ bob, alice }) => {
        bob.hangsUp();
        alice.hangsUp();
        alice.answers("BYE", 200);
      },
      { cause: "local-bye" },
    ],
    [
      "since the peer is gone",
      ({ bob, alice }) => {
        bob.does((session) => session.info());
        alice.answers("INFO", 481);
        alice.answers("BYE", 200);
      },
      { cause: "peer-gone" },
    ],
    ["since it is forgotten", ({ bob }) => bob.does((session) => session.dispose()), { cause: "disposed" }],
  ])("once it is established: %s", (_how, end, termination) => {
    const flow = watched("established");

    end(flow);

    expect(flow.ends).toMatchObject([{ of: "session", statusCode: undefined, ...termination }]);
  });

  test("without the ACK: the BYE says so [RSN-3326-2-f]", () => {
    const { alice, bob, wait, ends } = watched("answered");
    bob.session.delegate = { ...bob.session.delegate, onAckTimeout: undefined } as never;

    wait(32_000);
    alice.answers("BYE", 200);

    expect(alice.received("BYE").getHeader("Reason")).toBe('SIP;cause=408;text="ACK timeout"');
    expect(ends).toMatchObject([{ cause: "ack-timeout" }]);
  });

  test("by the limit that we have set", () => {
    const impatient = watched("ringing", { answerTimeout: 5_000 });
    impatient.wait(5_000);
    impatient.alice.acknowledges();

    expect(impatient.ends).toMatchObject([
      { of: "session", cause: "answer-timeout", statusCode: 480 },
      { of: "INVITE", cause: "answer-timeout", statusCode: 480 },
    ]);
  });
});
