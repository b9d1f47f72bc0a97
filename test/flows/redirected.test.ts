import { describe, expect, test } from "vitest";
import { offer } from "../../src/testing/index.js";
import { callFlow } from "../testing/flow.js";

describe("RFC 3261 §8.3 an INVITE is sent elsewhere", () => {
  test("with one Contact for each target, and is repeated until the ACK", () => {
    const { alice, bob, wait, ladder } = callFlow();

    alice.invites({ offer });
    bob.rings();
    bob.redirects(["sip:bob@192.0.2.5;transport=tcp", "sip:carol@192.0.2.9"], { extraHeaders: ["Expires: 60"] });
    wait(600);
    alice.acknowledges();

    expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |-- INVITE offer ----------->|
        0.0  |                            | onInvite
        0.0  |<-------------------- 180 --|
        0.0  |                            | Early
        0.0  |<-------------------- 302 --|
        0.0  |                            | Terminated
        0.5  |<-------------------- 302 --|
        0.6  |-- ACK -------------------->|
    `);
    expect(alice.received(302).getHeaders("contact")).toEqual([
      "<sip:bob@192.0.2.5;transport=tcp>",
      "<sip:carol@192.0.2.9>",
    ]);
    expect(alice.received(302).getHeader("expires")).toBe("60");
  });

  test.each([300, 301, 305, 380])("with %i where that is said", (statusCode) => {
    const { alice, bob } = callFlow();

    alice.invites({ offer });
    bob.redirects(["sip:carol@192.0.2.9"], { statusCode });
    alice.acknowledges();

    expect(alice.received(statusCode).getHeader("contact")).toBe("<sip:carol@192.0.2.9>");
  });

  test("never to where it came from [UAS-8.3-b]", () => {
    const { alice, bob } = callFlow();

    alice.invites({ offer });
    expect(() => bob.redirects(["sip:carol@192.0.2.9", "sip:bob@192.0.2.4"])).toThrow("it is the Request-URI");
    bob.rejects();
    alice.acknowledges();

    expect(alice.responses.map(({ statusCode }) => statusCode)).toEqual([486]);
  });
});
