import { describe, expect, test } from "vitest";
import { type IncomingRequestMessage } from "../../src/message/incoming-request-message.js";
import { AllowedMethods } from "../../src/user-agent/capabilities.js";
import { corePolicy } from "../../src/user-agent/core-policy.js";
import { inspectInDialog, inspectMethod, inspectRequest } from "../../src/user-agent/inspect-request.js";
import { type Refusal } from "../../src/user-agent/refusal.js";
import { hostOf, type HostOptions, requestOf, uriOf } from "./support.js";

function inspect(
  message: IncomingRequestMessage,
  options: HostOptions & { merged?: boolean } = {},
): Refusal | undefined {
  return inspectRequest(message, corePolicy(hostOf(options), options.merged ?? false));
}

const ALLOW = `Allow: ${AllowedMethods.join(", ")}`;

describe("RFC 3261 §8.2.1 the method", () => {
  test.each(["INVITE", "OPTIONS", "MESSAGE"])("%s is served", (method) => {
    expect(inspect(requestOf(method))).toBeUndefined();
  });

  test.each(["SUBSCRIBE", "REGISTER", "PUBLISH"])(
    "%s is known and not served: 405 with Allow [UAS-8.2.1-a]",
    (method) => {
      expect(inspect(requestOf(method))).toEqual({
        code: "method-not-allowed",
        statusCode: 405,
        extraHeaders: [ALLOW],
      });
    },
  );

  test.each(["FOO", "invite", "constructor", "toString"])(
    "nobody knows %s: 501, with Allow as help [UAS-21.5.2-a]",
    (method) => {
      expect(inspect(requestOf(method))).toEqual({ code: "method-unknown", statusCode: 501, extraHeaders: [ALLOW] });
    },
  );

  test("is looked up in the list that the core has", () => {
    const { capabilities } = hostOf({ capabilities: { methods: ["FOO"] } });

    expect(inspectMethod(requestOf("FOO"), capabilities)).toBeUndefined();
    expect(inspectMethod(requestOf("INVITE"), capabilities)).toEqual({
      code: "method-not-allowed",
      statusCode: 405,
      extraHeaders: ["Allow: FOO"],
    });
  });
});

describe("RFC 3261 §8.2.2.1 To and Request-URI", () => {
  test.each(["foo.bar://192.0.2.4", "tel:+15550100", "http://example.net/"])(
    "scheme of %s is not served: 416 [UAS-8.2.2.1-b]",
    (requestUri) => {
      expect(inspect(requestOf("OPTIONS", { requestUri }))).toEqual({
        code: "unsupported-uri-scheme",
        statusCode: 416,
      });
    },
  );

  test("a scheme that is added is served", () => {
    const message = requestOf("OPTIONS", { requestUri: "tel:+15550100" });

    expect(inspect(message, { capabilities: { schemes: ["sip", "tel"] } })).toBeUndefined();
  });

  test.each(["<isbn:2983792873>", "<sip:carol@elsewhere.example>", "<tel:+15550199>"])(
    "To may say %s [UAS-8.2.2.1-a]",
    (to) => {
      expect(inspect(requestOf("INVITE", { to }))).toBeUndefined();
    },
  );

  const aor = uriOf("sip:bob@example.net");
  const contact = { uri: uriOf("sip:desk@192.0.2.4"), toString: () => "<sip:desk@192.0.2.4>" };

  test.each([
    ["the user of the address of record", { aor }, "sip:bob@192.0.2.99", undefined],
    ["the user of the contact", { aor, contact }, "sip:desk@192.0.2.99", undefined],
    ["another user", { aor, contact }, "sip:carol@192.0.2.4", 404],
    ["no user", { aor }, "sip:192.0.2.4", 404],
    ["the user in another case", { aor }, "sip:Bob@192.0.2.4", 404],
    ["any user, where we are nobody", {}, "sip:anyone@192.0.2.4", undefined],
  ])("%s [UAS-8.2.2.1-c]", (_title, configuration, requestUri, statusCode) => {
    expect(inspect(requestOf("INVITE", { requestUri }), { configuration })?.statusCode).toBe(statusCode);
  });

  test("the application may decide, by all that the request says", () => {
    const acceptRequestUri = (uri: { host: string }, message: IncomingRequestMessage): boolean =>
      uri.host === "192.0.2.4" && message.getHeader("subject") === "tea";
    const configuration = { aor: uriOf("sip:nobody@example.net"), acceptRequestUri };

    expect(inspect(requestOf("INVITE", { headers: { Subject: "tea" } }), { configuration })).toBeUndefined();
    expect(inspect(requestOf("INVITE"), { configuration })).toEqual({ code: "user-unknown", statusCode: 404 });
  });

  test("an application that throws over it is a 500 [UAS-21.5.1-a]", () => {
    const acceptRequestUri = (): boolean => {
      throw new Error("no database");
    };

    expect(inspect(requestOf("INVITE"), { configuration: { acceptRequestUri } })).toEqual({
      code: "handler-failed",
      statusCode: 500,
    });
  });
});

