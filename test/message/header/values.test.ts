import { describe, expect, test } from "vitest";
import { ParseFailure } from "../../../src/message/grammar/parse-failure.js";
import {
  Accept,
  AcceptEncoding,
  AcceptLanguage,
  DEFAULT_ACCEPT,
  DEFAULT_ACCEPT_ENCODING,
} from "../../../src/message/header/accept.js";
import { CallId, InReplyTo } from "../../../src/message/header/call-id.js";
import { Contact, contactExpires, contactPriority } from "../../../src/message/header/contact.js";
import {
  ContentDisposition,
  ContentEncoding,
  ContentLanguage,
  ContentType,
  MimeVersion,
} from "../../../src/message/header/content.js";
import { CSeq, formatCSeq } from "../../../src/message/header/cseq.js";
import { DateHeader, formatDate } from "../../../src/message/header/date.js";
import { From, isSameParty, ReferredBy, ReferTo, ReplyTo, To } from "../../../src/message/header/from-to.js";
import { AlertInfo, CallInfo, ErrorInfo } from "../../../src/message/header/info.js";
import { type HeaderKey } from "../../../src/message/header/key.js";
import { keyOf } from "../../../src/message/header/keys.js";
import { headerId } from "../../../src/message/header/names.js";
import { ContentLength, Expires, MaxForwards, MinExpires, MinSE } from "../../../src/message/header/numbers.js";
import {
  Allow,
  AllowEvents,
  Priority,
  ProxyRequire,
  Require,
  Supported,
  Unsupported,
} from "../../../src/message/header/option-tags.js";
import { RAck, RSeq } from "../../../src/message/header/rack.js";
import { RetryAfter } from "../../../src/message/header/retry-after.js";
import { isLooseRouter, RecordRoute, Route } from "../../../src/message/header/route.js";
import { Timestamp } from "../../../src/message/header/timestamp.js";
import { formatWarning, Warning } from "../../../src/message/header/warning.js";
import { read } from "../support.js";

function fails(key: HeaderKey<unknown>, value: string): void {
  expect(key.parse(value), value).toBeInstanceOf(ParseFailure);
}

describe("RFC 3261 §20.16 CSeq", () => {
  test.each([
    ["1 INVITE", { sequence: 1, method: "INVITE" }],
    ["0 ACK", { sequence: 0, method: "ACK" }],
    ["0009 INVITE", { sequence: 9, method: "INVITE" }],
    [`${"0".repeat(300)}7 INVITE`, { sequence: 7, method: "INVITE" }],
    ["4294967295 \t BYE", { sequence: 4_294_967_295, method: "BYE" }],
  ])("reads %.40j [MSG-20.16-a]", (text, expected) => {
    expect(read(CSeq, text)).toEqual(expected);
  });

  test.each([
    "",
    "INVITE",
    "1",
    "1 ",
    "-1 INVITE",
    "4294967296 INVITE",
    "1 INVITE again",
    "0x1 INVITE",
    "1e3 INVITE",
    "1.5 INVITE",
    "1INVITE",
  ])("fails on %j [MSG-20.16-a]", (text) => fails(CSeq, text));

  test("what is written is what was read", () => {
    expect(formatCSeq(read(CSeq, "314159 INVITE"))).toBe("314159 INVITE");
  });
});

describe("RFC 3261 §20.8 Call-ID, RFC 3261 §20.21 In-Reply-To", () => {
  test.each(["a84b4c76e66710@pc33", "f81d4fae", '%Z(<]{"x', "intmeth.word%ZK-!.*_+'@word`~)(><:\\/\"][?}{"])(
    "reads %s to the letter [MSG-20.8-a]",
    (value) => {
      expect(read(CallId, value)).toBe(value);
      expect(read(InReplyTo, value)).toBe(value);
    },
  );

  test("case matters [MSG-20.8-a]", () => {
    expect(read(CallId, "A@x")).not.toBe(read(CallId, "a@x"));
  });

  test.each(["", "a b", "a@", "@a", "a@b@c", "a\0b", "é"])("fails on %j [MSG-20.8-a]", (value) => fails(CallId, value));
});

