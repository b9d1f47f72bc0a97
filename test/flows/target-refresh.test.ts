import { describe, expect, test } from "vitest";
import { secondAnswer, secondOffer } from "./descriptions.js";
import { establishedCall } from "./established-call.js";

const moved = { Contact: "<sip:alice@pc2.example.org>" };

describe("RFC 3261 §12.2.2 the peer moves", () => {
  test("a re-INVITE changes the target when it is accepted, not before [DLG-12.2.2-j] [DLG-6141.4.6-a]", () => {
    const { alice, bob } = establishedCall();
    const targets = [];

    alice.reinvites({ offer: secondOffer, headers: moved });
    targets.push(bob.session.remoteTarget.toString());
    bob.progresses();
    targets.push(bob.session.remoteTarget.toString());
    bob.accepts({ answer: secondAnswer });
    targets.push(bob.session.remoteTarget.toString());
    alice.acknowledges();
    bob.hangsUp();

    expect(targets).toEqual(["sip:alice@pc1.example.org", "sip:alice@pc1.example.org", "sip:alice@pc2.example.org"]);
    expect(alice.received("BYE").requestUri).toBe("sip:alice@pc2.example.org");
    alice.answers("BYE", 200);
  });

  test("a re-INVITE that is refused does not [DLG-6141.4.6-b]", () => {
    const { alice, bob } = establishedCall();

    alice.reinvites({ offer: secondOffer, headers: moved });
    bob.rejects(488);
    alice.acknowledges();
    bob.hangsUp();

    expect(alice.received("BYE").requestUri).toBe("sip:alice@pc1.example.org");
    alice.answers("BYE", 200);
  });

  test("after a reliable 183 the new target is kept, though the re-INVITE fails [DLG-6141.4.6-a] [DLG-6141.4.3-a]", () => {
    const { alice, bob } = establishedCall();

    alice.reinvites({ offer: secondOffer, headers: moved });
    bob.progresses({ extraHeaders: ["Require: 100rel", "RSeq: 1"] });
    alice.cancels();
    alice.acknowledges();
    bob.hangsUp();

    expect(alice.received(487).cseq).toBe(1002);
    expect(alice.received("BYE").requestUri).toBe("sip:alice@pc2.example.org");
    alice.answers("BYE", 200);
  });

  test.each(["INFO", "MESSAGE", "NOTIFY", "REFER", "OPTIONS"])(
    "a Contact in %s changes nothing [DLG-12.2.2-j]",
    (method) => {
      const { alice, bob } = establishedCall();

      alice.sends(method, { headers: moved });

      expect(alice.lastResponse?.statusCode).toBe(200);
      expect(bob.session.remoteTarget.toString()).toBe("sip:alice@pc1.example.org");
      alice.hangsUp();
    },
  );

  test("a 2xx to our re-INVITE changes the target, and the ACK goes there already [DLG-12.2.1.2-b]", () => {
    const { alice, bob } = establishedCall();

    bob.reinvites({ offer: secondAnswer });
    alice.answers("INVITE", 200, { answer: secondOffer, headers: moved });
    bob.hangsUp();

    expect(alice.received("ACK").requestUri).toBe("sip:alice@pc2.example.org");
    expect(alice.received("BYE").requestUri).toBe("sip:alice@pc2.example.org");
    alice.answers("BYE", 200);
  });

  test("a 2xx without a Contact leaves it [DLG-12.2.1.2-b]", () => {
    const { alice, bob } = establishedCall();

    bob.reinvites({ offer: secondAnswer });
    alice.answers("INVITE", 200, { answer: secondOffer, headers: { Contact: undefined } });
    bob.hangsUp();

    expect(alice.received("BYE").requestUri).toBe("sip:alice@pc1.example.org");
    alice.answers("BYE", 200);
  });

  test.each([
    ["an unreliable 180", 180, moved, "sip:alice@pc1.example.org"],
    ["a reliable 183", 183, { ...moved, Require: "100rel", RSeq: 1 }, "sip:alice@pc2.example.org"],
    ["a refusal", 488, moved, "sip:alice@pc1.example.org"],
  ])("after %s to our re-INVITE the target is right [DLG-6141.4.7-a]", (_what, statusCode, headers, target) => {
    const { alice, bob } = establishedCall();

    bob.reinvites({ offer: secondAnswer });
    alice.answers("INVITE", statusCode, { headers });
    const after = bob.session.remoteTarget.toString();
    alice.answers("INVITE", 487);

    expect(after).toBe(target);
    alice.hangsUp();
  });

  test("a From that has changed changes nothing [DLG-4916-a]", () => {
    const { alice, bob } = establishedCall();

    alice.reinvites({ offer: secondOffer, from: "Carol <sip:carol@example.com>" });
    bob.accepts({ answer: secondAnswer });
    alice.acknowledges();
    bob.hangsUp();

    expect(alice.received("BYE").getHeader("To")).toBe("<sip:alice@example.org>;tag=a11ce");
    alice.answers("BYE", 200);
  });
});

describe("RFC 3261 §12.1.1 our Contact", () => {
  test("is the same in every answer and every refresh [DLG-12.2.1.1-f]", () => {
    const { alice, bob } = establishedCall();

    alice.reinvites({ offer: secondOffer });
    bob.accepts({ answer: secondAnswer });
    alice.acknowledges();
    bob.reinvites({ offer: secondAnswer });
    alice.answers("INVITE", 200, { answer: secondOffer });

    const contacts = [...alice.responses, alice.received("INVITE")].map((message) => message.getHeader("Contact"));
    expect(new Set(contacts)).toEqual(new Set(["<sip:bob@192.0.2.4:5060>"]));
    alice.hangsUp();
  });

  test("may be another one in the 2xx to a re-INVITE: what comes there is ours as before [DLG-6141.4.5-a] [BCF-3.7]", () => {
    const { alice, bob } = establishedCall();

    alice.reinvites({ offer: secondOffer });
    bob.accepts({ answer: secondAnswer, extraHeaders: ["Contact: <sip:bob@192.0.2.77>"] });
    alice.acknowledges();
    alice.sends("INFO");

    expect(alice.received(200, "INVITE").getHeaders("Contact")).toEqual(["<sip:bob@192.0.2.77>"]);
    expect(alice.sent.at(-1)).toMatch(/^INFO sip:bob@192\.0\.2\.77 SIP/);
    expect(alice.lastResponse?.statusCode).toBe(200);
    alice.hangsUp();
  });

  test("stays sips in a dialog that began with sips [DLG-5630.5.1.2-b]", () => {
    const { alice, bob } = establishedCall({
      protocol: "TLS",
      invite: {
        offer: secondOffer,
        requestUri: "sips:bob@192.0.2.4",
        headers: { Contact: "<sips:alice@pc1.example.org>" },
      },
    });

    alice.reinvites({ offer: secondOffer, headers: { Contact: "<sips:alice@pc1.example.org>" } });
    bob.accepts({ answer: secondAnswer });
    alice.acknowledges();
    bob.reinvites({ offer: secondAnswer });

    expect(alice.received(200, "INVITE").getHeader("Contact")).toMatch(/^<sips:bob@/);
    expect(alice.received("INVITE").getHeader("Contact")).toMatch(/^<sips:bob@/);
    alice.answers("INVITE", 200, { answer: secondOffer });
    alice.hangsUp();
  });
});
