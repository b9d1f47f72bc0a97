import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ParseFailure } from "../../../src/message/grammar/parse-failure.js";
import { Event, formatEvent } from "../../../src/message/header/event.js";
import { ReferTo } from "../../../src/message/header/from-to.js";
import { type HeaderKey } from "../../../src/message/header/key.js";
import { ReferSub } from "../../../src/message/header/refer-sub.js";
import { formatSubscriptionState, SubscriptionState } from "../../../src/message/header/subscription-state.js";
import { formatTargetDialog, TargetDialog } from "../../../src/message/header/target-dialog.js";
import { callIds, tokens } from "../generators.js";
import { read, request } from "../support.js";

function fails(key: HeaderKey<unknown>, value: string): void {
  expect(key.parse(value), value).toBeInstanceOf(ParseFailure);
}

describe("RFC 4488 §4 Refer-Sub", () => {
  test.each([
    ["false", false],
    ["TRUE", true],
    ["False ; x=y", false],
  ])("%j is %s", (text, makesOne) => {
    expect(read(ReferSub, text)).toBe(makesOne);
  });

  test.each(["", "no", "0", "false true", "false;", '"false"', ";x"])("fails on %j", (text) => fails(ReferSub, text));
});

describe("RFC 6665 §8.2.1 Event", () => {
  test.each([
    ["refer", { type: "refer", id: undefined }],
    ["refer;id=93809824", { type: "refer", id: "93809824" }],
    ["Presence.winfo ; ID = aB ; x", { type: "Presence.winfo", id: "aB", parameters: { id: "aB", x: null } }],
    ['dialog;id="a b"', { id: "a b" }],
    ["refer;id", { id: undefined }],
  ])("reads %j, with case", (text, expected) => {
    expect(read(Event, text)).toMatchObject(expected);
  });

  test.each(["o", "Event"])("is found as %s", (name) => {
    expect(request({ lines: [`${name}: refer;id=7`] }).first(Event)).toMatchObject({ type: "refer", id: "7" });
  });

  test.each(["", ";id=1", "a b", "a;id=1;id=2", "a,b"])("fails on %j", (text) => fails(Event, text));

  test("is written with what it has", () => {
    expect(formatEvent({ type: "refer" })).toBe("refer");
    expect(formatEvent({ type: "refer", id: "7", parameters: { x: null, id: "6" } })).toBe("refer;x;id=7");
    expect(() => formatEvent({ type: "a b" })).toThrow(TypeError);
    expect(() => formatEvent({ type: "refer", id: "a\r\nb" })).toThrow(TypeError);
  });

  test("what is written is what was read", () => {
    fc.assert(
      fc.property(fc.record({ type: tokens, id: fc.option(tokens, { nil: undefined }) }), (value) => {
        expect(read(Event, formatEvent(value))).toMatchObject(value);
      }),
      { seed: 6665 },
    );
  });
});

describe("RFC 6665 §8.2.3 Subscription-State", () => {
  test.each([
    ["active;expires=60", { state: "active", expires: 60, reason: undefined, retryAfter: undefined }],
    ["Terminated;Reason=NoResource", { state: "terminated", reason: "noresource", expires: undefined }],
    ["terminated ; reason=probation ; retry-after=30", { reason: "probation", retryAfter: 30 }],
    ["waiting;expires=soon;retry-after=-1", { state: "waiting", expires: undefined, retryAfter: undefined }],
    ["pending;expires", { state: "pending", expires: undefined }],
    ["active;expires=4294967296", { expires: undefined }],
  ])("reads %j", (text, expected) => {
    expect(read(SubscriptionState, text)).toMatchObject(expected);
  });

  test.each(["", "active;expires=1;expires=2", "active pending", "active,pending", ";reason=x", "active;;"])(
    "fails on %j",
    (text) => fails(SubscriptionState, text),
  );

  test("is written from what is given", () => {
    expect(formatSubscriptionState({ state: "active", expires: 60 })).toBe("active;expires=60");
    expect(formatSubscriptionState({ state: "terminated", reason: "noresource" })).toBe("terminated;reason=noresource");
    expect(formatSubscriptionState({ state: "terminated", reason: "probation", retryAfter: 5 })).toBe(
      "terminated;reason=probation;retry-after=5",
    );
    expect(() => formatSubscriptionState({ state: "on hold" })).toThrow(TypeError);
    expect(() => formatSubscriptionState({ state: "terminated", reason: "a;b" })).toThrow(TypeError);
  });

  test("what is written is what was read", () => {
    const seconds = fc.option(fc.nat({ max: 0xffff_ffff }), { nil: undefined });
    const values = fc.record({
      state: tokens.map((token) => token.toLowerCase()),
      reason: fc.option(
        tokens.map((token) => token.toLowerCase()),
        { nil: undefined },
      ),
      expires: seconds,
      retryAfter: seconds,
    });
    fc.assert(
      fc.property(values, (value) => {
        expect(read(SubscriptionState, formatSubscriptionState(value))).toMatchObject(value);
      }),
      { seed: 6665 },
    );
  });
});

describe("RFC 4538 §7 Target-Dialog", () => {
  test("names a dialog as its receiver knows it [TDG-4538-4-a]", () => {
    expect(read(TargetDialog, "fa77as7dad8-sd98ajzz@host.example.com;local-tag=kkaz-;remote-tag=6544")).toEqual({
      callId: "fa77as7dad8-sd98ajzz@host.example.com",
      localTag: "kkaz-",
      remoteTag: "6544",
    });
  });

  test("case matters in all of it; other parameters do not [TDG-4538-4-a]", () => {
    expect(read(TargetDialog, "A@X ; x=y ; Remote-Tag=B ; LOCAL-TAG=c")).toEqual({
      callId: "A@X",
      localTag: "c",
      remoteTag: "B",
    });
  });

  test.each([
    "",
    "a@h",
    "a@h;local-tag=1",
    "a@h;remote-tag=1",
    "a@h;local-tag=1;local-tag=1;remote-tag=2",
    "a@h;local-tag;remote-tag=2",
    "a@h;to-tag=1;from-tag=2",
    "a@h;local-tag=1;remote-tag=2, b;local-tag=1;remote-tag=2",
  ])("one without both tags cannot be read: %j [TDG-4538-4-a]", (text) => fails(TargetDialog, text));

  test("what is written is what was read", () => {
    fc.assert(
      fc.property(fc.record({ callId: callIds, localTag: tokens, remoteTag: tokens }), (value) => {
        expect(read(TargetDialog, formatTargetDialog(value))).toEqual(value);
      }),
      { seed: 4538 },
    );
  });
});

describe("RFC 3515 §2.1 Refer-To", () => {
  test("its URI has a method and header fields, decoded", () => {
    const { uri } = read(
      ReferTo,
      "<sip:carol@h;method=INVITE?Replaces=a%40h%3Bto-tag%3D1%3Bfrom-tag%3D2&Require=replaces>;x=1",
    );

    expect(uri.getParam("method")).toBe("INVITE");
    expect(uri.getHeader("replaces")).toEqual(["a@h;to-tag=1;from-tag=2"]);
    expect(uri.getHeader("Require")).toEqual(["replaces"]);
  });

  test.each(["", "<>", "sip:carol@h?Replaces=a", "<sip:carol@h", "<sip:carol@h>, <sip:dave@h>"])(
    "fails on %j",
    (text) => fails(ReferTo, text),
  );
});
