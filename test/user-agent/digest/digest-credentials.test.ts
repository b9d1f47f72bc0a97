import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { formatCredentials } from "../../../src/message/header/credentials.js";
import { type DigestAlgorithm } from "../../../src/user-agent/digest/digest-hash.js";
import { readRequest, requestText } from "../../../src/testing/index.js";
import { answerTo, type AnswerOptions, challengesOf, deskOf, now, requestWith, told } from "./support.js";

function md5(text: string): string {
  return createHash("md5").update(text).digest("hex");
}

describe("RFC 7616 §3.4 credentials that answer a challenge", () => {
  const ALGORITHMS: DigestAlgorithm[] = [
    "SHA-256",
    "SHA-256-sess",
    "SHA-512-256",
    "SHA-512-256-sess",
    "MD5",
    "MD5-sess",
  ];

  test.each(ALGORITHMS.flatMap((algorithm) => [[algorithm, "auth"] as const, [algorithm, "auth-int"] as const]))(
    "%s with qop %s",
    (algorithm, qop) => {
      const desk = deskOf({ algorithms: [algorithm], qop: ["auth", "auth-int"] });
      const body = "v=0\r\n";

      const result = desk.asks(answerTo(desk.challenge(), { qop, body }), { body });

      expect(told(result)).toBe("authenticated alice");
      expect(desk.lookups).toEqual([`alice example.test ${algorithm.replace("-sess", "")}`]);
    },
  );

  test.each<[string, AnswerOptions, string]>([
    ["a wrong password", { password: "looking-glass" }, "wrong-response"],
    ["another user's name", { user: "bob" }, "unknown-user"],
    ["another method", { method: "OPTIONS" }, "wrong-response"],
    ["another cnonce than was hashed", { with: { cnonce: '"c0ffef"' } }, "wrong-response"],
    ["another nc than was hashed", { with: { nc: "00000002" } }, "wrong-response"],
    ["a response of another length", { with: { response: '"00"' } }, "wrong-response"],
    ["a response of no digits", { with: { response: '"é"' } }, "wrong-response"],
    ["half a response", { with: { response: `"${"é".repeat(64)}"` } }, "wrong-response"],
  ])("%s: asked again, and not for the nonce's sake [AUT-7616-3.3-c]", (_title, options, reason) => {
    const desk = deskOf();

    expect(told(desk.asks(answerTo(desk.challenge(), options)))).toBe(`challenge 401 ${reason}`);
  });

  test("another body under auth-int is another message", () => {
    const desk = deskOf({ qop: ["auth-int"] });

    const result = desk.asks(answerTo(desk.challenge(), { qop: "auth-int", body: "v=0\r\n" }), { body: "v=1\r\n" });

    expect(told(result)).toBe("challenge 401 wrong-response");
  });

  test.each([
    ["no credentials", undefined],
    ["Basic", "Basic YWxpY2U6d29uZGVybGFuZA=="],
    ["a scheme that nobody knows", "Foo realm=example.test"],
    ["another realm's", 'Digest username="alice", realm="example.com", nonce="1", uri="sip:b", response="0"'],
  ])("%s: as if there were none [AUT-8760-2.6-b] [AUT-7616-3.4-b]", (_title, credentials) => {
    const desk = deskOf();

    expect(told(desk.asks(credentials))).toBe("challenge 401 no-credentials");
    expect(desk.lookups).toEqual([]);
  });

  test("an algorithm that was not offered: as if there were none [AUT-7616-3.4-b]", () => {
    const desk = deskOf();
    const challenge = desk.challenge();

    expect(told(desk.asks(answerTo({ ...challenge, algorithm: "MD5" })))).toBe("challenge 401 no-credentials");
    expect(told(desk.asks(answerTo(challenge, { with: { algorithm: undefined } })))).toBe(
      "challenge 401 no-credentials",
    );
    expect(told(desk.asks(answerTo(challenge, { with: { algorithm: "AKAv1-MD5" } })))).toBe(
      "challenge 401 no-credentials",
    );
  });

  test("MD5 need not be named", () => {
    const desk = deskOf({ algorithms: ["MD5"] });

    expect(told(desk.asks(answerTo(desk.challenge(), { with: { algorithm: undefined } })))).toBe("authenticated alice");
  });

  test.each<[string, Readonly<Record<string, string>>]>([
    ["an algorithm in quotes", { algorithm: '"SHA-256"' }],
    ["an algorithm in small letters", { algorithm: "sha-256" }],
    ["qop and nc in quotes", { qop: '"auth"', nc: '"00000001"' }],
    ["qop in capitals", { qop: "AUTH" }],
    ["a name and a URI without quotes", { username: "alice", uri: "sip:bob@192.0.2.4" }],
    ["more than is asked for", { opaque: '"x"', "auth-param": "1", domain: '"sip:h"' }],
  ])("%s is understood [AUT-7616-3.3-a]", (_title, parameters) => {
    const desk = deskOf();

    expect(told(desk.asks(answerTo(desk.challenge(), { with: parameters })))).toBe("authenticated alice");
  });

  test("a response in capitals is right, too [AUT-8760-2.2-a]", () => {
    const desk = deskOf();
    const authorization = answerTo(desk.challenge()).replace(/response="\w+"/, (text) => text.toUpperCase());

    expect(told(desk.asks(authorization))).toBe("authenticated alice");
  });

  test("an ha1 in capitals is right, too [AUT-8760-2.2-a] [AUT-7616-3.6-a]", () => {
    const ha1 = md5("alice:example.test:wonderland").toUpperCase();
    const desk = deskOf({ algorithms: ["MD5"], lookup: () => ({ ha1 }) });

    expect(told(desk.asks(answerTo(desk.challenge())))).toBe("authenticated alice");
  });

  test("an answer that could be for two challenges counts for the stronger one", () => {
    const desk = deskOf({ algorithms: ["SHA-256", "MD5"] });
    const [strong = {}, weak = {}] = challengesOf(desk.challenger.challenge());

    const rows = [answerTo(weak, { password: "wrong" }), answerTo(strong)];

    expect(told(desk.asks(rows))).toBe("authenticated alice");
  });

  test("a request with the answers to several realms: ours counts, the commas in it separate nothing [AUT-3261-22.1-e]", () => {
    const desk = deskOf();
    const foreign = 'Digest username="al, ice", realm="elsewhere, and more", nonce="1", uri="sip:b", response="0"';

    expect(told(desk.asks([foreign, answerTo(desk.challenge())]))).toBe("authenticated alice");
  });

  test("a callee looks at Authorization, a proxy at Proxy-Authorization [AUT-3261-22.1-e]", () => {
    const callee = deskOf();
    const proxy = deskOf({ proxy: true });
    const forProxy = answerTo(proxy.challenge());

    expect(told(callee.asks(undefined, { headers: { "Proxy-Authorization": answerTo(callee.challenge()) } }))).toBe(
      "challenge 401 no-credentials",
    );
    expect(told(proxy.asks(undefined, { headers: { Authorization: forProxy } }))).toBe("challenge 407 no-credentials");
    expect(told(proxy.asks(forProxy))).toBe("authenticated alice");
  });
});

