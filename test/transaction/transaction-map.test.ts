import { describe, expect, test } from "vitest";
import { IncomingRequestMessage } from "../../src/message/incoming-request-message.js";
import { type IncomingResponseMessage } from "../../src/message/incoming-response-message.js";
import { parseMessage } from "../../src/message/parse-message.js";
import { InviteServerTransaction } from "../../src/transaction/invite-server-transaction.js";
import { NonInviteClientTransaction } from "../../src/transaction/non-invite-client-transaction.js";
import { NonInviteServerTransaction } from "../../src/transaction/non-invite-server-transaction.js";
import { type ServerTransaction } from "../../src/transaction/server-transaction.js";
import { TransactionMap } from "../../src/transaction/transaction-map.js";
import { outgoingOf, Surroundings } from "./support.js";

/** What tells one request from another; all of it has a default. */
interface Traits {
  readonly method?: string;
  readonly requestUri?: string;
  readonly branch?: string | undefined;
  readonly host?: string;
  readonly port?: number | undefined;
  readonly via?: Readonly<Record<string, string | null>>;
  readonly callId?: string;
  readonly cseq?: number;
  readonly fromTag?: string | undefined;
  readonly toTag?: string | undefined;
}

function request(traits: Traits = {}): IncomingRequestMessage {
  const { method = "INVITE", branch, port, host = "pc33.example.com", via = {} } = traits;
  const parameters = { ...via, ...(branch === undefined ? {} : { branch }) };
  // Proof for the assertion: these are the members by which a transaction is found; the map is documented to need no others.
  return {
    method,
    requestUri: traits.requestUri ?? "sip:bob@example.com",
    viaBranch: branch,
    via: { protocol: "SIP/2.0", transport: "UDP", host, port, branch, parameters },
    callId: traits.callId ?? "a84b4c76e66710",
    cseq: traits.cseq ?? 314159,
    fromTag: "fromTag" in traits ? traits.fromTag : "1928301774",
    toTag: traits.toTag,
  } as unknown as IncomingRequestMessage;
}

const BRANCH = "z9hG4bK776asdhds";
const LEGACY: Traits = { via: { ttl: "1" } };

function mapWith(traits: Traits, localTag?: string) {
  const around = new Surroundings();
  const map = new TransactionMap();
  const add = (more: Traits, tag?: string): ServerTransaction => {
    const message = request(more);
    const Machine = message.method === "INVITE" ? InviteServerTransaction : NonInviteServerTransaction;
    const transaction = new Machine(message, around.transport, around);
    map.addServer(message, transaction, tag);
    return transaction;
  };
  return { around, map, add, transaction: add(traits, localTag) };
}

