import { describe, expect, test } from "vitest";
import { createDigestResponder as createNodeResponder } from "../../../src/adapters/node/digest-responder.js";
import { ParseFailure } from "../../../src/message/grammar/parse-failure.js";
import { Authorization } from "../../../src/message/header/credentials.js";
import { IncomingRequestMessage } from "../../../src/message/incoming-request-message.js";
import { IncomingResponseMessage } from "../../../src/message/incoming-response-message.js";
import { OutgoingRequestMessage } from "../../../src/message/outgoing-request-message.js";
import { parseMessage } from "../../../src/message/parse-message.js";
import { CountingRandom, type HeaderText, responseText } from "../../../src/testing/index.js";
import { type DigestAlgorithm } from "../../../src/user-agent/digest/digest-hash.js";
import { createDigestResponder, type DigestResponderOptions } from "../../../src/user-agent/digest/digest-responder.js";
import { type ChallengeAnswer } from "../../../src/user-agent/challenge-responder.js";
import { deskOf } from "./support.js";

const ALICE = { username: "alice", password: "wonderland" };

function invite(extraHeaders: readonly string[] = []): OutgoingRequestMessage {
  return new OutgoingRequestMessage({
    method: "INVITE",
    requestUri: "sip:bob@example.com",
    via: "SIP/2.0/UDP 192.0.2.1;branch=z9hG4bKone",
    from: "<sip:alice@example.com>;tag=a",
    to: "<sip:bob@example.com>",
    callId: "c",
    cseq: 1,
    extraHeaders,
  });
}

function challenged(request: OutgoingRequestMessage, statusCode: 401 | 407, rows: HeaderText): IncomingResponseMessage {
  const name = statusCode === 401 ? "WWW-Authenticate" : "Proxy-Authenticate";
  const response = parseMessage(responseText(request, statusCode, { headers: { [name]: rows } }));
  if (!(response instanceof IncomingResponseMessage)) throw new Error("not a response");
  return response;
}

/** What a responder says to these challenges at once. */
function linesFor(
  rows: HeaderText,
  {
    request = invite(),
    statusCode = 401,
    ...options
  }: Partial<DigestResponderOptions> & {
    readonly request?: OutgoingRequestMessage;
    readonly statusCode?: 401 | 407;
  } = {},
): ChallengeAnswer {
  const random = { token: (): string => "c0ffee", below: (): number => 0 };
  const responder = createNodeResponder({ user: ALICE, random, ...options });
  const answer = responder.respond(request, challenged(request, statusCode, rows));
  if (answer !== undefined && "then" in answer) throw new Error("a promise");
  return answer;
}

/** The parameters of the only credentials in these lines. */
function parametersOf(lines: ChallengeAnswer): Readonly<Record<string, string | null>> {
  expect(lines).toHaveLength(1);
  const value = Authorization.parse((lines?.[0] ?? "").replace(/^[\w-]+: /, ""));
  if (value instanceof ParseFailure) throw new Error("cannot be read");
  return value.parameters;
}

