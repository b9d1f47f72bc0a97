import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { captureOf, hasTshark, readCapture } from "./capture.js";
import { Rig } from "./rig.js";
import { builtInCaller, hasSipp, type Wire } from "./sipp.js";
import { sippCalls } from "./sipp-calls.js";

if (!hasSipp) process.stdout.write("LEFT OUT: calls by SIPp, which is not installed (Debian: sip-tester)\n");
if (!hasTshark) process.stdout.write("LEFT OUT: a capture of these calls read by tshark, which is not installed\n");

sippCalls({ transport: "UDP", host: "127.0.0.1" });

sippCalls({ transport: "TCP", host: "127.0.0.1" });

describe.skipIf(!hasSipp)("SIPp calls the callee with a connection for each call", { timeout: 90_000 }, () => {
  test.each<Wire["host"]>(["127.0.0.1", "::1"])("at %s: none fails", async (host) => {
    const wire: Wire = { transport: "TCP, one for each", host };
    const rig = await Rig.start(wire);
    try {
      const { exitCode, complaints } = await builtInCaller(wire, rig.callee.port, "answer", 200, 50);

      expect({ exitCode, complaints }).toEqual({ exitCode: 0, complaints: "" });
    } finally {
      await rig.stop();
    }
  });
});

describe.skipIf(!hasSipp).each<Wire>([
  { transport: "UDP", host: "::1" },
  { transport: "TCP", host: "::1" },
])("SIPp calls the callee by $transport at $host", { timeout: 90_000 }, (wire) => {
  let rig: Rig;

  beforeAll(async () => {
    rig = await Rig.start(wire);
  }, 90_000);

  afterAll(() => rig.stop());

  describe.concurrent("one call each", () => {
    test.each([
      ["re-invite", "instant"],
      ["re-invited", "reinvite"],
      ["cancel-while-ringing", "ring"],
      ["prack", "rel"],
      ["update", "instant"],
      ["updated", "update"],
      ["refer", "instant"],
      ["hangup-through-proxies", "hangup"],
    ])("%s goes as its scenario says", async (name, user) => {
      const exchanges = await rig.call(rig.callee, name, user, { header: "Supported" });

      expect(exchanges.length).toBeGreaterThan(5);
    });
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
