import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { CountingRandom } from "../../../src/testing/index.js";
import { createSystemEnvironment } from "../../../src/index.js";
import { markedRandom } from "../../../src/cli/workers/marked-random.js";
import { readRoutingFields } from "../../../src/cli/workers/routing-fields.js";

const TAG = "0123456789abcdef";

describe("RFC 3261 §20.8 the Call-ID of a message that nobody has read yet", () => {
  test.each([
    ["in its long form", "Call-ID: a@b", "a@b"],
    ["in its short form (§20)", "i: a@b", "a@b"],
    ["in any case", "CALL-id: a@b", "a@b"],
    ["whose case matters", "Call-ID: A@b", "A@b"],
    ["with blanks before the colon and behind the value (§7.3.1)", "i \t:  a@b \t", "a@b"],
    ["folded into the next line (§7.3.1)", "Call-ID:\r\n a@b", "a@b"],
    ["given twice: the first counts", "Call-ID: a\r\nCall-ID: b", "a"],
    ["beside a name that only begins so", "Call-Info: <sip:x>\r\nCall-ID-Old: b\r\nCall-ID: a@b", "a@b"],
    ["behind a fold of another header", "Subject: x\r\n Call-ID: no\r\nCall-ID: a@b", "a@b"],
  ])("is found %s", (_how, line, callId) => {
    expect(read(`INVITE sip:bob@example.com SIP/2.0\r\n${line}\r\n\r\n`).callId).toBe(callId);
  });

  test("is found behind empty lines (§7.5), and with line feeds alone", () => {
    expect(read("\r\n\r\nINVITE sip:bob@example.com SIP/2.0\nVia: x\ni: a\n\n").callId).toBe("a");
  });

  test.each([
    ["nothing at all", ""],
    ["half a line", "INVITE sip:bob"],
    ["no headers", "INVITE sip:bob@example.com SIP/2.0\r\n\r\n"],
    ["a body only", "INVITE sip:bob@example.com SIP/2.0\r\n\r\nCall-ID: a\r\n"],
    ["a name without a colon", "INVITE sip:bob@example.com SIP/2.0\r\nCall-ID a\r\n\r\n"],
  ])("is missing in %s", (_what, text) => {
    expect(read(text)).toEqual({ callId: undefined, cseq: undefined, worker: undefined });
  });
});

describe("RFC 3261 §20.16 the CSeq of a message that nobody has read yet", () => {
  test.each([
    ["CSeq: 1 INVITE", { number: "1", method: "INVITE" }],
    ["cseq :  0042 \t CANCEL", { number: "42", method: "CANCEL" }],
    ["CSeq:\r\n 4294967295\r\n ACK", { number: "4294967295", method: "ACK" }],
    ["CSeq: 0 INVITE", { number: "0", method: "INVITE" }],
    ["CSeq: INVITE", undefined],
    ["CSeq: 1", undefined],
  ])("%j is %j", (line, cseq) => {
    expect(read(`INVITE sip:bob@example.com SIP/2.0\r\n${line}\r\n\r\n`).cseq).toEqual(cseq);
  });
});