describe("RFC 3261 §22.2, RFC 7616 §3.4, RFC 7616 §3.4.2 a challenge is answered", () => {
  const user = { username: "alice", password: "s3cret" };

  test.each<[DigestAlgorithm, string | undefined, string]>([
    ["MD5", "auth", "4e4345817cb76b744249f3314b6c5b78"],
    ["MD5", "auth-int", "bf9f2ec36ff066ddef616969f32840d2"],
    ["MD5", undefined, "39dae9d0e46231d3db0e051ebef51c2c"],
    ["MD5-sess", "auth", "51bbea73293e9053ef7b496918f7d794"],
    ["SHA-256", "auth", "5ee5c103dc0aec2ad39f6fbded551f1977e1594b07b08f0eed0b5633a84bef28"],
    ["SHA-256", undefined, "17c9f416e959cfb2e375763efc2197ef458c523554951e11d726734db4907e6e"],
    ["SHA-256-sess", "auth", "0b7e9ba0f62d23ca0f6c8bc1a65977fcbad7e85ea6bde3784a3da77480a965ca"],
    ["SHA-512-256", "auth", "e791a52e10c52a662e87fc3573196e438c7b33a6223fad66123de4c512918fec"],
    ["SHA-512-256-sess", "auth", "58ee82622054ff2a5a43deb6b909d7f0828806a192bf68bfbe8e9b87e257a0f8"],
  ])("%s with qop %s", (algorithm, qop, response) => {
    const protection = qop === undefined ? "" : `, qop="${qop}"`;
    const lines = linesFor(`Digest realm="example.com", nonce="n0nce-1", algorithm=${algorithm}${protection}`, {
      user,
    });

    expect(parametersOf(lines)["response"]).toBe(response);
  });

  test("in the form that the RFC wants: algorithm, qop and nc without quotes, opaque as it came", () => {
    expect(linesFor('Digest realm="a \\"b\\"", nonce="n", opaque="", algorithm=SHA-256, qop="auth-int,auth"')).toEqual([
      expect.stringMatching(
        /^Authorization: Digest username="alice", realm="a \\"b\\"", nonce="n", uri="sip:bob@example\.com", response="[0-9a-f]{64}", algorithm=SHA-256, opaque="", qop=auth, cnonce="c0ffee", nc=00000001$/,
      ),
    ]);
  });

  test("of a proxy in a header of its own", () => {
    expect(linesFor('Digest realm="a", nonce="n"', { statusCode: 407 })?.[0]).toMatch(/^Proxy-Authorization: Digest /);
  });

  test("without algorithm as MD5, which is not named then", () => {
    const parameters = parametersOf(linesFor('Digest realm="a", nonce="n", qop="auth"'));

    expect(parameters["algorithm"]).toBeUndefined();
    expect(parameters["response"]).toHaveLength(32);
  });

  test("with the hash of a password in its place", () => {
    const ha1 = "ba83bec42b1d2cf7d7b58a4ff9ab2a4c";
    const lines = linesFor('Digest realm="a", nonce="n"', { user: { username: "alice", password: { ha1 } } });

    expect(parametersOf(lines)["response"]).toHaveLength(32);
    expect(lines?.[0]).not.toContain(ha1);
  });

  test.each<DigestAlgorithm>(["MD5", "SHA-256", "SHA-256-sess", "SHA-512-256"])(
    "%s so that our own challenger lets it in",
    (algorithm) => {
      const desk = deskOf({ algorithms: [algorithm], qop: ["auth", "auth-int"] });
      const request = invite();
      const response = challenged(
        request,
        401,
        desk.challenger.challenge().extraHeaders?.map((row) => row.slice(18)) ?? "",
      );
      const responder = createNodeResponder({ user: ALICE });
      const lines = responder.respond(request, response);
      if (lines === undefined || "then" in lines) throw new Error("no lines");
      const again = parseMessage(request.repeated(2, lines).toString());
      if (!(again instanceof IncomingRequestMessage)) throw new Error("not a request");

      expect(desk.challenger.authenticate(again)).toMatchObject({ kind: "authenticated", user: "alice" });
    },
  );
});