describe("RFC 3261 §20.20 From, RFC 3261 §20.39 To, RFC 3261 §20.31 Reply-To; RFC 3515 §2.1 Refer-To, RFC 3892 §3 Referred-By", () => {
  test.each([From, To, ReplyTo, ReferTo, ReferredBy])("each is a name-addr", (key) => {
    expect(read(key, "Bob <sip:bob@h>;tag=1").uri.user).toBe("bob");
    fails(key, "Bob");
  });

  test.each([
    ['"A" <sip:a@h>;tag=1', "<sip:a@h>;tag=1;x=2", true],
    ["<sip:a@h>;x=A", "<sip:a@H>;x=a", true],
    ["<sip:a@h>;x=1", "<sip:a@h>;x=2", false],
    ["<sip:a@h>;tag=1", "<sip:a@h>", false],
    ["<sip:a@h>", "<sip:A@h>", false],
  ])("%s and %s are the same party: %s [MSG-20.20-a]", (a, b, same) => {
    expect(isSameParty(read(From, a), read(To, b))).toBe(same);
    expect(isSameParty(read(From, b), read(To, a))).toBe(same);
  });
});

describe("RFC 3261 §20.10 Contact", () => {
  test("is an address, or a star", () => {
    expect(read(Contact, "*")).toBe("*");
    expect(String(read(Contact, "sip:a@b;q=0.5"))).toBe("<sip:a@b>;q=0.5");
    fails(Contact, "* ;q=1");
  });

  test.each([
    ["0.33", 0.33],
    ["1.000", 1],
    ["0", 0],
    ["1.5", 1],
    ["x", 1],
  ])("q=%s means %s", (q, priority) => {
    const contact = read(Contact, `<sip:a@b>;q=${q}`);

    expect(contact === "*" ? contact : contactPriority(contact)).toBe(priority);
  });

  test.each([
    [";expires=60", 60],
    [";expires=soon", 3_600],
    [";expires=280297596632815", 3_600],
    [";expires", 3_600],
    ["", undefined],
  ])("%j means %s seconds", (expires, seconds) => {
    const contact = read(Contact, `<sip:a@b>${expires}`);

    expect(contact === "*" ? contact : contactExpires(contact)).toBe(seconds);
  });
});

describe("RFC 3261 §20.34 Route, RFC 3261 §20.30 Record-Route", () => {
  test.each([Route, RecordRoute])("must stand in brackets [MSG-20.34-a]", (key) => {
    expect(read(key, "<sip:p;lr>;x=1").getParam("x")).toBe("1");
    fails(key, "sip:p;lr");
    fails(key, "");
  });

  test.each([
    ["<sip:p;lr>", true],
    ["<sip:p;lr=on>", true],
    ["<sip:p>;lr", false],
  ])("%s: lr counts by being there [URI-19.1.1-c]", (route, loose) => {
    expect(isLooseRouter(read(Route, route))).toBe(loose);
  });
});

describe("RFC 3261 §20.15 Content-Type, RFC 3261 §20.11 Content-Disposition and the other headers of a body", () => {
  test.each([
    ["application/sdp", { type: "application", subtype: "sdp", parameters: {} }],
    ['Multipart / MIXED ; Boundary = "a;b"', { type: "multipart", subtype: "mixed", parameters: { boundary: "a;b" } }],
    ["text/plain;charset=UTF-8", { parameters: { charset: "UTF-8" } }],
  ])("reads the type %s", (value, expected) => {
    expect(read(ContentType, value)).toMatchObject(expected);
  });

  test.each(["", "application", "application/", "/sdp", "a/b;", "a/b c"])("fails on the type %j", (value) =>
    fails(ContentType, value),
  );

  test.each([
    ["session", "session", "required"],
    ["Render ; handling=optional", "render", "optional"],
  ])("%s is for %s, and %s: without a word it is required [MSG-20.11-a]", (value, type, handling) => {
    expect(read(ContentDisposition, value)).toMatchObject({ type, handling });
  });

  test("RFC 3261 §20.12 codings, RFC 3261 §20.13 languages and RFC 3261 §20.24 versions are read", () => {
    expect(read(ContentEncoding, "GZip")).toBe("gzip");
    expect(read(ContentLanguage, "en-GB")).toBe("en-GB");
    expect(read(MimeVersion, "1.0")).toBe("1.0");
    fails(ContentEncoding, "a b");
    fails(ContentLanguage, "languages");
    fails(MimeVersion, "1");
    fails(ContentDisposition, "");
  });
});

