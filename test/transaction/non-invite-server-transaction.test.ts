import { describe, expect, test } from "vitest";
import { TransactionStateError } from "../../src/errors.js";
import { NonInviteServerTransaction } from "../../src/transaction/non-invite-server-transaction.js";
import { failures, type Options, requestOf, settle, Surroundings } from "./support.js";

const BYE = requestOf("BYE");

function receiveBye(options?: Options) {
  const around = new Surroundings(options);
  const transaction = new NonInviteServerTransaction(BYE, around.transport, around);
  return { around, clock: around.clock, transport: around.transport, heard: around.heard, transaction };
}

describe("RFC 3261 §17.2.2 non-INVITE server transaction", () => {
  test("starts in Trying and discards repetitions without a word [NIST-17.2.2-a] [TXN-17-b]", () => {
    const { transaction, transport, heard } = receiveBye();

    transaction.receiveRequest(BYE);

    expect(transaction).toMatchObject({ state: "Trying", kind: "nist", id: "z9hG4bK-1", request: BYE, transport });
    expect(transport.sent).toEqual([]);
    expect(heard).toEqual([]);
  });

  test("answers a repetition in Proceeding with the 100 [NIST-17.2.2-b]", () => {
    const { clock, transaction, transport, heard } = receiveBye();
    clock.advance(3500);
    transaction.receiveResponse(100, "100");

    transaction.receiveRequest(BYE);

    expect(transport.texts).toEqual(["100", "100"]);
    expect(heard).toEqual(["Proceeding"]);
  });

  test.each([
    ["UDP", 32_000],
    ["TCP", 0],
    ["WS", 0],
  ])(
    "sends the final response once over %s and ends %i ms later [NIST-17.2.2-c] [NIST-17.2.2-e]",
    (protocol, length) => {
      const { clock, transaction, transport, heard } = receiveBye({ protocol });

      transaction.receiveResponse(200, "200");
      clock.advance(Math.max(0, length - 1));
      clock.advance(Math.min(1, length));

      expect(transport.sent).toEqual([[0, "200"]]);
      expect(heard).toEqual(["Completed", "Terminated"]);
      expect(clock.pending).toBe(0);
      expect(clock.now()).toBe(length);
    },
  );

  test("is Completed until J has run its whole length [NIST-17.2.2-c]", () => {
    const { clock, transaction } = receiveBye();
    transaction.receiveResponse(200, "200");

    clock.advance(31_999);

    expect(transaction.state).toBe("Completed");
  });

  test("passes through Completed over TCP and answers a repetition there: J of no length ends in a later turn", () => {
    const { clock, transaction, transport, heard } = receiveBye({ protocol: "TCP" });

    transaction.receiveResponse(200, "200");
    expect(transaction.state).toBe("Completed");
    transaction.receiveRequest(BYE);
    clock.advance(0);
    transaction.receiveRequest(BYE);

    expect(transport.texts).toEqual(["200", "200"]);
    expect(heard).toEqual(["Completed", "Terminated"]);
  });

  test("answers every repetition in Completed with the final response [NIST-17.2.2-d] [TXN-17.2.3-c]", () => {
    const { clock, transaction, transport } = receiveBye();
    transaction.receiveResponse(200, "200");

    transaction.receiveRequest(BYE);
    clock.advance(31_999);
    transaction.receiveRequest(BYE);
    clock.advance(1);
    transaction.receiveRequest(BYE);

    expect(transport.sent).toEqual([
      [0, "200"],
      [0, "200"],
      [31_999, "200"],
    ]);
  });

  test.each([100, 200, 481, 603])(
    "refuses a %i after the final response, and leaves no trace of it [NIST-17.2.2-d]",
    (statusCode) => {
      const { transaction, transport } = receiveBye({ protocol: "TCP" });
      transaction.receiveResponse(200, "200");

      expect(() => transaction.receiveResponse(statusCode, "again")).toThrow(TransactionStateError);
      transaction.receiveRequest(BYE);

      expect(transport.texts).toEqual(["200", "200"]);
    },
  );

  test("sends nothing once it is gone [PRX-4320.4.2-a]", () => {
    const { clock, transaction, transport } = receiveBye();
    transaction.receiveResponse(200, "200");
    clock.advance(32_000);

    expect(() => transaction.receiveResponse(200, "late")).toThrow(
      "cannot send 200: non-INVITE server transaction z9hG4bK-1 is Terminated",
    );

    expect(transport.texts).toEqual(["200"]);
  });

  test.each([99, 700, 150.5])("refuses %d, which no response can have", (statusCode) => {
    const { transaction } = receiveBye();

    expect(() => transaction.receiveResponse(statusCode, "text")).toThrow(TypeError);
  });

  test("absorbs a request of another method that was brought to it", () => {
    const { transaction, transport } = receiveBye();
    transaction.receiveResponse(200, "200");

    transaction.receiveRequest(requestOf("ACK"));

    expect(transport.texts).toEqual(["200"]);
  });
});

