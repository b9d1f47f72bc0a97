import { X509Certificate } from "node:crypto";
import { describe, expect, test } from "vitest";
import { checkSipIdentity, sipIdentities } from "../../../src/adapters/node/sip-identities.js";
import { type CertificateNames, testCertificate } from "../../support/certificates.js";

describe("RFC 5922 §7.1 the SIP domains of a certificate", () => {
  test.each<[string, CertificateNames, readonly string[]]>([
    ["SIP URIs, and no names beside them", names("URI:sip:Example.com", "DNS:other.example"), ["example.com"]],
    [
      "several URIs, once each",
      names("URI:sip:a.example", "URI:sip:b.example:5061", "URI:sip:A.example"),
      ["a.example", "b.example"],
    ],
    ["no URI with a user", names("URI:sip:alice@example.com", "DNS:b.example"), ["b.example"]],
    ["no URI of another scheme", names("URI:sips:a.example", "URI:https://a.example", "DNS:b.example"), ["b.example"]],
    ["names, where there is no SIP URI", names("DNS:A.example", "DNS:b.example"), ["a.example", "b.example"]],
    ["no wildcard", names("DNS:*.example.com"), []],
    ["the common name, where there is nothing else", { commonName: "Example.com" }, ["example.com"]],
    ["no common name beside alternative names", { commonName: "example.com", alternativeNames: ["IP:192.0.2.1"] }, []],
    ["nothing", {}, []],
  ])("are %s [TLS-5922-7.1-a]", (_, given, expected) => {
    expect(sipIdentities(read(given))).toEqual(expected);
  });

  test("a name that hides others in it is none", () => {
    expect(sipIdentities({ subjectaltname: 'DNS:"a.example, DNS:b.example", DNS:c.example' })).toEqual(["c.example"]);
  });
});

describe("RFC 5922 §7.2 whether it is the right certificate", () => {
  test.each([
    ["example.com", names("DNS:example.com")],
    ["EXAMPLE.com", names("DNS:example.COM")],
    ["example.com", names("URI:sip:example.com")],
    ["192.0.2.1", names("IP:192.0.2.1")],
    ["2001:db8::1", names("IP:2001:db8:0:0:0:0:0:1")],
  ])("for %s it is %j [TLS-5922-7.2-a]", (identity, given) => {
    expect(checkSipIdentity(identity, read(given))).toBeUndefined();
  });

  test.each([
    ["a.example.com", names("DNS:*.example.com")],
    ["a.example.com", names("DNS:example.com")],
    ["example.com", names("DNS:a.example.com")],
    ["example.com", names("DNS:example.com", "URI:sip:other.example")],
    ["example.com", { commonName: "example.com", alternativeNames: ["DNS:other.example"] }],
    ["example.com", {}],
    ["192.0.2.1", names("DNS:example.com")],
  ])("for %s it is not %j [TLS-5922-7.2-a]", (identity, given) => {
    expect(checkSipIdentity(identity, read(given))).toMatchObject({
      message: expect.stringContaining(`not for ${identity}`) as string,
    });
  });
});

function names(...alternativeNames: string[]): CertificateNames {
  return { alternativeNames };
}

/** As the runtime tells it of a connection. */
function read(given: CertificateNames) {
  return new X509Certificate(testCertificate(given).cert).toLegacyObject();
}
