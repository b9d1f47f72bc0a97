import { describe, expect, test } from "vitest";
import { TransactionStateError, TransportError } from "../../src/errors.js";
import { InviteServerTransaction } from "../../src/transaction/invite-server-transaction.js";
import { failures, type Options, requestOf, settle, Surroundings } from "./support.js";

const INVITE = requestOf("INVITE");
const ACK = requestOf("ACK");
const REPEATED_AT = [0, 500, 1500, 3500, 7500, 11_500, 15_500, 19_500, 23_500, 27_500, 31_500];

function receiveInvite(options?: Options) {
  const around = new Surroundings(options);
  const transaction = new InviteServerTransaction(INVITE, around.transport, around);
  return { around, clock: around.clock, transport: around.transport, heard: around.heard, transaction };
}

describe("RFC 3261 §17.2.1 INVITE server transaction in Proceeding", () => {
  test("starts in Proceeding and sends nothing by itself [IST-17.2.1-a]", () => {
    const { transaction, transport, heard } = receiveInvite();

    expect(transaction).toMatchObject({
      state: "Proceeding",
      kind: "ist",
      id: "z9hG4bK-1",
      request: INVITE,
      transport,
    });
    expect(transport.sent).toEqual([]);
    expect(heard).toEqual([]);
  });

  test.each(["UDP", "TCP", "WS", "SMOKE"])(
    "sends the user's 100 after 200 ms of silence over %s [IST-17.2.1-b]",
    (protocol) => {
      const { clock, transport, transaction } = receiveInvite({ protocol, trying: "100" });

      clock.advance(60_000);

      expect(transport.sent).toEqual([[200, "100"]]);
      expect(transaction.state).toBe("Proceeding");
    },
  );

  test("does not scale the wait for the 100 with T1 [IST-17.2.1-b]", () => {
    const { clock, transport } = receiveInvite({ timers: { T1: 2000 }, trying: "100" });

    clock.advance(10_000);

    expect(transport.times).toEqual([200]);
  });

  test("asks for the text of the 100 when it is due, not before [IST-17.2.1-c]", () => {
    const around = new Surroundings();
    let made = 0;
    const user = {
      loggerFactory: around.loggerFactory,
      environment: around.environment,
      automaticTrying: () => `100 number ${(made += 1)}`,
    };
    const transaction = new InviteServerTransaction(INVITE, around.transport, user);
    expect(made).toBe(0);

    around.clock.advance(200);

    expect(around.transport.texts).toEqual(["100 number 1"]);
    expect(transaction.state).toBe("Proceeding");
  });

  test.each([100, 180, 200, 486])("sends no 100 by itself once the user has sent a %i [IST-17.2.1-b]", (statusCode) => {
    const { clock, transport, transaction } = receiveInvite({ protocol: "TCP", trying: "automatic" });
    clock.advance(100);

    transaction.receiveResponse(statusCode, "given");
    clock.advance(10_000);

    expect(transport.sent).toEqual([[100, "given"]]);
  });

  test("sends no 100 by itself for a user that makes none, as a proxy that sends its own [PRX-16.7-b]", () => {
    const { clock, transport } = receiveInvite();

    clock.advance(60_000);

    expect(transport.sent).toEqual([]);
    expect(clock.pending).toBe(0);
  });

  test("sends each provisional at once and never repeats it by itself [IST-17.2.1-d]", () => {
    const { clock, transport, transaction, heard } = receiveInvite();

    transaction.receiveResponse(180, "180");
    transaction.receiveResponse(183, "183");
    clock.advance(600_000);

    expect(transport.sent).toEqual([
      [0, "180"],
      [0, "183"],
    ]);
    expect(heard).toEqual([]);
  });

  test("answers a repeated INVITE with the last provisional, and does not show it to the user [IST-17.2.1-e] [TXN-17-b]", () => {
    const { transport, transaction, heard } = receiveInvite();
    transaction.receiveResponse(180, "180");
    transaction.receiveResponse(183, "183");

    transaction.receiveRequest(INVITE);
    transaction.receiveRequest(INVITE);

    expect(transport.texts).toEqual(["180", "183", "183", "183"]);
    expect(heard).toEqual([]);
  });

  test("answers a repeated INVITE with the automatic 100 when there was no other, and with nothing before [IST-17.2.1-e]", () => {
    const { clock, transport, transaction } = receiveInvite({ trying: "100" });

    transaction.receiveRequest(INVITE);
    clock.advance(500);
    transaction.receiveRequest(INVITE);

    expect(transport.sent).toEqual([
      [200, "100"],
      [500, "100"],
    ]);
  });

  test.each(["ACK", "BYE", "CANCEL"])("ignores a stray %s [IST-17.2.1-n]", (method) => {
    const { transport, transaction, heard } = receiveInvite();

    transaction.receiveRequest(requestOf(method));

    expect(transport.sent).toEqual([]);
    expect(transaction.state).toBe("Proceeding");
    expect(heard).toEqual([]);
  });
});

