import { createHash, createHmac } from "node:crypto";
import { describe, expect, test } from "vitest";
import { createDigestChallenger as createForNode } from "../../../src/adapters/node/index.js";
import {
  createDigestChallenger,
  type DigestChallengerOptions,
  type DigestCryptography,
  type Hash,
} from "../../../src/index.js";
import { answerTo, challengeOf, challengesOf, now, requestWith, told } from "../../user-agent/digest/support.js";

const OPTIONS: DigestChallengerOptions = { realm: "example.test", lookup: () => "wonderland" };
const SHA256: Hash = { name: "SHA-256", digest: (data) => createHash("sha256").update(data).digest("hex") };
const CRYPTOGRAPHY: DigestCryptography = {
  hashes: [SHA256],
  hmac: (key, text) => createHmac("sha256", key).update(text).digest("base64url"),
};

describe("RFC 7616 §6.1 a challenger with Node's cryptography", () => {
  test("has all three hash functions, a clock, chance and a secret of its own", () => {
    const challenger = createForNode({ ...OPTIONS, algorithms: ["SHA-256", "SHA-512-256", "MD5"] });

    const results = challengesOf(challenger.challenge()).map((challenge) =>
      told(now(challenger.authenticate(requestWith(answerTo(challenge, { nc: challenge["algorithm"]?.length ?? 0 }))))),
    );

    expect(results).toEqual(["authenticated alice", "authenticated alice", "authenticated alice"]);
  });

  test("does not know the nonces of another one without the same secret [AUT-7616-3.3-b]", () => {
    const first = createForNode(OPTIONS);
    const second = createForNode({ ...OPTIONS, secret: undefined });

    const result = second.authenticate(requestWith(answerTo(challengeOf(first.challenge()))));

    expect(told(now(result))).toBe("challenge 401 unknown-nonce");
  });

  test("knows them with the same secret, be it text or octets [AUT-7616-3.3-b]", () => {
    const first = createForNode({ ...OPTIONS, secret: "of both" });
    const second = createForNode({ ...OPTIONS, secret: new TextEncoder().encode("of both") });

    const result = second.authenticate(requestWith(answerTo(challengeOf(first.challenge()))));

    expect(told(now(result))).toBe("authenticated alice");
  });

  test("compares texts that are not ASCII, too", () => {
    const challenger = createForNode(OPTIONS);
    const challenge = challengeOf(challenger.challenge());
    const nonce = `${(challenge["nonce"] ?? "").slice(0, -1)}é`;

    expect(told(now(challenger.authenticate(requestWith(answerTo({ ...challenge, nonce })))))).toBe(
      "challenge 401 unknown-nonce",
    );
  });
});

describe("a challenger with another's cryptography", () => {
  test("works with the hash functions that are there", () => {
    const challenger = createDigestChallenger({ ...OPTIONS, ...CRYPTOGRAPHY });

    const result = challenger.authenticate(requestWith(answerTo(challengeOf(challenger.challenge()))));

    expect(told(now(result))).toBe("authenticated alice");
  });

  test.each<[string, Partial<DigestCryptography & DigestChallengerOptions>]>([
    ["an algorithm without its hash function", { algorithms: ["SHA-256", "MD5"] }],
    ["another hash function than it says", { hashes: [{ ...SHA256, name: "MD5" }], algorithms: ["MD5"] }],
    ["a keyed hash that is too short", { hmac: () => "0123" }],
    ["a keyed hash that is no token", { hmac: () => "/".repeat(64) }],
  ])("is not made of %s", (_title, difference) => {
    expect(() => createDigestChallenger({ ...OPTIONS, ...CRYPTOGRAPHY, ...difference })).toThrow(TypeError);
  });
});