describe("RFC 5630 §5.1.2 sips", () => {
  const headers = { Contact: "<sips:alice@pc1.example.org>" };

  test("a sips Request-URI with a sip Contact contradicts itself: 400 [UAS-5630.5.1.2-a]", () => {
    expect(inspect(requestOf("INVITE", { requestUri: "sips:bob@192.0.2.4" }))).toEqual({
      code: "bad-contact",
      statusCode: 400,
      reasonPhrase: "Contact header field is not sips",
    });
  });

  test.each([{ Contact: headers.Contact }, { "Record-Route": "<sips:p1.example.org;lr>" }])("%j is fine", (given) => {
    expect(inspect(requestOf("INVITE", { requestUri: "sips:bob@192.0.2.4", headers: given }))).toBeUndefined();
  });

  test("nor does a proxy help that can be reached by sip only [SPS-5630-5.1.2-d]", () => {
    const given = { "Record-Route": "<sip:p1.example.org;lr>" };

    expect(inspect(requestOf("INVITE", { requestUri: "sips:bob@192.0.2.4", headers: given }))?.statusCode).toBe(400);
  });

  test.each([
    ["WS", 480],
    ["WSS", undefined],
  ])("over %s is refused with %d, for the hop has to be secure (RFC 7118 §9.2) [WSK-7118-9.2-a]", (protocol, code) => {
    const invite = requestOf("INVITE", { requestUri: "sips:bob@192.0.2.4", headers, protocol });
    const policy = { ...corePolicy(hostOf(), false), protocol };

    expect(inspectRequest(invite, policy)?.statusCode).toBe(code);
    expect(inspectRequest(requestOf("INVITE", { protocol }), policy)).toBeUndefined();
  });

  test.each([
    ["sips is refused", "sips-not-allowed", ["sip"], "sips:bob@192.0.2.4", '380 sip-uas "SIPS Not Allowed"'],
    ["sips is insisted on", "sips-required", ["sips"], "sip:bob@192.0.2.4", '381 sip-uas "SIPS Required"'],
  ])("%s: 480 with a Warning [UAS-5630.5.1.2-a]", (_title, code, schemes, requestUri, warning) => {
    expect(inspect(requestOf("INVITE", { requestUri, headers }), { capabilities: { schemes } })).toEqual({
      code,
      statusCode: 480,
      extraHeaders: [`Warning: ${warning}`],
    });
  });
});

describe("RFC 3261 §8.1.1.8 the Contact of an INVITE", () => {
  test.each([
    ["<sip:alice@pc1.example.org>", undefined],
    ["sip:alice@pc1.example.org", undefined],
    ["<sips:alice@pc1.example.org>", undefined],
    [undefined, "Missing Contact header field"],
    ["*", "Malformed Contact header field"],
    ["<tel:+15550100>", "Malformed Contact header field"],
    ["<mailto:alice@example.org>", "Malformed Contact header field"],
    ["<sip:alice@pc1.example.org", "Malformed Contact header field"],
    ["<sip:a@pc1.example.org>, <sip:a@pc2.example.org>", "Malformed Contact header field"],
    [["<sip:a@pc1.example.org>", "<sip:a@pc2.example.org>"], "Malformed Contact header field"],
  ])("%j: %s [UAS-8.1.1.8-a]", (contact, reasonPhrase) => {
    const refusal = inspect(requestOf("INVITE", { headers: { Contact: contact } }));

    expect(refusal).toEqual(
      reasonPhrase === undefined ? undefined : { code: "bad-contact", statusCode: 400, reasonPhrase },
    );
  });

  test.each(["sip:bob@192.0.2.4;transport=tls", "sips:bob@192.0.2.4;transport=tls"])(
    "transport=tls is read in %s and beside it [URI-5630.3.1.4-a]",
    (requestUri) => {
      const headers = { Contact: "<sips:alice@pc1.example.org;transport=tls>" };

      expect(inspect(requestOf("INVITE", { requestUri, headers }))).toBeUndefined();
    },
  );

  test("no other request needs one", () => {
    expect(inspect(requestOf("OPTIONS"))).toBeUndefined();
  });

  test("a caller of RFC 2543 needs none where it has recorded a route", () => {
    const headers = {
      From: "<sip:alice@example.org>",
      Contact: undefined,
      "Record-Route": "<sip:p1.example.org;maddr=192.0.2.9>",
    };

    expect(inspect(requestOf("INVITE", { headers }))).toBeUndefined();
    expect(inspect(requestOf("INVITE", { headers: { ...headers, "Record-Route": undefined } }))?.statusCode).toBe(400);
  });
});

