import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { hasTshark } from "./capture.js";
import { coreCalls } from "./core-calls.js";
import { extensionCalls, longCalls } from "./extension-calls.js";
import { Rig } from "./rig.js";
import { builtInCaller, hasSipp, isReliable, type Wire } from "./sipp.js";

/** All the calls of SIPp, over one kind of wire. */
export function sippCalls(wire: Wire): void {
  describe.skipIf(!hasSipp)(`SIPp calls the callee by ${wire.transport}`, { timeout: 90_000 }, () => {
    let rig: Rig;

    beforeAll(async () => {
      rig = await Rig.start(wire);
    }, 90_000);

    afterAll(() => rig.stop());

    test("a thousand calls, a hundred a second: none fails", async () => {
      const { exitCode, complaints } = await builtInCaller(wire, rig.callee.port, "answer", 1_000, 100);

      expect({ exitCode, complaints }).toEqual({ exitCode: 0, complaints: "" });
    });

    describe.concurrent("one call each, with extensions", () => {
      // By one wire only, as it takes longer than all others; and first.
      if (!isReliable(wire)) longCalls(() => rig);
      extensionCalls(() => rig);
    });

    describe.concurrent("one call each", () => coreCalls(() => rig, wire));

    test.skipIf(!hasTshark)("tshark finds nothing malformed in any of these calls", async () => {
      const { messages, faults } = await rig.readCapture();

      expect(faults).toEqual([]);
      expect(messages).toBeGreaterThanOrEqual(rig.captures ? 6_000 : rig.logged);
    });
  });
}
