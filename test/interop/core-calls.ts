import { expect, test } from "vitest";
import { aboutTheTimes, LATE } from "./about-the-times.js";
import { bodyOf, type Exchange, header, headers, told, toTag } from "./exchange.js";
import { type Rig, T1 } from "./rig.js";
import { isReliable, type Wire } from "./sipp.js";

/** When a final response goes out that nobody acknowledges: T1, then twice as long each time up to T2. */
const SCHEDULE = [0, 1, 3, 7, 15, 23, 31, 39, 47, 55, 63].map((times) => times * T1);

/** Calls as RFC 3261 and RFC 6026 have them. */
export function coreCalls(rig: () => Rig, wire: Wire): void {
  test("cancelled before it rings: 200, then 487, with one tag [CAN-9.2-c] [CAN-9.2-d] [CAN-9.2-g]", async () => {
    const exchanges = await rig().call(rig().callee, "cancel-before-ringing", "trying");

    expect(exchanges.map(told)).toEqual(["-> INVITE", "<- 100", "-> CANCEL", "<- 200 CANCEL", "<- 487", "-> ACK"]);
    expect(tagsGiven(exchanges)).toHaveLength(1);
  });

  test("cancelled while it rings: 200, then 487, with the tag of the 180 [CAN-9.2-c] [CAN-9.2-d] [CAN-9.2-g]", async () => {
    const exchanges = await rig().call(rig().callee, "cancel-while-ringing", "ring");

    expect(exchanges.map(told)).toEqual(["-> INVITE", "<- 180", "-> CANCEL", "<- 200 CANCEL", "<- 487", "-> ACK"]);
    expect(tagsGiven(exchanges)).toHaveLength(1);
  });

  test("a 200 without its ACK: repeated to the octet, then a BYE [INV-13.3.1.4-c] [INV-13.3.1.4-d] [INV-13.3.1.4-g]", async () => {
    const exchanges = await rig().call(rig().quick, "ack-lost", "instant");

    const answers = exchanges.filter((exchange) => told(exchange) === "<- 200");
    expect(answers.map(({ at }) => at)).toEqual(aboutTheTimes(SCHEDULE, answers[0]));
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    const [bye] = exchanges.filter((exchange) => told(exchange) === "<- BYE");
    expect([bye?.at]).toEqual(aboutTheTimes([64 * T1], answers[0]));
  });

  if (isReliable(wire)) {
    test("a refusal without its ACK: not repeated [IST-17.2.1-g]", async () => {
      const exchanges = await rig().call(rig().quick, "refusal-on-stream", "busy");

      expect(exchanges.map(told)).toEqual(["-> INVITE", "<- 486"]);
    });
  } else {
    test("a refusal without its ACK: repeated by timer G until timer H [IST-17.2.1-g] [IST-17.2.1-j]", async () => {
      const exchanges = await rig().call(rig().quick, "ack-to-refusal-lost", "busy");

      const refusals = exchanges.filter(({ from }) => from === "callee");
      expect(refusals.map(told)).toEqual(SCHEDULE.map(() => "<- 486"));
      expect(refusals.map(({ at }) => at)).toEqual(aboutTheTimes(SCHEDULE, refusals[0]));
    });
  }

  test("an INVITE repeated: answered while it is open, absorbed once accepted, one call [IST-17.2.1-e] [IST-6026.7.1-b]", async () => {
    const exchanges = await rig().call(rig().callee, "invite-repeated", "trying");

    expect(exchanges.map(told)).toEqual([
      "-> INVITE",
      "<- 100",
      "-> INVITE",
      "<- 100",
      "<- 180",
      "-> INVITE",
      "<- 180",
      "<- 200",
      "-> INVITE",
      "-> ACK",
      "-> BYE",
      "<- 200 BYE",
    ]);
    expect(tagsGiven(exchanges)).toHaveLength(1);
  });

  test("put on hold and taken back: each offer gets its answer, of a new version [REI-14.2-d]", async () => {
    const exchanges = await rig().call(rig().callee, "re-invite", "instant");

    const answers = exchanges.filter((exchange) => told(exchange) === "<- 200").map(({ text }) => bodyOf(text));
    expect(answers.map((sdp) => /^a=(sendrecv|sendonly|recvonly|inactive)$/m.exec(sdp)?.[1] ?? "sendrecv")).toEqual([
      "sendrecv",
      "recvonly",
      "sendrecv",
    ]);
    const versions = answers.map((sdp) => Number(/^o=\S+ \d+ (\d+) /m.exec(sdp)?.[1]));
    expect(versions.map((version) => version - (versions[0] ?? 0))).toEqual([0, 1, 2]);
  });

  test("our own re-INVITE meets a 491: tried again within two seconds, as a new request [REI-14.1-d]", async () => {
    const exchanges = await rig().call(rig().callee, "re-invited", "reinvite");

    const [first, second] = exchanges.filter((exchange) => told(exchange) === "<- INVITE");
    const refused = exchanges.find((exchange) => told(exchange) === "-> 491");
    const wait = (second?.at ?? NaN) - (refused?.at ?? NaN);
    expect(wait).toBeGreaterThanOrEqual(0);
    expect(wait).toBeLessThan(2_000 + LATE);
    expect(sequenceOf(second)).toBe(sequenceOf(first) + 1);
  });

  test("hung up through two proxies: the BYE takes the recorded route [DLG-12.1.1-e] [DLG-12.2.1.1-d]", async () => {
    const exchanges = await rig().call(rig().callee, "hangup-through-proxies", "hangup");

    const [invite] = exchanges;
    const answer = exchanges.find((exchange) => told(exchange) === "<- 200");
    const bye = exchanges.find((exchange) => told(exchange) === "<- BYE");
    const recorded = values(invite, "Record-Route");
    expect(recorded).toHaveLength(2);
    expect(values(answer, "Record-Route")).toEqual(recorded);
    expect(values(answer, "Via")).toEqual(values(invite, "Via"));
    expect(values(bye, "Route")).toEqual(recorded);
    expect(bye?.text.split("\r\n", 1)).toEqual(["BYE sip:alice@pc33.example.com:5999 SIP/2.0"]);
  });
}

/** The tags that the callee gave in what it said of the INVITE and the CANCEL, each once; a 100 gives none. */
function tagsGiven(exchanges: readonly Exchange[]): string[] {
  const said = exchanges.filter((exchange) => told(exchange).startsWith("<- ") && told(exchange) !== "<- 100");
  return [...new Set(said.map(toTag))].filter((tag) => tag !== "");
}

/** The elements of a list header that holds no comma but those between them. */
function values(exchange: Exchange | undefined, name: string): string[] {
  return headers(exchange?.text ?? "", name).flatMap((value) => value.split(/\s*,\s*/));
}

function sequenceOf(exchange: Exchange | undefined): number {
  return Number(header(exchange?.text ?? "", "CSeq").split(" ", 1)[0]);
}
