import { describe, expect, test, vi } from "vitest";
import { InviteServerTransaction } from "../../src/transaction/invite-server-transaction.js";
import { quietLoggers, requestOf, settle, Surroundings } from "./support.js";

function newTransaction(around = new Surroundings()) {
  return { around, transaction: new InviteServerTransaction(requestOf("INVITE"), around.transport, around) };
}

describe("RFC 3261 §17 what all transactions do", () => {
  test("stores the state, then tells the user, then the listeners", () => {
    const { around, transaction } = newTransaction();
    const heard: string[] = [];
    around.onStateChange = (state) => heard.push(`user ${state} ${transaction.state}`);
    transaction.addStateChangeListener(() => heard.push(`listener ${transaction.state}`));

    transaction.receiveResponse(200, "200");

    expect(heard).toEqual(["user Accepted Accepted", "listener Accepted"]);
  });

  test("has sent the response and started the timers when the user hears of the state", () => {
    const { around, transaction } = newTransaction();
    const seen: unknown[] = [];
    around.onStateChange = () => seen.push(around.transport.texts, around.clock.pendingNames);

    transaction.receiveResponse(486, "486");

    expect(seen).toEqual([["486"], ["timerG", "timerH"]]);
  });

  test("lets the user call straight back", () => {
    const { around, transaction } = newTransaction();
    const states: string[] = [];
    around.onStateChange = (state) => {
      states.push(state);
      if (state === "Accepted") transaction.receiveResponse(200, "again");
      transaction.dispose();
    };

    transaction.receiveResponse(200, "200");

    expect(states).toEqual(["Accepted"]);
    expect(around.transport.texts).toEqual(["200", "again"]);
    expect(around.clock.pending).toBe(0);
  });

  test("calls a listener at every change until it is taken back", () => {
    const { around, transaction } = newTransaction();
    const listener = vi.fn();
    transaction.addStateChangeListener(listener);
    transaction.addStateChangeListener(listener);

    transaction.receiveResponse(486, "486");
    transaction.receiveRequest(requestOf("ACK"));
    transaction.removeStateChangeListener(listener);
    around.clock.advance(5000);

    expect(listener).toHaveBeenCalledTimes(2);
    expect(transaction.state).toBe("Terminated");
  });

  test("calls a listener once that wants to be called once, and can take it back before", () => {
    const { transaction } = newTransaction();
    const once = vi.fn();
    const never = vi.fn();
    transaction.addStateChangeListener(once, { once: true });
    transaction.addStateChangeListener(never, { once: true });
    transaction.removeStateChangeListener(never);

    transaction.notifyStateChangeListeners();
    transaction.notifyStateChangeListeners();

    expect(once).toHaveBeenCalledTimes(1);
    expect(never).not.toHaveBeenCalled();
  });

  test("is not confused by a listener that takes itself and others back", () => {
    const { transaction } = newTransaction();
    const last = vi.fn();
    const first = (): void => {
      transaction.removeStateChangeListener(first);
      transaction.removeStateChangeListener(last);
    };
    transaction.addStateChangeListener(first);
    transaction.addStateChangeListener(last);

    transaction.notifyStateChangeListeners();
    transaction.notifyStateChangeListeners();

    expect(last).toHaveBeenCalledTimes(1);
  });

  test("stops the timers for good when disposed of, keeps the state and still sends", () => {
    const { around, transaction } = newTransaction(new Surroundings({ trying: "100" }));

    transaction.dispose();
    expect(around.clock.pending).toBe(0);
    transaction.receiveResponse(486, "486");

    expect(around.transport.texts).toEqual(["486"]);
    expect(around.clock.pending).toBe(0);
    expect(transaction.state).toBe("Completed");
  });

  test("needs no more of its user than a logger factory", async () => {
    const around = new Surroundings({ protocol: "TCP" });
    const user = { loggerFactory: quietLoggers(), environment: around.environment };
    around.transport.fate = () => Promise.reject(new Error("closed"));
    const transaction = new InviteServerTransaction(requestOf("INVITE"), around.transport, user);

    transaction.receiveResponse(200, "200");
    await settle();
    transaction.receiveRequest(requestOf("ACK"));
    around.clock.advance(32_000);

    expect(transaction.state).toBe("Terminated");
  });

  test("brings its own clock when it is given no environment", () => {
    const transport = new Surroundings().transport;
    const transaction = new InviteServerTransaction(requestOf("INVITE"), transport, { loggerFactory: quietLoggers() });

    transaction.receiveResponse(200, "200");
    transaction.dispose();

    expect(transport.texts).toEqual(["200"]);
  });

  test("says what it does under its own category: states, what it absorbs, what is lost", () => {
    const { around, transaction } = newTransaction();
    const lines: string[] = [];
    around.loggerFactory.connector = (level, category, _, content) =>
      lines.push(`${level} ${category} ${String(content)}`);
    transaction.receiveRequest(requestOf("ACK"));
    around.transport.fate = () => {
      throw new Error("unreachable");
    };

    transaction.receiveResponse(486, "486");
    around.clock.advance(499);

    expect(lines).toEqual([
      "debug sip.transaction.ist z9hG4bK-1: ACK absorbed in Proceeding (RFC 3261 §17.2.1)",
      "warn sip.transaction.ist z9hG4bK-1: not sent: unreachable",
      "debug sip.transaction.ist z9hG4bK-1: Completed",
    ]);
  });

  test("has an empty id when the request has no branch", () => {
    const around = new Surroundings();

    expect(new InviteServerTransaction(requestOf("INVITE", {}), around.transport, around).id).toBe("");
  });
});