describe("RFC 6026 §7.1 INVITE server transaction in Accepted", () => {
  test.each(["UDP", "TCP"])(
    "sends the 2xx once, is Accepted, and ends after 64*T1 over %s [IST-6026.7.1-a] [IST-6026.7.1-c] [IST-6026.7.1-f]",
    (protocol) => {
      const { clock, transport, transaction, heard } = receiveInvite({ protocol });

      transaction.receiveResponse(200, "200");
      clock.advance(31_999);
      expect(heard).toEqual(["Accepted"]);
      clock.advance(1);

      expect(transport.sent).toEqual([[0, "200"]]);
      expect(heard).toEqual(["Accepted", "Terminated"]);
      expect(clock.pending).toBe(0);
      expect(transaction.state).toBe("Terminated");
    },
  );

  test("absorbs a repeated INVITE [IST-6026.7.1-b] [RACE-5407.3.1.1-a]", () => {
    const { transport, transaction, heard } = receiveInvite();
    transaction.receiveResponse(200, "200");

    transaction.receiveRequest(INVITE);

    expect(transport.texts).toEqual(["200"]);
    expect(heard).toEqual(["Accepted"]);
  });

  test("sends every further 2xx, those of other forks too, as it is [IST-6026.7.1-d] [PRX-16.2-a] [PRX-16.7-a]", () => {
    const { transport, transaction } = receiveInvite();

    transaction.receiveResponse(200, "200 tag one");
    transaction.receiveResponse(200, "200 tag two");
    transaction.receiveResponse(202, "202");

    expect(transport.texts).toEqual(["200 tag one", "200 tag two", "202"]);
  });

  test("does not begin the 64*T1 again with a further 2xx [IST-6026.7.1-f]", () => {
    const { clock, transaction } = receiveInvite();
    transaction.receiveResponse(200, "200");
    clock.advance(20_000);

    transaction.receiveResponse(200, "200");
    clock.advance(12_000);

    expect(transaction.state).toBe("Terminated");
  });

  test("passes every ACK to the user and stays [IST-6026.7.1-e] [TXN-6026.6-a]", () => {
    const { transaction, heard } = receiveInvite();
    transaction.receiveResponse(200, "200");

    transaction.receiveRequest(ACK);
    transaction.receiveRequest(ACK);

    expect(heard).toEqual(["Accepted", "ACK", "ACK"]);
    expect(transaction.state).toBe("Accepted");
  });

  test("repeats the first 2xx on demand, in Accepted only", () => {
    const { clock, transport, transaction } = receiveInvite();
    transaction.retransmitAcceptedResponse();
    transaction.receiveResponse(180, "180");
    transaction.retransmitAcceptedResponse();
    transaction.receiveResponse(200, "first");
    transaction.receiveResponse(200, "second");

    transaction.retransmitAcceptedResponse();
    clock.advance(32_000);
    transaction.retransmitAcceptedResponse();

    expect(transport.texts).toEqual(["180", "first", "second", "first"]);
  });
});