describe("RFC 7616 §3.4 credentials that are not all there", () => {
  const REQUIRED = ["username", "nonce", "uri", "response", "cnonce", "nc"];

  test.each(REQUIRED.map((name) => [name]))("without %s: 400 [AUT-7616-3.4-b] [AUT-7616-3.4-a]", (name) => {
    const desk = deskOf();

    const result = desk.asks(answerTo(desk.challenge(), { with: { [name]: undefined } }));

    expect(told(result)).toBe("refuse 400 malformed-credentials");
    expect(result).toMatchObject({ refusal: { reasonPhrase: "Malformed Authorization header field" } });
  });

  test.each<[string, Readonly<Record<string, string | undefined>>]>([
    ["an nc of another length", { nc: "1" }],
    ["an nc of no hexadecimal digits", { nc: "0000000g" }],
    ["a qop that was not offered", { qop: "auth-int" }],
    ["an empty name", { username: '""' }],
    ["an empty response", { response: '""' }],
    ["an empty cnonce", { cnonce: '""' }],
    ["a name in both forms", { "username*": "UTF-8''alice" }],
    ["a name in an unreadable form", { username: undefined, "username*": "UTF-8'alice" }],
    ["a URI that is none", { uri: '"sip:bob@"' }],
    ["no realm", { realm: undefined }],
    ["a NUL", { cnonce: '"\\\0"' }],
  ])("%s: 400 [AUT-7616-3.4-b]", (_title, parameters) => {
    const desk = deskOf();

    expect(told(desk.asks(answerTo(desk.challenge(), { with: parameters })))).toBe("refuse 400 malformed-credentials");
  });

  test.each(["", "Digest", "Digest realm", 'Digest realm="example.test", realm="example.test"'])(
    "%j: 400 [AUT-7616-3.4-b]",
    (authorization) => {
      expect(told(deskOf().asks(authorization))).toBe("refuse 400 malformed-credentials");
    },
  );

  test("a proxy names its own header field in the 400", () => {
    const result = deskOf({ proxy: true }).asks("Digest");

    expect(result).toMatchObject({ refusal: { reasonPhrase: "Malformed Proxy-Authorization header field" } });
  });

  test("next to an unreadable row a good one counts", () => {
    const desk = deskOf();

    expect(told(desk.asks(["Digest realm", answerTo(desk.challenge())]))).toBe("authenticated alice");
  });

  test("RFC 8187 §3.2: a name in the extended form is read", () => {
    const name = "Jäsøn Doe";
    const desk = deskOf({ lookup: (user) => (user === name ? "wonderland" : undefined) });
    const extended = { username: undefined, "username*": "UTF-8''J%C3%A4s%C3%B8n%20Doe" };

    expect(told(desk.asks(answerTo(desk.challenge(), { user: name, with: extended })))).toBe(`authenticated ${name}`);
  });

  test("RFC 7616 §4: a name in UTF-8 is read, also where another header field is not", () => {
    const name = "Jäsøn";
    const desk = deskOf({ lookup: (user) => (user === name ? "wonderland" : undefined) });
    const authorization = answerTo(desk.challenge(), { user: name });
    const octets = Buffer.from(requestText("INVITE", { headers: { Authorization: authorization, Subject: "@" } }));
    octets[octets.indexOf("@", octets.indexOf("Subject"))] = 0xe9;

    const message = readRequest(octets);

    expect(message.octetText).toBe(true);
    expect(told(now(desk.challenger.authenticate(message)))).toBe(`authenticated ${name}`);
  });
});

