import { describe, expect, test } from "vitest";
import { answerTo, deskOf, told } from "./support.js";

describe("RFC 8760 §2.6 the URI in credentials", () => {
  test.each([
    ["sip:bob@192.0.2.4", "the Request-URI"],
    ["sip:bob@example.com", "whom the Request-URI names, elsewhere"],
    ["sip:robert@example.net", "whom To names"],
    ["sip:192.0.2.4:5060", "the host alone, as SIPp does"],
    ["sip:example.test;transport=udp", "the host alone"],
    ["192.0.2.4:5060", "no URI, but a host"],
    ["example.test:5060", "no URI, but a host"],
    ["localhost:5060", "no URI, but a host"],
    ["example.test", "no URI, but a host"],
  ])("%s (%s) is accepted, and hashed as it stands [AUT-8760-2.6-d]", (uri) => {
    const desk = deskOf();

    expect(told(desk.asks(answerTo(desk.challenge(), { uri }), { to: "<sip:robert@example.org>" }))).toBe(
      "authenticated alice",
    );
  });

  test.each(["sip:carol@192.0.2.4", "tel:+15551234", "urn:service:sos", "sip:Bob@192.0.2.4"])(
    "%s is a stranger's: 403, without a look at the password [AUT-8760-2.6-d]",
    (uri) => {
      const desk = deskOf();

      expect(told(desk.asks(answerTo(desk.challenge(), { uri })))).toBe("refuse 403 foreign-uri");
      expect(desk.lookups).toEqual([]);
    },
  );

  test("of another scheme is accepted where the request has it, too [AUT-8760-2.6-d]", () => {
    const desk = deskOf();
    const uri = "urn:service:sos";

    expect(told(desk.asks(answerTo(desk.challenge(), { uri }), { requestUri: uri }))).toBe("authenticated alice");
    expect(told(desk.asks(answerTo(desk.challenge(), { uri: "tel:+1-555-1234" }), { to: "<tel:+15551234>" }))).toBe(
      "authenticated alice",
    );
  });

  test("may be judged by the application [AUT-8760-2.6-d]", () => {
    const desk = deskOf({ acceptUri: ({ user }) => user === "carol" });

    expect(told(desk.asks(answerTo(desk.challenge(), { uri: "sip:carol@h" })))).toBe("authenticated alice");
    expect(told(desk.asks(answerTo(desk.challenge())))).toBe("refuse 403 foreign-uri");
  });
});
