import { describe, expect, test } from "vitest";
import { DEFAULT_LIMITS } from "../../src/message/limits.js";
import { StreamFramer } from "../../src/message/stream-framer.js";
import { failure, inviteText, octetsOf, requestOf } from "./support.js";

function framed(text: string, size = text.length, limits = DEFAULT_LIMITS) {
  const messages: string[] = [];
  const failures: string[] = [];
  let keepAlives = 0;
  const framer = new StreamFramer({
    limits,
    onMessage: (octets) => messages.push(new TextDecoder().decode(octets)),
    onKeepAlive: () => keepAlives++,
    onFailure: ({ code, statusCode }) => failures.push(`${code} ${statusCode}`),
  });
  const octets = octetsOf(text);
  for (let at = 0; at < octets.length; at += size) framer.push(octets.subarray(at, at + size));
  return { messages, failures, keepAlives, isInsideMessage: framer.isInsideMessage };
}

const withBody = inviteText({ headers: { "Content-Length": "6" }, body: "€é\n" });
const withoutBody = inviteText({ headers: { "Content-Length": "0" } });
const compact = inviteText({ lines: ["L  :\r\n 3"], body: "v=0" });

describe("RFC 3261 §18.3 messages of a stream", () => {
  test.each([1, 2, 7, 64, 1_000, 100_000])("are the same in pieces of %s octets [TRN-18.3-e] [TRN-18.3-d]", (size) => {
    const { messages, failures, isInsideMessage } = framed(withBody + withoutBody + compact + withBody, size);

    expect(messages).toEqual([withBody, withoutBody, compact, withBody]);
    expect(failures).toEqual([]);
    expect(isInsideMessage).toBe(false);
  });

  test.each([
    ["none", inviteText(), "header-missing 400"],
    ["a name that only looks like it", inviteText({ lines: ["Content_Length: 0"] }), "header-missing 400"],
    ["two", inviteText({ headers: { "Content-Length": "0" }, lines: ["l: 0"] }), "header-repeated 400"],
    ["a negative one", inviteText({ headers: { "Content-Length": "-1" } }), "content-length 400"],
    ["one that is too large", inviteText({ headers: { "Content-Length": "99999999" } }), "too-long 413"],
  ])(
    "end where Content-Length is %s: the request is handed over to be answered, the rest is not followed [TRN-18.3-d] [MSG-20.14-b]",
    (_, text, reason) => {
      const { messages, failures } = framed(text + withoutBody, 50);

      expect(messages).toEqual([text]);
      expect(failures).toEqual([reason]);
      expect(failure(octetsOf(text), { stream: true }).request).toBeDefined();
    },
  );

  test("end where a head does not [MSG-20-d]", () => {
    const { messages, failures } = framed(`INVITE sip:a@b SIP/2.0\r\n${"X: y\r\n".repeat(20_000)}`, 100);

    expect(messages).toHaveLength(1);
    expect(messages[0]?.length).toBeLessThan(DEFAULT_LIMITS.head + 100);
    expect(failures).toEqual(["too-long 513"]);
  });

  test("end at what is no SIP, whatever its body says", () => {
    const smuggled = `POST / HTTP/1.1\r\nContent-Length: ${withoutBody.length}\r\n\r\n${withoutBody}`;

    expect(framed(smuggled).failures).toEqual(["start-line 400"]);
    expect(framed(smuggled).messages).toEqual([
      "POST / HTTP/1.1\r\n" + `Content-Length: ${withoutBody.length}\r\n\r\n`,
    ]);
  });

  test("that have begun are known to have [TRN-18.3-f]", () => {
    expect(framed(withBody.slice(0, -1))).toMatchObject({ messages: [], failures: [], isInsideMessage: true });
  });

  test("of any size within the limits come through", () => {
    const body = "x".repeat(200_000);
    const text = inviteText({ headers: { "Content-Length": "200000" }, body });

    expect(requestOf(framed(text + withoutBody, 1_460).messages[0] ?? "").body).toBe(body);
  });
});

describe("RFC 3261 §7.5 RFC 5626 §3.5.1 empty lines between messages", () => {
  test.each([1, 3, 1_000])("are skipped, and two of them are a keep-alive, in pieces of %s [TRN-7.5-a]", (size) => {
    const { messages, keepAlives } = framed(`\r\n\r\n${withoutBody}\r\n${withoutBody}\r\n\r\n\r\n\r\n`, size);

    expect(messages).toEqual([withoutBody, withoutBody]);
    expect(keepAlives).toBe(3);
  });
});
