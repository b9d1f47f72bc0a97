import { describe, expect, test } from "vitest";
import { contactFor, hostPort } from "../../src/user-agent/contact.js";
import { type UserAgentHost } from "../../src/user-agent/user-agent-host.js";
import { UserAgentCore } from "../../src/user-agent/user-agent-core.js";
import { flowOf, requestOf, uriOf } from "./support.js";

const host: UserAgentHost = new UserAgentCore({ viaHost: "ws1.invalid" });
const local = { host: "192.0.2.4", port: 5060 };

describe("RFC 3261 §12.1.1 the Contact that we give", () => {
  test.each([
    ["sip:bob@192.0.2.99", "<sip:bob@192.0.2.4:5060>"],
    ["sip:192.0.2.99", "<sip:192.0.2.4:5060>"],
    ["sip:b%6Fb@192.0.2.99", "<sip:b%6Fb@192.0.2.4:5060>"],
    ["sip:bob:secret@192.0.2.99", "<sip:bob@192.0.2.4:5060>"],
    ["sip:+1-555;phone-context=x@192.0.2.99;user=phone", "<sip:+1-555;phone-context=x@192.0.2.4:5060>"],
  ])("is made of the user of %s and the socket it came to", (requestUri, contact) => {
    expect(contactFor(host, requestOf("INVITE", { requestUri }), flowOf("UDP", { local }))).toBe(contact);
  });

  test.each([
    ["UDP", "sip", "<sip:bob@192.0.2.4:5060>"],
    ["TCP", "sip", "<sip:bob@192.0.2.4:5060;transport=tcp>"],
    ["TLS", "sip", "<sip:bob@192.0.2.4:5060;transport=tls>"],
    ["WS", "sip", "<sip:bob@192.0.2.4:5060;transport=ws>"],
    ["WSS", "sip", "<sip:bob@192.0.2.4:5060;transport=ws>"],
    ["TLS", "sips", "<sips:bob@192.0.2.4:5060>"],
    ["WSS", "sips", "<sips:bob@192.0.2.4:5060;transport=ws>"],
  ])("over %s to a %s: Request-URI is %s", (protocol, scheme, contact) => {
    const message = requestOf("INVITE", { requestUri: `${scheme}:bob@192.0.2.99` });

    expect(contactFor(host, message, flowOf(protocol, { local }))).toBe(contact);
  });

  test.each([
    ["UDP", "<sip:bob@192.0.2.4:5060;ob>"],
    ["WSS", "<sip:bob@192.0.2.4:5060;transport=ws;ob>"],
  ])(
    "over %s says that we are reached by this flow only, when that is so (RFC 5626 §4.3) [OUT-5626-4.3-a] [WSK-7118-B.1-b]",
    (protocol, contact) => {
      const outbound = new UserAgentCore({ outbound: true });

      expect(contactFor(outbound, requestOf("INVITE"), flowOf(protocol, { local }))).toBe(contact);
    },
  );

  test("is asked to say so, where it is the application's own", () => {
    const uri = uriOf("sip:bob@192.0.2.7");
    const own = { uri, toString: ({ outbound = false } = {}) => `<${uri.toString()}${outbound ? ";ob" : ""}>` };
    const written = (outbound: boolean): string =>
      contactFor(new UserAgentCore({ outbound, contact: own }), requestOf("INVITE"), flowOf("UDP", { local }));

    expect([written(true), written(false)]).toEqual(["<sip:bob@192.0.2.7;ob>", "<sip:bob@192.0.2.7>"]);
  });

  test("has a name where the way has no address", () => {
    expect(contactFor(host, requestOf("INVITE"), flowOf("WS"))).toBe("<sip:bob@ws1.invalid;transport=ws>");
  });

  test.each([
    ["the Request-URI is", { requestUri: "sips:bob@192.0.2.4" }, "sips"],
    ["the Record-Route on top is", { headers: { "Record-Route": "<sips:p1.example.org;lr>" } }, "sips"],
    ["the Contact is and nothing is recorded", { headers: { Contact: "<sips:alice@pc1.example.org>" } }, "sips"],
    [
      "the Contact is, and what is recorded is not",
      { headers: { Contact: "<sips:a@pc1.example.org>", "Record-Route": "<sip:p1.example.org;lr>" } },
      "sip",
    ],
  ])("is sips where %s: %j", (_title, options, scheme) => {
    expect(contactFor(host, requestOf("INVITE", options), flowOf("TLS", { local }))).toMatch(
      new RegExp(`^<${scheme}:`),
    );
  });

  test("is the configured one, made sips where it has to be", () => {
    const contact = { uri: uriOf("sip:bob@example.net"), toString: () => '"Bob" <sip:bob@example.net;ob>;+sip.ice' };
    const configured: UserAgentHost = new UserAgentCore({ contact });
    const flow = flowOf("TLS", { local });

    expect(contactFor(configured, requestOf("INVITE"), flow)).toBe('"Bob" <sip:bob@example.net;ob>;+sip.ice');
    expect(contactFor(configured, requestOf("INVITE", { requestUri: "sips:bob@example.net" }), flow)).toBe(
      '"Bob" <sips:bob@example.net;ob>;+sip.ice',
    );
  });
});

describe("an address in a URI", () => {
  test.each([
    ["192.0.2.4", "192.0.2.4:5060"],
    ["bob.example.net", "bob.example.net:5060"],
    ["2001:db8::4", "[2001:db8::4]:5060"],
    ["[2001:db8::4]", "[2001:db8::4]:5060"],
  ])("%s stands as %s", (address, text) => {
    expect(hostPort({ host: address, port: 5060 })).toBe(text);
  });
});