describe("RFC 3261 §17.2.3, RFC 3261 §8.1.1.7, RFC 3261 §9.2 matching by a unique branch", () => {
  test("finds the transaction with the same branch, sent-by and method, whatever else differs [TXN-17.2.3-a]", () => {
    const { map, transaction } = mapWith({ branch: BRANCH });

    expect(
      map.findServer(request({ branch: BRANCH, callId: "other", cseq: 1, requestUri: "sip:else@example.com" })),
    ).toBe(transaction);
  });

  test.each<[string, Traits]>([
    ["branch", { branch: "z9hG4bK-other" }],
    ["host", { branch: BRANCH, host: "pc34.example.com" }],
    ["port", { branch: BRANCH, port: 5070 }],
    ["port, written though it is the default", { branch: BRANCH, port: 5060 }],
    ["method", { branch: BRANCH, method: "OPTIONS" }],
    ["spelling of the method", { branch: BRANCH, method: "invite" }],
  ])("takes another %s for another transaction [TXN-17.2.3-a] [TXN-17.2.3-h]", (_, traits) => {
    const { map } = mapWith({ branch: BRANCH });

    expect(map.findServer(request(traits))).toBeUndefined();
  });

  test("compares branch and host without case [TXN-17.2.3-h]", () => {
    const { map, transaction } = mapWith({ branch: "z9hG4bKabc", host: "PC33.example.COM" });

    expect(map.findServer(request({ branch: "Z9HG4BKABC", host: "pc33.EXAMPLE.com" }))).toBe(transaction);
  });

  test("gives the ACK to the INVITE [TXN-17.2.3-b]", () => {
    const { map, transaction } = mapWith({ branch: BRANCH });
    const ack = request({ branch: BRANCH, method: "ACK", toTag: "any" });

    expect(map.findServer(ack)).toBe(transaction);
    expect(map.findInvite(ack)).toBe(transaction);
  });

  test("finds no transaction for an ACK of its own, as one to a 2xx has [TXN-17-a]", () => {
    const { map } = mapWith({ branch: BRANCH });

    expect(map.findServer(request({ branch: "z9hG4bK-ack", method: "ACK", toTag: "any" }))).toBeUndefined();
  });

  test("keeps the CANCEL apart from what it cancels [TXN-17.2.3-c] [CAN-9.2-a] [PRX-16.10-a]", () => {
    const { map, add, transaction } = mapWith({ branch: BRANCH });
    const cancel = request({ branch: BRANCH, method: "CANCEL" });
    expect(map.findServer(cancel)).toBeUndefined();

    const own = add({ branch: BRANCH, method: "CANCEL" });

    expect(map.findServer(cancel)).toBe(own);
    expect(map.findCancelled(cancel)).toBe(transaction);
    expect(map.findInvite(cancel)).toBe(transaction);
    expect(map.findServer(request({ branch: BRANCH }))).toBe(transaction);
  });

  test("finds what a CANCEL is to cancel whatever its method, and nothing for another branch [CAN-9.2-a]", () => {
    const { map, transaction } = mapWith({ branch: BRANCH, method: "OPTIONS" });

    expect(map.findCancelled(request({ branch: BRANCH, method: "CANCEL" }))).toBe(transaction);
    expect(map.findInvite(request({ branch: BRANCH, method: "CANCEL" }))).toBeUndefined();
    expect(map.findCancelled(request({ branch: "z9hG4bK-other", method: "CANCEL" }))).toBeUndefined();
  });
});

describe.each([
  ["no branch", undefined],
  ["a branch without the cookie", "776asdhds"],
  ["a branch that is only the cookie", "z9hG4bK"],
])("RFC 3261 §17.2.3 matching of RFC 2543: %s", (_, branch) => {
  const legacy: Traits = { ...LEGACY, branch };

  test("finds the INVITE that is equal in all that counts [TXN-17.2.3-d]", () => {
    const { map, transaction } = mapWith(legacy);

    expect(map.findServer(request(legacy))).toBe(transaction);
  });

  test("compares URIs and Via by their own rules, and passes over what we add to the Via [TXN-17.2.3-g]", () => {
    const { map, transaction } = mapWith(legacy);

    const again = {
      ...legacy,
      requestUri: "sip:bob@EXAMPLE.com",
      host: "PC33.example.com",
      via: { rport: "5061", received: "192.0.2.7", ttl: "1" },
    };

    expect(map.findServer(request(again))).toBe(transaction);
  });

  test.each<[string, Traits]>([
    ["Request-URI", { requestUri: "sip:bob2@example.com" }],
    ["To tag", { toTag: "x" }],
    ["From tag", { fromTag: "x" }],
    ["absent From tag", { fromTag: undefined }],
    ["Call-ID", { callId: "x" }],
    ["CSeq number", { cseq: 1 }],
    ["method", { method: "OPTIONS" }],
    ["sent-by", { host: "pc34.example.com" }],
    ["port", { port: 5060 }],
    ["Via parameter", { via: { ttl: "2" } }],
    ["number of Via parameters", { via: {} }],
    ["unique branch", { branch: BRANCH }],
  ])("takes another %s for another transaction [TXN-17.2.3-d]", (_, traits) => {
    const { map } = mapWith(legacy);

    expect(map.findServer(request({ ...legacy, ...traits }))).toBeUndefined();
  });

  test("finds a BYE that is equal in all that counts [TXN-17.2.3-f]", () => {
    const { map, transaction } = mapWith({ ...legacy, method: "BYE", toTag: "b" });

    expect(map.findServer(request({ ...legacy, method: "BYE", toTag: "b" }))).toBe(transaction);
    expect(map.findServer(request({ ...legacy, method: "BYE", toTag: "c" }))).toBeUndefined();
  });

  test("knows the ACK by the To tag of our response, given at first or later [TXN-17.2.3-e]", () => {
    const first = mapWith(legacy, "local");
    const later = mapWith(legacy);
    later.map.setLocalTag(later.transaction, "local");
    const ack = request({ ...legacy, method: "ACK", toTag: "local" });
    const foreign = request({ ...legacy, method: "ACK", toTag: "foreign" });

    expect(first.map.findServer(ack)).toBe(first.transaction);
    expect(later.map.findServer(ack)).toBe(later.transaction);
    expect(first.map.findServer(foreign)).toBeUndefined();
    expect(later.map.findServer(foreign)).toBeUndefined();
    expect(first.map.findServer(request({ ...legacy, method: "ACK" }))).toBeUndefined();
  });

  test("knows the ACK to a re-INVITE by the To tag that the INVITE had [TXN-17.2.3-e]", () => {
    const { map, transaction } = mapWith({ ...legacy, toTag: "b" });

    expect(map.findServer(request({ ...legacy, method: "ACK", toTag: "b" }))).toBe(transaction);
  });

  test("finds what a CANCEL is to cancel [CAN-9.2-a]", () => {
    const { map, add, transaction } = mapWith(legacy);
    const cancel = request({ ...legacy, method: "CANCEL" });
    const own = add({ ...legacy, method: "CANCEL" });

    expect(map.findCancelled(cancel)).toBe(transaction);
    expect(map.findServer(cancel)).toBe(own);
    expect(map.findCancelled(request({ ...legacy, method: "CANCEL", cseq: 1 }))).toBeUndefined();
  });
});

