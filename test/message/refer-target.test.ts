import { describe, expect, test } from "vitest";
import { ParseFailure } from "../../src/message/grammar/parse-failure.js";
import { readReferTarget, type ReferTarget } from "../../src/message/refer-target.js";
import { request } from "./support.js";

const REPLACES = "Replaces=1%3Bto-tag%3D2%3Bfrom-tag%3D3";

function read(...lines: readonly string[]): ReferTarget | ParseFailure {
  return readReferTarget(request({ start: "REFER sip:bob@192.0.2.4 SIP/2.0", headers: { CSeq: "1 REFER" }, lines }));
}

function target(...lines: readonly string[]): ReferTarget {
  const found = read(...lines);
  if (found instanceof ParseFailure) throw new Error(`expected ${found.expected}`);
  return found;
}

describe("RFC 3515 §2.1 what a REFER asks for", () => {
  test("is an INVITE to the URI of its Refer-To", () => {
    const { uri, displayName, method, replaces, extraHeaders } = target('Refer-To: "Carol" <sip:carol@example.com>');

    expect(uri.toString()).toBe("sip:carol@example.com");
    expect({ displayName, method, replaces, extraHeaders }).toEqual({
      displayName: "Carol",
      method: "INVITE",
      replaces: undefined,
      extraHeaders: [],
    });
  });

  test("is read from the compact form, too", () => {
    expect(target("r: <sips:carol@example.com>").uri.toString()).toBe("sips:carol@example.com");
  });

  test("may be another method, which is no part of the target", () => {
    const { uri, method } = target("Refer-To: <sip:carol@example.com;method=SUBSCRIBE;transport=tcp>");

    expect([method, uri.toString()]).toEqual(["SUBSCRIBE", "sip:carol@example.com;transport=tcp"]);
  });

  test("may be a URI of another scheme", () => {
    expect(target("Refer-To: <tel:+15551234>").uri.toString()).toBe("tel:+15551234");
  });

  test("may be to replace a dialog, as an attended transfer does", () => {
    const { uri, replaces, extraHeaders } = target(
      "Refer-To: <sip:carol@example.com?Replaces=12345%40example.com%3Bto-tag%3D12%3Bfrom-tag%3D34&Require=replaces>",
    );

    expect(uri.toString()).toBe("sip:carol@example.com");
    expect(replaces).toEqual({ callId: "12345@example.com", toTag: "12", fromTag: "34", earlyOnly: false });
    expect(extraHeaders).toEqual(["Replaces: 12345@example.com;to-tag=12;from-tag=34", "Require: replaces"]);
  });

  test("has its Referred-By copied to the letter [REF-3892-2.2-a]", () => {
    const line = 'Referred-By:  "Alice"  <sip:alice@example.org>;cid="20398823.2UWQFN309shb3@example.org"';

    expect(target("Refer-To: <sip:carol@example.com>", line).extraHeaders).toEqual([
      'Referred-By: "Alice"  <sip:alice@example.org>;cid="20398823.2UWQFN309shb3@example.org"',
    ]);
  });

  test.each([
    ["none", []],
    ["two", ["Refer-To: <sip:carol@example.com>", "Refer-To: <sip:dave@example.com>"]],
    ["two in one line", ["Refer-To: <sip:carol@example.com>, <sip:dave@example.com>"]],
    ["one that cannot be read", ["Refer-To: <sip:carol@exa mple.com>"]],
    ["one with a Replaces that cannot be read", ["Refer-To: <sip:carol@example.com?Replaces=12345>"]],
    ["one with two Replaces", [`Refer-To: <sip:c@example.com?${REPLACES}&${REPLACES}>`]],
  ])("cannot be said of %s [REF-3515-2.4.2-a]", (_what, lines) => {
    expect(read(...lines)).toBeInstanceOf(ParseFailure);
  });
});

describe("RFC 3261 §19.1.5 header fields in a Refer-To", () => {
  test("are passed over where they would say who asks, or by which way", () => {
    const headers =
      "From=%3Csip%3Amallory%40example.com%3E&Call-ID=1&Via=x&Route=%3Csip%3Aevil%3E&Contact=%3Csip%3Aevil%3E";

    expect(target(`Refer-To: <sip:carol@example.com?${headers}&Subject=hello>`).extraHeaders).toEqual([
      "Subject: hello",
    ]);
  });

  test("are passed over where they would break lines", () => {
    expect(target("Refer-To: <sip:carol@example.com?Subject=x%0D%0ARoute:%20y&Priority=urgent>").extraHeaders).toEqual([
      "Priority: urgent",
    ]);
  });
});
