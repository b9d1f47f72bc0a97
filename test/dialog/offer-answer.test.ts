import { describe, expect, test } from "vitest";
import { OfferAnswer } from "../../src/dialog/offer-answer.js";
import {
  type Carrier,
  type OfferAnswerEvent,
  type OfferAnswerState,
  offerAnswerTable,
} from "../../src/dialog/offer-answer-table.js";

const body = (content: string) => ({ contentDisposition: "session", contentType: "application/sdp", content });
const offer = body("offer");
const answer = body("answer");
const other = body("other");
const another = body("another");

/** Offer by the peer's INVITE, answer in our 2xx. */
function agreed(): OfferAnswer {
  const machine = new OfferAnswer();
  machine.begin("peer", offer);
  machine.send(answer, "2xx");
  return machine;
}

const EVENTS: readonly OfferAnswerEvent[] = [
  "offerReceived",
  "offerSent",
  "answerReceived",
  "answerSent",
  "offerRequested",
  "offerAwaited",
  "previewed",
  "crossed",
  "offerRefused",
  "inviteRefused",
  "close",
];

/** `.` is no arrow; the columns are the events above, in their order. */
const FIGURE: Readonly<Record<OfferAnswerState, string>> = {
  None: "Remote Local . . OweOffer . . . . None Closed",
  OweOffer: ". Local . . . . . . . Stable Closed",
  WaitOffer: "Remote . . . . . . . . Stable Closed",
  Remote: ". . . Stable . . Remote . Stable Stable Closed",
  Local: ". . Stable . . . . Remote Stable Stable Closed",
  Stable: "Remote Local . . OweOffer WaitOffer . . . Stable Closed",
  Closed: ". . . . . . . . . . .",
};

const pairs = Object.entries(FIGURE).flatMap(([state, row]) =>
  row.split(" ").map((to, column) => [state, EVENTS[column], to] as const),
);

describe("RFC 3264 §4, RFC 6337 §2.2 offer and answer, every state and event", () => {
  test.each(pairs)("%s, %s: %s", (state, event, to) => {
    expect(offerAnswerTable[state as OfferAnswerState][event as OfferAnswerEvent]?.to ?? ".").toBe(to);
  });

  test("lists no state and no event that the figure leaves out", () => {
    expect(Object.keys(offerAnswerTable)).toEqual(Object.keys(FIGURE));
    for (const row of Object.values(offerAnswerTable)) expect(EVENTS).toEqual(expect.arrayContaining(Object.keys(row)));
  });
});

const CARRIERS: readonly Carrier[] = [
  "INVITE",
  "1xx",
  "2xx",
  "ACK",
  "PRACK",
  "2xx to PRACK",
  "UPDATE",
  "2xx to UPDATE",
];

/** Ways to every state, by what carried the open offer. */
const STATES: Readonly<Record<string, () => OfferAnswer>> = {
  none: () => new OfferAnswer(),
  "owe offer": () => begun("peer", undefined),
  "owe offer, in a re-INVITE": () => begun("peer", undefined, agreed()),
  "wait offer": () => begun("us", undefined, agreed()),
  "remote, INVITE": () => begun("peer", offer),
  "remote, PRACK": () => received("PRACK", agreed()),
  "remote, UPDATE": () => received("UPDATE", agreed()),
  "remote, 1xx": () => received("1xx", begun("us", undefined, agreed())),
  "remote, 2xx": () => received("2xx", begun("us", undefined, agreed())),
  "local, INVITE": () => begun("us", other, agreed()),
  "local, 1xx": () => sent("1xx", begun("peer", undefined)),
  "local, 2xx": () => sent("2xx", begun("peer", undefined)),
  "local, PRACK": () => sent("PRACK", agreed()),
  "local, UPDATE": () => sent("UPDATE", agreed()),
  stable: () => agreed(),
  closed: () => closed(agreed()),
};

function begun(by: "us" | "peer", description: ReturnType<typeof body> | undefined, machine = new OfferAnswer()) {
  machine.begin(by, description);
  return machine;
}

function received(carrier: Carrier, machine: OfferAnswer) {
  machine.receive(other, carrier);
  return machine;
}

function sent(carrier: Carrier, machine: OfferAnswer) {
  machine.send(other, carrier);
  return machine;
}