describe("RFC 3261 §17.2.3 messages as they come", () => {
  function received(method: string, branch: string): IncomingRequestMessage {
    const message = parseMessage(
      [
        `${method} sip:bob@example.com SIP/2.0`,
        `Via: SIP/2.0/UDP pc33.example.com${branch}`,
        "From: <sip:alice@example.com>;tag=a",
        "To: <sip:bob@example.com>",
        "Call-ID: c1",
        `CSeq: 1 ${method}`,
        "Content-Length: 0",
        "",
        "",
      ].join("\r\n"),
    );
    if (!(message instanceof IncomingRequestMessage)) throw new Error("the test's own request is unreadable");
    return message;
  }

  test.each(["", ";branch=1", ";branch=z9hG4bK1", ";branch=z9hG4bK1;rport"])(
    "finds a repetition before and after its Via is stamped, from another port too: %j [TXN-17.2.3-g]",
    (branch) => {
      const around = new Surroundings();
      const map = new TransactionMap();
      const first = received("INVITE", branch);
      first.stampSource({ host: "192.0.2.7", port: 5066 });
      const transaction = new InviteServerTransaction(first, around.transport, around);
      map.addServer(first, transaction, "local");
      const unstamped = received("INVITE", branch);
      const stamped = received("INVITE", branch);
      stamped.stampSource({ host: "192.0.2.7", port: 5067 });

      expect(map.findServer(unstamped)).toBe(transaction);
      expect(map.findServer(stamped)).toBe(transaction);
      expect(map.findCancelled(received("CANCEL", branch))).toBe(transaction);
      expect(map.findMerged(stamped)).toBe(false);
    },
  );

  test("addresses a response to its transaction alone: two that differ in branch only are answered apart [TXN-17.2.3-j]", () => {
    const around = new Surroundings();
    const [one, two] = [";branch=z9hG4bK1", ";branch=z9hG4bK2"].map(
      (branch) => new InviteServerTransaction(received("INVITE", branch), around.transport, around),
    );

    one?.receiveResponse(200, "200");

    expect(one?.state).toBe("Accepted");
    expect(two?.state).toBe("Proceeding");
  });
});

