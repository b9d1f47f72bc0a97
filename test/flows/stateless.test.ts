import { describe, expect, test } from "vitest";
import { IncomingRequestMessage } from "../../src/message/incoming-request-message.js";
import { parseMessage } from "../../src/message/parse-message.js";
import { offer } from "../../src/testing/index.js";
import { callFlow } from "../testing/flow.js";

describe("RFC 3261 §8.2.7 a reply without a transaction", () => {
  test("is made anew for each copy, and never repeated by itself [UAS-8.2.7-a]", () => {
    const { alice, core, wait, ladder } = callFlow();

    alice.invites({ offer, headers: { Require: "foo" } });
    wait(500);
    alice.repeats("INVITE");
    wait(1_000);
    alice.repeats("INVITE");
    wait(32_000);

    expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |-- INVITE offer ----------->|
        0.0  |<-------------------- 420 --|
        0.5  |-- INVITE offer ----------->|
        0.5  |<-------------------- 420 --|
        1.5  |-- INVITE offer ----------->|
        1.5  |<-------------------- 420 --|
    `);
    expect(core.transactions.size).toBe(0);
  });

  test("has one tag for all copies of a request [UAS-8.2.7-c] [UAS-8.2.6.2-c]", () => {
    const { alice } = callFlow();

    alice.invites({ offer, headers: { Require: "foo" } });
    alice.repeats("INVITE");
    alice.invites({ offer, headers: { Require: "foo" } });

    const [first, second, other] = alice.responses.map(({ toTag }) => toTag);
    expect(first).toMatch(/^[0-9a-z]{14}$/);
    expect(second).toBe(first);
    expect(other).not.toBe(first);
  });

  test("is not disturbed by its ACK; a CANCEL for it finds nothing [UAS-8.2.7-b] [CAN-9.2-b]", () => {
    const { alice, diagnostics, ladder } = callFlow();

    alice.invites({ offer, headers: { Require: "foo" } });
    alice.acknowledges();
    alice.cancels();

    expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |-- INVITE offer ----------->|
        0.0  |<-------------------- 420 --|
        0.0  |-- ACK -------------------->|
        0.0  |-- CANCEL ----------------->|
        0.0  |<-------------------- 481 --|
    `);
    expect(diagnostics.map(({ reason }) => reason)).toEqual(["refused", "refused"]);
  });

  test("may be the application's own: too busy to keep a transaction [UAS-21.5.4-a]", () => {
    const { alice, core, wire, ladder } = callFlow();
    const full = { statusCode: 503, extraHeaders: ["Retry-After: 10"] };
    wire.callee.onMessage = (data, flow) => {
      const message = parseMessage(data);
      if (message instanceof IncomingRequestMessage) core.replyStateless(message, full, flow);
    };

    alice.invites({ offer });

    expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |-- INVITE offer ----------->|
        0.0  |<-------------------- 503 --|
    `);
    expect(alice.received(503).getHeader("retry-after")).toBe("10");
    expect(core.transactions.size).toBe(0);
  });

  test("that cannot be sent is logged, and nothing more", async () => {
    const { alice, wire, diagnostics } = callFlow();
    wire.fails("405", { error: undefined });

    alice.sends("REGISTER");
    await Promise.resolve();

    expect(diagnostics).toMatchObject([{ reason: "refused", code: "method-not-allowed" }]);
    expect(alice.responses).toEqual([]);
  });
});
