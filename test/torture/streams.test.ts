import { describe, expect, test } from "vitest";
import { ParseFailure } from "../../src/message/grammar/parse-failure.js";
import { parseMessage } from "../../src/message/parse-message.js";
import { StreamFramer } from "../../src/message/stream-framer.js";
import { requestText } from "../../src/testing/index.js";
import { answering } from "../support/answering.js";
import { tortureMessage, tortureMessages } from "./messages.js";

/** What comes behind the message on the same stream. */
const NEXT = requestText("OPTIONS");

/** Pushes a message and the next one; gives the messages that come out, and what the stream ended at. */
function framed(octets: Uint8Array, size: number) {
  const messages: string[] = [];
  const failures: string[] = [];
  const framer = new StreamFramer({
    onMessage: (message) => messages.push(Buffer.from(message).toString("latin1")),
    onFailure: ({ code, header, statusCode }) => failures.push([code, header, statusCode].join(" ")),
  });
  const stream = Buffer.concat([octets, Buffer.from(NEXT)]);
  for (let at = 0; at < stream.length; at += size) framer.push(stream.subarray(at, at + size));
  return { messages, failures, waits: framer.isInsideMessage };
}

/** All that a message says, or why it cannot be read. */
function reading(octets: Uint8Array, stream: boolean): unknown {
  const message = parseMessage(octets, { stream });
  if (message instanceof ParseFailure) {
    const { code, header, offset, statusCode, reasonPhrase, request } = message;
    return { code, header, offset, statusCode, reasonPhrase, isAnswerable: request !== undefined };
  }
  const { method, via, callId, cseq, fromTag, toTag, body } = message;
  return { method, via: { ...via }, callId, cseq, fromTag, toTag, body, contact: message.getHeaders("Contact") };
}

/** What the stream ends at: the framing is lost, so that the message at fault can be answered and nothing behind it is read. */
const ENDS: Readonly<Partial<Record<string, string>>> = {
  ncl: "content-length Content-Length 400",
  mcl01: "header-repeated Content-Length 400",
  inv2543: "header-missing Content-Length 400",
  test: "start-line  400",
};

const others = [...tortureMessages.keys()].filter((name) => !(name in ENDS) && name !== "clerr" && name !== "dblreq");

describe.each([
  ["single octets", 1],
  ["pieces of 7 octets", 7],
  ["one piece", 100_000],
])("RFC 3261 §18.3 the messages of RFC 4475 and RFC 5118 in %s", (_title, size) => {
  test.each(others)("%s is one message, and reads as in a datagram; the next one is read [TRN-18.3-e]", (name) => {
    const { octets } = tortureMessage(name);
    const text = Buffer.from(octets).toString("latin1");

    expect(framed(octets, size)).toEqual({ messages: [text, NEXT], failures: [], waits: false });
    expect(reading(octets, true)).toEqual(reading(octets, false));
  });

  test("dblreq is two messages; the body of the second is longer than it says, and what is left of it is no SIP [TRN-18.3-e] [TRN-18.3-d]", () => {
    const { messages, failures } = framed(tortureMessage("dblreq").octets, size);

    expect(messages).toEqual([
      expect.stringMatching(/^REGISTER sip:example\.com [^]*\r\n\r\n$/),
      expect.stringMatching(/^INVITE sip:joe@example\.com [^]*\r\nContent-Length: 150\r\n\r\nv=0[^]{147}$/),
      "C\r\n\r\n",
    ]);
    expect(failures).toEqual(["start-line  400"]);
  });

  test("clerr is waited for: it has announced 9999 octets [TRN-18.3-f] [TOR-4475-3-e]", () => {
    expect(framed(tortureMessage("clerr").octets, size)).toEqual({ messages: [], failures: [], waits: true });
  });

  test.each(Object.entries(ENDS))(
    "%s ends the stream: %s [TOR-4475-3-e] [MSG-20.14-b] [TRN-18.3-d]",
    (name, failure) => {
      const { octets } = tortureMessage(name);
      const text = Buffer.from(octets).toString("latin1");
      const head = text.slice(0, text.indexOf("\r\n\r\n") + 4);

      expect(framed(octets, size)).toEqual({ messages: [head], failures: [failure], waits: false });
      expect(reading(Buffer.from(head, "latin1"), true)).toMatchObject({
        statusCode: 400,
        isAnswerable: name !== "test",
      });
    },
  );
});

describe("RFC 3261 §18.3 a whole core is given the torture messages as streams", () => {
  test.each(others)("%s has the outcome that it has as a datagram [TRN-18.3-e]", (name) => {
    const { octets } = tortureMessage(name);
    const { outcome, closed, left, next } = answering(octets, "TCP", { pieces: 7 });

    expect(outcome).toBe(answering(octets).outcome);
    expect({ closed, left, next }).toEqual(NOTHING_LEFT);
  });

  test("dblreq is two requests, and both are answered: the INVITE has no Contact [TRN-18.3-d]", () => {
    const { responses } = answering(tortureMessage("dblreq").octets, "TCP", { pieces: 7 });

    expect(responses.map(({ startLine }) => startLine.slice(8, 11))).toEqual(["405", "400"]);
  });

  test("clerr has no answer as long as it is not whole [TRN-18.3-f]", () => {
    const { outcome, closed, left, next } = answering(tortureMessage("clerr").octets, "TCP", { pieces: 7 });

    expect(outcome).toBe("discard");
    expect({ closed, left, next }).toEqual(NOTHING_LEFT);
  });

  test.each(["ncl", "mcl01", "inv2543"])(
    "%s is answered 400, and the stream is closed [TRN-18.3-d] [MSG-20.14-b]",
    (name) => {
      const { outcome, closed, alive } = answering(tortureMessage(name).octets, "TCP", { pieces: 7 });

      expect(outcome).toBe("reject 400");
      expect(closed).toBe(ENDS[name]?.split(" ")[0]);
      expect(alive).toEqual({ dialogs: 0, transactions: 0 });
    },
  );
});

const NOTHING_LEFT = {
  closed: undefined,
  left: { dialogs: 0, transactions: 0, timers: [] },
  next: "SIP/2.0 200 OK",
};
