import { describe, expect, test } from "vitest";
import { ManualClock, inviteText, offer, requestText } from "../../src/testing/index.js";
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

function draw() {
  const clock = new ManualClock();
  const lines: string[] = [];
  return { clock, lines, log: new CallLog((line) => lines.push(line), clock) };
}