describe("RFC 3261 §20.1 Accept, RFC 3261 §20.2 Accept-Encoding, RFC 3261 §20.3 Accept-Language", () => {
  test("are read with their parameters [MSG-20.1-a]", () => {
    expect(read(Accept, "*/*;q=0.5")).toMatchObject({ type: "*", subtype: "*", parameters: { q: "0.5" } });
    expect(read(AcceptEncoding, "GZIP;q=1")).toMatchObject({ value: "gzip", parameters: { q: "1" } });
    expect(read(AcceptLanguage, "da, en".slice(0, 2))).toMatchObject({ value: "da" });
    fails(AcceptEncoding, "");
  });

  test("have defaults where they are missing [MSG-20.1-a]", () => {
    expect([DEFAULT_ACCEPT, DEFAULT_ACCEPT_ENCODING]).toEqual(["application/sdp", "identity"]);
  });
});

describe("RFC 3261 §20.37 Supported, RFC 3261 §20.32 Require, RFC 3261 §20.40 Unsupported, RFC 3261 §20.29 Proxy-Require, RFC 3261 §20.5 Allow, RFC 3261 §20.26 Priority; RFC 6665 §8.2.2", () => {
  test.each([Supported, Require, Unsupported, ProxyRequire, Allow, AllowEvents, Priority])("are tokens", (key) => {
    expect(read(key, "100rel")).toBe("100rel");
    fails(key, "");
    fails(key, "a b");
  });
});

describe("RFC 3261 §20.14 Content-Length, RFC 3261 §20.22 Max-Forwards, RFC 3261 §20.19 Expires, RFC 3261 §20.23 Min-Expires; RFC 4028 §5 Min-SE", () => {
  test.each([
    [ContentLength, "0150", 150],
    [MaxForwards, "0068", 68],
    [MaxForwards, "255", 255],
    [Expires, "5", 5],
    [Expires, "4294967295", 4_294_967_295],
    [MinExpires, "60", 60],
    [MinSE, "90;refresher=uac", 90],
  ])("%# reads %s [MSG-20.14-b] [MSG-20.19-a] [MSG-20.22-a]", (key, value, number) => {
    expect(read(key, value)).toBe(number);
  });

  test.each([
    [ContentLength, "-1"],
    [ContentLength, "+1"],
    [ContentLength, "0x10"],
    [ContentLength, ""],
    [MaxForwards, "256"],
    [Expires, "soon"],
    [Expires, "4294967296"],
    [MinSE, "x"],
    [MinSE, ""],
  ])("%# fails on %j [MSG-20.14-b] [MSG-20.19-a] [MSG-20.22-a]", (key, value) => fails(key, value));
});

describe("RFC 3262 §7.1 RSeq, RFC 3262 §7.2 RAck", () => {
  test("are read", () => {
    expect(read(RSeq, "988789")).toBe(988_789);
    expect(read(RAck, "776656 1 INVITE")).toEqual({ rseq: 776_656, sequence: 1, method: "INVITE" });
  });

  test.each(["", "1", "1 1", "1 x INVITE", "4294967296 1 INVITE", "x 1 INVITE"])("fail on %j", (value) => {
    fails(RAck, value);
    fails(RSeq, `${value} 1 INVITE`);
  });
});

describe("RFC 3261 §20.33 Retry-After", () => {
  test.each([
    ["7200;duration=900", { seconds: 7_200, duration: 900 }],
    ["90 (back (soon))", { seconds: 90, comment: "back (soon)" }],
    ["5 (a (b) c);duration=9", { seconds: 5, comment: "a (b) c", duration: 9 }],
    ["5 (a \\) b) ; x", { seconds: 5, comment: "a \\) b", parameters: { x: null } }],
  ])("reads %s [MSG-20.33-a] [MSG-25.1-c]", (value, expected) => {
    expect(read(RetryAfter, value)).toMatchObject(expected);
  });

  test.each(["", "soon", "5 (a", "5 x", "-1", `5 ${"(".repeat(10_000)}`])("fails on %.20j [MSG-20.33-a]", (value) =>
    fails(RetryAfter, value),
  );
});

