import { describe, expect, test } from "vitest";
import { responseText } from "../../src/testing/index.js";
import { establishedCall } from "../flows/established-call.js";

/** What an INFO of ours is told of a 200 that is ours but for this. */
function toldOf(change: (response: string) => string): { told: number[]; reasons: string[] } {
  const { alice, bob, diagnostics } = establishedCall();
  const told: number[] = [];
  bob.does((session) => session.info({ onAccept: ({ message }) => told.push(message.statusCode) }));
  alice.sendsText(change(responseText(alice.received("INFO"), 200)));
  const before = { told: [...told], reasons: diagnostics.map(({ reason }) => reason) };
  alice.answers("INFO", 200);
  alice.hangsUp();
  return before;
}

describe("RFC 3261 §18.1.2 a response is taken in", () => {
  test("by the Via that we wrote", () => {
    expect(toldOf((response) => response)).toEqual({ told: [200], reasons: [] });
  });

  test.each([
    ["of another host", (text: string) => text.replace("192.0.2.4:5060;branch", "192.0.2.5:5060;branch")],
    ["of another port", (text: string) => text.replace("192.0.2.4:5060;branch", "192.0.2.4:5061;branch")],
    ["without the port", (text: string) => text.replace("192.0.2.4:5060;branch", "192.0.2.4;branch")],
  ])("and not by one %s [TRN-18.1.2-a]", (_title, change) => {
    expect(toldOf(change)).toEqual({ told: [], reasons: ["stray-response"] });
  });
});

describe("RFC 3261 §8.1.3.3 Via", () => {
  test("a second one says that it is not for us [TRN-8.1.3.3-a]", () => {
    const change = (text: string): string =>
      text.replace("\r\nFrom", "\r\nVia: SIP/2.0/UDP p1.example.org;branch=z9hG4bK9\r\nFrom");

    expect(toldOf(change)).toEqual({ told: [], reasons: ["stray-response"] });
  });
});

describe("RFC 6026 §8.9 a response to nothing", () => {
  test.each([
    ["with another branch", (text: string) => text.replace("branch=z9hG4bK", "branch=z9hG4bKx")],
    ["to another method", (text: string) => text.replace("1 INFO", "1 BYE")],
  ])("%s is dropped, and that is told [TRN-6026.8.9-a]", (_title, change) => {
    expect(toldOf(change)).toEqual({ told: [], reasons: ["stray-response"] });
  });

  test("a late copy of the 200 to a BYE is dropped [TRN-6026.8.9-a]", () => {
    const { alice, bob, wait, diagnostics } = establishedCall();

    bob.hangsUp();
    alice.answers("BYE", 200);
    wait(5_000);
    alice.repeats("SIP/2.0 200");

    expect(diagnostics).toEqual([{ reason: "stray-response", message: "dropped a 200 to BYE" }]);
  });
});
