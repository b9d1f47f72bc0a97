import { describe, expect, test } from "vitest";
import { answer, offer } from "../../src/testing/index.js";
import { callFlow } from "../testing/flow.js";
import { establishedCall } from "./established-call.js";

describe("RFC 3261 §8.2 what a callee does not refuse", () => {
  test("an OPTIONS that may go no further [LOP-4475-3.3.11-a]", () => {
    const { alice } = callFlow();

    alice.sends("OPTIONS", { headers: { "Max-Forwards": 0 } });

    expect(alice.lastResponse?.statusCode).toBe(200);
  });

  test.each([
    ["Max-Breadth, which is for those who fork [OVL-5393-5.3.5-a]", { "Max-Breadth": 1 }],
    ["Proxy-Require, which is for proxies [ORD-3261-8.2.2.3-a]", { "Proxy-Require": "foo" }],
  ])("an INVITE with %s", (_what, headers) => {
    const { alice, bob } = callFlow();

    alice.invites({ offer, headers });
    bob.accepts({ answer });
    alice.acknowledges();

    expect(bob.session.sessionState).toBe("Confirmed");
    alice.hangsUp();
  });

  test("a CANCEL with Require [ORD-3261-8.2.2.3-a]", () => {
    const { alice } = callFlow();

    alice.invites({ offer });
    alice.cancels({ headers: { Require: "foo" } });
    alice.acknowledges();

    expect(alice.responses.map(({ statusCode }) => statusCode)).toEqual([200, 487]);
  });

  test.each([
    ["parameters of others [LOP-5393-4.2-a]", ';x;y="a;b"'],
    ["overload control that is off [OVL-7339-4.1-a]", ';oc;oc-algo="loss"'],
    ["an alias that is not honoured [CRU-5923-8.2-a]", ";alias"],
  ])("a Via with %s: it is given back to the letter", (_what, parameters) => {
    const { alice } = callFlow();
    const via = `SIP/2.0/UDP pc1.example.org;branch=z9hG4bKvia${parameters}`;

    alice.sends("OPTIONS", { via });

    expect(alice.received(200).getHeader("Via")?.startsWith(via)).toBe(true);
  });
});

describe("RFC 5630 §5.1.2 sips", () => {
  const secure = { requestUri: "sips:bob@192.0.2.4", headers: { Contact: "<sips:alice@pc1.example.org>" } };

  test("is answered with a Contact that is sips, which stays so [SPS-3261-12.1.1-a] [SPS-5630-5.1.2-e]", () => {
    const { alice, bob } = callFlow({ protocol: "TLS" });

    alice.invites({ offer, ...secure });
    bob.accepts({ answer });
    alice.acknowledges();
    alice.reinvites({ offer, headers: secure.headers });
    bob.accepts();
    alice.acknowledges();
    const contacts = alice.responses.map((response) => response.getHeader("Contact"));
    alice.hangsUp();

    for (const contact of contacts) expect(contact).toMatch(/^<sips:/);
    expect(contacts.join()).not.toContain("transport=tls");
  });

  test.each([
    ["sips where only sip is served [SPS-5630-5.1.2-b]", ["sip"], secure, 480, "380"],
    ["sip where only sips is served [SPS-5630-5.1.2-c]", ["sips"], {}, 480, "381"],
    ["a scheme that nobody knows [SPS-5630-5.1.2-b]", ["sip"], { requestUri: "soap:bob" }, 416, ""],
    [
      "sips with a Contact that is not [SPS-5630-5.1.2-d]",
      ["sip", "sips"],
      { ...secure, headers: { Contact: "<sip:alice@pc1.example.org>" } },
      400,
      "",
    ],
  ])("%s is refused", (_what, schemes, invite, statusCode, warning) => {
    const { alice } = callFlow({ configuration: { capabilities: { schemes } } });

    alice.invites({ offer, ...invite });

    expect(alice.lastResponse?.statusCode).toBe(statusCode);
    expect(alice.lastResponse?.getHeader("Warning") ?? "").toContain(warning);
  });
});

describe("RFC 3261 §12.2.2, §26.1.4 who is in a dialog", () => {
  test.each(["BYE", "INVITE", "UPDATE", "INFO", "REFER"])(
    "a %s with a tag that was guessed is answered 481, and the call goes on [SEC-3261-26.1.4-a]",
    (method) => {
      const { alice, bob } = establishedCall();

      alice.sends(method, { fromTag: "guessed" });

      expect(alice.lastResponse?.statusCode).toBe(481);
      expect(bob.session.sessionState).toBe("Confirmed");
      alice.hangsUp();
    },
  );

  test("an INFO is no target refresh [INF-6086-T1-a]", () => {
    const { alice, bob } = establishedCall();

    alice.sendsInfo({ headers: { Contact: "<sip:eve@elsewhere.example.org>" } });

    expect(bob.session.remoteTarget.toString()).toBe("sip:alice@pc1.example.org");
    alice.hangsUp();
  });
});

describe("RFC 3261 §8.2.3 bodies", () => {
  test("in a coding that we do not know are answered 415 with Accept-Encoding [BDY-3261-7.4.1-a]", () => {
    const { alice } = callFlow();

    alice.invites({ offer, headers: { "Content-Encoding": "gzip" } });

    expect(alice.received(415).getHeader("Accept-Encoding")).toBe("identity");
  });

  test("what is required inside a message that is carried as a body is nobody's concern here [BDY-3459-12.3-a]", () => {
    const { alice, bob } = callFlow();
    const carried = "Content-Type: application/x-unknown\r\nContent-Disposition: render;handling=required\r\n\r\nx";

    alice.invites({
      body: carried,
      contentType: "message/rfc822",
      headers: { "Content-Disposition": "render;handling=optional" },
    });
    bob.rejects();
    alice.acknowledges();

    expect(alice.lastResponse?.statusCode).toBe(486);
  });
});
