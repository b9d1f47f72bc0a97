import { describe, expect, test } from "vitest";
import { isReliable } from "../../src/environment/flow.js";

const send = (): void => undefined;

describe("RFC 3261 §17 what counts as a reliable transport", () => {
  test.each([
    ["UDP", false],
    ["udp", false],
    ["TCP", true],
    ["TLS", true],
    ["SCTP", true],
    ["WS", true],
    ["WSS", true],
    ["SMOKE", true],
    ["", true],
  ])("%j: %j, by its name alone [IST-17-o]", (protocol, reliable) => {
    expect(isReliable({ protocol, send })).toBe(reliable);
  });

  test("a fake without a protocol counts as reliable [IST-17-o]", () => {
    // Proof for the assertion: none; tests without types pass such transports.
    expect(isReliable({ send } as never)).toBe(true);
  });

  test.each([true, false])("its own word is above its name: %j", (reliable) => {
    expect(isReliable({ protocol: "UDP", reliable, send })).toBe(reliable);
    expect(isReliable({ protocol: "TCP", reliable, send })).toBe(reliable);
  });
});
