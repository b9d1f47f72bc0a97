import { describe, expect, test } from "vitest";
import { type CallSession, type IncomingRequest } from "../../src/index.js";
import { answer, offer } from "../../src/testing/index.js";
import { handled, type HandledFlow } from "./handled.js";

/** A call that has been answered and acknowledged, with what is done in it. */
async function established(
  within: (session: CallSession) => Promise<void> | void,
  delegate?: CallSession["delegate"],
): Promise<HandledFlow> {
  const flow = handled(async (call) => {
    const session = await call.answer(answer);
    session.delegate = delegate;
    await within(session);
  });
  flow.alice.invites({ offer, headers: { Allow: "INVITE, ACK, BYE, CANCEL, UPDATE, INFO" } });
  flow.alice.acknowledges();
  await flow.pass();
  return flow;
}

/** Reads all there is, and answers it. */
function reading(read: string[], answered: (request: IncomingRequest) => void) {
  return async ({ requests }: CallSession): Promise<void> => {
    for await (const request of requests) {
      read.push(request.message.method);
      answered(request);
    }
    read.push("end");
  };
}

describe("RFC 3261 §12.2.2 the peer's requests in a call are read one by one", () => {
  test("each is given once, in order, and the loop ends with the call", async () => {
    const read: string[] = [];
    const { alice, pass, ladder } = await established(
      reading(read, (request) => {
        if (request.message.method === "INVITE") request.accept({ body: sdp(answer) });
        else request.accept();
      }),
    );

    alice.sendsInfo({ digit: "1" });
    alice.sends("MESSAGE");
    alice.sends("NOTIFY", { headers: { Event: "talk", "Subscription-State": "active" } });
    alice.refers();
    await pass();
    alice.reinvites({ offer });
    await pass();
    alice.acknowledges();
    alice.hangsUp();
    await pass();

    expect(read).toEqual(["INFO", "MESSAGE", "NOTIFY", "REFER", "INVITE", "end"]);
    expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |-- INVITE offer ----------->|
        0.0  |<---------------- 200 sdp --|
        0.0  |-- ACK -------------------->|
        0.0  |-- INFO ------------------->|
        0.0  |-- MESSAGE ---------------->|
        0.0  |-- NOTIFY ----------------->|
        0.0  |-- REFER ------------------>|
        0.0  |<-------------------- 200 --|
        0.0  |<-------------------- 200 --|
        0.0  |<-------------------- 200 --|
        0.0  |<-------------------- 200 --|
        0.0  |-- INVITE offer ----------->|
        0.0  |<---------------- 200 sdp --|
        0.0  |-- ACK -------------------->|
        0.0  |-- BYE -------------------->|
        0.0  |<-------------------- 200 --|
    `);
  });

  test("an UPDATE with an offer is given, one that only refreshes is answered by itself", async () => {
    const read: string[] = [];
    const { alice, pass } = await established(reading(read, (request) => request.accept({ body: sdp(answer) })));

    alice.updates();
    await pass();
    alice.updates({ offer: offer.replace("alice 1 1", "alice 1 2") });
    await pass();

    expect(read).toEqual(["UPDATE"]);
    expect(alice.responses.filter(({ method }) => method === "UPDATE").map(({ statusCode }) => statusCode)).toEqual([
      200, 200,
    ]);
    alice.hangsUp();
  });

  test("what comes in the turn of the ACK waits for its reader", async () => {
    const read: string[] = [];
    const { alice, pass } = handled(async (call) =>
      reading(read, (request) => request.accept())(await call.answer(answer)),
    );
    alice.invites({ offer });

    alice.acknowledges();
    alice.sendsInfo();
    await pass();
    alice.hangsUp();
    await pass();

    expect(read).toEqual(["INFO", "end"]);
    expect(alice.received(200).cseq).toBeDefined();
  });

  test("what comes then and is not read is answered by default", async () => {
    const { alice, pass } = handled(async (call) => {
      await call.answer(answer);
    });
    alice.invites({ offer });

    alice.acknowledges();
    alice.sendsInfo();
    await pass();

    expect(alice.received(469).hasHeader("Recv-Info")).toBe(true);
    alice.hangsUp();
  });

  test("nobody reads: each gets the answer it would get without a delegate", async () => {
    const { alice } = await established(() => undefined);

    alice.sendsInfo();
    alice.refers();
    alice.reinvites({ offer: offer.replace("alice 1 1", "alice 1 2") });
    alice.acknowledges();
    alice.sends("MESSAGE");

    expect(codes(alice)).toEqual(["200 INVITE", "469 INFO", "480 REFER", "488 INVITE", "200 MESSAGE"]);
    alice.hangsUp();
  });

  test.each<[string, (session: CallSession) => Promise<void>]>([
    [
      "asked for the next one",
      async (session) => {
        for await (const request of session.requests) if (request.message.method === "BYE") break;
      },
    ],
    [
      "left the loop",
      async (session) => {
        for await (const { answered } of session.requests) if (!answered) break;
      },
    ],
    [
      "left it by an error",
      async (session) => {
        try {
          for await (const request of session.requests) throw new Error(request.message.method);
        } catch {
          // It is the loop's own.
        }
      },
    ],
  ])("whoever has %s without an answer leaves it to the library", async (_what, within) => {
    const { alice, pass } = await established(within);

    alice.sendsInfo();
    await pass();

    expect(codes(alice)).toEqual(["200 INVITE", "469 INFO"]);
    alice.hangsUp();
  });

  test("what waits when the loop is left is answered by default", async () => {
    const { alice, pass } = await established(async (session) => {
      for await (const request of session.requests) {
        request.accept();
        break;
      }
    });

    alice.sends("MESSAGE");
    alice.sendsInfo();
    alice.refers();
    await pass();

    expect(codes(alice)).toEqual(["200 INVITE", "200 MESSAGE", "469 INFO", "480 REFER"]);
    alice.hangsUp();
  });

  test("sixteen wait for a slow reader, the next is answered by default at once", async () => {
    const { alice, pass, call } = await established(async (session) => {
      for await (const request of session.requests) {
        await call().delay(1_000);
        request.accept();
      }
    });
    alice.sendsInfo();
    await pass();

    for (let count = 0; count < 17; count += 1) alice.sendsInfo();
    expect(codes(alice)).toEqual(["200 INVITE", "469 INFO"]);
    await pass(17_000);

    expect(codes(alice).filter((code) => code === "200 INFO")).toHaveLength(17);
    alice.hangsUp();
  });

  test("what a delegate has a member for goes there", async () => {
    const read: string[] = [];
    const told: string[] = [];
    class Delegate {
      readonly #told = told;
      onInfo(request: IncomingRequest): void {
        this.#told.push("INFO");
        request.accept();
      }
    }
    const { alice, pass } = await established(
      reading(read, (request) => request.accept()),
      new Delegate(),
    );

    alice.sendsInfo();
    alice.sends("MESSAGE");
    await pass();

    expect([told, read]).toEqual([["INFO"], ["MESSAGE"]]);
    alice.hangsUp();
  });

  test("one that the peer has taken back, or that the end has answered, is not given", async () => {
    const read: string[] = [];
    const { alice, pass, call } = await established(async (session) => {
      for await (const request of session.requests) {
        read.push(request.message.method);
        await call()
          .delay(1_000)
          .catch(() => undefined);
      }
      read.push("end");
    });

    alice.sends("MESSAGE");
    await pass();
    alice.reinvites({ offer });
    alice.cancels();
    alice.acknowledges();
    alice.sendsInfo();
    alice.hangsUp();
    await pass(2_000);

    expect(read).toEqual(["MESSAGE", "end"]);
    expect(codes(alice)).toEqual(["200 INVITE", "200 CANCEL", "487 INVITE", "200 BYE", "487 MESSAGE", "487 INFO"]);
  });

  test("two readers share what comes", async () => {
    const read: string[] = [];
    const { alice, pass } = await established(async (session) => {
      await Promise.all(
        ["first", "second"].map(async (name) => {
          for await (const request of session.requests) {
            read.push(`${name} ${request.message.method}`);
            request.accept();
          }
        }),
      );
      read.push("end");
    });

    alice.sends("MESSAGE");
    alice.sendsInfo();
    await pass();
    alice.hangsUp();
    await pass();

    expect(read).toEqual(["first MESSAGE", "second INFO", "end"]);
  });

  test("a loop over a call that is over ends at once", async () => {
    const read: string[] = [];
    const { alice, pass } = await established(async (session) => {
      await session.ended;
      await reading(read, () => undefined)(session);
    });

    alice.hangsUp();
    await pass();

    expect(read).toEqual(["end"]);
  });
});

describe("RFC 3261 §8.2 a request may be left to the library", () => {
  test("a delegate leaves what it does not know, after which nothing changes it", async () => {
    const { alice, pass } = await established(() => undefined, {
      onInfo: (request) => {
        expect(request.answered).toBe(false);
        request.answerByDefault();
        expect(request.answered).toBe(true);
        request.answerByDefault();
      },
    });

    alice.sendsInfo();
    await pass();

    expect(codes(alice)).toEqual(["200 INVITE", "469 INFO"]);
    alice.hangsUp();
  });

  test("a call that is left so is refused 486; one with a 2xx that waits is not touched", async () => {
    const { alice, pass } = handled(({ request }) => {
      if (request.message.hasHeader("Supported")) {
        request.progress({ statusCode: 183, reliable: true, body: sdp(answer) });
        request.accept();
      }
      request.answerByDefault();
    });

    alice.invites({ offer, callId: "plain" });
    alice.acknowledges();
    alice.invites({ offer, headers: { Supported: "100rel" } });
    alice.pracks();
    alice.acknowledges();
    await pass();

    expect(codes(alice)).toEqual(["486 INVITE", "200 PRACK", "200 INVITE"]);
    alice.hangsUp();
  });
});

function sdp(content: string) {
  return { contentDisposition: "session", contentType: "application/sdp", content };
}

/** The final responses, in order. */
function codes(alice: HandledFlow["alice"]): string[] {
  return alice.responses
    .filter(({ statusCode }) => statusCode >= 200)
    .map(({ statusCode, method }) => `${statusCode} ${method}`);
}
