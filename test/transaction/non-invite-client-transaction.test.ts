import { describe, expect, test } from "vitest";
import { NonInviteClientTransaction } from "../../src/transaction/non-invite-client-transaction.js";
import { failures, type Options, outgoingOf, responseOf, settle, Surroundings } from "./support.js";

function sendBye(options?: Options) {
  const around = new Surroundings(options);
  const transaction = new NonInviteClientTransaction(outgoingOf("BYE"), around.transport, around);
  return { around, clock: around.clock, transport: around.transport, heard: around.heard, transaction };
}

describe("RFC 3261 §17.1.2 non-INVITE client transaction", () => {
  test("sends nothing before it is started, and once when it is started twice", () => {
    const { clock, transport, transaction } = sendBye();
    clock.advance(1000);
    expect(transport.sent).toEqual([]);

    transaction.start();
    transaction.start();

    expect(transport.sent).toEqual([[1000, "BYE"]]);
    expect(transaction).toMatchObject({ state: "Trying", kind: "nict", id: "z9hG4bK-1" });
  });

  test("repeats over UDP at T1, twice as long each time up to T2, and reports a timeout after 64*T1 [NICT-17.1.2-a] [NICT-17.1.2-d]", () => {
    const { clock, transport, transaction, heard } = sendBye();

    transaction.start();
    clock.advance(31_999);
    expect(heard).toEqual([]);
    clock.advance(1);

    expect(transport.times).toEqual([0, 500, 1500, 3500, 7500, 11_500, 15_500, 19_500, 23_500, 27_500, 31_500]);
    expect(heard).toEqual(["Terminated", "timeout"]);
    expect(clock.pending).toBe(0);
  });

  test("does not repeat over TCP, and reports a timeout after 64*T1 all the same [NICT-17.1.2-a]", () => {
    const { clock, transport, transaction, heard } = sendBye({ protocol: "TCP" });

    transaction.start();
    clock.advance(32_000);

    expect(transport.sent).toEqual([[0, "BYE"]]);
    expect(heard).toEqual(["Terminated", "timeout"]);
  });

  test("lets the running E fire after a provisional, and repeats every T2 then, F still running [NICT-17.1.2-b]", () => {
    const { clock, transport, transaction, heard } = sendBye();
    transaction.start();
    clock.advance(100);

    transaction.receiveResponse(responseOf(100));
    clock.advance(31_900);

    expect(transport.times).toEqual([0, 500, 4500, 8500, 12_500, 16_500, 20_500, 24_500, 28_500]);
    expect(heard).toEqual(["Proceeding", "100", "Terminated", "timeout"]);
  });

  test.each([
    ["UDP", 5000],
    ["TCP", 0],
  ])(
    "gives the final response to the user once and absorbs repeats over %s for %i ms [NICT-17.1.2-c]",
    (protocol, length) => {
      const { clock, transaction, heard } = sendBye({ protocol });
      transaction.start();

      transaction.receiveResponse(responseOf(200));
      transaction.receiveResponse(responseOf(200));
      transaction.receiveResponse(responseOf(100));
      clock.advance(Math.max(0, length - 1));
      clock.advance(Math.min(1, length));
      transaction.receiveResponse(responseOf(200));

      expect(heard).toEqual(["Completed", "200", "Terminated"]);
      expect(clock.pending).toBe(0);
      expect(clock.now()).toBe(length);
    },
  );

  test("is Completed until K has run its whole length [NICT-17.1.2-c]", () => {
    const { clock, transaction } = sendBye();
    transaction.start();
    transaction.receiveResponse(responseOf(481));

    clock.advance(4999);

    expect(transaction.state).toBe("Completed");
  });

  test.each(failures)("ends, and says so once, when send %s [CT-17.1.4-a]", async (_, fate) => {
    const { clock, transport, transaction, heard } = sendBye();
    transport.fate = fate;

    transaction.start();
    await settle();

    expect(heard).toEqual(["Terminated", "transportError"]);
    expect(clock.pending).toBe(0);
  });

  test("keeps a response although an earlier copy of the request turns out not to have been sent", async () => {
    const { transport, transaction, heard } = sendBye();
    let fail: (reason: unknown) => void = () => undefined;
    transport.fate = () => new Promise((_, reject) => (fail = reject));
    transaction.start();
    transaction.receiveResponse(responseOf(200));

    fail(new Error("reset"));
    await settle();

    expect(heard).toEqual(["Completed", "200"]);
  });
});
