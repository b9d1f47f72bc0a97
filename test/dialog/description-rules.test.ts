import { describe, expect, test } from "vitest";
import { answerProblem, losesStreams, originOddity } from "../../src/dialog/description-rules.js";

const sdp = (content: string) => ({ contentDisposition: "session", contentType: "application/sdp", content });
/** A description with these streams. */
const streams = (media: readonly string[], { version = 1, user = "bob", port = 4000 } = {}) =>
  sdp(
    [
      "v=0",
      `o=${user} 1 ${version} IN IP4 192.0.2.4`,
      "s=-",
      "t=0 0",
      ...media.map((kind) => `m=${kind} ${port} RTP/AVP 0`),
      "",
    ].join("\r\n"),
  );

describe("RFC 3264 §6 an answer has the streams of its offer", () => {
  test.each([
    ["the same", ["audio", "video"], ["audio", "video"]],
    ["none, for none", [], []],
  ])("%s [OAM-3264-6-a]", (_what, offered, answered) => {
    expect(answerProblem(streams(offered), streams(answered))).toBeUndefined();
  });

  test.each([
    ["fewer", ["audio", "video"], ["audio"]],
    ["more", ["audio"], ["audio", "video"]],
    ["others", ["audio"], ["video"]],
    ["another order", ["audio", "video"], ["video", "audio"]],
    ["some, for none", [], ["audio"]],
  ])("not %s [OAM-3264-6-a]", (_what, offered, answered) => {
    expect(answerProblem(streams(offered), streams(answered))).toBeTypeOf("string");
  });

  test("of what is no SDP nothing is known", () => {
    expect(answerProblem(streams(["audio"]), sdp("something else"))).toBeUndefined();
    expect(answerProblem(undefined, streams(["audio"]))).toBeUndefined();
    const other = { ...streams([]), contentType: "application/x-description" };
    expect(answerProblem(streams(["audio"]), other)).toBeUndefined();
  });
});

describe("RFC 3264 §8 a description that follows another", () => {
  test("keeps the streams that were there [OAM-3264-8-b]", () => {
    expect(losesStreams(streams(["audio", "video"]), streams(["audio"]))).toBe(true);
    expect(losesStreams(streams(["audio"]), streams(["audio", "video"]))).toBe(false);
    expect(losesStreams(undefined, streams([]))).toBe(false);
  });

  test.each([
    ["the next version", streams(["audio"], { version: 2, port: 4002 }), undefined],
    ["the very same", streams(["audio"]), undefined],
    ["a change under the same version", streams(["audio"], { port: 4002 }), "a change under the same version"],
    ["a version too far", streams(["audio"], { version: 3 }), "a version that is not one above the last"],
    ["another owner", streams(["audio"], { user: "eve", version: 2 }), "another origin"],
  ])("%s [OAM-3264-8-a]", (_what, after, oddity) => {
    expect(originOddity(streams(["audio"]), after)).toBe(oddity);
  });
});