describe("RFC 8760 §2.4 of several challenges for one realm", () => {
  test("one is answered, MD5 only where there is no other", () => {
    const rows = ["MD5", "SHA-512-256", "SHA-256"].map((name) => `Digest realm="a", nonce="n", algorithm=${name}`);

    expect(parametersOf(linesFor(rows))["algorithm"]).toBe("SHA-512-256");
  });

  test("those that are not known are passed over", () => {
    const rows = [
      'Basic realm="a"',
      'Digest realm="a", nonce="n", algorithm=SHA-3',
      'Digest realm="a", nonce="n", qop="new"',
      'Digest realm="a"',
      'Digest realm="a", nonce="n", algorithm=md5',
    ];

    expect(parametersOf(linesFor(rows))["algorithm"]).toBe("md5");
    expect(linesFor(rows.slice(0, 4))).toBeUndefined();
  });

  test("the main door needs no cryptography of the platform for SHA-256 and MD5", () => {
    const request = invite();
    const rows = ["SHA-512-256", "SHA-256"].map((name) => `Digest realm="a", nonce="n", algorithm=${name}`);
    const lines = createDigestResponder({ user: ALICE }).respond(request, challenged(request, 401, rows));
    if (lines === undefined || "then" in lines) throw new Error("no lines");

    expect(parametersOf(lines)["algorithm"]).toBe("SHA-256");
  });
});

describe("RFC 3261 §22.3 of challenges for several realms", () => {
  test("each is answered", () => {
    const rows = ['Digest realm="a", nonce="n"', 'Digest realm="b", nonce="m"'];

    expect(linesFor(rows, { statusCode: 407 })).toHaveLength(2);
  });

  test("credentials for others stay", () => {
    const proxy = linesFor('Digest realm="a", nonce="n"', { statusCode: 407 }) ?? [];
    const lines = linesFor('Digest realm="b", nonce="m"', { request: invite(proxy) });

    expect(lines).toEqual([proxy[0], expect.stringMatching(/^Authorization: Digest username="alice", realm="b"/)]);
  });

  test("only those of the user's own realm are answered when it is named", () => {
    const user = { ...ALICE, realm: "a" };

    expect(linesFor('Digest realm="b", nonce="n"', { user })).toBeUndefined();
    expect(linesFor('Digest realm="a", nonce="n"', { user })).toHaveLength(1);
  });
});

describe("RFC 3261 §22.2 what was rejected is not tried again", () => {
  const first = 'Digest realm="a", nonce="n", qop="auth"';

  test("with the same credentials", () => {
    const request = invite(linesFor(first) ?? []);

    expect(linesFor(first, { request })).toBeUndefined();
    expect(linesFor('Digest realm="a", nonce="other", qop="auth"', { request })).toBeUndefined();
  });

  test("but it is when only the nonce was too old", () => {
    const request = invite(linesFor(first) ?? []);

    expect(parametersOf(linesFor('Digest realm="a", nonce="m", qop="auth", stale=TRUE', { request }))["nonce"]).toBe(
      "m",
    );
  });
});

describe("RFC 7616 §3.4 the uses of a nonce are counted", () => {
  test("over several requests", () => {
    const responder = createNodeResponder({ user: ALICE, random: new CountingRandom() });
    const counts = ["n", "n", "m", "n"].map((nonce) => {
      const request = invite();
      const lines = responder.respond(
        request,
        challenged(request, 401, `Digest realm="a", nonce="${nonce}", qop="auth"`),
      );
      return lines === undefined || "then" in lines ? undefined : parametersOf(lines)["nc"];
    });

    expect(counts).toEqual(["00000001", "00000002", "00000001", "00000003"]);
  });
});

describe("who we are may be said by a function", () => {
  test("that is told of realm and algorithm", () => {
    const asked: unknown[] = [];
    const user: DigestResponderOptions["user"] = ({ realm, algorithm, proxy }) => {
      asked.push([realm, algorithm, proxy]);
      return undefined;
    };

    expect(linesFor('Digest realm="a", nonce="n", algorithm=SHA-256', { user, statusCode: 407 })).toBeUndefined();
    expect(asked).toEqual([["a", "SHA-256", true]]);
  });

  test("later", async () => {
    const request = invite();
    const responder = createNodeResponder({ user: () => Promise.resolve(ALICE) });
    const lines = await responder.respond(request, challenged(request, 401, 'Digest realm="a", nonce="n"'));

    expect(lines).toHaveLength(1);
  });
});