describe("RFC 3261 §17.2.1 INVITE server transaction in Completed and Confirmed", () => {
  test("repeats a refusal over UDP at T1, then twice as long each time up to T2, and gives up after 64*T1 [IST-17.2.1-f] [IST-17.2.1-g] [IST-17.2.1-j] [CAN-9.2-j]", () => {
    const { clock, transport, transaction, heard } = receiveInvite();

    transaction.receiveResponse(486, "486");
    clock.advance(31_999);
    expect(heard).toEqual(["Completed"]);
    clock.advance(1);

    expect(transport.times).toEqual(REPEATED_AT);
    expect(new Set(transport.texts)).toEqual(new Set(["486"]));
    expect(heard).toEqual(["Completed", "Terminated", "timeout"]);
    expect(clock.pending).toBe(0);
  });

  test.each(["TCP", "TLS", "WS", "WSS", "SCTP", "SMOKE"])(
    "sends a refusal once over %s, and gives up after 64*T1 [IST-17.2.1-f] [IST-17-o]",
    (protocol) => {
      const { clock, transport, transaction, heard } = receiveInvite({ protocol });

      transaction.receiveResponse(486, "486");
      clock.advance(32_000);

      expect(transport.sent).toEqual([[0, "486"]]);
      expect(heard).toEqual(["Completed", "Terminated", "timeout"]);
    },
  );

  test("believes the transport's own word on reliability [IST-17-o]", () => {
    const { around, clock } = receiveInvite();
    const transport = Object.assign(around.transport, { reliable: true });
    const transaction = new InviteServerTransaction(INVITE, transport, around);

    transaction.receiveResponse(486, "486");

    expect(clock.pendingNames).toEqual(["timerH"]);
  });

  test("scales G and H with T1 and T2", () => {
    const { clock, transport, transaction } = receiveInvite({ timers: { T1: 10, T2: 25 } });

    transaction.receiveResponse(486, "486");
    clock.advance(100);

    expect(transport.times).toEqual([0, 10, 30, 55, 80]);
    clock.advance(539);
    expect(transaction.state).toBe("Completed");
    clock.advance(1);
    expect(transaction.state).toBe("Terminated");
  });

  test("answers a repeated INVITE with the refusal, G running on [IST-17.2.1-h]", () => {
    const { clock, transport, transaction } = receiveInvite();
    transaction.receiveResponse(180, "180");
    transaction.receiveResponse(486, "486");
    clock.advance(100);

    transaction.receiveRequest(INVITE);
    clock.advance(400);

    expect(transport.sent.slice(1)).toEqual([
      [0, "486"],
      [100, "486"],
      [500, "486"],
    ]);
  });

  test("ends G and H with the ACK, keeps it from the user, and absorbs what follows for T4 [IST-17.2.1-i] [IST-17.2.1-k] [TXN-17.2.3-i]", () => {
    const { clock, transport, transaction, heard } = receiveInvite();
    transaction.receiveResponse(486, "486");
    clock.advance(200);

    transaction.receiveRequest(ACK);
    transaction.receiveRequest(ACK);
    transaction.receiveRequest(INVITE);
    clock.advance(4999);
    expect(heard).toEqual(["Completed", "Confirmed"]);
    clock.advance(1);

    expect(transport.sent).toEqual([[0, "486"]]);
    expect(heard).toEqual(["Completed", "Confirmed", "Terminated"]);
    expect(clock.pending).toBe(0);
  });

  test("leaves Confirmed in a later turn over TCP, never inside the call [IST-17.2.1-k]", () => {
    const { clock, transaction, heard } = receiveInvite({ protocol: "TCP" });
    transaction.receiveResponse(486, "486");

    transaction.receiveRequest(ACK);
    expect(transaction.state).toBe("Confirmed");
    transaction.receiveRequest(ACK);
    clock.advance(0);

    expect(heard).toEqual(["Completed", "Confirmed", "Terminated"]);
    expect(clock.now()).toBe(0);
  });
});

