import { describe, expect, test } from "vitest";
import { OwedAnswers } from "../../../src/adapters/node/owed-answers.js";

describe("what a peer waits for", () => {
  test.each<[string, readonly string[], readonly string[], boolean]>([
    ["nothing has come", [], [], true],
    ["a request has come", ["OPTIONS sip:b SIP/2.0"], [], false],
    ["it has been answered", ["OPTIONS sip:b SIP/2.0"], ["SIP/2.0 200 OK"], true],
    ["it rings", ["INVITE sip:b SIP/2.0"], ["SIP/2.0 100 Trying", "SIP/2.0 180 Ringing"], false],
    ["one of two has been answered", ["INVITE sip:b SIP/2.0", "BYE sip:b SIP/2.0"], ["SIP/2.0 486 Busy"], false],
    ["an ACK has come", ["ACK sip:b SIP/2.0"], [], true],
    ["a response has come", ["SIP/2.0 200 OK"], [], true],
    ["a 2xx was sent twice", ["INVITE sip:b SIP/2.0"], ["SIP/2.0 200 OK", "SIP/2.0 200 OK"], true],
    ["what was sent is a request", ["INVITE sip:b SIP/2.0"], ["BYE sip:a SIP/2.0", "\r\n"], false],
  ])("after %j", (_, received, sent, isNone) => {
    const owed = new OwedAnswers();

    for (const text of received) owed.received(Buffer.from(text));
    for (const text of sent) owed.sent(Buffer.from(text));

    expect(owed.isNone).toBe(isNone);
  });
});
