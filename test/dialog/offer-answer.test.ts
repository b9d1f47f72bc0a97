import { describe, expect, test } from "vitest";
import { OfferAnswer } from "../../src/dialog/offer-answer.js";
import { type OfferAnswerEvent, offerAnswerTable } from "../../src/dialog/offer-answer-table.js";
import { type SignalingState } from "../../src/dialog/session.js";

const body = (content: string) => ({ contentDisposition: "session", contentType: "application/sdp", content });
const offer = body("offer");
const answer = body("answer");
const other = body("other");

/** Offer by the peer, answer by us. */
function agreed(): OfferAnswer {
  const machine = new OfferAnswer();
  machine.receive(offer);
  machine.send(answer);
  return machine;
}

const EVENTS: readonly OfferAnswerEvent[] = [
  "local",
  "remote",
  "preview",
  "rollbackToStable",
  "rollbackToInitial",
  "close",
];

const FIGURE: Readonly<Record<SignalingState, string>> = {
  Initial: "HaveLocalOffer HaveRemoteOffer . . . Closed",
  HaveLocalOffer: ". Stable . Stable Initial Closed",
  HaveRemoteOffer: "Stable . Stable Stable Initial Closed",
  Stable: "HaveLocalOffer HaveRemoteOffer . Stable Initial Closed",
  Closed: ". . . . . .",
};

const pairs = Object.entries(FIGURE).flatMap(([state, row]) =>
  row.split(" ").map((to, column) => [state, EVENTS[column], to] as const),
);

describe("RFC 3264 §4, RFC 6337 §2.2 offer and answer, every state and event", () => {
  test.each(pairs)("%s, %s: %s", (state, event, to) => {
    expect(offerAnswerTable[state as SignalingState][event as OfferAnswerEvent]?.to ?? ".").toBe(to);
  });
});

describe("RFC 3264 who offered, who answered", () => {
  test("the peer offers and we answer", () => {
    const machine = agreed();

    expect(machine).toMatchObject({ state: "Stable", offer, answer, owesDescription: false });
  });

  test("we offer and the peer answers", () => {
    const machine = new OfferAnswer();

    machine.send(offer);
    expect(machine).toMatchObject({ state: "HaveLocalOffer", owesDescription: false });
    machine.receive(answer);

    expect(machine).toMatchObject({ state: "Stable", offer, answer });
  });

  test("a second offer before the answer changes nothing", () => {
    const machine = new OfferAnswer();

    machine.receive(offer);
    machine.receive(other);

    expect(machine).toMatchObject({ state: "HaveRemoteOffer", offer });
  });

  test("a message without a description changes nothing", () => {
    const machine = new OfferAnswer();

    machine.receive(undefined);
    machine.send(undefined);

    expect(machine).toMatchObject({ state: "Initial", owesDescription: true });
  });

  test("what an unreliable 1xx showed is carried by the 2xx [INV-13.3.1.4-b]", () => {
    const machine = new OfferAnswer();
    machine.receive(offer);

    machine.show(answer);
    expect(machine).toMatchObject({ state: "Stable", preview: answer });
    machine.send(answer);

    expect(machine).toMatchObject({ state: "Stable", offer, answer, preview: undefined });
  });

  test("RFC 6337 §3.1: an answer that was given reliably is not an offer when a later response carries it again", () => {
    const machine = new OfferAnswer();
    machine.receive(offer);

    machine.respond(answer);
    machine.respond(answer);
    expect(machine).toMatchObject({ state: "Stable", offer, answer });
    machine.begin();
    machine.respond(answer);

    expect(machine).toMatchObject({ state: "HaveLocalOffer", offer: answer });
  });

  test("an offer shown in an unreliable 1xx is made by the 2xx", () => {
    const machine = new OfferAnswer();

    machine.show(offer);
    machine.send(offer);
    expect(machine).toMatchObject({ state: "HaveLocalOffer", offer, preview: undefined });
    machine.receive(answer);

    expect(machine.state).toBe("Stable");
  });

  test("after the end nothing is kept and nothing moves", () => {
    const machine = agreed();

    machine.close();
    machine.receive(other);

    expect(machine).toMatchObject({ state: "Closed", offer: undefined, answer: undefined });
  });
});

describe("RFC 6141 §3.2 a refused change leaves all as it was", () => {
  test.each([
    ["the peer's offer", (machine: OfferAnswer) => machine.receive(other)],
    ["our offer", (machine: OfferAnswer) => machine.send(other)],
    ["no offer at all", () => undefined],
  ])("after %s [REI-14.1-a]", (_what, change) => {
    const machine = agreed();
    machine.begin();
    change(machine);

    machine.rollBack();

    expect(machine).toMatchObject({ state: "Stable", offer, answer });
  });

  test("goes back to the last agreement, not to one before it", () => {
    const machine = agreed();
    machine.begin();
    machine.receive(other);
    machine.send(body("other answer"));
    machine.begin();

    machine.rollBack();

    expect(machine).toMatchObject({ state: "Stable", offer: other });
  });

  test("goes back to nothing where nothing was agreed", () => {
    const machine = new OfferAnswer();
    machine.begin();
    machine.receive(offer);

    machine.rollBack();

    expect(machine).toMatchObject({ state: "Initial", offer: undefined, owesDescription: true });
  });
});
