import { describe, expect, test } from "vitest";
import { type Flow } from "../../src/environment/flow.js";
import { fromBodyLegacy } from "../../src/message/body.js";
import { offer } from "../../src/testing/index.js";
import { answers, lastRequest, routedCall, settle, testWay, told } from "../support/routed-call.js";

describe("RFC 3263 §4.3 a request inside a dialog that cannot be sent", () => {
  test.each(["at once", "later"] as const)(
    "%s goes by the next way, in another transaction with a branch and a Via of its own",
    async (failure) => {
      const [first, second] = [testWay("UDP", "192.0.2.9:5060"), testWay("TCP", "192.0.2.10:5070")];
      first.failure = failure;
      const { core, session } = routedCall({ route: () => [first, second] });
      const delegate = told();

      const request = session.info(delegate);
      const before = request.message.viaBranch;
      await settle();
      const sent = lastRequest(second);

      expect(sent.getHeader("via")).toMatch(/^SIP\/2\.0\/TCP 192\.0\.2\.4:5060;branch=z9hG4bK/);
      expect(sent.getHeader("cseq")).toBe("1 INFO");
      expect(request.message.viaBranch).toBe(sent.viaBranch);
      if (failure === "later") expect(sent.viaBranch).not.toBe(before);
      answers(core, second, 200);
      expect(delegate.heard).toEqual([]);
      core.dispose();
    },
  );

  test("is told as one 503 when all ways have failed", async () => {
    const ways = [testWay("UDP", "192.0.2.9:5060"), testWay("TCP", "192.0.2.9:5060"), testWay("TLS", "192.0.2.9:5061")];
    for (const way of ways) way.failure = "later";
    const { core, session } = routedCall({ route: () => ways });
    const delegate = told();

    session.info(delegate);
    await settle();

    expect(delegate.heard).toEqual(["onReject 503"]);
    expect([core.transactions.size, core.clients.size]).toEqual([1, 0]);
    core.dispose();
  });

  test("is told as a 503 when no way is known, or none can be found", async () => {
    const delegate = told();
    const { core, session } = routedCall({ route: () => [] });
    session.info(delegate);

    const other = routedCall({ route: () => Promise.reject(new Error("NXDOMAIN")) });
    other.session.info(delegate);
    await settle();
    const third = routedCall({
      route: () => {
        throw new Error("a bug of the router");
      },
    });
    third.session.info(delegate);

    expect(delegate.heard).toEqual(["onReject 503", "onReject 503", "onReject 503"]);
    for (const each of [core, other.core, third.core]) each.dispose();
  });

  test("follows the timers of the way that it goes by", async () => {
    const [first, second] = [testWay("TCP", "192.0.2.9:5060"), testWay("UDP", "192.0.2.10:5060")];
    first.failure = "later";
    const { core, session, clock } = routedCall({ route: () => [first, second] });

    session.info();
    await settle();
    clock.advance(1_500);

    expect(second.sent).toHaveLength(3);
    core.dispose();
  });

  test("does not go by a way to the same address that has failed already", async () => {
    const [first, same] = [testWay("UDP", "192.0.2.9:5060"), testWay("UDP", "192.0.2.9:5060")];
    first.failure = "later";
    const { core, session } = routedCall({ route: () => [first, same] });
    const delegate = told();

    session.info(delegate);
    await settle();

    expect(same.sent).toEqual([]);
    expect(delegate.heard).toEqual(["onReject 503"]);
    core.dispose();
  });
});

describe("RFC 3263 §4.3 a request inside a dialog that nobody answers", () => {
  test("goes by the next way after timer F, and is told as a 408 after the last", () => {
    const [first, second] = [testWay("UDP", "192.0.2.9:5060"), testWay("UDP", "192.0.2.10:5060")];
    const { core, session, clock } = routedCall({ route: () => [first, second] });
    const delegate = told();

    session.message(delegate);
    clock.advance(32_000);
    expect([first.sent.length > 1, second.sent.length, delegate.heard]).toEqual([true, 1, []]);
    clock.advance(32_000);

    expect(delegate.heard).toEqual(["onReject 408"]);
    core.dispose();
  });

  test("goes nowhere else once somebody has taken it", () => {
    const [first, second] = [testWay("UDP", "192.0.2.9:5060"), testWay("UDP", "192.0.2.10:5060")];
    const { core, session, clock } = routedCall({ route: () => [first, second] });
    const delegate = told();

    session.message(delegate);
    answers(core, first, 183);
    clock.advance(32_000);

    expect(second.sent).toEqual([]);
    expect(delegate.heard).toEqual(["onProgress 183", "onReject 408"]);
    core.dispose();
  });

  test("and a 503 of a server that cannot serve it now leaves it to the next", () => {
    const [first, second] = [testWay("UDP", "192.0.2.9:5060"), testWay("UDP", "192.0.2.10:5060")];
    const { core, session } = routedCall({ route: () => [first, second] });
    const delegate = told();

    session.message(delegate);
    answers(core, first, 503);
    expect(delegate.heard).toEqual([]);
    answers(core, second, 503, { "Retry-After": "7" });

    expect(delegate.heard).toEqual(["onReject 503"]);
    core.dispose();
  });
});

