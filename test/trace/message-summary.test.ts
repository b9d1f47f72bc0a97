import { describe, expect, test } from "vitest";
import { messageLabel, summarizeMessage } from "../../src/trace/index.js";

const sdp = "v=0\r\n";

describe("the label of a message", () => {
  test.each([
    ["INVITE sip:bob@example.net SIP/2.0\r\nCSeq: 1 INVITE\r\n\r\n", "INVITE"],
    ["SIP/2.0 180 Ringing\r\nCSeq: 1 INVITE\r\n\r\n", "180"],
    ["SIP/2.0 200\r\n\r\n", "200"],
    [`INVITE sip:bob@example.net SIP/2.0\r\nContent-Type: application/sdp\r\n\r\n${sdp}`, "INVITE sdp"],
    [`INVITE sip:bob@example.net SIP/2.0\r\nc : Application/SDP;charset=utf-8\r\n\r\n${sdp}`, "INVITE sdp"],
    [
      `INVITE sip:b@h SIP/2.0\r\nc: multipart/mixed;boundary=x\r\n\r\n--x\r\nContent-Type: application/sdp\r\n\r\n${sdp}--x--`,
      "INVITE sdp",
    ],
    ["INVITE sip:bob@example.net SIP/2.0\r\nContent-Type: application/sdp\r\n\r\n", "INVITE"],
    ["MESSAGE sip:bob@example.net SIP/2.0\r\nContent-Type: text/plain\r\n\r\napplication/sdp", "MESSAGE"],
    ["ACK sip:bob@example.net SIP/2.0\n\nx", "ACK"],
    ["what is this", "?"],
    ["", "?"],
    ["\r\n\r\n", "?"],
  ])("of %j is %s", (text, expected) => {
    expect(messageLabel(text)).toBe(expected);
    expect(messageLabel(new TextEncoder().encode(text))).toBe(expected);
  });

  test("says offer or answer when the writer knows, but never of a message without a session description", () => {
    const invite = `INVITE sip:bob@example.net SIP/2.0\r\nContent-Type: application/sdp\r\n\r\n${sdp}`;

    expect(messageLabel(invite, "offer")).toBe("INVITE offer");
    expect(messageLabel(summarizeMessage(invite), "answer")).toBe("INVITE answer");
    expect(messageLabel("SIP/2.0 180 Ringing\r\n\r\n", "answer")).toBe("180");
  });
});

describe("the summary of a message", () => {
  test("tells what a response answers", () => {
    expect(summarizeMessage("SIP/2.0 200 OK\r\nVia: x\r\ncseq :7  BYE\r\n\r\nbody")).toEqual({
      method: undefined,
      statusCode: 200,
      cseqMethod: "BYE",
      body: "body",
      hasSessionDescription: false,
    });
  });
});
