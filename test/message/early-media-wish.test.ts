import { describe, expect, test } from "vitest";
import { readEarlyMediaWish } from "../../src/message/early-media-wish.js";
import { request } from "./support.js";

function wish(streams: number, ...lines: string[]) {
  return readEarlyMediaWish(request({ lines: lines.map((value) => `P-Early-Media: ${value}`) }), streams);
}

describe("RFC 5009 §8 what a message says of early media", () => {
  test.each([
    [1, "foo, sendonly, recvonly", ["sendonly"]],
    [3, "sendonly, Inactive", ["sendonly", "inactive", "inactive"]],
    [2, "sendrecv", ["sendrecv", "sendrecv"]],
    [2, "recvonly, sendonly, inactive, sendrecv", ["recvonly", "sendonly"]],
    [2, "foo, bar", []],
    [0, "sendrecv", []],
    [1, "a b, sendonly", ["sendonly"]],
    [1, "", []],
  ])("for %i streams %j asks for %j [EMD-5009-8-b]", (streams, text, directions) => {
    expect(wish(streams, text)).toMatchObject({ directions });
  });

  test("supported and gated are told; rows are one list [EMD-5009-8-a] [EMD-5009-8-b]", () => {
    expect(wish(1, "supported")).toEqual({ supported: true, gated: false, directions: [] });
    expect(wish(1, "sendonly", "GATED")).toEqual({ supported: false, gated: true, directions: ["sendonly"] });
  });

  test("nothing said is not the same as an empty header [EMD-5009-8-b]", () => {
    expect(wish(1)).toBeUndefined();
    expect(wish(1, "")).toEqual({ supported: false, gated: false, directions: [] });
  });
});
