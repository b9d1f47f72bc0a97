import { describe, expect, test } from "vitest";
import { type SessionDelegate } from "../../src/index.js";
import { answer, offer } from "../../src/testing/index.js";
import { callFlow } from "../testing/flow.js";
import { establishedCall } from "./established-call.js";

const sdp = (content: string) => ({ contentDisposition: "session", contentType: "application/sdp", content });
const VIDEO = "m=video 49180 RTP/AVP 31\r\n";
const withVideo = (description: string, version = 2) => description.replace(" 1 1 IN", ` 1 ${version} IN`) + VIDEO;
const refusal = expect.objectContaining({ code: "SIP_OFFER_ANSWER" }) as Error;
const updatable = { offer, headers: { Supported: "100rel", Allow: "INVITE, ACK, BYE, UPDATE, PRACK" } };

describe("RFC 3264 §6 what our application answers fits the offer", () => {
  test("in a 2xx, a provisional response, a 2xx to UPDATE: another number of streams throws, and nothing is sent [OAM-3264-6-a]", () => {
    const caught: unknown[] = [];
    const attempt = (action: () => unknown): void => {
      try {
        action();
      } catch (error) {
        caught.push(error);
      }
    };
    const session: SessionDelegate = {
      onUpdate: (request) => {
        attempt(() => request.accept({ body: sdp(answer) }));
        request.accept({ body: sdp(withVideo(answer)) });
      },
    };
    const { alice, bob } = callFlow({ session });

    alice.invites(updatable);
    attempt(() => bob.rings({ answer: withVideo(answer) }));
    attempt(() => bob.progresses({ reliable: true, answer: withVideo(answer) }));
    attempt(() => bob.accepts({ answer: withVideo(answer) }));
    expect(alice.responses).toEqual([]);
    bob.accepts({ answer });
    alice.acknowledges();
    alice.updates({ offer: withVideo(offer) });

    expect(caught).toEqual([refusal, refusal, refusal, refusal]);
    expect(bob.session).toMatchObject({ signalingState: "Stable", answer: { content: withVideo(answer) } });
    alice.hangsUp();
  });

  test("an answer of the peer that does not is none: an ACK with it ends the call [OAM-I-23] [OAM-I-25]", () => {
    const { alice, bob, diagnostics } = callFlow();

    alice.invites();
    bob.accepts({ offer: withVideo(offer) });
    alice.acknowledges({ answer });
    alice.answers("BYE", 200);

    expect(alice.received("BYE").getHeader("Reason")).toContain("cause=488");
    expect(diagnostics.map(({ reason }) => reason)).toContain("odd-description");
  });
});

describe("RFC 3264 §8 a description that follows another keeps its streams", () => {
  test.each(["INVITE", "UPDATE"])(
    "one of the peer's in %s that does not is answered 488 with a Warning [OAM-3264-8-b]",
    (method) => {
      const { alice, bob } = establishedCall(
        { invite: { offer: withVideo(offer, 1) }, session: {} },
        withVideo(answer, 1),
      );

      alice.sends(method, { body: offer });
      if (method === "INVITE") alice.acknowledges();

      expect(alice.received(488).getHeader("Warning")).toContain("leaves out streams");
      expect(bob.session.signalingState).toBe("Stable");
      alice.hangsUp();
    },
  );

  test("one of ours that does not throws [OAM-3264-8-b]", () => {
    const { alice, bob } = establishedCall(
      { invite: { ...updatable, offer: withVideo(offer, 1) } },
      withVideo(answer, 1),
    );

    expect(() => bob.reinvites({ offer: answer })).toThrow(refusal);
    expect(() => bob.updates({ offer: answer })).toThrow(refusal);
    expect(alice.requests).toEqual([]);
    alice.hangsUp();
  });

  test("an origin that does not follow is served, and told [OAM-3264-8-a]", () => {
    const { alice, bob, diagnostics } = establishedCall();

    alice.reinvites({ offer: offer.replace("o=alice 1 1", "o=alice 1 7") });
    bob.accepts({ answer });
    alice.acknowledges();
    alice.hangsUp();

    expect(diagnostics).toMatchObject([{ reason: "odd-description" }]);
    expect(diagnostics[0]?.message).toContain("not one above");
  });
});

describe("RFC 6141 §3.4 our re-INVITE is refused though its change is in effect", () => {
  test.each([
    ["by UPDATE where the peer takes it", updatable, "UPDATE"],
    ["by a re-INVITE else", { offer }, "INVITE"],
  ])("what stood is offered again, %s [OAM-C-12] [OAM-11-c] [OAX-6141-5]", (_how, invite, method) => {
    const { alice, bob } = establishedCall({ invite });
    const changed = answer.replace("o=bob 1 1", "o=bob 1 2").replace("49172", "49190");

    bob.reinvites({ offer: changed });
    alice.answers("INVITE", 183, { answer: offer, headers: { Require: "100rel", RSeq: 5 } });
    alice.answers("PRACK", 200);
    alice.answers("INVITE", 488);
    const restored = alice.received(method);
    alice.answers(restored, 200, { answer: offer });

    expect(restored.body).toBe(answer.replace("o=bob 1 1", "o=bob 1 3"));
    expect(bob.session).toMatchObject({ signalingState: "Stable", offer: { content: restored.body } });
    alice.hangsUp();
  });
});
