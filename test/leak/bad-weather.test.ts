import { describe, expect, test } from "vitest";
import { SessionState } from "../../src/dialog/session.js";
import { answer, type Caller, callFlow, type CallFlow, offer, SeededRandom } from "../../src/testing/index.js";
import { secondAnswer, secondOffer } from "../flows/descriptions.js";

const HUNDREDS = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9].map((hundred) => hundred * 100);

describe("a thousand calls over a wire that loses, doubles and reorders", () => {
  test.each(HUNDREDS)(
    "leave nothing behind, and every request has one final answer, %i and on [MIX-9]",
    (first) => {
      const faults = Array.from({ length: 100 }, (_, index) => faultsOfCall(first + index)).flat();

      expect(faults).toEqual([]);
    },
    120_000,
  );
});

/** One call, drawn by its seed: what is wrong when it is over. */
function faultsOfCall(seed: number): string[] {
  const chance = new SeededRandom(seed);
  const flow = callFlow({
    automatic: { answer },
    alice: { headers: { Supported: "100rel, 199", Allow: "INVITE, ACK, BYE, CANCEL, INFO, PRACK, UPDATE" } },
    session: {
      onUpdate: (request) => {
        if (request.message.body !== "") request.accept({ body: sdp(secondAnswer) });
      },
    },
  });
  flow.wire.misbehaves({ random: chance, loses: 0.05, doubles: 0.2, delays: 200 });
  live(flow, chance);
  const { alice, bob, wait, wire } = flow;
  wire.behaves();
  for (const session of bob.sessions) if (session.sessionState !== SessionState.Terminated) session.end();
  wait(200_000);
  return [...leftBy(flow), ...unfairlyAnswered(alice), ...alice.unreadable.map(({ expected }) => expected)].map(
    (fault) => `call ${seed}: ${fault}`,
  );
}

/** From the INVITE to the end, whatever comes. */
function live(flow: CallFlow, chance: SeededRandom): void {
  const { alice, bob, wait } = flow;
  const late = chance.below(4) === 0;
  insists(flow, alice.invites(late ? {} : { offer }));
  if (bob.requests.length === 0) return;
  const described = late ? { offer: answer } : { answer };
  if (chance.below(2) === 0) bob.progresses({ ...described, reliable: true });
  else bob.rings({ reliable: !late && chance.below(2) === 0 });
  wait(chance.below(5_000));
  switch (chance.below(5)) {
    case 0:
      insists(flow, alice.cancels());
      return;
    case 1:
      if (isOpen(flow)) bob.rejects();
      wait(1_000);
      return;
    default:
      if (isOpen(flow)) bob.accepts(described);
  }
  wait(chance.below(5_000));
  // A BYE before the 2xx has come is another story: RFC 5407 §3.1.3.
  for (let waited = 0; waited < 32_000 && !hasAnswer(flow); waited += 1_000) wait(1_000);
  for (let changes = chance.below(4); changes > 0; changes -= 1) {
    change(flow, chance.below(4));
    wait(chance.below(3_000));
  }
  insists(flow, alice.hangsUp());
}

/** A request that changes the call, or only says something. */
function change(flow: CallFlow, which: number): void {
  const { alice, bob } = flow;
  if (bob.session.sessionState !== SessionState.Confirmed) return;
  switch (which) {
    case 0:
      insists(flow, alice.updates({ offer: secondOffer }));
      return;
    case 1:
      insists(flow, alice.sendsInfo({ digit: "1" }));
      return;
    case 2:
      insists(flow, alice.updates());
      return;
    default:
      try {
        bob.reinvites({ offer: secondAnswer });
      } catch {
        // Something of the peer's is under way; the application would try later.
      }
  }
}

/** RFC 3261 §17.1: repeats a request until its first answer, as a client transaction would. */
function insists({ alice, wait }: CallFlow, text: string): void {
  const branch = branchOf(text);
  const answered = (): boolean =>
    alice.responses.some(({ viaBranch, method }) => viaBranch === branch && text.startsWith(method));
  for (
    let interval = 500, waited = 0;
    !answered() && waited < 32_000;
    waited += interval, interval = Math.min(2 * interval, 4_000)
  ) {
    wait(interval);
    if (!answered()) alice.sendsText(text);
  }
}

function hasAnswer({ alice }: CallFlow): boolean {
  return alice.responses.some(({ statusCode, method }) => method === "INVITE" && statusCode >= 200);
}

function isOpen({ bob }: CallFlow): boolean {
  return bob.session.sessionState === SessionState.Early;
}

function leftBy({ end }: CallFlow): string[] {
  try {
    end();
    return [];
  } catch (error) {
    return [String(error)];
  }
}

/** Requests of hers, ACK aside, that got two different final answers, or none. A PRACK is repeated only with what it is for. */
function unfairlyAnswered({ sent, responses }: Caller): string[] {
  const requests = new Map(
    sent.filter((text) => /^[A-Z]+ sip/.test(text) && !text.startsWith("ACK")).map((text) => [keyOf(text), text]),
  );
  return [...requests].flatMap(([key, text]) => {
    const method = text.slice(0, text.indexOf(" "));
    const codes = new Set(
      responses
        .filter(
          (response) =>
            response.statusCode >= 200 && response.method === method && response.viaBranch === branchOf(text),
        )
        .map(({ statusCode }) => statusCode),
    );
    return codes.size === 1 || (codes.size === 0 && method === "PRACK")
      ? []
      : [`${key} was answered ${[...codes].join(" and ") || "never"}`];
  });
}

function keyOf(text: string): string {
  return `${text.slice(0, text.indexOf(" "))} ${branchOf(text)}`;
}

function branchOf(text: string): string {
  return /branch=([^;\s,]+)/.exec(text)?.[1] ?? "";
}

function sdp(content: string) {
  return { contentDisposition: "session", contentType: "application/sdp", content };
}