describe("RFC 8760 §2.6 clients older than qop", () => {
  test("are asked again, unless they are wanted [AUT-8760-2.6-c]", () => {
    const strict = deskOf();
    const lenient = deskOf({ allowLegacy: true });

    expect(told(strict.asks(answerTo(strict.challenge(), { qop: undefined })))).toBe("challenge 401 no-credentials");
    expect(told(lenient.asks(answerTo(lenient.challenge(), { qop: undefined })))).toBe("authenticated alice");
  });

  test("use each nonce once [AUT-8760-2.6-c] [AUT-7616-3.4-a]", () => {
    const desk = deskOf({ allowLegacy: true });
    const authorization = answerTo(desk.challenge(), { qop: undefined });

    expect([desk.asks(authorization), desk.asks(authorization)].map(told)).toEqual([
      "authenticated alice",
      "challenge 401 stale replay",
    ]);
  });

  test("send a cnonce where the algorithm needs one", () => {
    const desk = deskOf({ algorithms: ["MD5-sess"], allowLegacy: true });
    const options = { qop: undefined, with: { cnonce: '"c0ffee"' } };

    expect(told(desk.asks(answerTo(desk.challenge(), options)))).toBe("authenticated alice");
    expect(told(desk.asks(answerTo(desk.challenge(), { qop: undefined })))).toBe("refuse 400 malformed-credentials");
  });
});

describe("credentials that we write", () => {
  test("are read by a challenger", () => {
    const desk = deskOf();
    const message = requestWith(answerTo(desk.challenge()));
    const value = message.parseHeader("Authorization") as Parameters<typeof formatCredentials>[0];

    expect(told(desk.asks(formatCredentials(value)))).toBe("authenticated alice");
  });
});