describe("RFC 3261 §8.2.2.3 Require", () => {
  const understood = { capabilities: { optionTags: ["100rel", "timer"] } };

  test.each([
    ["100rel", undefined],
    ["100REL, timer", undefined],
    ["100rel, foo", "Unsupported: foo"],
    [["foo", "100rel, bar"], "Unsupported: foo, bar"],
  ])("%j [UAS-8.2.2.3-a]", (require, unsupported) => {
    const refusal = inspect(requestOf("INVITE", { headers: { Require: require } }), understood);

    expect(refusal).toEqual(
      unsupported === undefined ? undefined : { code: "bad-extension", statusCode: 420, extraHeaders: [unsupported] },
    );
  });

  test("that cannot be read is a 400 [UAS-21.4.1-a]", () => {
    expect(inspect(requestOf("INVITE", { headers: { Require: "1 0 0" } }))).toEqual({
      code: "bad-require",
      statusCode: 400,
      reasonPhrase: "Malformed Require header field",
    });
  });

  test("Proxy-Require is for proxies [UAS-8.2.2.3-c]", () => {
    expect(inspect(requestOf("INVITE", { headers: { "Proxy-Require": "foo" } }))).toBeUndefined();
  });
});

describe("RFC 3261 §8.2.2 what is no obstacle", () => {
  test.each([
    ["a Date that cannot be read [UAS-8.2.2-a]", { Date: "tomorrow" }],
    ["a header field that nobody knows [UAS-8.2.2-a]", { "X-Unheard-Of": '"<;' }],
    ["an Expires that cannot be read [UAS-8.2.2-a]", { Expires: "soon" }],
    ["Max-Forwards 0 [UAS-16.3-a]", { "Max-Forwards": 0 }],
    ["Max-Breadth 1 [UAS-5393.5.3.5-a]", { "Max-Breadth": 1 }],
    ["a language [UAS-8.2.3-d]", { "Content-Language": "fr", "Accept-Language": "fr" }],
  ])("%s", (_title, headers) => {
    expect(inspect(requestOf("INVITE", { headers, body: "v=0\r\n" }))).toBeUndefined();
  });
});

describe("RFC 3261 §8.2 the order of the checks", () => {
  /** Wrong in every way. */
  const wrong = {
    requestUri: "foo:bar",
    headers: { Require: "foo" },
    body: "?",
    contentType: "application/x-none",
  };
  const aor = uriOf("sip:bob@example.net");
  const invite = (better: object): IncomingRequestMessage => requestOf("INVITE", { ...wrong, ...better });

  test.each([
    ["the Contact", invite({ headers: { Require: "foo", Contact: undefined } }), 400],
    ["the method", requestOf("FOO", wrong), 501],
    ["the scheme", invite({}), 416],
    ["the user", invite({ requestUri: "sip:carol@192.0.2.4" }), 404],
    ["a copy that came by another way", invite({ requestUri: "sip:bob@192.0.2.4" }), 482],
  ])("%s comes before what follows [UAS-8.2-a]", (_title, message, statusCode) => {
    expect(inspect(message, { configuration: { aor }, merged: true })?.statusCode).toBe(statusCode);
  });

  test("extensions come before the content [UAS-8.2-a]", () => {
    const message = invite({ requestUri: "sip:bob@192.0.2.4" });

    expect(inspect(message)?.statusCode).toBe(420);
  });

  test("inside a dialog, extensions and content are left", () => {
    const host = hostOf();

    expect(inspectInDialog(invite({}), host)?.statusCode).toBe(420);
    expect(inspectInDialog(invite({ headers: {} }), host)?.statusCode).toBe(415);
    expect(inspectInDialog(invite({ headers: {}, body: "" }), host)).toBeUndefined();
  });
});
