import { describe, expect, test } from "vitest";
import { OutgoingRequestMessage } from "../../src/message/outgoing-request-message.js";
import { localResponse } from "../../src/user-agent/local-response.js";

describe("RFC 3261 §8.1.3.1 a response that was never sent", () => {
  const request = new OutgoingRequestMessage({
    method: "BYE",
    requestUri: "sip:alice@pc1.example.org",
    via: "SIP/2.0/UDP 192.0.2.4:5060;branch=z9hG4bK1",
    routes: [],
    from: "<sip:bob@example.net>;tag=b0b",
    to: "<sip:alice@example.org>;tag=a11ce",
    callId: "fx-call-1",
    cseq: 7,
  });

  test.each([
    [408, "Request Timeout"],
    [503, "Service Unavailable"],
  ])("stands for the lack of one: %i %s", (statusCode, reasonPhrase) => {
    const response = localResponse(request, statusCode);

    expect(response).toMatchObject({ statusCode, reasonPhrase, method: "BYE", cseq: 7, callId: "fx-call-1" });
    expect([response.fromTag, response.toTag, response.viaBranch]).toEqual(["b0b", "a11ce", "z9hG4bK1"]);
    expect(response.body).toBe("");
  });
});
