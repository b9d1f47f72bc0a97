import { describe, expect, test } from "vitest";
import { ParseFailure } from "../../../src/message/grammar/parse-failure.js";
import { formatChallenge, ProxyAuthenticate, WWWAuthenticate } from "../../../src/message/header/challenge.js";
import { Authorization, formatCredentials, ProxyAuthorization } from "../../../src/message/header/credentials.js";
import { requestText, readRequest } from "../../../src/testing/index.js";
import { read, responseOf } from "../support.js";

const CREDENTIALS =
  'Digest username="Alice", realm="atlanta.com", nonce="84a4cc6f3082121f32b42a2187831a9e", ' +
  'uri="sip:bob@example.com", response="7587245234b3434cc3412213e5f113a5", algorithm=MD5, qop=auth, nc=00000001, cnonce="0a4f"';

describe("RFC 3261 §20.7 Authorization, RFC 3261 §20.28 Proxy-Authorization; RFC 3261 §22.4, RFC 7616 §3.4", () => {
  test.each([Authorization, ProxyAuthorization])("are a scheme and its parameters, unquoted", (key) => {
    const { scheme, parameters } = read(key, CREDENTIALS);

    expect(scheme).toBe("Digest");
    expect({ ...parameters }).toEqual({
      username: "Alice",
      realm: "atlanta.com",
      nonce: "84a4cc6f3082121f32b42a2187831a9e",
      uri: "sip:bob@example.com",
      response: "7587245234b3434cc3412213e5f113a5",
      algorithm: "MD5",
      qop: "auth",
      nc: "00000001",
      cnonce: "0a4f",
    });
  });

  test.each([
    ['algorithm="SHA-256"', { algorithm: "SHA-256" }],
    [
      "uri=sip:bob@192.0.2.4:5060;user=phone , nc=00000001",
      { uri: "sip:bob@192.0.2.4:5060;user=phone", nc: "00000001" },
    ],
    ["response=0123,NONCE=abc=", { response: "0123", nonce: "abc=" }],
  ])("quotes may be there or missing: %s [AUT-7616-3.3-a]", (text, expected) => {
    expect({ ...read(Authorization, `Digest ${text}`).parameters }).toEqual(expected);
  });

  test.each([
    ['username="a, b", realm="x"', { username: "a, b", realm: "x" }],
    ['username="say \\"hi\\" \\\\"', { username: 'say "hi" \\' }],
    ['realm = "x" ,\t uri\t="sip:h"', { realm: "x", uri: "sip:h" }],
    ["username*=UTF-8''J%C3%A4s%C3%B8n", { "username*": "UTF-8''J%C3%A4s%C3%B8n" }],
    ['username=""', { username: "" }],
    [' , realm="x",, nonce=1 ,', { realm: "x", nonce: "1" }],
    ['__proto__="x", toString=y', JSON.parse('{ "__proto__": "x", "tostring": "y" }') as object],
  ])("reads %s", (text, expected) => {
    expect({ ...read(Authorization, `Digest ${text}`).parameters }).toEqual(expected);
  });

  test.each([
    "",
    '"Digest" realm="x"',
    "Digest,realm=x",
    "Digest realm",
    "Digest realm=",
    'Digest realm=, nonce="1"',
    'Digest realm="x',
    'Digest realm="x" nonce="1"',
    "Digest realm=x y",
    'Digest realm=x"y"',
    'Digest ="x"',
    'Digest realm="x", REALM="y"',
  ])("cannot be read: %j", (value) => {
    expect(Authorization.parse(value)).toBeInstanceOf(ParseFailure);
  });

  test("more parameters than the limit are too many", () => {
    const many = Array.from({ length: 65 }, (_, i) => `p${i}=1`).join(", ");

    expect(Authorization.parse(`Digest ${many}`, 64)).toMatchObject({ code: "too-long" });
    expect(Authorization.parse(`Foo ${many}`, 64)).toMatchObject({ code: "too-long" });
    expect(Object.keys(read(Authorization, `Digest ${many}`).parameters)).toHaveLength(65);
  });

  test.each([
    ["Basic dXNlcjpwYXNz", { scheme: "Basic", text: "dXNlcjpwYXNz", parameters: {} }],
    ["NoOneKnowsThisScheme opaque-data=here", { text: "opaque-data=here", parameters: { "opaque-data": "here" } }],
    ["Foo", { scheme: "Foo", text: "", parameters: {} }],
  ])("of another scheme, %s is given as it stands", (value, expected) => {
    const { scheme, text, parameters } = read(Authorization, value);

    expect({ scheme, text, parameters: { ...parameters } }).toMatchObject(expected);
  });

  test("each row is one value, whatever commas are in it [AUT-3261-22.1-e]", () => {
    const rows = ['Digest realm="a", nonce="1"', 'Digest realm="b", nonce="2"'];
    const message = readRequest(requestText("INVITE", { headers: { Authorization: rows } }));

    const realms = message
      .all(Authorization)
      .map((value) => (value instanceof ParseFailure ? value : value.parameters["realm"]));
    expect(realms).toEqual(["a", "b"]);
    expect(message.getHeaders("Authorization")).toEqual(rows);
  });

  test("are written with the quotes of the RFC, and read back the same", () => {
    const value = read(Authorization, CREDENTIALS);

    expect(formatCredentials(value)).toBe(CREDENTIALS);
    expect(formatCredentials(read(Authorization, 'Digest nc="1", uri=sip:b@h'))).toBe('Digest nc=1, uri="sip:b@h"');
  });

  test("are not written where they would not be read", () => {
    expect(() => formatCredentials({ scheme: "Digest", parameters: { realm: "x\r\nTo: y" } })).toThrow(TypeError);
    expect(() => formatCredentials({ scheme: "Digest", parameters: { nc: "" } })).toThrow(TypeError);
    expect(() => formatCredentials({ scheme: "Digest", parameters: { "a b": "1" } })).toThrow(TypeError);
  });
});

describe("RFC 3261 §20.44 WWW-Authenticate, RFC 3261 §20.27 Proxy-Authenticate, RFC 7616 §3.3", () => {
  const challenge = {
    realm: "example.test",
    nonce: "n1",
    opaque: "",
    stale: "true",
    algorithm: "SHA-256",
    qop: "auth,auth-int",
  };

  test("realm, nonce, opaque and qop are quoted, stale and algorithm are not [AUT-7616-3.3-a]", () => {
    const text = formatChallenge({ scheme: "Digest", parameters: challenge });

    expect(text).toBe(
      'Digest realm="example.test", nonce="n1", opaque="", stale=true, algorithm=SHA-256, qop="auth,auth-int"',
    );
    expect({ ...read(WWWAuthenticate, text).parameters }).toEqual(challenge);
  });

  test("each row of a response is one challenge", () => {
    const response = responseOf(
      [
        "SIP/2.0 407 Proxy Authentication Required",
        "Via: SIP/2.0/UDP h;branch=z9hG4bK1",
        "To: <sip:b@h>;tag=1",
        "From: <sip:a@h>;tag=2",
        "Call-ID: 1",
        "CSeq: 1 INVITE",
        'Proxy-Authenticate: Digest realm="a, b", nonce=1, algorithm="SHA-256"',
        'Proxy-Authenticate: Digest realm="a, b", nonce=1, algorithm=MD5',
        "",
        "",
      ].join("\r\n"),
    );

    const algorithms = response
      .all(ProxyAuthenticate)
      .map((value) => (value instanceof ParseFailure ? value : value.parameters["algorithm"]));
    expect(algorithms).toEqual(["SHA-256", "MD5"]);
  });
});