describe("RFC 3261 §17.2.1 what the user may send", () => {
  test.each([
    ["Accepted", [180, 300, 486, 699], [200, 299]],
    ["Completed", [100, 180, 200, 486, 699], []],
    ["Confirmed", [100, 180, 200, 486, 699], []],
    ["Terminated", [100, 180, 200, 486, 699], []],
  ] as const)("in %s refuses %j with a typed error and sends nothing [IST-17.2.1-m]", (state, refused, sent) => {
    const { clock, transport, transaction } = receiveInvite();
    transaction.receiveResponse(state === "Accepted" || state === "Terminated" ? 200 : 486, "first");
    if (state === "Confirmed") transaction.receiveRequest(ACK);
    if (state === "Terminated") clock.advance(32_000);
    const before = transport.sent.length;

    for (const statusCode of refused) {
      expect(() => transaction.receiveResponse(statusCode, "again")).toThrow(TransactionStateError);
    }
    for (const statusCode of sent) transaction.receiveResponse(statusCode, "again");

    expect(transaction.state).toBe(state);
    expect(transport.sent.length - before).toBe(sent.length);
  });

  test("discards a response that comes when the transaction is gone [PRX-6026.8.3-a]", () => {
    const { clock, transport, transaction } = receiveInvite();
    transaction.receiveResponse(200, "200");
    clock.advance(32_000);

    expect(() => transaction.receiveResponse(200, "late")).toThrow(
      "cannot send 200: INVITE server transaction z9hG4bK-1 is Terminated",
    );

    expect(transport.texts).toEqual(["200"]);
  });

  test("leaves no trace of a response that it refused", () => {
    const { transport, transaction } = receiveInvite();
    transaction.receiveResponse(486, "486");
    expect(() => transaction.receiveResponse(603, "603")).toThrow(TransactionStateError);

    transaction.receiveRequest(INVITE);

    expect(transport.texts).toEqual(["486", "486"]);
  });

  test.each([99, 700, 0, -1, 200.5, Number.NaN])("refuses %d, which no response can have", (statusCode) => {
    const { transport, transaction } = receiveInvite();

    expect(() => transaction.receiveResponse(statusCode, "text")).toThrow(TypeError);

    expect(transport.sent).toEqual([]);
    expect(transaction.state).toBe("Proceeding");
  });

  test("sends octets as they are", () => {
    const { transport, transaction } = receiveInvite();

    transaction.receiveResponse(200, new TextEncoder().encode("200"));

    expect(transport.texts).toEqual(["200"]);
  });
});

describe("RFC 6026 §8.7 INVITE server transaction when sending fails", () => {
  test.each(failures)("stays, and says so once, when send %s [IST-6026.7.1-g] [PRX-16.9-a]", async (_, fate) => {
    const { around, transport, transaction, heard, clock } = receiveInvite({ protocol: "TCP" });
    transport.fate = fate;

    transaction.receiveResponse(180, "180");
    await settle();
    transaction.receiveResponse(486, "486");
    await settle();

    expect(heard.filter((what) => what === "transportError")).toHaveLength(2);
    expect(around.errors.every((error) => error instanceof TransportError)).toBe(true);
    expect(transaction.state).toBe("Completed");

    transport.fate = () => undefined;
    transaction.receiveRequest(INVITE);
    transaction.receiveRequest(ACK);
    expect(transport.texts).toEqual(["180", "486", "486"]);
    clock.advance(0);
    expect(transaction.state).toBe("Terminated");
  });

  test("announces the state before it reports that the response did not leave", () => {
    const { transport, transaction, heard } = receiveInvite();
    transport.fate = () => {
      throw new TransportError("closed");
    };

    transaction.receiveResponse(200, "200");

    expect(heard).toEqual(["Accepted", "transportError"]);
  });

  test("hands the transport's own error on, and wraps any other with its cause", async () => {
    const { around, transport, transaction } = receiveInvite();
    const own = new TransportError("closed");
    const foreign = new Error("ECONNREFUSED");
    const reasons = [own, foreign];
    transport.fate = () => Promise.reject(reasons.shift() ?? new Error("too many"));

    transaction.receiveResponse(180, "180");
    transaction.receiveResponse(183, "183");
    await settle();

    expect(around.errors[0]).toBe(own);
    expect(around.errors[1]).toMatchObject({ code: "SIP_TRANSPORT", message: "ECONNREFUSED", cause: foreign });
  });

  test("reports a failure that takes longer than the transaction lives", async () => {
    const { around, clock, transport, transaction } = receiveInvite({ protocol: "TCP" });
    let fail: (reason: unknown) => void = () => undefined;
    transport.fate = () => new Promise((_, reject) => (fail = reject));
    transaction.receiveResponse(200, "200");
    clock.advance(32_000);

    fail(new Error("reset"));
    await settle();

    expect(transaction.state).toBe("Terminated");
    expect(around.errors).toHaveLength(1);
  });

  test("counts repetitions that fail one by one, and ends with H all the same [IST-6026.7.1-g]", () => {
    const { clock, transport, transaction, heard } = receiveInvite();
    transport.fate = () => {
      throw new Error("unreachable");
    };

    transaction.receiveResponse(486, "486");
    clock.advance(32_000);

    expect(heard.filter((what) => what === "transportError")).toHaveLength(REPEATED_AT.length);
    expect(heard.slice(-2)).toEqual(["Terminated", "timeout"]);
    expect(clock.pending).toBe(0);
  });
});