describe("RFC 3261 §20.38 Timestamp", () => {
  test.each([
    ["54.1 0.5", { time: "54.1", delay: "0.5" }],
    ["54.12 1.5", { time: "54.12", delay: "1.5" }],
    ["54", { time: "54" }],
  ])("reads %s [MSG-20.38-a]", (value, expected) => {
    expect(read(Timestamp, value)).toEqual(expected);
  });

  test.each(["", "x", ".5", "1 2 3", "1,5"])("fails on %j [MSG-20.38-a]", (value) => fails(Timestamp, value));
});

describe("RFC 3261 §20.43 Warning", () => {
  test.each([
    [
      "301 gw.example.net:5070 \"no 'E.164' here\"",
      { code: 301, agent: "gw.example.net:5070", text: "no 'E.164' here" },
    ],
    [
      '307 isi.edu "Session \\"foo\\" not understood"',
      { code: 307, agent: "isi.edu", text: 'Session "foo" not understood' },
    ],
  ])("reads %s and writes it again [MSG-20.43-a]", (value, expected) => {
    expect(read(Warning, value)).toEqual(expected);
    expect(formatWarning(expected)).toBe(value);
  });

  test("texts compare with case [MSG-7.3.1-f]", () => {
    expect(read(Warning, '370 h "less video"')).not.toEqual(read(Warning, '370 h "LESS VIDEO"'));
  });

  test.each(["", "1812 overture", "399 h text", '399 h "x', '39 h "x"', '399 "x"'])(
    "fails on %j [MSG-20.43-a]",
    (value) => fails(Warning, value),
  );
});

describe("RFC 3261 §20.17 Date", () => {
  const moment = { year: 2015, month: 5, day: 2, hour: 8, minute: 0, second: 0 };

  test("is read and written in GMT [MSG-20.17-a]", () => {
    expect(read(DateHeader, "Sat, 02 May 2015 08:00:00 GMT")).toEqual(moment);
    expect(formatDate(moment)).toBe("Sat, 02 May 2015 08:00:00 GMT");
    expect(formatDate({ ...moment, year: 2024, month: 2, day: 29 })).toBe("Thu, 29 Feb 2024 08:00:00 GMT");
    expect(formatDate({ ...moment, year: 2000, month: 12, day: 31 })).toBe("Sun, 31 Dec 2000 08:00:00 GMT");
  });

  test.each([
    "Sat, 02 May 2015 08:00:00 EST",
    "Sat, 2 May 2015 08:00:00 GMT",
    "sat, 02 may 2015 08:00:00 gmt",
    "Sat, 02 Mai 2015 08:00:00 GMT",
    "Sat, 02 May 2015 24:00:00 GMT",
    "Sat, 32 May 2015 08:00:00 GMT",
  ])("%s is unusable [MSG-20.17-a]", (value) => fails(DateHeader, value));
});

describe("RFC 3261 §20.4 Alert-Info, RFC 3261 §20.9 Call-Info, RFC 3261 §20.18 Error-Info", () => {
  test.each([AlertInfo, CallInfo, ErrorInfo])("are URIs of any scheme in brackets", (key) => {
    expect(read(key, "<http://www.example.com/alice/photo.jpg>;purpose=icon").getParam("purpose")).toBe("icon");
    fails(key, "http://www.example.com");
  });
});

describe("keys by name", () => {
  test.each(["Via", "From", "Contact", "Retry-After", "RSeq", "Accept-Language"])("%s has one", (name) => {
    expect(keyOf(headerId(name))?.id).toBe(headerId(name));
  });

  test("what is read as text has none", () => {
    expect(keyOf(headerId("Subject"))).toBeUndefined();
    expect(keyOf(0)).toBeUndefined();
  });
});
