import { describe, expect, test } from "vitest";
import { held, resumed } from "../../src/call/hold.js";

const body = (...lines: string[]) => ({
  contentDisposition: "session",
  contentType: "application/sdp",
  content: ["v=0", "o=- 1 1 IN IP4 192.0.2.4", "s=-", "c=IN IP4 192.0.2.4", "t=0 0", ...lines, ""].join("\r\n"),
});

describe("RFC 3264 §8.4 a description is put on hold", () => {
  test.each([
    ["sendrecv", "sendonly"],
    ["recvonly", "inactive"],
    ["sendonly", "sendonly"],
    ["inactive", "inactive"],
  ])("%s becomes %s", (direction, turned) => {
    expect(held(body("m=audio 4000 RTP/AVP 0", `a=${direction}`))).toEqual(
      body("m=audio 4000 RTP/AVP 0", `a=${turned}`),
    );
  });

  test.each([
    ["sendonly", "sendrecv"],
    ["inactive", "recvonly"],
    ["sendrecv", "sendrecv"],
    ["recvonly", "recvonly"],
  ])("and %s becomes %s again", (direction, turned) => {
    expect(resumed(body("m=audio 4000 RTP/AVP 0", `a=${direction}`))).toEqual(
      body("m=audio 4000 RTP/AVP 0", `a=${turned}`),
    );
  });

  test("RFC 3264 §5.1: a stream that says nothing goes both ways", () => {
    expect(held(body("m=audio 4000 RTP/AVP 0", "a=ptime:20"))).toEqual(
      body("m=audio 4000 RTP/AVP 0", "a=ptime:20", "a=sendonly"),
    );
  });

  test("each stream for itself, and what the session says where it says nothing", () => {
    expect(held(body("a=recvonly", "m=audio 4000 RTP/AVP 0", "m=video 4002 RTP/AVP 96", "a=sendrecv"))).toEqual(
      body("a=recvonly", "m=audio 4000 RTP/AVP 0", "a=inactive", "m=video 4002 RTP/AVP 96", "a=sendonly"),
    );
  });

  test.each(["m=video 0 RTP/AVP 96", "m=video 0/2 RTP/AVP 96"])(
    "a stream that is rejected stays as it is: %s",
    (line) => {
      expect(held(body(line))).toEqual(body(line));
    },
  );

  test.each(["", "no description", "v=0\r\ns=-\r\n"])("what has no stream stays as it is: %j", (content) => {
    const description = { ...body(), content };

    expect(held(description)).toEqual(description);
  });
});
