import { describe, expect, test } from "vitest";
import { answer, offer, requestText, responseText } from "../../src/testing/index.js";
import { Labels } from "../../src/testing/labels.js";
import { readRequest } from "../../src/testing/message-fixture.js";
import { wireMessage, type WireSide } from "../../src/testing/wire-message.js";

const BOB = { host: "192.0.2.4", port: 5060 };

/** What stands on the arrow of each message, one after the other. */
function labelsOf(...messages: readonly (readonly [WireSide, string])[]): string[] {
  const labels = new Labels();
  labels.describe(offer, "offer");
  labels.describe(answer, "answer");
  return messages.map(([from, text]) => labels.of(wireMessage(from, BOB, text)));
}

const INVITE = requestText("INVITE", { body: offer });

/** What our side answers an INVITE. */
const says = (statusCode: number, toTag: string, rseq?: number, invite = INVITE): readonly [WireSide, string] => [
  "callee",
  responseText(readRequest(invite), statusCode, { toTag, headers: { RSeq: rseq } }),
];

/** What the caller asks in a dialog. */
const asks = (method: string, toTag: string, rack?: string): readonly [WireSide, string] => [
  "caller",
  requestText(method, { toTag, cseq: 1002, headers: { RAck: rack } }),
];

describe("the label of a message in a call flow", () => {
  test("says what the description is", () => {
    expect(labelsOf(["caller", INVITE], ["caller", requestText("ACK", { body: answer })])).toEqual([
      "INVITE offer",
      "ACK answer",
    ]);
  });

  test("counts reliable responses from 1, wherever their numbers begin, and names the one that a PRACK is for", () => {
    const labels = labelsOf(
      says(183, "a", 4711),
      says(180, "a", 4712),
      asks("PRACK", "a", "4712 1001 INVITE"),
      asks("PRACK", "a", "4720 1001 INVITE"),
      says(180, "a"),
    );

    expect(labels).toEqual(["183 rel 1", "180 rel 2", "PRACK rel 2", "PRACK rel 10", "180"]);
  });

  test("shows the number itself where it belongs to no response of ours", () => {
    expect(labelsOf(asks("PRACK", "a", "77 1001 INVITE"), asks("PRACK", "a", "x"), asks("PRACK", "a"))).toEqual([
      "PRACK rel 77",
      "PRACK",
      "PRACK",
    ]);
  });

  test("numbers the dialogs of one INVITE from the second on, each with reliable responses of its own", () => {
    const labels = labelsOf(
      says(180, "a", 10),
      says(183, "b", 500),
      says(183, "b", 501),
      asks("PRACK", "b", "500 1001 INVITE"),
      asks("UPDATE", "b"),
      asks("UPDATE", "a"),
      says(200, "b"),
    );

    expect(labels).toEqual([
      "180 rel 1",
      "183 (2) rel 1",
      "183 (2) rel 2",
      "PRACK (2) rel 1",
      "UPDATE (2)",
      "UPDATE",
      "200 (2)",
    ]);
  });

  test("knows a dialog in what we ask, too", () => {
    const [from, to] = ["<sip:bob@example.net>", "<sip:alice@example.org>"];
    const bye = requestText("BYE", { from, fromTag: "b", to, toTag: "a11ce" });
    const accepted = responseText(readRequest(bye), 200);

    expect(labelsOf(says(180, "a"), says(200, "b"), ["callee", bye], ["caller", accepted])).toEqual([
      "180",
      "200 (2)",
      "BYE (2)",
      "200 (2)",
    ]);
  });

  test("does not take a refusal, nor the dialog of a later INVITE, for a second dialog", () => {
    const later = requestText("INVITE", { cseq: 1002 });

    expect(labelsOf(says(180, "a"), says(482, "b"), says(486, "a"), says(200, "c", undefined, later))).toEqual([
      "180",
      "482",
      "486",
      "200",
    ]);
  });

  test("of what nobody can read is what can be said of it", () => {
    expect(labelsOf(["caller", "what is this"], ["caller", "BYE sip:bob@192.0.2.4 SIP/2.0\r\n\r\n"])).toEqual([
      "?",
      "BYE",
    ]);
  });
});
