import { describe, expect, test } from "vitest";
import { answer, offer } from "../../src/testing/index.js";
import { SeededRandom } from "../../src/testing/seeded-random.js";
import { callFlow } from "../testing/flow.js";
import { establishedCall } from "./established-call.js";

const supported = { offer, headers: { Supported: "100rel", Allow: "INVITE, ACK, BYE, CANCEL, PRACK, UPDATE" } };
const sdp = (content: string) => ({ contentDisposition: "session", contentType: "application/sdp", content });
const elsewhere = { Contact: "<sip:alice@elsewhere.example.org>" };
const codes = ({ responses }: { readonly responses: readonly { statusCode: number }[] }) =>
  responses.map(({ statusCode }) => statusCode);

describe("RFC 6337 §2.2 the first INVITE, cell by cell", () => {
  test("a body that is no description, and optional, leaves us owing an offer [OAM-I-03] [OAM-I-17]", () => {
    const { alice, bob } = callFlow();

    alice.invites({
      body: "hello",
      contentType: "text/plain",
      headers: { "Content-Disposition": "render;handling=optional" },
    });
    expect(() => bob.accepts()).toThrow(expect.objectContaining({ code: "SIP_OFFER_ANSWER" }));
    bob.accepts({ offer });
    alice.acknowledges({ answer });
    alice.hangsUp();

    expect(alice.received(200, "INVITE").body).toBe(offer);
  });

  test("provisional responses without a description change nothing, reliable or not [OAM-I-05] [OAM-P-07]", () => {
    const { alice, bob } = callFlow();

    alice.invites(supported);
    bob.rings();
    bob.progresses({ reliable: true });
    alice.pracks();

    expect(bob.session.signalingState).toBe("HaveRemoteOffer");
    bob.rejects();
    alice.acknowledges();
  });

  test("a 2xx without a body carries the preview, and throws where there is none [OAM-I-08] [OAM-I-04]", () => {
    const { alice, bob } = callFlow();

    alice.invites({ offer });
    expect(() => bob.accepts()).toThrow(expect.objectContaining({ code: "SIP_OFFER_ANSWER" }));
    bob.progresses({ answer });
    bob.progresses({ answer });
    bob.accepts();
    alice.acknowledges();
    alice.hangsUp();

    expect(alice.received(200, "INVITE").body).toBe(answer);
  });

  test("an offer that no ACK answers in 64*T1 ends the call with a BYE [OAM-I-24]", () => {
    const { alice, bob, wait } = callFlow();

    alice.invites();
    bob.accepts({ offer });
    wait(32_000);
    alice.answers("BYE", 200);

    expect(bob.session.sessionState).toBe("Terminated");
  });

  test("a refusal may say what we could do, and closes the exchange [OAM-I-27] [EMD-3960-3-a]", () => {
    const { alice, bob } = callFlow();

    alice.invites(supported);
    bob.progresses({ reliable: true, answer });
    alice.pracks();
    bob.rejects({ statusCode: 488, offer: "v=0" });
    alice.acknowledges();

    expect(alice.received(488).body).toBe("v=0");
    expect(bob.session).toMatchObject({ signalingState: "Closed", offer: undefined });
  });

  test.each(["cancels", "hangsUp"] as const)("Alice %s: the exchange is abandoned [OAM-I-28]", (ends) => {
    const { alice, bob } = callFlow();

    alice.invites(supported);
    bob.progresses({ reliable: true, answer });
    alice[ends]();
    alice.acknowledges();

    expect(codes(alice)).toEqual([183, 200, 487]);
    expect(bob.session.signalingState).toBe("Closed");
  });

  test("the session is agreed at the answer in a reliable 183, before the INVITE is answered [REL-3262-5-d] [OAM-I-10]", () => {
    const { alice, bob } = callFlow();

    alice.invites(supported);
    bob.progresses({ reliable: true, answer });
    alice.pracks();

    expect(bob.session).toMatchObject({ signalingState: "Stable", sessionState: "Early", answer: { content: answer } });
    bob.rings();
    bob.accepts();
    alice.acknowledges();
    alice.hangsUp();
    expect(codes(alice)).toEqual([183, 200, 180, 200, 200]);
  });

  test("a PRACK may offer though what it acknowledges carried nothing, once the exchange is complete [OAM-P-05]", () => {
    const { alice, bob } = callFlow({ session: { onPrack: (request) => request.accept({ body: sdp("answer 2") }) } });

    alice.invites(supported);
    bob.progresses({ reliable: true, answer });
    alice.pracks();
    bob.rings({ reliable: true });
    alice.pracks({ offer: "offer 2" });

    expect(bob.session).toMatchObject({ signalingState: "Stable", answer: { content: "answer 2" } });
    bob.rejects();
    alice.acknowledges();
  });

  test.each([
    ["with an offer", supported],
    ["without one", { headers: supported.headers }],
  ])(
    "an UPDATE with an offer into a dialog that an unreliable 180 made, INVITE %s: 500 [OAM-U-13] [OAM-U-05]",
    (_what, invite) => {
      const { alice, bob } = callFlow();

      alice.invites(invite);
      bob.rings();
      alice.updates({ offer: "offer 2" });

      expect(alice.received(500).method).toBe("UPDATE");
      expect(Number(alice.received(500).getHeader("Retry-After"))).toBeLessThanOrEqual(10);
      bob.rejects();
      alice.acknowledges();
    },
  );
});

