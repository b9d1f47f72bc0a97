import { describe, expect, test } from "vitest";
import {
  answer,
  inviteText,
  ManualClock,
  offer,
  readRequest,
  requestText,
  responseText,
} from "../../src/testing/index.js";
import { CallLog } from "../../src/cli/call-log.js";

const peer = { host: "2001:db8::1", port: 5060 };

describe("the drawing of calls", () => {
  test("tells calls that go on at the same time apart by their numbers", () => {
    const { log, lines } = draw();

    log.message(inviteText({ callId: "one", requestUri: "sip:ring@here", offer }), "in", peer);
    log.message(inviteText({ callId: "two", requestUri: "sip:busy@here" }), "in", peer);
    log.message(new TextEncoder().encode(requestText("BYE", { callId: "one" })), "out", peer);

    expect(lines.join("\n")).toMatchInlineSnapshot(`
      "#1    time    [2001:db8::1]:5060            ring
      #1      0.00  |-- INVITE offer --------------->|
      #2    time    [2001:db8::1]:5060            busy
      #2      0.00  |-- INVITE --------------------->|
      #1      0.00  |<------------------------ BYE --|"
    `);
  });

  test("begins a call anew when it has been quiet for a minute, and keeps it in mind no longer", () => {
    const { log, lines, clock } = draw();

    log.message(inviteText({ callId: "one" }), "in", peer);
    clock.advance(30_000);
    log.message(requestText("INFO", { callId: "one" }), "in", peer);
    clock.advance(60_000);
    log.message(inviteText({ callId: "two" }), "in", peer);

    expect(lines.map((line) => line.slice(0, 12))).toEqual([
      "#1    time  ",
      "#1      0.00",
      "#1     30.00",
      "#2    time  ",
      "#2      0.00",
    ]);
    expect(log.size).toBe(1);
  });

  test("draws what nobody can read", () => {
    const { log, lines } = draw();

    log.message(Uint8Array.of(0xff, 0x0d, 0x0a), "in", undefined);

    expect(lines.at(-1)).toContain("-- ? --");
  });
});

describe("RFC 6337 §2.2 which description is the offer, and which the answer", () => {
  test("where the INVITE has the offer", () => {
    const { shows, labels } = draw();

    shows("INVITE", 1, { body: offer });
    shows(183, 1, { body: answer });
    shows("PRACK", 2, { body: offer });
    shows(200, 2, { body: answer, method: "PRACK" });
    shows("UPDATE", 3, { body: offer });
    shows(200, 3, { body: answer, method: "UPDATE" });
    shows(200, 1, { body: answer });
    shows("MESSAGE", 4, { body: offer });

    expect(labels()).toEqual([
      "INVITE offer",
      "183 answer",
      "PRACK offer",
      "200 answer",
      "UPDATE offer",
      "200 answer",
      "200 answer",
      "MESSAGE sdp",
    ]);
  });

  test("where the response has it, and the PRACK or the ACK the answer", () => {
    const { shows, labels } = draw();

    shows("INVITE", 1);
    shows(183, 1, { body: offer });
    shows("PRACK", 2, { body: answer });
    shows("PRACK", 2, { body: answer });
    shows("PRACK", 3, { body: offer });
    shows("INVITE", 4);
    shows(200, 4, { body: offer });
    shows("ACK", 4, { body: answer });

    expect(labels()).toEqual([
      "INVITE",
      "183 offer",
      "PRACK answer",
      "PRACK answer",
      "PRACK offer",
      "INVITE",
      "200 offer",
      "ACK answer",
    ]);
  });

  test("in a PRACK, UPDATE or ACK of a call whose INVITE was not seen", () => {
    const { shows, labels } = draw();

    shows("PRACK", 2, { body: offer });
    shows("UPDATE", 3, { body: offer });
    shows("ACK", 1, { body: offer });
    shows(200, 1, { body: offer });

    expect(labels()).toEqual(["PRACK offer", "UPDATE offer", "ACK sdp", "200 sdp"]);
  });
});

function draw() {
  const clock = new ManualClock();
  const lines: string[] = [];
  const log = new CallLog((line) => lines.push(line), clock);
  return {
    clock,
    lines,
    log,
    /** A request of the peer, or our response to one: to INVITE unless said otherwise. */
    shows: (what: string | number, cseq: number, { body = "", method = "INVITE" } = {}) => {
      if (typeof what === "string") log.message(requestText(what, { cseq, body }), "in", peer);
      else log.message(responseText(readRequest(requestText(method, { cseq })), what, { body }), "out", peer);
    },
    /** What stands on the arrows. */
    labels: () => lines.slice(1).map((line) => line.replace(/^.*?\|<?-+ (.*?) -+>?\|$/, "$1")),
  };
}
