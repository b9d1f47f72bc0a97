import { describe, expect, test } from "vitest";
import { LoggerFactory } from "../../src/environment/logger.js";
import { type IncomingRequestMessage } from "../../src/message/incoming-request-message.js";
import { CountingRandom, ManualClock } from "../../src/testing/index.js";
import { InviteServerTransaction } from "../../src/transaction/invite-server-transaction.js";
import { TransactionMap } from "../../src/transaction/transaction-map.js";
import { UserAgentCore } from "../../src/user-agent/user-agent-core.js";
import { flowOf, requestOf } from "./support.js";

describe("a proxy that is built on these parts", () => {
  test.each([
    [483, "Too Many Hops", []],
    [420, "Bad Extension", ["Unsupported: foo"]],
    [416, "Unsupported URI Scheme", []],
    [482, "Loop Detected", []],
  ])("refuses as a UAS does: %i %s [PRX-16.3-a]", (statusCode, reasonPhrase, extraHeaders) => {
    const core = new UserAgentCore({ environment: { clock: new ManualClock(), random: new CountingRandom() } });
    const flow = flowOf("UDP");

    const { message } = core.replyStateless(requestOf("INVITE"), { statusCode, extraHeaders }, flow);

    expect(message).toMatch(new RegExp(`^SIP/2\\.0 ${statusCode} ${reasonPhrase}\r\n`));
    expect(flow.sent).toEqual([message]);
    expect(core.transactions.size).toBe(0);
  });

  test("takes copies that came by two ways for two requests: it need not ask whether they merge [PRX-16.3-a]", () => {
    const transactions = new TransactionMap();
    const take = (message: IncomingRequestMessage): InviteServerTransaction => {
      const user = { loggerFactory: new LoggerFactory() };
      const transaction = new InviteServerTransaction(message, flowOf("UDP"), user);
      transactions.addServer(message, transaction);
      return transaction;
    };
    const [one, other] = [requestOf("INVITE"), requestOf("INVITE", { branch: "z9hG4bKfork" })];

    const [first, second] = [take(one), take(other)];

    expect(transactions.findServer(one)).toBe(first);
    expect(transactions.findServer(other)).toBe(second);
    transactions.dispose();
  });
});