describe("RFC 3262 §3, §7 numbers and limits of reliable responses", () => {
  test("the first RSeq lies in 1 to 2^31 - 1, and the top bit is drawn evenly [REL-3262-3-g]", () => {
    const numbers: number[] = [];
    const random = new SeededRandom(4711);
    for (let call = 0; call < 400; call += 1) {
      const { alice, bob, core } = callFlow({ random });
      alice.invites({ ...supported, callId: `call-${call}` });
      bob.rings({ reliable: true });
      numbers.push(Number(alice.received(180).getHeader("RSeq")));
      core.dispose();
    }

    expect(Math.min(...numbers)).toBeGreaterThanOrEqual(1);
    expect(Math.max(...numbers)).toBeLessThan(2 ** 31);
    const high = numbers.filter((number) => number >= 2 ** 30).length;
    expect(Math.abs(high - 200)).toBeLessThan(50);
  });

  test("two calls may use equal numbers: a PRACK acknowledges in its own dialog [REL-3262-3-i]", () => {
    const { alice, bob, wait, joinedBy } = callFlow();
    alice.invites(supported);
    bob.rings({ reliable: true });
    const { caller: carol } = joinedBy("carol");
    carol.invites(supported);
    bob.rings({ reliable: true });

    carol.pracks({ rseq: Number(carol.received(180).getHeader("RSeq")) });
    wait(500);

    expect(alice.responses.filter(({ statusCode }) => statusCode === 180)).toHaveLength(2);
    expect(carol.responses.filter(({ statusCode }) => statusCode === 180)).toHaveLength(1);
    alice.pracks();
    for (const request of bob.requests) {
      bob.turnsTo(request);
      bob.rejects();
    }
    alice.acknowledges();
    carol.acknowledges();
  });

  test("where we cannot do it, an INVITE that requires it is answered 420 [REL-3262-3-c]", () => {
    const { alice, bob } = callFlow({ configuration: { capabilities: { optionTags: [] } } });

    alice.invites({ offer, headers: { Require: "100rel" } });

    expect(alice.received(420).getHeader("Unsupported")).toBe("100rel");
    expect(bob.requests).toEqual([]);
  });

  test("what is not an INVITE cannot require it (RFC 3262 §4) [REL-3262-4-a]", () => {
    const { alice } = callFlow();

    alice.sends("OPTIONS", { headers: { Require: "100rel" } });

    expect(alice.received(420).getHeader("Unsupported")).toBe("100rel");
  });

  test("another body of a PRACK reaches the application [REL-3262-3-z]", () => {
    const bodies: string[] = [];
    const { alice, bob } = callFlow({ session: { onPrack: ({ message }) => void bodies.push(message.body) } });

    alice.invites(supported);
    bob.rings({ reliable: true });
    const rack = `${alice.received(180).getHeader("RSeq") ?? ""} 1001 INVITE`;
    alice.sends("PRACK", {
      body: "hello",
      contentType: "text/plain",
      headers: { RAck: rack, "Content-Disposition": "render;handling=optional" },
    });
    bob.rejects();
    alice.acknowledges();

    expect(bodies).toEqual(["hello"]);
    expect(codes(alice)).toEqual([180, 200, 486]);
  });

  test("a PRACK is no target refresh [REL-3262-T1-a]", () => {
    const { alice, bob } = callFlow();

    alice.invites(supported);
    bob.rings({ reliable: true });
    alice.pracks({ headers: { ...elsewhere } });

    expect(bob.session.remoteTarget.toString()).toBe("sip:alice@pc1.example.org");
    bob.rejects();
    alice.acknowledges();
  });

  test("PRACKs raise the number of the peer; the ACK with the lower one of the INVITE still counts [REL-3261-12.2.2-a]", () => {
    const { alice, bob } = callFlow();

    alice.invites(supported);
    bob.progresses({ reliable: true, answer });
    alice.pracks();
    bob.rings({ reliable: true });
    alice.pracks();
    alice.sends("PRACK", { cseq: 1002, headers: { RAck: "1 1001 INVITE" } });
    expect(alice.lastResponse?.statusCode).toBe(500);
    bob.accepts();
    alice.acknowledges();

    expect(bob.session.sessionState).toBe("Confirmed");
    alice.hangsUp();
  });
});

