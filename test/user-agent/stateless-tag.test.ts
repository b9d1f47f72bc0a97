import { describe, expect, test } from "vitest";
import { createSystemEnvironment } from "../../src/environment/system-environment.js";
import { CountingRandom } from "../../src/testing/index.js";
import { StatelessTags } from "../../src/user-agent/stateless-tag.js";
import { requestOf } from "./support.js";

describe("RFC 3261 §8.2.7 the tag of a stateless reply", () => {
  const tags = new StatelessTags(new CountingRandom({ numbers: [0x01234567, 0x89abcdef] }));

  test("is the same for every copy of a request [UAS-8.2.7-c]", () => {
    expect(tags.tagFor(requestOf("INVITE"))).toBe(tags.tagFor(requestOf("INVITE")));
  });

  test("does not depend on what changes on the way [UAS-8.2.7-c]", () => {
    const other = requestOf("INVITE", { headers: { "Max-Forwards": 3, Subject: "tea" }, body: "v=0\r\n" });

    expect(tags.tagFor(other)).toBe(tags.tagFor(requestOf("INVITE")));
  });

  test.each([
    { callId: "fx-call-2" },
    { fromTag: "b0b" },
    { branch: "z9hG4bKfx002" },
    { cseq: 1002 },
    { requestUri: "sip:carol@192.0.2.4" },
  ])("is another with %j", (options) => {
    expect(tags.tagFor(requestOf("INVITE", options))).not.toBe(tags.tagFor(requestOf("INVITE")));
  });

  test("is another in another core, which has another key", () => {
    const { random } = createSystemEnvironment();
    const made = new Set(Array.from({ length: 100 }, () => new StatelessTags(random).tagFor(requestOf("INVITE"))));

    expect(made.size).toBe(100);
  });

  test("is a token of at least 32 bits, and does not repeat [UAS-19.3-a]", () => {
    const message = requestOf("INVITE");
    const made = Array.from({ length: 2_000 }, (_, cseq) => tags.tagFor(requestOf("INVITE", { cseq })));

    expect(new Set(made).size).toBe(2_000);
    expect(new Set(made.map(({ length }) => length))).toEqual(new Set([14]));
    expect(tags.tagFor(message)).toMatch(/^[0-9a-z]{14}$/);
  });

  test("is found where there is no From tag and no branch", () => {
    const headers = { Via: "SIP/2.0/UDP pc1.example.org", From: "<sip:alice@example.org>" };

    expect(tags.tagFor(requestOf("INVITE", { headers }))).toMatch(/^[0-9a-z]{14}$/);
  });
});
