import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import {
  IncomingRequestMessage,
  InviteServerTransaction,
  LoggerFactory,
  NonInviteServerTransaction,
  Timers,
  TransactionState,
  TransactionStateError,
  TransportError,
} from "../../src/sipjs/index.js";

beforeEach(() => {
  vi.useFakeTimers();
});

const DEFAULTS = { ...Timers };

afterEach(() => {
  Object.assign(Timers, DEFAULTS);
  vi.useRealTimers();
});

/** All that a transaction may ask of a request. */
function requestOf(method: string): IncomingRequestMessage {
  const message = new IncomingRequestMessage();
  message.method = method;
  message.viaBranch = "z9hG4bKalone";
  return message;
}

function quiet(): LoggerFactory {
  const loggerFactory = new LoggerFactory();
  loggerFactory.builtinEnabled = false;
  return loggerFactory;
}

function userOf() {
  return { loggerFactory: quiet(), onStateChange: vi.fn(), onTransportError: vi.fn() };
}

function transportOf(protocol = "TEST") {
  return { protocol, send: vi.fn((_message: string | Uint8Array) => Promise.resolve()) };
}

describe("a server transaction without a core", () => {
  test("is known by the branch, and starts without sending", () => {
    const transport = transportOf();
    const transaction = new InviteServerTransaction(requestOf("INVITE"), transport, userOf());

    expect(transaction.id).toBe("z9hG4bKalone");
    expect(transaction.kind).toBe("ist");
    expect(transaction.state).toBe(TransactionState.Proceeding);

    vi.advanceTimersByTime(1_000);

    expect(transport.send).not.toHaveBeenCalled();
  });

  test("sends in the call that asks for it", () => {
    const transport = transportOf();
    const transaction = new InviteServerTransaction(requestOf("INVITE"), transport, userOf());
    transaction.receiveResponse(180, "ringing");

    expect(transport.send).toHaveBeenCalledExactlyOnceWith("ringing");
  });

  test("the automatic 100 is the user's text", () => {
    const transport = transportOf();
    new InviteServerTransaction(requestOf("INVITE"), transport, { ...userOf(), automaticTrying: () => "trying" });
    vi.advanceTimersByTime(200);

    expect(transport.send).toHaveBeenCalledExactlyOnceWith("trying");
  });

  test("an unknown protocol counts as reliable: timer I is zero, and ends the state in a later turn", () => {
    const user = userOf();
    const transaction = new InviteServerTransaction(requestOf("INVITE"), transportOf(), user);
    transaction.receiveResponse(486, "busy");
    transaction.receiveRequest(requestOf("ACK"));

    expect(transaction.state).toBe(TransactionState.Confirmed);

    vi.advanceTimersByTime(0);

    expect(transaction.state).toBe(TransactionState.Terminated);
    expect(user.onStateChange.mock.calls.flat()).toEqual(["Completed", "Confirmed", "Terminated"]);
  });

  test("UDP is not: timers G, I and J are those of RFC 3261 §17 although SIP.js's are 0", () => {
    const transport = transportOf("UDP");
    const transaction = new InviteServerTransaction(requestOf("INVITE"), transport, userOf());
    transaction.receiveResponse(486, "busy");
    vi.advanceTimersByTime(500);
    transaction.receiveRequest(requestOf("ACK"));
    vi.advanceTimersByTime(4_999);

    expect(transport.send).toHaveBeenCalledTimes(2);
    expect(transaction.state).toBe(TransactionState.Confirmed);

    vi.advanceTimersByTime(1);

    expect(transaction.state).toBe(TransactionState.Terminated);

    const other = new NonInviteServerTransaction(requestOf("OPTIONS"), transportOf("UDP"), userOf());
    other.receiveResponse(200, "ok");
    vi.advanceTimersByTime(31_999);

    expect(other.state).toBe(TransactionState.Completed);
  });

  test("Timers are read when a timer is started", () => {
    Timers.TIMER_L = 100;
    const transaction = new InviteServerTransaction(requestOf("INVITE"), transportOf(), userOf());
    transaction.receiveResponse(200, "ok");
    vi.advanceTimersByTime(99);

    expect(transaction.state).toBe(TransactionState.Accepted);

    vi.advanceTimersByTime(1);

    expect(transaction.state).toBe(TransactionState.Terminated);
  });

  test("repeats the last provisional response every minute until there is another (RFC 3261 §13.3.1.1)", () => {
    const transport = transportOf();
    const transaction = new InviteServerTransaction(requestOf("INVITE"), transport, userOf());
    transaction.receiveResponse(100, "trying");
    transaction.receiveResponse(180, "ringing");
    vi.advanceTimersByTime(120_000);

    expect(transport.send.mock.calls.flat()).toEqual(["trying", "ringing", "ringing", "ringing"]);

    transaction.receiveResponse(200, "ok");
    vi.advanceTimersByTime(120_000);

    expect(transport.send.mock.calls.flat().filter((text) => text === "ringing")).toHaveLength(3);
    expect(vi.getTimerCount()).toBe(0);
  });

  test("a response in the wrong state throws, and nothing is sent", () => {
    const transport = transportOf();
    const transaction = new NonInviteServerTransaction(requestOf("OPTIONS"), transport, userOf());

    expect(() => transaction.receiveResponse(180, "ringing")).toThrow(TransactionStateError);
    expect(transport.send).not.toHaveBeenCalled();

    transaction.receiveResponse(200, "ok");

    expect(() => transaction.receiveResponse(404, "not found")).toThrow(TransactionStateError);
    expect(transport.send).toHaveBeenCalledExactlyOnceWith("ok");
  });

  test.each([undefined, "gone", new Error("gone")])(
    "a rejection with %s is reported once, and is never unhandled",
    async (reason) => {
      const user = userOf();
      // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- that is the case
      const send = (): Promise<void> => Promise.reject(reason);
      const transaction = new InviteServerTransaction(requestOf("INVITE"), { protocol: "TEST", send }, user);
      transaction.receiveResponse(180, "ringing");
      await vi.advanceTimersByTimeAsync(0);

      expect(user.onTransportError).toHaveBeenCalledTimes(1);
      expect(user.onTransportError.mock.calls[0]?.[0]).toBeInstanceOf(TransportError);
      expect(transaction.state).toBe(TransactionState.Proceeding);
    },
  );

  test("a transport error does not end a non-INVITE transaction (RFC 6026 §7.1)", () => {
    const user = userOf();
    const send = vi.fn(() => {
      throw new Error("gone");
    });
    const transaction = new NonInviteServerTransaction(requestOf("OPTIONS"), { protocol: "UDP", send }, user);
    transaction.receiveResponse(200, "ok");

    expect(user.onTransportError).toHaveBeenCalledTimes(1);
    expect(transaction.state).toBe(TransactionState.Completed);
  });

  test("listeners can be called, and one that was to be called once can be taken back", () => {
    const transaction = new InviteServerTransaction(requestOf("INVITE"), transportOf(), userOf());
    const listener = vi.fn();
    const once = vi.fn();
    transaction.addStateChangeListener(listener);
    transaction.addStateChangeListener(once, { once: true });
    transaction.removeStateChangeListener(once);
    transaction.notifyStateChangeListeners();

    expect(listener).toHaveBeenCalledTimes(1);
    expect(once).not.toHaveBeenCalled();
  });

  test("nothing is left running after dispose", () => {
    const transaction = new InviteServerTransaction(requestOf("INVITE"), transportOf("UDP"), userOf());
    transaction.receiveResponse(180, "ringing");
    transaction.dispose();

    expect(vi.getTimerCount()).toBe(0);
  });
});