describe("RFC 6337 §4, RFC 3261 §14 collisions, cell by cell", () => {
  test("a BYE is served whatever is pending [OAM-6-f]", () => {
    const { alice, bob } = establishedCall({ session: { onUpdate: () => undefined } });

    bob.reinvites({ offer: "offer 2" });
    alice.updates();
    alice.hangsUp();
    alice.answers("INVITE", 487);

    expect(alice.received(200, "BYE")).toBeDefined();
  });

  test.each([
    ["with offers", { offer: "offer 2" }, "offer 3"],
    ["without", {}, undefined],
  ])("re-INVITEs that cross get 491 both ways, %s [OAM-6-b] [TGT-3261-14.2-b]", (_what, theirs, ours) => {
    const { alice, bob } = establishedCall();

    bob.reinvites(ours === undefined ? {} : { offer: ours });
    alice.reinvites(theirs);
    alice.answers("INVITE", 491);
    alice.acknowledges();

    expect(alice.received(491).method).toBe("INVITE");
    expect(bob.session).toMatchObject({ signalingState: "Stable", answer: { content: answer } });
    alice.hangsUp();
  });

  test("a second re-INVITE before the first has its answer gets 500 and Retry-After [OAM-6-a] [TGT-3261-14.2-a]", () => {
    const { alice, bob } = establishedCall();

    alice.reinvites({ offer: "offer 2" });
    alice.reinvites({ offer: "offer 3" });
    alice.acknowledges();

    expect(Number(alice.received(500).getHeader("Retry-After"))).toBeLessThanOrEqual(10);
    bob.accepts({ answer: "answer 2" });
    alice.acknowledges({ response: alice.received(200, "INVITE") });
    expect(bob.session).toMatchObject({ answer: { content: "answer 2" } });
    alice.hangsUp();
  });
});

