import { describe, expect, test } from "vitest";
import { Via } from "../../src/message/header/via.js";
import { type IncomingRequestMessage } from "../../src/message/incoming-request-message.js";
import { contactsOf, tortureFailure, tortureRequest } from "./messages.js";

/** The addresses that a session description names: lines of connection and origin. */
function addressesIn(message: IncomingRequestMessage): string[] {
  return [...message.body.matchAll(/^(?:c=|o=.* )IN (IP[46] \S+)\r$/gm)].map(([, address = ""]) => address);
}

describe("RFC 5118 IPv6 in messages, at the parser", () => {
  test("ipv6-good: an address is read without its brackets' being a part of it, and written with them [URI-5118.4.2-a]", () => {
    const message = tortureRequest("ipv6-good");

    expect(message.ruri).toMatchObject({ scheme: "sip", user: undefined, host: "[2001:db8::10]", port: undefined });
    expect(message.ruri.toString()).toBe("sip:[2001:db8::10]");
    expect(message.via).toMatchObject({ host: "[2001:db8::9:1]", port: undefined, branch: "z9hG4bKas3-111" });
    expect(contactsOf(message)).toMatchObject([
      { displayName: "Caller", uri: { user: "caller", host: "[2001:db8::1]", port: undefined } },
    ]);
  });

  test("ipv6-bad: without brackets it is no host [URI-5118.4.2-a]", () => {
    expect(tortureFailure("ipv6-bad")).toMatchObject({
      code: "request-uri",
      statusCode: 400,
      reasonPhrase: "Malformed Request-URI",
    });
    expect(tortureFailure("ipv6-bad").request?.callId).toBe("SSG9559905523997077@hlau_4100");
  });

  test.each([
    ["port-ambiguous", "within the brackets belongs to the address", "[2001:db8::10:5070]", undefined],
    ["port-unambiguous", "behind them is the port", "[2001:db8::10]", 5070],
  ])("%s: what stands %s [URI-5118.4.2-a]", (name, _where, host, port) => {
    const { ruri, requestUri } = tortureRequest(name);

    expect(ruri).toMatchObject({ host, port });
    expect(ruri.toString()).toBe(requestUri);
  });

  test.each([
    ["via-received-param-with-delim", "BYE", "with brackets", "z9hG4bKas3-111"],
    ["via-received-param-no-delim", "OPTIONS", "without", "z9hG4bKas3"],
  ])("%s: in the %s an address in received stands %s (RFC 5118 §4.5)", (name, method, _how, branch) => {
    const message = tortureRequest(name);

    expect(message.method).toBe(method);
    expect(message.all(Via)).toMatchObject([{ host: "[2001:db8::9:1]", received: "2001:db8::9:255", branch }]);
  });

  test("ipv6-in-sdp: a session description has addresses without brackets [MSG-7-b]", () => {
    const message = tortureRequest("ipv6-in-sdp");

    expect(message.bodyBytes).toHaveLength(251);
    expect(addressesIn(message)).toEqual(["IP6 2001:db8::20", "IP6 2001:db8::20"]);
    expect(message.ruri).toMatchObject({ user: "user", host: "[2001:db8::10]" });
  });

  test("mult-ip-in-header: both kinds of addresses in one message [MSG-7.3-a]", () => {
    expect(tortureRequest("mult-ip-in-header").all(Via)).toMatchObject([
      { transport: "UDP", host: "[2001:db8::9:1]", port: 6050, received: undefined, branch: "z9hG4bKas3-111" },
      { transport: "UDP", host: "192.0.2.1", port: undefined, branch: "z9hG4bKjhja8781hjuaij65144" },
      { transport: "TCP", host: "[2001:db8::9:255]", received: "192.0.2.200", branch: "z9hG4bK451jj" },
    ]);
  });

  test("mult-ip-in-sdp: both kinds of addresses in one description, which has an empty subject [MSG-7-b]", () => {
    const message = tortureRequest("mult-ip-in-sdp");

    expect(message.bodyBytes).toHaveLength(189);
    expect(message.body).toContain("\r\ns=\r\n");
    expect(addressesIn(message)).toEqual(["IP4 host.example.com", "IP4 192.0.2.1", "IP6 2001:db8::1"]);
  });

  test("ipv4-mapped-ipv6: an IPv4 address within one of IPv6 [URI-5118.4.2-a]", () => {
    const message = tortureRequest("ipv4-mapped-ipv6");

    expect(message.all(Via)).toMatchObject([
      { host: "[::ffff:192.0.2.10]", port: 19_823, branch: "z9hG4bKbh19" },
      { host: "[::ffff:192.0.2.2]", port: undefined, branch: "z9hG4bKas3-111" },
    ]);
    expect(contactsOf(message)).toMatchObject([{ displayName: "T. desk phone", uri: { host: "[::ffff:192.0.2.2]" } }]);
    expect(message.bodyBytes).toHaveLength(245);
  });

  test("ipv6-bug-abnf-3-colons: one colon too many is read, and not written (RFC 5118 §4.10) [URI-5118.4.10-a]", () => {
    const message = tortureRequest("ipv6-bug-abnf-3-colons");

    expect(message.requestUri).toBe("sip:user@[2001:db8:::192.0.2.1]");
    expect(message.ruri.user).toBe("user");
    expect(message.ruri.toString()).toBe(tortureRequest("ipv6-correct-abnf-2-colons").ruri.toString());
    expect(message.ruri.toString()).not.toContain(":::");
  });

  test("ipv6-correct-abnf-2-colons: two colons are right [URI-5118.4.10-a]", () => {
    const message = tortureRequest("ipv6-correct-abnf-2-colons");

    expect(message.requestUri).toBe("sip:user@[2001:db8::192.0.2.1]");
    expect(message.ruri).toMatchObject({ user: "user", host: "[2001:db8::192.0.2.1]" });
    expect(message.to.uri.toString()).toBe(message.ruri.toString());
  });
});
