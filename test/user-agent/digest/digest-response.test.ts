import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { type DigestAlgorithm, type Hash, hashNameOf, isSession } from "../../../src/user-agent/digest/digest-hash.js";
import { digestResponse, passwordHash, type Qop, userHash } from "../../../src/user-agent/digest/digest-response.js";

const NODE_NAMES = { MD5: "md5", "SHA-256": "sha256", "SHA-512-256": "sha512-256" } as const;

function hashOf(algorithm: DigestAlgorithm): Hash {
  const name = hashNameOf(algorithm);
  return { name, digest: (data) => createHash(NODE_NAMES[name]).update(data).digest("hex") };
}

interface Vector {
  readonly user: string;
  readonly realm: string;
  readonly password: string;
  readonly method: string;
  readonly uri: string;
  readonly nonce: string;
  readonly cnonce: string;
  readonly qop: Qop | undefined;
}

function responseOf(algorithm: DigestAlgorithm, vector: Vector, body = ""): string {
  const hash = hashOf(algorithm);
  const ha1 = passwordHash(hash, vector.user, vector.realm, vector.password);
  const input = { ...vector, nc: "00000001", session: isSession(algorithm) };
  return digestResponse(hash, ha1, vector.method, input, () => body);
}

describe("RFC 7616 §3.4.1, RFC 7616 §3.4.2, RFC 7616 §3.4.3 the response", () => {
  const call = {
    user: "alice",
    realm: "example.com",
    password: "s3cret",
    method: "INVITE",
    uri: "sip:bob@example.com",
    nonce: "n0nce-1",
    cnonce: "c0ffee",
  };

  test.each<[DigestAlgorithm, Qop | undefined, string]>([
    ["MD5", "auth", "4e4345817cb76b744249f3314b6c5b78"],
    ["MD5", "auth-int", "bf9f2ec36ff066ddef616969f32840d2"],
    ["MD5", undefined, "39dae9d0e46231d3db0e051ebef51c2c"],
    ["MD5-sess", "auth", "51bbea73293e9053ef7b496918f7d794"],
    ["SHA-256", "auth", "5ee5c103dc0aec2ad39f6fbded551f1977e1594b07b08f0eed0b5633a84bef28"],
    ["SHA-256", "auth-int", "c57adfeabcffabd741d6bb5507db7d7678bda4ef140411a3099bb4525485c189"],
    ["SHA-256", undefined, "17c9f416e959cfb2e375763efc2197ef458c523554951e11d726734db4907e6e"],
    ["SHA-256-sess", "auth", "0b7e9ba0f62d23ca0f6c8bc1a65977fcbad7e85ea6bde3784a3da77480a965ca"],
    ["SHA-512-256", "auth", "e791a52e10c52a662e87fc3573196e438c7b33a6223fad66123de4c512918fec"],
    ["SHA-512-256", "auth-int", "c8b38c5bb3f7211770a91b7aa2730457028b65f7af22d3463ad753734296dc87"],
    ["SHA-512-256", undefined, "1284b7dbb52975cae27d4f273ac419354943a0be620025dbcb26c34c93503b2e"],
    ["SHA-512-256-sess", "auth", "58ee82622054ff2a5a43deb6b909d7f0828806a192bf68bfbe8e9b87e257a0f8"],
  ])("%s with qop %s", (algorithm, qop, response) => {
    expect(responseOf(algorithm, { ...call, qop })).toBe(response);
  });

  test.each<[DigestAlgorithm, string]>([
    ["MD5", "8ca523f5e9506fed4657c9700eebdbec"],
    ["SHA-256", "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1"],
  ])("%s as in the example of RFC 7616 §3.9.1", (algorithm, response) => {
    const example = {
      user: "Mufasa",
      realm: "http-auth@example.org",
      password: "Circle of Life",
      method: "GET",
      uri: "/dir/index.html",
      nonce: "7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v",
      cnonce: "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ",
      qop: "auth",
    } as const;

    expect(responseOf(algorithm, example)).toBe(response);
  });

  test("with auth-int another body gives another response", () => {
    const one = responseOf("SHA-256", { ...call, qop: "auth-int" }, "v=0\r\n");

    expect(one).not.toBe(responseOf("SHA-256", { ...call, qop: "auth-int" }, "v=1\r\n"));
    expect(responseOf("SHA-256", { ...call, qop: "auth" }, "v=0\r\n")).toBe(
      responseOf("SHA-256", { ...call, qop: "auth" }),
    );
  });

  test("a hash in capitals counts as one in small letters", () => {
    const hash = hashOf("MD5");
    const loud: Hash = { name: "MD5", digest: (data) => hash.digest(data).toUpperCase() };

    expect(passwordHash(loud, "alice", "example.com", "s3cret")).toBe(
      passwordHash(hash, "alice", "example.com", "s3cret"),
    );
  });
});

describe("RFC 7616 §3.4.4 the hash of a name", () => {
  // The name and the realm of RFC 7616 §3.9.2; SHA-512-256 there is erroneous, so the hash is that of SHA-256.
  test("is that of name and realm [AUT-7616-3.4.4-a]", () => {
    const expected = createHash("sha256").update("Jäsøn Doe:api@example.org").digest("hex");

    expect(userHash(hashOf("SHA-256"), "Jäsøn Doe", "api@example.org")).toBe(expected);
  });
});