describe("RFC 6141 §4.6 the target of a re-INVITE takes effect with our answer", () => {
  test.each([
    ["a refusal leaves it [TGT-6141-4.6-b] [OAM-R-05]", 488, "sip:alice@pc1.example.org"],
    ["a 2xx takes it [TGT-6141-4.6-b] [OAM-R-03]", 200, "sip:alice@elsewhere.example.org"],
  ])("%s", (_what, statusCode, target) => {
    const { alice, bob } = establishedCall();

    alice.reinvites({ offer: "offer 2", headers: { ...elsewhere } });
    expect(bob.session.remoteTarget.toString()).toBe("sip:alice@pc1.example.org");
    if (statusCode === 200) bob.accepts({ answer: "answer 2" });
    else bob.rejects(statusCode);
    alice.acknowledges();

    expect(bob.session.remoteTarget.toString()).toBe(target);
    alice.hangsUp();
  });

  test("a reliable 1xx takes it, so that a person may decide in peace [TGT-6141-4.6-a] [OAM-R-11]", () => {
    const { alice, bob } = establishedCall();

    alice.reinvites({ offer: "offer 2", headers: { Supported: "100rel", ...elsewhere } });
    bob.progresses({ reliable: true });
    alice.pracks();

    expect(bob.session.remoteTarget.toString()).toBe("sip:alice@elsewhere.example.org");
    bob.rejects();
    alice.acknowledges();
    alice.hangsUp();
  });

  test("ours is moved by the Contact in our 2xx, and requests to both are taken [TGT-6141-4.5-a]", () => {
    const { alice, bob } = establishedCall();

    alice.reinvites({ offer: "offer 2" });
    bob.accepts({ answer: "answer 2", extraHeaders: ["Contact: <sip:bob@elsewhere.example.net>"] });
    alice.acknowledges();
    bob.does((session) => session.info());
    alice.answers("INFO", 200);
    bob.reinvites({ offer: "offer 3" });

    expect(alice.received("INVITE").getHeader("Contact")).toBe("<sip:bob@elsewhere.example.net>");
    alice.answers("INVITE", 200, { answer: "answer 3" });
    alice.hangsUp();
  });

  test("a 183 to our re-INVITE that is not reliable moves nothing [TGT-6141-4.7-a] [OAM-C-03]", () => {
    const { alice, bob } = establishedCall();

    bob.reinvites({ offer: "offer 2" });
    alice.answers("INVITE", 183, { answer: "preview", headers: { ...elsewhere } });

    expect(bob.session.remoteTarget.toString()).toBe("sip:alice@pc1.example.org");
    expect(bob.session.signalingState).toBe("HaveLocalOffer");
    alice.answers("INVITE", 200, { answer: "answer 2", headers: { ...elsewhere } });
    expect(bob.session.remoteTarget.toString()).toBe("sip:alice@elsewhere.example.org");
    expect(bob.session).toMatchObject({ answer: { content: "answer 2" } });
    alice.hangsUp();
  });

  test("a re-INVITE without an ACK does not end a call in which a newer one has come [TGT-6141-5.4-a] [OAM-R-09]", () => {
    const { alice, bob, wait } = establishedCall();

    alice.reinvites({ offer: "offer 2" });
    bob.accepts({ answer: "answer 2" });
    wait(10_000);
    alice.reinvites({ offer: "offer 3" });
    bob.accepts({ answer: "answer 3" });
    alice.acknowledges();
    wait(40_000);

    expect(bob.session.sessionState).toBe("Confirmed");
    expect(alice.requests).toEqual([]);
    alice.hangsUp();
  });
});