function closed(machine: OfferAnswer) {
  machine.close();
  return machine;
}

/** What a description of the peer is in each state: `o`ffer, `a`nswer or nothing; columns as `CARRIERS`. */
const RECEIVED: Readonly<Record<string, string>> = {
  none: "o . . . . . . .",
  "owe offer": ". . . . . . . .",
  "owe offer, in a re-INVITE": ". . . . . . . .",
  "wait offer": ". o o . . . . .",
  "remote, INVITE": ". . . . . . . .",
  "remote, PRACK": ". . . . . . . .",
  "remote, UPDATE": ". . . . . . . .",
  "remote, 1xx": ". . . . . . . .",
  "remote, 2xx": ". . . . . . . .",
  "local, INVITE": ". a a . . . . .",
  "local, 1xx": ". . . . a . . .",
  "local, 2xx": ". . . a . . . .",
  "local, PRACK": ". . . . . a . .",
  "local, UPDATE": ". . . . . . . a",
  stable: "o . . . o . o .",
  closed: ". . . . . . . .",
};

/** What a description of ours is. */
const SENT: Readonly<Record<string, string>> = {
  none: "o . . . . . . .",
  "owe offer": ". o o . . . . .",
  "owe offer, in a re-INVITE": ". o o . . . . .",
  "wait offer": ". . . . . . . .",
  "remote, INVITE": ". a a . . . . .",
  "remote, PRACK": ". . . . . a . .",
  "remote, UPDATE": ". . . . . . . a",
  "remote, 1xx": ". . . . a . . .",
  "remote, 2xx": ". . . a . . . .",
  "local, INVITE": ". . . . . . . .",
  "local, 1xx": ". . . . . . . .",
  "local, 2xx": ". . . . . . . .",
  "local, PRACK": ". . . . . . . .",
  "local, UPDATE": ". . . . . . . .",
  stable: "o . . . o . o .",
  closed: ". . . . . . . .",
};

const cellsOf = (table: Readonly<Record<string, string>>) =>
  Object.entries(table).flatMap(([state, row]) =>
    row.split(" ").map((role, column) => [state, CARRIERS[column] ?? "ACK", role] as const),
  );

const LETTERS = { offer: "o", answer: "a" } as const;

describe("RFC 6337 §2.2 what a description is, by state and by what carries it", () => {
  test.each(cellsOf(RECEIVED))("from the peer: %s, in %s: %s", (state, carrier, role) => {
    const found = STATES[state]?.().receive(another, carrier);

    expect(found === undefined ? "." : LETTERS[found]).toBe(role);
  });

  test.each(cellsOf(SENT))("from us: %s, in %s: %s", (state, carrier, role) => {
    const found = STATES[state]?.().send(another, carrier);

    expect(found === undefined ? "." : LETTERS[found]).toBe(role);
  });

  test.each(cellsOf(RECEIVED).filter(([, , role]) => role === "."))(
    "one of the peer's that may not stand there changes nothing: %s, in %s [OAM-I-26] [OAM-I-29] [OAM-C-06]",
    (state, carrier) => {
      const machine = STATES[state]?.() ?? new OfferAnswer();
      const { state: stateBefore, offer: offerBefore, answer: answerBefore } = machine;

      machine.receive(another, carrier);

      expect(machine).toMatchObject({ state: stateBefore, offer: offerBefore, answer: answerBefore });
    },
  );
});