describe("RFC 3261 §19.3 the tag that a worker has drawn", () => {
  test.each([
    ["in To of a request", `BYE sip:x SIP/2.0\r\nTo: <sip:bob@x>;tag=${TAG}w7`, 7],
    ["in the short form of To", `ACK sip:x SIP/2.0\r\nt: <sip:bob@x> ; tag = ${TAG}w12;x=y`, 12],
    ["in a folded To", `ACK sip:x SIP/2.0\r\nTo: <sip:bob@x>\r\n ;tag=${TAG}w3`, 3],
    ["behind a name that says the like", `ACK sip:x SIP/2.0\r\nTo: ";tag=${TAG}w1;" <sip:bob@x>;tag=${TAG}w2`, 2],
    ["in From of a response", `SIP/2.0 200 OK\r\nFrom: <sip:bob@x>;tag=${TAG}w4\r\nTo: <sip:a@x>;tag=a`, 4],
    ["in Replaces", `INVITE sip:x SIP/2.0\r\nReplaces: a@b;from-tag=1;to-tag=${TAG}w5\r\nTo: <sip:bob@x>`, 5],
    ["in Join", `INVITE sip:x SIP/2.0\r\nTo: <sip:bob@x>\r\nJoin: a@b;to-tag=${TAG}w6;from-tag=1`, 6],
    ["whatever its case is", `BYE sip:x SIP/2.0\r\nTo: <sip:bob@x>;TAG=${TAG.toUpperCase()}W7`, 7],
  ])("tells who it was: %s", (_where, text, worker) => {
    expect(read(`${text}\r\n\r\n`).worker).toBe(worker);
  });

  test.each([
    ["the caller's own", `INVITE sip:x SIP/2.0\r\nFrom: <sip:alice@x>;tag=${TAG}w7\r\nTo: <sip:bob@x>`],
    ["the called one's in an answer", `SIP/2.0 200 OK\r\nFrom: <sip:bob@x>;tag=a\r\nTo: <sip:a@x>;tag=${TAG}w4`],
    ["in the URI", `BYE sip:x SIP/2.0\r\nTo: <sip:bob@x;tag=${TAG}w7>`],
    ["too long", `BYE sip:x SIP/2.0\r\nTo: <sip:bob@x>;tag=${TAG}w7x`],
    ["too short", "BYE sip:x SIP/2.0\r\nTo: <sip:bob@x>;tag=w7"],
    ["somebody else's", "BYE sip:x SIP/2.0\r\nTo: <sip:bob@x>;tag=abc"],
  ])("is not mistaken: %s", (_what, text) => {
    expect(read(`${text}\r\n\r\n`).worker).toBeUndefined();
  });

  test("is what a marked generator draws", () => {
    const random = markedRandom(createSystemEnvironment().random, 42);

    expect(read(`BYE sip:x SIP/2.0\r\nTo: <sip:bob@x>;tag=${random.token()}\r\n\r\n`).worker).toBe(42);
    expect(markedRandom(new CountingRandom({ numbers: [3] }), 42).below(10)).toBe(3);
  });
});

describe("octets of any kind", () => {
  test("never make it throw, and are left as they are", () => {
    const word = fc.constantFrom(
      "Call-ID",
      "To",
      ":",
      "\r\n",
      "\n",
      " ",
      "\t",
      ";tag=",
      `${TAG}w1`,
      '"',
      "\\",
      "<",
      "\0",
      "SIP/2.0 ",
    );
    const text = fc.array(fc.oneof(word, fc.string())).map((words) => words.join(""));
    const octets = fc.oneof(
      fc.uint8Array(),
      text.map((written) => new TextEncoder().encode(written)),
    );

    fc.assert(
      fc.property(octets, (given) => {
        const before = Uint8Array.from(given);
        readRoutingFields(given);
        expect(given).toEqual(before);
      }),
      { seed: 1 },
    );
  });

  test.each([
    ["quotes and escapes", `To: ${'\\"'.repeat(30_000)}`],
    ["semicolons", `To: ${";".repeat(60_000)}`],
    ["blanks behind semicolons", `To: ${"; ".repeat(30_000)}`],
    ["tags without an end", `To: ${";tag=0".repeat(10_000)}`],
    ["folds", `To: ${"\r\n ".repeat(20_000)}`],
    ["blanks before a colon", `To${" ".repeat(60_000)}`],
  ])("of one datagram take a few milliseconds at most: %s", (_what, line) => {
    const octets = new TextEncoder().encode(`BYE sip:x SIP/2.0\r\n${line}\r\n\r\n`);
    const start = process.cpuUsage();

    readRoutingFields(octets);

    // Where each octet had all others looked at, it would be seconds.
    expect(process.cpuUsage(start).user / 1_000).toBeLessThan(250);
  });

  test("are read where they lie, in a part of something larger", () => {
    const whole = new TextEncoder().encode("xxxxBYE sip:x SIP/2.0\r\ni: a\r\n\r\nyyy");

    expect(readRoutingFields(whole.subarray(4, whole.length - 3)).callId).toBe("a");
  });
});

function read(text: string) {
  return readRoutingFields(new TextEncoder().encode(text));
}