describe("RFC 3261 §14.2 a re-INVITE without an offer", () => {
  test("is answered with a fresh offer of ours; its ACK answers [OAM-R-07] [OAM-R-08] [TGT-3261-14.2-c]", () => {
    const { alice, bob } = establishedCall();

    alice.reinvites();
    bob.accepts({ offer: "offer 2" });
    expect(bob.session.signalingState).toBe("HaveLocalOffer");
    alice.acknowledges({ answer: "answer 2" });

    expect(bob.session).toMatchObject({ offer: { content: "offer 2" }, answer: { content: "answer 2" } });
    alice.hangsUp();
  });

  test("whose ACK answers nothing ends the call [OAM-R-09]", () => {
    const { alice, bob } = establishedCall();

    alice.reinvites();
    bob.accepts({ offer: "offer 2" });
    alice.acknowledges();
    alice.answers("BYE", 200);

    expect(bob.session.sessionState).toBe("Terminated");
  });

  test("with the offer that stands, and nobody to ask, is a refresh: 200 [OAM-R-14] [OAM-R-12]", () => {
    const { alice, bob, wait } = establishedCall();
    bob.session.delegate = undefined;

    alice.reinvites({ offer });
    wait();
    alice.acknowledges();
    expect(alice.received(200, "INVITE").body).toBe(answer);
    alice.reinvites({ offer: "another" });
    wait();
    alice.acknowledges();

    expect(alice.received(488).method).toBe("INVITE");
    alice.hangsUp();
  });
});

describe("RFC 6337 §2.2 a re-INVITE of ours, cell by cell", () => {
  test("the answer in its 2xx is the answer; the ACK has none [OAM-C-05]", () => {
    const { alice, bob } = establishedCall();

    bob.reinvites({ offer: "offer 2" });
    alice.answers("INVITE", 200, { answer: "answer 2" });

    expect(alice.received("ACK").body).toBe("");
    expect(bob.session).toMatchObject({ signalingState: "Stable", answer: { content: "answer 2" } });
    alice.hangsUp();
  });

  test("one without an offer that gets a reliable 1xx without one is acknowledged and taken back [OAM-C-09]", () => {
    const { alice, bob } = establishedCall();

    bob.reinvites();
    alice.answers("INVITE", 183, { headers: { Require: "100rel", RSeq: 3 } });
    alice.answers("PRACK", 200);
    alice.answers("CANCEL", 200);
    alice.answers("INVITE", 487);

    expect(alice.requests.map(({ method }) => method)).toEqual(["INVITE", "PRACK", "CANCEL", "ACK"]);
    expect(bob.session).toMatchObject({ signalingState: "Stable", sessionState: "Confirmed" });
    alice.hangsUp();
  });

  test.each([
    ["the 2xx: the ACK takes no stream of it, and the call ends [OAM-C-10]", 200],
    ["a reliable 1xx: the PRACK takes no stream of it [OAM-C-08]", 183],
  ])("an offer that nobody here answers, in %s", (_what, statusCode) => {
    const { alice, bob } = establishedCall();

    bob.reinvites();
    alice.answers("INVITE", statusCode, {
      offer,
      ...(statusCode === 183 && { headers: { Require: "100rel", RSeq: 3 } }),
    });
    const carrier = alice.received(statusCode === 200 ? "ACK" : "PRACK");

    expect(carrier.body).toMatch(/^m=audio 0 RTP\/AVP 0 8\r$/m);
    if (statusCode === 183) {
      alice.answers("PRACK", 200);
      alice.answers("INVITE", 200);
      alice.hangsUp();
    } else alice.answers("BYE", 200);
    expect(bob.session.sessionState).toBe("Terminated");
  });

  test.each([481, 408])("a %i to it ends the call [OAM-C-13]", (statusCode) => {
    const { alice, bob } = establishedCall();

    bob.reinvites({ offer: "offer 2" });
    alice.answers("INVITE", statusCode);
    alice.answers("BYE", 200);

    expect(bob.session.sessionState).toBe("Terminated");
  });

  test("a 2xx with an offer that comes after our BYE gets an ACK with a formal answer [OAM-C-16]", () => {
    const { alice, bob } = establishedCall();

    bob.reinvites();
    bob.hangsUp();
    alice.answers("INVITE", 200, { offer });
    alice.answers("BYE", 200);

    expect(alice.received("ACK").body).toMatch(/^m=audio 0 /m);
  });
});
