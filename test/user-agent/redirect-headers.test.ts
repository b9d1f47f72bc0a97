import { describe, expect, test } from "vitest";
import { redirectHeaders } from "../../src/user-agent/redirect-headers.js";
import { requestOf, uriOf } from "./support.js";

describe("RFC 5630 §5.1.2 a redirection to sips", () => {
  test("stays sips [SPS-5630-5.1.2-a]", () => {
    expect(redirectHeaders([uriOf("sips:carol@example.org")], requestOf("INVITE"))).toEqual([
      "Contact: <sips:carol@example.org>",
    ]);
  });
});

describe("RFC 3261 §8.3 the Contacts of a redirection", () => {
  const message = requestOf("INVITE", { requestUri: "sip:bob@192.0.2.4;transport=udp" });

  test("stand in angle brackets, in their order", () => {
    const contacts = [uriOf("sip:bob@192.0.2.5;transport=tcp"), uriOf("tel:+15550100"), uriOf("sip:carol@192.0.2.4")];

    expect(redirectHeaders(contacts, message)).toEqual([
      "Contact: <sip:bob@192.0.2.5;transport=tcp>",
      "Contact: <tel:+15550100>",
      "Contact: <sip:carol@192.0.2.4>",
    ]);
  });

  test("may be none", () => {
    expect(redirectHeaders([], message)).toEqual([]);
  });

  test.each(["sip:bob@192.0.2.4;transport=udp", "SIP:b%6Fb@192.0.2.4;transport=UDP"])(
    "are never the Request-URI itself: %s [UAS-8.3-b]",
    (target) => {
      expect(() => redirectHeaders([uriOf("sip:carol@192.0.2.4"), uriOf(target)], message)).toThrow(TypeError);
    },
  );
});