describe("RFC 3261 §8.2.2.2 merged requests", () => {
  test("says that a request came by two ways", () => {
    const { map } = mapWith({ branch: BRANCH });

    expect(map.findMerged(request({ branch: "z9hG4bK-other" }))).toBe(true);
    expect(map.findMerged(request({ host: "proxy.example.com", branch: BRANCH }))).toBe(true);
  });

  test.each<[string, Traits]>([
    ["From tag", { fromTag: "x" }],
    ["Call-ID", { callId: "x" }],
    ["CSeq number", { cseq: 1 }],
    ["method", { method: "OPTIONS" }],
    ["To tag: it is inside a dialog", { toTag: "x" }],
  ])("is not misled by another %s", (_, traits) => {
    const { map } = mapWith({ branch: BRANCH });

    expect(map.findMerged(request({ branch: "z9hG4bK-other", ...traits }))).toBe(false);
  });

  test("does not take a request for merged with itself", () => {
    const { map, add } = mapWith({ branch: BRANCH });
    expect(map.findMerged(request({ branch: BRANCH }))).toBe(false);

    add({ branch: "z9hG4bK-other" });

    expect(map.findMerged(request({ branch: BRANCH }))).toBe(true);
  });

  test.each([428, 436, 437, 438])(
    "does not take for merged what was answered %i: it may come again, signed by a proxy (RFC 8224 §6.2.3)",
    (statusCode) => {
      const { map, transaction } = mapWith({ branch: BRANCH });
      expect(transaction.lastStatusCode).toBeUndefined();

      transaction.receiveResponse(statusCode, new TextEncoder().encode(`SIP/2.0 ${statusCode} Sorry\r\n`));

      expect(transaction.lastStatusCode).toBe(statusCode);
      expect(map.findMerged(request({ branch: "z9hG4bK-other" }))).toBe(false);
    },
  );

  test("takes neither an ACK nor a CANCEL for merged", () => {
    const { map, add } = mapWith({ branch: BRANCH });
    add({ branch: BRANCH, method: "CANCEL" });

    expect(map.findMerged(request({ branch: "z9hG4bK-other", method: "CANCEL" }))).toBe(false);
    expect(map.findMerged(request({ branch: "z9hG4bK-other", method: "ACK" }))).toBe(false);
  });

  test.each([200, 486])("counts a transaction that was answered %i, until it is gone", (statusCode) => {
    const { around, map, transaction } = mapWith({ branch: BRANCH });
    transaction.receiveResponse(statusCode, "response");
    expect(map.findMerged(request({ branch: "z9hG4bK-other" }))).toBe(true);

    around.clock.advance(32_000);

    expect(map.findMerged(request({ branch: "z9hG4bK-other" }))).toBe(false);
  });
});

describe("RFC 3261 §17.1.3 matching responses", () => {
  function response(branch: string | undefined, method: string): IncomingResponseMessage {
    // Proof for the assertion: a response is found by these two members.
    return { viaBranch: branch, method } as unknown as IncomingResponseMessage;
  }

  test("finds the client transaction with the branch of the top Via and the CSeq's method [CT-17.1.3-a]", () => {
    const around = new Surroundings();
    const map = new TransactionMap();
    const [bye, cancel] = ["BYE", "CANCEL"].map(
      (method) => new NonInviteClientTransaction(outgoingOf(method), around.transport, around),
    );
    if (bye === undefined || cancel === undefined) throw new Error("two were made");

    map.addClient(bye);
    map.addClient(cancel);

    expect(map.findClient(response("z9hG4bK-1", "BYE"))).toBe(bye);
    expect(map.findClient(response("Z9hg4bk-1", "CANCEL"))).toBe(cancel);
    expect(map.findClient(response("z9hG4bK-1", "INVITE"))).toBeUndefined();
    expect(map.findClient(response("z9hG4bK-2", "BYE"))).toBeUndefined();
    expect(map.findClient(response(undefined, "BYE"))).toBeUndefined();
  });

  test("forgets a client transaction before its time when told so", () => {
    const around = new Surroundings();
    const map = new TransactionMap();
    const bye = new NonInviteClientTransaction(outgoingOf("BYE"), around.transport, around);
    map.addClient(bye);

    map.removeClient(bye);

    expect(map.findClient(response("z9hG4bK-1", "BYE"))).toBeUndefined();
    expect(map.size).toBe(0);
  });

  test("lets a client transaction go when it ends, one that cannot even be sent included", () => {
    const around = new Surroundings();
    const map = new TransactionMap();
    const bye = new NonInviteClientTransaction(outgoingOf("BYE"), around.transport, around);
    map.addClient(bye);
    expect(map.size).toBe(1);

    around.transport.fate = () => {
      throw new Error("closed");
    };
    bye.start();
    map.addClient(bye);

    expect(map.size).toBe(0);
  });
});

