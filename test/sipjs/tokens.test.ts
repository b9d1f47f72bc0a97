import { DigestAuthentication as SipjsDigest } from "sip.js/lib/core/messages/digest-authentication.js";
import { LoggerFactory as SipjsLoggerFactory } from "sip.js/lib/core/log/logger-factory.js";
import { utf8Length as sipjsUtf8Length } from "sip.js/lib/core/messages/utils.js";
import { describe, expect, test } from "vitest";
import {
  createRandomToken,
  DigestAuthentication,
  Exception,
  headerize,
  newTag,
  TransactionStateError,
  TransportError,
  utf8Length,
} from "../../src/sipjs/index.js";
import { md5 } from "../../src/user-agent/digest/md5.js";
import { quietLoggers } from "./bench.js";

describe("what SIP.js's upper layer takes from its core besides", () => {
  test("a random token has the length and the digits that are asked for", () => {
    expect(createRandomToken(12)).toMatch(/^[0-9a-v]{12}$/);
    expect(createRandomToken(20, 2)).toMatch(/^[01]{20}$/);
    expect(newTag()).not.toBe(newTag());
  });

  test.each(["", "abc", "\u00fc", "\u20ac", "\u{1f600}"])("utf8Length of %j", (text) => {
    expect(utf8Length(text)).toBe(sipjsUtf8Length(text));
  });

  test.each([
    ["call-id", "Call-ID"],
    ["CSEQ", "CSeq"],
    ["www_authenticate", "WWW-Authenticate"],
    ["x-my-own", "X-My-Own"],
  ])("the header %s is kept as %s", (name, kept) => {
    expect(headerize(name)).toBe(kept);
  });

  test("every error is an Exception", () => {
    expect(new TransactionStateError()).toBeInstanceOf(Exception);
    expect(new TransportError().message).toBe("Unspecified transport error.");
  });
});

describe("RFC 1321 the digest", () => {
  test.each([
    ["", "d41d8cd98f00b204e9800998ecf8427e"],
    ["abc", "900150983cd24fb0d6963f7d28e17f72"],
    [
      "12345678901234567890123456789012345678901234567890123456789012345678901234567890",
      "57edf4a22be3c955ac49da2e2107b67a",
    ],
    ["\u00fc", "c03410a5204b21cd8229ff754688d743"],
  ])("of %j is %s", (text, digest) => {
    expect(md5(text)).toBe(digest);
  });
});

describe("DigestAuthentication answers as SIP.js's does", () => {
  const request = { method: "REGISTER", ruri: "sip:example.com" };

  function answers(challenge: object, body?: string): [string, string] {
    const theirLoggers = new SipjsLoggerFactory();
    theirLoggers.builtinEnabled = false;
    const ours = new DigestAuthentication(quietLoggers(), undefined, "bob", "zanzibar");
    const theirs = new SipjsDigest(theirLoggers, undefined, "bob", "zanzibar");
    // Proof for the assertion: it reads no more of a request than this one has.
    const theirRequest = request as unknown as Parameters<typeof theirs.authenticate>[0];
    const theirAnswer = theirs.authenticate(theirRequest, challenge, body) ? theirs.toString() : "none";
    return [ours.authenticate(request, challenge, body) ? ours.toString() : "none", theirAnswer];
  }

  test.each([
    { realm: "r", nonce: "n" },
    { realm: "r", nonce: "n", opaque: "o", algorithm: "MD5" },
    { realm: "r", nonce: "n", algorithm: "SHA-256" },
    { nonce: "n" },
    { realm: "r" },
    { realm: "r", nonce: "n", qop: ["none"] },
  ])("to %j", (challenge) => {
    const [ours, theirs] = answers(challenge);

    expect(ours).toBe(theirs);
  });

  test.each(["auth", "auth-int"])(
    "with qop %s all is as long and in the same order; only the nonce of ours is drawn",
    (qop) => {
      const [ours, theirs] = answers({ realm: "r", nonce: "n", qop: [qop] }, "body");
      const drawn = /response="\w+"|cnonce="\w+"/g;

      expect(ours.replace(drawn, "")).toBe(theirs.replace(drawn, ""));
      expect(ours.match(drawn)?.map(({ length }) => length)).toEqual(theirs.match(drawn)?.map(({ length }) => length));
    },
  );

  test("a qop response is the digest of RFC 2617 §3.2.2.1", () => {
    const [ours] = answers({ realm: "r", nonce: "n", qop: ["auth"] });
    const [, response] = /response="(\w+)"/.exec(ours) ?? [];
    const [, cnonce = ""] = /cnonce="(\w+)"/.exec(ours) ?? [];

    expect(response).toBe(md5(`${md5("bob:r:zanzibar")}:n:00000001:${cnonce}:auth:${md5("REGISTER:sip:example.com")}`));
  });

  test("before a challenge there are no credentials", () => {
    expect(() => new DigestAuthentication(quietLoggers(), undefined).toString()).toThrow(Error);
  });
});