describe("RFC 4320 §4.1, RFC 4320 §4.2 what a non-INVITE request is not answered with", () => {
  test.each([101, 180, 183, 199])(
    "refuses a %i, whatever the transport and the time [NIST-4320.4.1-a]",
    (statusCode) => {
      const { clock, transaction, transport } = receiveBye({ protocol: "TCP" });
      expect(() => transaction.receiveResponse(statusCode, "1xx")).toThrow(TransactionStateError);
      clock.advance(3500);
      transaction.receiveResponse(100, "100");

      expect(() => transaction.receiveResponse(statusCode, "1xx")).toThrow(TransactionStateError);

      expect(transport.texts).toEqual(["100"]);
    },
  );

  test("refuses a 100 over UDP before a client's timer E has reached T2 [NIST-4320.4.1-b]", () => {
    const { clock, transaction, transport } = receiveBye();
    clock.advance(3499);
    expect(() => transaction.receiveResponse(100, "100")).toThrow(TransactionStateError);
    expect(transaction.state).toBe("Trying");
    clock.advance(1);

    transaction.receiveResponse(100, "100");

    expect(transport.sent).toEqual([[3500, "100"]]);
    expect(transaction.state).toBe("Proceeding");
  });

  test.each(["UDP", "TCP"])(
    "sends the user's 100 over %s when there was nothing by then [NIST-4320.4.1-c]",
    (protocol) => {
      const { clock, transaction, transport, heard } = receiveBye({ protocol, trying: "100" });

      clock.advance(60_000);
      transaction.receiveRequest(BYE);

      expect(transport.sent).toEqual([
        [3500, "100"],
        [60_000, "100"],
      ]);
      expect(heard).toEqual(["Proceeding"]);
    },
  );

  test("sends no 100 by itself after a response, nor for a user that makes none [NIST-4320.4.1-c] [PRX-16.7-b]", () => {
    const answered = receiveBye({ trying: "100" });
    const silent = receiveBye();

    answered.transaction.receiveResponse(200, "200");
    answered.clock.advance(10_000);
    silent.clock.advance(10_000);

    expect(answered.transport.texts).toEqual(["200"]);
    expect(silent.transport.texts).toEqual([]);
    expect(silent.transaction.state).toBe("Trying");
  });

  test("sends a 100 over TCP at any time, and again [NIST-4320.4.1-d]", () => {
    const { clock, transaction, transport } = receiveBye({ protocol: "TCP", trying: "automatic" });
    clock.advance(10);

    transaction.receiveResponse(100, "100");
    transaction.receiveResponse(100, "100");
    clock.advance(10_000);

    expect(transport.texts).toEqual(["100", "100"]);
  });

  test("refuses a 408 in every state [NIST-4320.4.2-a]", () => {
    const { clock, transaction, transport } = receiveBye();
    expect(() => transaction.receiveResponse(408, "408")).toThrow(TransactionStateError);
    clock.advance(3500);
    transaction.receiveResponse(100, "100");
    expect(() => transaction.receiveResponse(408, "408")).toThrow(TransactionStateError);
    transaction.receiveResponse(200, "200");
    expect(() => transaction.receiveResponse(408, "408")).toThrow(TransactionStateError);

    expect(transport.texts).toEqual(["100", "200"]);
  });
});

describe("RFC 6026 §8.7 non-INVITE server transaction when sending fails", () => {
  test.each(failures)("stays, and says so once, when send %s [NIST-17.2.4-a]", async (_, fate) => {
    const { around, transport, transaction, heard } = receiveBye();
    transport.fate = fate;

    transaction.receiveResponse(200, "200");
    await settle();

    expect(heard).toEqual(["Completed", "transportError"]);
    expect(around.errors).toHaveLength(1);

    transport.fate = () => undefined;
    transaction.receiveRequest(BYE);
    expect(transport.texts).toEqual(["200", "200"]);
  });

  test("reports once what fails while a J of no length runs", async () => {
    const { clock, transport, transaction, heard } = receiveBye({ protocol: "TCP" });
    transport.fate = () => Promise.reject(new Error("reset"));

    transaction.receiveResponse(200, "200");
    await settle();
    clock.advance(0);
    await settle();

    expect(heard).toEqual(["Completed", "transportError", "Terminated"]);
  });
});
