import { equivalentURI as sipjsEquivalentURI, URI as SipjsURI } from "sip.js/lib/grammar/uri.js";
import { NameAddrHeader as SipjsNameAddrHeader } from "sip.js/lib/grammar/name-addr-header.js";
import { Grammar as SipjsGrammar } from "sip.js/lib/grammar/grammar.js";
import { describe, expect, test } from "vitest";
import { equivalentURI, Grammar, NameAddrHeader, URI } from "../../src/sipjs/index.js";
import { plain } from "./plain.js";

const TEXTS = [
  "sip:alice@atlanta.com",
  "SIP:Alice@Atlanta.COM:5060;Transport=TCP;lr;X=Y?Subject=a%20b&to=x&to=y",
  "sips:1.2.3.4",
  "sip:[2001:db8::1]:5060",
  "sip:+1-2@h;user=phone",
  "sip:a:pw@h",
  "sip:a%20b@h",
  "sip:a/b?c@h",
  "sip:a@h;x=%41",
  "sip:a@h?Replaces=a%40b%3Bto-tag%3D1",
] as const;

function both(text: string): [URI, SipjsURI] {
  const [ours, theirs] = [Grammar.URIParse(text), SipjsGrammar.URIParse(text)];
  if (ours === undefined || theirs === undefined) throw new Error(`${text} cannot be read`);
  return [ours, theirs];
}

describe("a URI does what SIP.js's does", () => {
  test.each(TEXTS)("%s is written alike, as it came and in its normal form", (text) => {
    const [ours, theirs] = both(text);

    expect(ours.toString()).toBe(theirs.toString());
    expect(ours.toRaw()).toBe(theirs.toRaw());
    expect(ours.clone().toRaw()).toBe(theirs.clone().toRaw());
    expect(ours.clone()).not.toBe(ours);
  });

  test("made of parts, with escapes that its maker has written", () => {
    const ours = new URI("sip", "a%20b", "Host.COM", 5070, { x: "%41", n: 7 }, { replaces: "a%40b" });
    const theirs = new SipjsURI("sip", "a%20b", "Host.COM", 5070, { x: "%41", n: 7 }, { replaces: ["a%40b"] });

    expect(plain(ours)).toEqual(plain(theirs));
    expect(ours.toString()).toBe(theirs.toString());
    expect(ours.toRaw()).toBe(theirs.toRaw());
  });

  test("its members may be changed", () => {
    const change = (uri: URI | SipjsURI): string => {
      uri.scheme = "SIPS";
      uri.user = "bob";
      uri.host = "Example.COM";
      uri.port = 5061;
      uri.setParam("Transport", "ws");
      uri.deleteParam("x");
      uri.setHeader("call_id", "1%202");
      return `${uri.toString()} ${uri.toRaw()} ${uri.aor} ${String(uri.hasHeader("Call-ID"))} ${String(uri.getHeader("CALL-ID"))}`;
    };
    const [ours, theirs] = both("sip:a@h;x=y");

    expect(change(ours)).toBe(change(theirs));
    expect(ours.deleteHeader("Call-ID")).toEqual(theirs.deleteHeader("Call-ID"));
    ours.clearHeaders();
    ours.clearParams();

    expect(ours.toString()).toBe("sips:bob@example.com:5061");
  });

  test.each(["sip", "SIPS", "http", "ws"])("scheme %s is written alike", (scheme) => {
    const ours = new URI(scheme, "a", "H", 80);
    const theirs = new SipjsURI(scheme, "a", "H", 80);

    expect([ours.toRaw(), ours.toString()]).toEqual([theirs.toRaw(), theirs.toString()]);
  });

  test("a parameter without a name is none", () => {
    const ours = new URI("sip", "a", "b");
    const theirs = new SipjsURI("sip", "a", "b");
    for (const uri of [ours, theirs]) {
      // Proof for the assertion: none; a program without types may ask for it.
      const missing = undefined as never;
      uri.setParam(missing, "value");

      expect(uri.parameters).toEqual({});
      expect(uri.hasParam(missing)).toBe(false);
      expect(uri.getParam(missing)).toBeUndefined();
    }
  });

  test("without a host there is none", () => {
    expect(() => new URI("sip", "a", "")).toThrow(TypeError);
    expect(() => new SipjsURI("sip", "a", "")).toThrow(TypeError);
  });

  test.each([
    ["sip:a@b", "sip:a@B"],
    ["sip:a@b", "sip:A@b"],
    ["sip:a@b", "sips:a@b"],
    ["sip:a@b", "sip:a@b:5060"],
    ["sip:a@b;x=1", "sip:a@b"],
    ["sip:a@b;x=1", "sip:a@b;x=2"],
    ["sip:a@b;transport=udp", "sip:a@b"],
    ["sip:a@b;maddr=c", "sip:a@b"],
    ["sip:a@b?s=1", "sip:a@b"],
    ["sip:a@b?s=1", "sip:a@b?s=1"],
  ])("%s and %s are as equivalent", (one, other) => {
    const [ourOne, theirOne] = both(one);
    const [ourOther, theirOther] = both(other);

    expect(equivalentURI(ourOne, ourOther)).toBe(sipjsEquivalentURI(theirOne, theirOther));
  });
});

describe("a NameAddrHeader does what SIP.js's does", () => {
  test.each(["Bob", undefined, "", "0", "Bob B"])("with display name %j", (displayName) => {
    const [ourUri, theirUri] = both("sip:a@b;x=y");
    const ours = new NameAddrHeader(ourUri, displayName, { tag: "1" });
    const theirs = new SipjsNameAddrHeader(theirUri, displayName ?? "", { tag: "1" });

    expect(ours.toString()).toBe(theirs.toString());
    expect(ours.clone().toString()).toBe(theirs.clone().toString());
    expect(ours.friendlyName).toBe(theirs.friendlyName);
    expect(ours.getParam("TAG")).toBe(theirs.getParam("TAG"));
    expect(ours.hasParam("none")).toBe(theirs.hasParam("none"));
  });
});

/** SIP.js's own ways that lose something or fail. */
describe("a URI differs on purpose", () => {
  test("a user with a lone % is written escaped, and throws nothing (RFC 3261 §19.1.2)", () => {
    expect(new URI("sip", "100%", "h").toString()).toBe("sip:100%25@h");
    expect(() => new SipjsURI("sip", "100%", "h").toString()).toThrow(URIError);
  });

  test("reserved characters of the user stay as they are: escaped they would be another user (RFC 3261 §19.1.4)", () => {
    const [ours, theirs] = both("sip:+1;phone-context=x@h");

    expect(ours.toString()).toBe("sip:+1;phone-context=x@h");
    expect(theirs.toString()).toBe("sip:+1%3Bphone-context%3Dx@h");
  });

  test("an IPv6 address has one normal form (RFC 5952 §4)", () => {
    const text = "sip:a@[2001:DB8:0:0::1]";

    expect(Grammar.URIParse(text)?.toString()).toBe("sip:a@[2001:db8::1]");
    expect(Grammar.URIParse(text)?.toRaw()).toBe(text);
  });

  test("without a user, `aor` is the host", () => {
    const [ours, theirs] = both("sip:example.com");

    expect(ours.aor).toBe("example.com");
    expect(theirs.aor).toBe("undefined@example.com");
  });
});