describe("RFC 3261 §17.2 the life of a transaction in the map", () => {
  test("lets an INVITE go when it ends, so that an equal one would be new [IST-17.2.1-l] [IST-6026.7.1-f]", () => {
    const { around, map, transaction } = mapWith({ branch: BRANCH });
    transaction.receiveResponse(200, "200");
    around.clock.advance(31_999);
    expect(map.findServer(request({ branch: BRANCH }))).toBe(transaction);

    around.clock.advance(1);

    expect(map.findServer(request({ branch: BRANCH }))).toBeUndefined();
    expect(map.size).toBe(0);
    expect(around.clock.pending).toBe(0);
  });

  test.each<[string, Traits]>([
    ["with a unique branch", { branch: BRANCH, method: "BYE" }],
    ["of RFC 2543", { ...LEGACY, method: "BYE" }],
  ])("lets a BYE %s go when J ends [NIST-17.2.2-e]", (_, traits) => {
    const { around, map, transaction } = mapWith(traits);
    transaction.receiveResponse(200, "200");

    around.clock.advance(32_000);

    expect(map.findServer(request(traits))).toBeUndefined();
    expect(map.size).toBe(0);
  });

  test("lets go of the one that ended and keeps its neighbours", () => {
    const { around, map, add, transaction } = mapWith({ branch: BRANCH });
    const cancel = add({ branch: BRANCH, method: "CANCEL" });
    const bye = add({ branch: BRANCH, method: "BYE" });
    cancel.receiveResponse(200, "200");

    around.clock.advance(32_000);

    expect(map.findServer(request({ branch: BRANCH, method: "CANCEL" }))).toBeUndefined();
    expect(map.findServer(request({ branch: BRANCH }))).toBe(transaction);
    expect(map.findServer(request({ branch: BRANCH, method: "BYE" }))).toBe(bye);
    expect(map.size).toBe(2);
  });

  test("lets a transaction go although its user throws at the news", () => {
    const around = new Surroundings();
    const map = new TransactionMap();
    const message = request({ branch: BRANCH, method: "BYE" });
    const user = {
      loggerFactory: around.loggerFactory,
      environment: around.environment,
      onStateChange(state: string) {
        if (state === "Terminated") throw new Error("the application's");
      },
    };
    const transaction = new NonInviteServerTransaction(message, around.transport, user);
    map.addServer(message, transaction);
    transaction.receiveResponse(200, "200");

    expect(() => around.clock.advance(32_000)).toThrow("the application's");

    expect(map.size).toBe(0);
  });

  test("takes a transaction in once, and none that has ended", () => {
    const { around, map, transaction } = mapWith({ branch: BRANCH });
    map.addServer(request({ branch: BRANCH }), transaction);
    expect(map.transactions).toEqual([transaction]);
    transaction.receiveResponse(200, "200");
    around.clock.advance(32_000);

    map.addServer(request({ branch: BRANCH }), transaction);

    expect(map.size).toBe(0);
  });

  test("forgets once what it disposed of, and takes it in again", () => {
    const { map, transaction } = mapWith({ branch: BRANCH });
    map.dispose();
    map.remove(transaction);
    expect(map.size).toBe(0);

    map.addServer(request({ branch: BRANCH }), transaction);

    expect(map.size).toBe(1);
    expect(map.findServer(request({ branch: BRANCH }))).toBe(transaction);
  });

  test("disposes of everything at once", () => {
    const { around, map, add, transaction } = mapWith({ branch: BRANCH });
    transaction.receiveResponse(486, "486");
    add({ branch: BRANCH, method: "BYE" }).receiveResponse(200, "200");
    const bye = new NonInviteClientTransaction(outgoingOf("BYE"), around.transport, around);
    map.addClient(bye);
    bye.start();

    map.dispose();

    expect(map.size).toBe(0);
    expect(around.clock.pending).toBe(0);
    expect(map.findServer(request({ branch: BRANCH }))).toBeUndefined();
  });
});
