import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { captureOf, hasTshark, readCapture } from "./capture.js";
import { coreCalls } from "./core-calls.js";
import { extensionCalls } from "./extension-calls.js";
import { Rig } from "./rig.js";
import { builtInCaller, hasSipp } from "./sipp.js";

if (!hasSipp) process.stdout.write("LEFT OUT: calls by SIPp, which is not installed (Debian: sip-tester)\n");
if (!hasTshark) process.stdout.write("LEFT OUT: a capture of these calls read by tshark, which is not installed\n");

describe.skipIf(!hasSipp)("SIPp calls the callee", { timeout: 90_000 }, () => {
  let rig: Rig;

  beforeAll(async () => {
    rig = await Rig.start();
  }, 90_000);

  afterAll(() => rig.stop());

  test("a thousand calls, a hundred a second: none fails", async () => {
    const { exitCode, complaints } = await builtInCaller(rig.callee.port, "answer", 1_000, 100);

    expect({ exitCode, complaints }).toEqual({ exitCode: 0, complaints: "" });
  });

  describe.concurrent("one call each, with extensions", () => extensionCalls(() => rig));

  describe.concurrent("one call each", () => coreCalls(() => rig));

  test.skipIf(!hasTshark)("tshark finds nothing malformed in any of these calls", async () => {
    const { messages, faults } = await rig.readCapture();

    expect(faults).toEqual([]);
    expect(messages).toBeGreaterThanOrEqual(rig.captures ? 6_000 : rig.logged);
  });
});

describe.skipIf(!hasTshark)("tshark complains", () => {
  test.each([
    ["what is no SIP at all", "Good morning, Bob.\r\n\r\n"],
    ["a header line without a name", answerWith("CSeq: 1 INVITE", "good morning")],
    ["a CSeq without a method", answerWith("CSeq: 1")],
  ])("of %s", (_title, text) => {
    const capture = captureOf([[{ at: 0, from: "callee", text }]], 5070);

    const { faults } = readCapture(capture.path, [5070]);
    capture.remove();

    expect(faults).toHaveLength(1);
  });
});

function answerWith(...lines: readonly string[]): string {
  const via = "Via: SIP/2.0/UDP 127.0.0.1:5060;branch=z9hG4bK-1";
  const parties = ["From: <sip:alice@example.com>;tag=a", "To: <sip:bob@example.com>;tag=b", "Call-ID: 1@example.com"];
  return ["SIP/2.0 200 OK", via, ...parties, ...lines, "", "v=0\r\no=- 1 1 IN"].join("\r\n");
}