describe("RFC 3264 who offered, who answered", () => {
  test("the peer offers and we answer [OAM-I-01] [OAM-I-07]", () => {
    expect(agreed()).toMatchObject({ state: "Stable", signalingState: "Stable", offer, answer, exchanged: true });
  });

  test("we offer in our 2xx and the ACK answers [OAM-I-02] [OAM-I-16] [OAM-I-22]", () => {
    const machine = begun("peer", undefined);
    expect(machine).toMatchObject({ state: "OweOffer", signalingState: "Initial" });

    machine.send(offer, "2xx");
    expect(machine).toMatchObject({ state: "Local", signalingState: "HaveLocalOffer", carrier: "2xx" });
    machine.receive(answer, "ACK");

    expect(machine).toMatchObject({ state: "Stable", offer, answer });
  });

  test("we offer in a reliable 1xx and the PRACK answers [OAM-I-14] [OAM-I-18] [OAM-P-01]", () => {
    const machine = begun("peer", undefined);

    machine.send(offer, "1xx");
    machine.receive(answer, "PRACK");

    expect(machine).toMatchObject({ state: "Stable", offer, answer, exchanged: true });
  });

  test("a message without a description changes nothing", () => {
    const machine = agreed();

    machine.receive(undefined, "UPDATE");
    machine.send(undefined, "UPDATE");

    expect(machine).toMatchObject({ state: "Stable", offer, answer });
  });

  test("what an unreliable 1xx showed is carried by the 2xx [INV-13.3.1.4-b] [OAM-I-04]", () => {
    const machine = begun("peer", offer);

    machine.show(answer);
    expect(machine).toMatchObject({ state: "Remote", signalingState: "Stable", preview: answer, answer });
    machine.send(answer, "2xx");

    expect(machine).toMatchObject({ state: "Stable", offer, answer, preview: undefined });
  });

  test("our offer in an UPDATE gives way to the peer's in a PRACK that crosses it [OAM-P-10]", () => {
    const machine = sent("UPDATE", agreed());

    machine.cross(another);
    expect(machine).toMatchObject({ state: "Remote", carrier: "PRACK", offer: another });
    machine.send(answer, "2xx to PRACK");

    expect(machine).toMatchObject({ state: "Stable", offer: another, answer });
  });

  test("after the end nothing is kept and nothing moves", () => {
    const machine = closed(agreed());

    machine.receive(other, "UPDATE");

    expect(machine).toMatchObject({ state: "Closed", offer: undefined, answer: undefined });
  });
});

describe("RFC 6141 §3.2 a refused change leaves all as it was", () => {
  test.each([
    ["the peer's re-INVITE [OAM-R-01] [OAM-R-05]", (machine: OfferAnswer) => machine.begin("peer", other)],
    ["our re-INVITE [OAM-C-01] [OAM-C-12]", (machine: OfferAnswer) => machine.begin("us", other)],
    ["one of the peer's without an offer [OAM-R-02]", (machine: OfferAnswer) => machine.begin("peer", undefined)],
    ["one of ours without an offer [OAM-C-02] [OAM-C-11]", (machine: OfferAnswer) => machine.begin("us", undefined)],
    [
      "one that had its exchange in a reliable 1xx [OAM-11-a]",
      (machine: OfferAnswer) => {
        machine.begin("peer", other);
        machine.send(another, "1xx");
        machine.receive(body("third"), "UPDATE");
        machine.send(body("fourth"), "2xx to UPDATE");
      },
    ],
  ])("after %s [REI-14.1-a]", (_what, change) => {
    const machine = agreed();
    change(machine);

    machine.rollBack();

    expect(machine).toMatchObject({ state: "Stable", offer, answer });
  });

  test.each<readonly [Carrier, boolean]>([
    ["UPDATE", true],
    ["UPDATE", false],
    ["PRACK", true],
  ])("after an offer in %s, ours: %s [OAM-V-12] [OAM-U-11]", (carrier, ours) => {
    const machine = agreed();
    if (ours) machine.send(other, carrier);
    else machine.receive(other, carrier);

    machine.refuseOffer();

    expect(machine).toMatchObject({ state: "Stable", offer, answer });
  });

  test("goes back to the last agreement, not to one before it", () => {
    const machine = agreed();
    machine.begin("peer", other);
    machine.send(body("other answer"), "2xx");
    machine.begin("us", undefined);

    machine.rollBack();

    expect(machine).toMatchObject({ state: "Stable", offer: other });
  });

  test("goes back to nothing where nothing was agreed", () => {
    const machine = begun("peer", offer);

    machine.rollBack();

    expect(machine).toMatchObject({ state: "None", signalingState: "Initial", offer: undefined });
  });

  test("RFC 3261 §14.2: what stands answers an offer that asks for nothing new, or no offer at all [OAM-R-12] [OAM-R-13]", () => {
    const same = begun("peer", body("offer"), agreed());
    const none = begun("peer", undefined, agreed());
    const change = begun("peer", other, agreed());

    expect(same.standingFor(body("offer"))).toEqual(answer);
    expect(none.standingFor(undefined)).toEqual(answer);
    expect(change.standingFor(other)).toBeUndefined();
  });
});
