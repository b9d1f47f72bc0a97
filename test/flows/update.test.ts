import { describe, expect, test } from "vitest";
import { type SessionDelegate } from "../../src/index.js";
import { answer, offer } from "../../src/testing/index.js";
import { callFlow } from "../testing/flow.js";
import { establishedCall } from "./established-call.js";

const supported = { offer, headers: { Supported: "100rel", Allow: "INVITE, ACK, BYE, CANCEL, PRACK, UPDATE" } };
const sdp = (content: string) => ({ contentDisposition: "session", contentType: "application/sdp", content });

/** Bob answers each UPDATE with this. */
const answering = (content: string): SessionDelegate => ({
  onUpdate: (request) => request.accept({ body: sdp(content) }),
});

describe("RFC 3311 §5.2 an UPDATE of the peer", () => {
  test("without a description is answered 200 by itself and refreshes the target, whatever is open [UPD-3311-5.2-h] [UPD-3311-5.2-i] [OAM-U-02]", () => {
    const { alice, bob, ladder } = callFlow();

    alice.invites(supported);
    bob.rings();
    alice.updates({ headers: { Contact: "<sip:alice@elsewhere.example.org>" } });

    expect(alice.received(200, "UPDATE").body).toBe("");
    expect(alice.received(200, "UPDATE").hasHeader("Contact")).toBe(true);
    expect(bob.session).toMatchObject({ sessionState: "Early", signalingState: "HaveRemoteOffer" });
    expect(bob.session.remoteTarget.toString()).toBe("sip:alice@elsewhere.example.org");
    bob.rejects();
    alice.acknowledges();
    expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |-- INVITE offer ----------->|
        0.0  |                            | onInvite
        0.0  |<-------------------- 180 --|
        0.0  |                            | Early
        0.0  |-- UPDATE ----------------->|
        0.0  |                            | onUpdate
        0.0  |<-------------------- 200 --|
        0.0  |<-------------------- 486 --|
        0.0  |                            | Terminated
        0.0  |-- ACK -------------------->|
    `);
  });

  test("with an offer is answered with ours, in the early dialog and in the confirmed one [UPD-3311-5.2-d] [OAM-U-09] [OAX-3311-8]", () => {
    const { alice, bob, ladder } = callFlow({ session: answering("answer 2") });

    alice.invites(supported);
    bob.rings({ reliable: true, answer });
    alice.pracks();
    alice.updates({ offer: "offer 2" });
    expect(bob.session).toMatchObject({
      signalingState: "Stable",
      offer: { content: "offer 2" },
      sessionState: "Early",
    });
    bob.updates({ offer: "offer 3" });
    alice.answers("UPDATE", 200, { answer: "answer 3" });
    expect(bob.session).toMatchObject({ offer: { content: "offer 3" }, answer: { content: "answer 3" } });
    bob.accepts();
    alice.acknowledges();
    alice.updates({ offer: "offer 4" });
    alice.hangsUp();

    expect(alice.received(200, "INVITE").body).toBe("");
    expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |-- INVITE offer ----------->|
        0.0  |                            | onInvite
        0.0  |<------- 180 rel 1 answer --|
        0.0  |                            | Early
        0.0  |-- PRACK rel 1 ------------>|
        0.0  |                            | onPrack
        0.0  |<-------------------- 200 --|
        0.0  |-- UPDATE offer ----------->|
        0.0  |                            | onUpdate
        0.0  |<---------------- 200 sdp --|
        0.0  |<----------- UPDATE offer --|
        0.0  |-- 200 answer ------------->|
        0.0  |<-------------------- 200 --|
        0.0  |                            | AckWait
        0.0  |-- ACK -------------------->|
        0.0  |                            | onAck, Confirmed
        0.0  |-- UPDATE offer ----------->|
        0.0  |                            | onUpdate
        0.0  |<---------------- 200 sdp --|
        0.0  |-- BYE -------------------->|
        0.0  |                            | onBye
        0.0  |<-------------------- 200 --|
        0.0  |                            | Terminated
    `);
  });

  test("with the offer that stands is answered with what stands, by itself [OAM-U-12]", () => {
    const { alice, bob, wait } = establishedCall();
    bob.session.delegate = undefined;

    alice.updates({ offer });
    wait();
    alice.updates({ offer: "another" });
    wait();

    expect(alice.received(200, "UPDATE").body).toBe(answer);
    expect(alice.received(488).method).toBe("UPDATE");
    expect(bob.session).toMatchObject({ signalingState: "Stable", answer: { content: answer } });
    alice.hangsUp();
  });

  test("that is refused leaves all as it was [UPD-3311-5.2-g] [OAM-U-11] [TGT-6141-4.6-c]", () => {
    const { alice, bob } = establishedCall({
      session: {
        onUpdate: (request) => request.reject({ extraHeaders: ['Warning: 305 bob "Incompatible media format"'] }),
      },
    });
    const before = [bob.session.offer, bob.session.answer, bob.session.remoteTarget.toString()];

    alice.updates({ offer: "another", headers: { Contact: "<sip:alice@elsewhere.example.org>" } });

    expect(alice.received(488).getHeader("Warning")).toContain("305");
    expect([bob.session.offer, bob.session.answer, bob.session.remoteTarget.toString()]).toEqual(before);
    alice.hangsUp();
  });

  test("that nobody answers gets a 504 after two seconds [UPD-3311-5.2-e] [UPD-3311-5.2-f] [OAM-U-10]", () => {
    const { alice, bob, wait, ladder } = establishedCall({ session: { onUpdate: () => undefined } });

    alice.updates({ offer: "another" });
    wait(2_000);

    expect(bob.session.signalingState).toBe("Stable");
    alice.hangsUp();
    expect(ladder.toString()).toContain("504");
  });

  test("while another one waits is told to come back, within ten seconds [UPD-3311-5.2-a] [OAM-U-01] [OAM-6-g]", () => {
    const waiting: { accept(options: object): unknown }[] = [];
    const { alice, bob } = establishedCall({ session: { onUpdate: (request) => void waiting.push(request) } });

    alice.updates({ offer: "offer 2" });
    alice.updates({ offer: "offer 3" });
    bob.does(() => waiting[0]?.accept({ body: sdp("answer 2") }));

    const refused = alice.received(500);
    expect(Number(refused.getHeader("Retry-After"))).toBeLessThanOrEqual(10);
    expect(bob.session).toMatchObject({ offer: { content: "offer 2" }, answer: { content: "answer 2" } });
    alice.hangsUp();
  });

  test("that is not answered yet goes before the 2xx to the INVITE [MIX-3]", () => {
    const waiting: { accept(options: object): unknown }[] = [];
    const { alice, bob, ladder } = callFlow({ session: { onUpdate: (request) => void waiting.push(request) } });

    alice.invites(supported);
    bob.rings({ reliable: true, answer });
    alice.pracks();
    alice.updates({ offer: "offer 2" });
    bob.accepts();
    bob.does(() => waiting[0]?.accept({ body: sdp("answer 2") }));
    alice.acknowledges();
    alice.hangsUp();

    expect(alice.received(200, "INVITE").body).toBe("");
    expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |-- INVITE offer ----------->|
        0.0  |                            | onInvite
        0.0  |<------- 180 rel 1 answer --|
        0.0  |                            | Early
        0.0  |-- PRACK rel 1 ------------>|
        0.0  |                            | onPrack
        0.0  |<-------------------- 200 --|
        0.0  |-- UPDATE offer ----------->|
        0.0  |                            | onUpdate
        0.0  |<---------------- 200 sdp --|
        0.0  |<-------------------- 200 --|
        0.0  |                            | AckWait
        0.0  |-- ACK -------------------->|
        0.0  |                            | onAck, Confirmed
        0.0  |-- BYE -------------------->|
        0.0  |                            | onBye
        0.0  |<-------------------- 200 --|
        0.0  |                            | Terminated
    `);
  });

  test("out of a dialog is answered 481 [UPD-3311-5.2-i]", () => {
    const { alice } = callFlow();

    alice.sends("UPDATE", { toTag: "unknown" });

    expect(alice.lastResponse?.statusCode).toBe(481);
  });
});

describe("RFC 3311 §4, §5.1 an UPDATE of ours", () => {
  test("goes out where the peer allows it; its 2xx refreshes the target [UPD-3311-5.1-a] [UPD-3311-4-a] [OAM-V-03] [OAM-V-08] [OAM-V-09]", () => {
    const { alice, bob } = establishedCall({ alice: supported });

    bob.updates();
    alice.answers("UPDATE", 200, { headers: { Contact: "<sip:alice@elsewhere.example.org>" } });

    expect(alice.received("UPDATE").hasHeader("Contact")).toBe(true);
    expect(alice.received("UPDATE").getHeaders("Allow")).toContain("UPDATE");
    expect(bob.session.remoteTarget.toString()).toBe("sip:alice@elsewhere.example.org");
    alice.hangsUp();
  });

  test("is refused at the call where it may not be sent: nothing goes out [OAM-V-01] [OAM-V-02] [OAM-V-06] [OAM-V-07]", () => {
    const { alice, bob } = callFlow();
    alice.invites({ offer });
    bob.rings();
    expect(() => bob.updates()).toThrow(expect.objectContaining({ code: "SIP_SESSION_STATE" }));
    bob.accepts({ answer });
    alice.acknowledges();
    alice.sends("INFO", { headers: { Allow: "INVITE, UPDATE" } });

    bob.updates({ offer: "offer 2" });
    expect(() => bob.updates()).toThrow(expect.objectContaining({ code: "SIP_SESSION_STATE" }));

    expect(alice.requests.map(({ method }) => method)).toEqual(["UPDATE"]);
    alice.answers("UPDATE", 488);
    alice.hangsUp();
  });

  test("with an offer has to wait for the PRACK to our answer [UPD-3311-5.1-d] [OAM-V-04]", () => {
    const { alice, bob } = callFlow();

    alice.invites(supported);
    expect(() => bob.updates({ offer: "offer 2" })).toThrow();
    bob.rings({ reliable: true, answer });
    expect(() => bob.updates({ offer: "offer 2" })).toThrow(expect.objectContaining({ code: "SIP_OFFER_ANSWER" }));
    alice.pracks();
    bob.updates({ offer: "offer 2" });
    alice.answers("UPDATE", 200, { answer: "answer 2" });

    expect(bob.session).toMatchObject({ offer: { content: "offer 2" }, answer: { content: "answer 2" } });
    bob.rejects();
    alice.acknowledges();
  });

  test.each([
    ["488", 488],
    ["491", 491],
    ["500", 500],
    ["504", 504],
  ])("that gets a %s leaves all as it was [UPD-3311-5.3-a] [OAM-V-10] [OAM-V-11] [OAM-V-12]", (_code, statusCode) => {
    const { alice, bob } = establishedCall({ alice: supported });

    bob.updates({ offer: "offer 2" });
    expect(bob.session.signalingState).toBe("HaveLocalOffer");
    alice.answers("UPDATE", statusCode);

    expect(bob.session).toMatchObject({
      signalingState: "Stable",
      answer: { content: answer },
      sessionState: "Confirmed",
    });
    alice.hangsUp();
  });

  test("whose 2xx has no answer to its offer leaves all as it was [OAM-V-09]", () => {
    const { alice, bob } = establishedCall({ alice: supported });

    bob.updates({ offer: "offer 2" });
    alice.answers("UPDATE", 200);

    expect(bob.session).toMatchObject({ signalingState: "Stable", answer: { content: answer } });
    alice.hangsUp();
  });

  test("that crosses one of the peer's: 491 both ways [UPD-3311-5.2-b] [OAM-U-06]", () => {
    const { alice, bob } = establishedCall({ alice: supported });

    bob.updates({ offer: "offer 2" });
    alice.updates({ offer: "offer 3" });
    alice.answers("UPDATE", 491);

    expect(alice.received(491).method).toBe("UPDATE");
    expect(bob.session).toMatchObject({ signalingState: "Stable", answer: { content: answer } });
    alice.hangsUp();
  });

  test("that gets a 481 ends a call with a BYE, and one that rings with a 480 [UPD-3311-5.3-b] [OAM-V-13]", () => {
    const ends: string[] = [];
    const session: SessionDelegate = { onTerminated: ({ cause }) => ends.push(cause) };
    const confirmed = establishedCall({ alice: supported, session });
    confirmed.bob.updates();
    confirmed.alice.answers("UPDATE", 481);
    expect(confirmed.alice.received("BYE")).toBeDefined();
    confirmed.alice.answers("BYE", 200);

    const early = callFlow({ session });
    early.alice.invites(supported);
    early.bob.rings();
    early.bob.updates();
    early.alice.answers("UPDATE", 481);
    early.alice.acknowledges();

    expect(early.alice.received(480).method).toBe("INVITE");
    expect(ends).toEqual(["peer-gone", "peer-gone"]);
  });

  test("moves us where it says: the 2xx to the INVITE says the same [UPD-3311-5.1-c] (RFC 6141 §4.8)", () => {
    const { alice, bob } = callFlow();

    alice.invites(supported);
    bob.rings();
    bob.updates({ extraHeaders: ["Contact: <sip:bob@elsewhere.example.net>"] });
    alice.answers("UPDATE", 200);
    bob.accepts({ answer });
    alice.acknowledges();
    alice.hangsUp();

    expect(alice.received(200, "INVITE").getHeader("Contact")).toBe("<sip:bob@elsewhere.example.net>");
  });

  test("RFC 6337 §4.3: gives way to an offer in a PRACK that crosses it [OAM-P-10] [OAM-V-14] [OAX-6337-11]", () => {
    const { alice, bob } = callFlow({ session: { onPrack: (request) => request.accept({ body: sdp("answer 3") }) } });

    alice.invites(supported);
    bob.progresses({ reliable: true, answer });
    alice.pracks();
    bob.rings({ reliable: true });
    bob.updates({ offer: "offer 2" });
    alice.pracks({ offer: "offer 3" });
    alice.answers("UPDATE", 491);

    expect(alice.received(200, "PRACK").body).toBe("answer 3");
    expect(bob.session).toMatchObject({ offer: { content: "offer 3" }, answer: { content: "answer 3" } });
    bob.rejects();
    alice.acknowledges();
  });
});
