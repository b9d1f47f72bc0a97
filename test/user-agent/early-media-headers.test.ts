import { describe, expect, test } from "vitest";
import { earlyMediaHeaders } from "../../src/user-agent/early-media-headers.js";
import { requestOf } from "./support.js";

const SUPPORTED = requestOf("INVITE", { headers: { "P-Early-Media": "supported" } });

describe("RFC 5009 §8 what a response says of early media", () => {
  test("one direction for each stream, and gated behind them [EMD-5009-8-a]", () => {
    expect(earlyMediaHeaders(SUPPORTED, ["sendonly", "inactive"], { trusted: true })).toEqual([
      "P-Early-Media: sendonly, inactive",
    ]);
    expect(earlyMediaHeaders(SUPPORTED, ["sendrecv"], { trusted: true, gated: true })).toEqual([
      "P-Early-Media: sendrecv, gated",
    ]);
  });

  test("nothing out of the trust domain, for a caller that does not know of it, or where there is nothing to say [EMD-5009-8-a]", () => {
    expect(earlyMediaHeaders(SUPPORTED, ["sendonly"])).toEqual([]);
    expect(earlyMediaHeaders(SUPPORTED, ["sendonly"], { trusted: false })).toEqual([]);
    expect(earlyMediaHeaders(requestOf("INVITE"), ["sendonly"], { trusted: true })).toEqual([]);
    expect(earlyMediaHeaders(SUPPORTED, [], { trusted: true })).toEqual([]);
  });
});