describe("RFC 3263 §4.3 a re-INVITE", () => {
  const body = fromBodyLegacy(offer);

  test("goes by the next way, and its CANCEL and its ACK follow it", async () => {
    const [first, second] = [testWay("TCP", "192.0.2.9:5060"), testWay("UDP", "192.0.2.10:5060")];
    first.failure = "later";
    const { core, session } = routedCall({ route: () => [first, second] });

    const request = session.invite(told(), { body });
    await settle();
    const invite = lastRequest(second);
    request.cancel();
    answers(core, second, 180);
    const cancel = lastRequest(second);
    core.dispose();

    expect(invite.method).toBe("INVITE");
    expect([cancel.method, cancel.viaBranch]).toEqual(["CANCEL", invite.viaBranch]);
    expect(first.sent).toEqual([]);
  });

  test("that is taken back goes nowhere else", async () => {
    const [first, second] = [testWay("UDP", "192.0.2.9:5060"), testWay("UDP", "192.0.2.10:5060")];
    const { core, session, clock } = routedCall({ route: () => [first, second] });
    const delegate = told();

    session.invite(delegate, { body }).cancel();
    clock.advance(32_000);
    await settle();

    expect(second.sent).toEqual([]);
    expect(delegate.heard).toEqual(["onReject 408"]);
    core.dispose();
  });

  test("has its 2xx acknowledged by the next way when the first one fails", async () => {
    const [first, second] = [testWay("UDP", "192.0.2.9:5060"), testWay("TCP", "192.0.2.10:5060")];
    const { core, session } = routedCall({ route: () => [first, second] });

    session.invite(undefined, { body });
    first.failure = "later";
    answers(core, first, 200, { Contact: "<sip:alice@192.0.2.9>" });
    await settle();
    const [ack] = second.sent;
    core.dispose();

    expect(ack).toMatch(/^ACK sip:alice@192\.0\.2\.9 SIP\/2\.0\r\nVia: SIP\/2\.0\/TCP /);
  });
});

describe("RFC 3261 §12.2.1.1 requests whose way has to be looked up", () => {
  /** A look-up that the test ends. */
  function lookUp(): { ways: Promise<readonly Flow[]>; find(...ways: Flow[]): void } {
    let resolve: ((ways: readonly Flow[]) => void) | undefined;
    const ways = new Promise<readonly Flow[]>((done) => (resolve = done));
    return { ways, find: (...found) => resolve?.(found) };
  }

  test("leave in the order of their numbers, even if the way of a later one is known first", async () => {
    const way = testWay("TCP", "192.0.2.9:5060");
    const slow = lookUp();
    let asked = 0;
    const { core, session } = routedCall({ route: () => (asked++ === 0 ? slow.ways : [way]) });

    session.info();
    session.message();
    session.bye();
    await settle();
    const before = way.sent.length;
    slow.find(way);
    await settle();
    core.dispose();

    expect(before).toBe(0);
    expect(way.sent.map((text) => /CSeq: (.*)\r/.exec(text)?.[1])).toEqual(["1 INFO", "2 MESSAGE", "3 BYE"]);
  });

  test("exist at once, and are forgotten when they are disposed of meanwhile; those behind go on", async () => {
    const way = testWay("TCP", "192.0.2.9:5060");
    const slow = lookUp();
    let asked = 0;
    const { core, session } = routedCall({ route: () => (asked++ === 0 ? slow.ways : [way]) });
    const delegate = told();

    const info = session.info(delegate);
    session.message();
    expect(info.message.getHeader("cseq")).toBe("1 INFO");
    info.dispose();
    slow.find(way);
    await settle();
    core.dispose();

    expect(way.sent.map((text) => text.slice(0, 7))).toEqual(["MESSAGE"]);
    expect(delegate.heard).toEqual([]);
  });

  test("are told as a 503 when the look-up has no end", () => {
    const { core, session, clock } = routedCall({ route: () => new Promise(() => undefined) });
    const delegate = told();

    session.info(delegate);
    session.info(delegate);
    clock.advance(64_000);
    core.dispose();

    expect(delegate.heard).toEqual(["onReject 503", "onReject 503"]);
  });

  test("are not sent any more when the call has ended first, if they are INVITEs", async () => {
    const way = testWay("TCP", "192.0.2.9:5060");
    const slow = lookUp();
    const { core, session, own, receives } = routedCall({ route: () => slow.ways });
    const delegate = told();

    session.invite(delegate, { body: fromBodyLegacy(offer) });
    receives("BYE");
    slow.find(way);
    await settle();
    core.dispose();

    expect(own.sent.map((text) => text.slice(0, 11))).toEqual(["SIP/2.0 200"]);
    expect(way.sent).toEqual([]);
    expect(delegate.heard).toEqual(["onReject 487"]);
  });

  test("leave nothing behind when the core is disposed of meanwhile", async () => {
    const way = testWay("TCP", "192.0.2.9:5060");
    const slow = lookUp();
    const { core, session, clock } = routedCall({ route: () => slow.ways });

    session.info();
    session.bye();
    core.dispose();
    slow.find(way);
    await settle();

    expect(way.sent).toEqual([]);
    expect(clock.pendingNames).toEqual([]);
  });
});
