import { describe, expect, test } from "vitest";
import { answerTo, challengesOf, deskOf, told } from "./support.js";

describe("RFC 3261 §22.1, RFC 3261 §22.3 a challenge", () => {
  test("of a callee is a 401 with WWW-Authenticate [AUT-3261-22.1-a] [AUT-3261-22.2-a] [UAS-22.1-b]", () => {
    const { challenger } = deskOf();

    const { statusCode, extraHeaders } = challenger.challenge();

    expect(statusCode).toBe(401);
    expect(extraHeaders).toEqual([
      expect.stringMatching(
        /^WWW-Authenticate: Digest realm="example\.test", nonce="[^"]+", algorithm=SHA-256, qop="auth"$/,
      ),
    ]);
  });

  test("of a proxy is a 407 with Proxy-Authenticate [AUT-3261-22.1-a] [AUT-3261-22.2-a]", () => {
    const { challenger } = deskOf({ proxy: true });

    const { statusCode, extraHeaders } = challenger.challenge();

    expect(statusCode).toBe(407);
    expect(extraHeaders).toEqual([expect.stringMatching(/^Proxy-Authenticate: Digest realm="example\.test", /)]);
  });

  test("has one row for each algorithm, the strongest first, and qop in each [AUT-8760-2.3-a] [AUT-8760-2.6-a]", () => {
    const { challenger } = deskOf({ algorithms: ["MD5", "SHA-512-256", "SHA-256"], qop: ["auth", "auth-int"] });

    const challenges = challengesOf(challenger.challenge());

    expect(challenges.map(({ algorithm, qop }) => [algorithm, qop])).toEqual([
      ["SHA-256", "auth,auth-int"],
      ["SHA-512-256", "auth,auth-int"],
      ["MD5", "auth,auth-int"],
    ]);
  });

  test("offers SHA-256 alone when nothing is said, and never Basic [AUT-8760-2.3-a] [AUT-8760-2.6-b]", () => {
    const { challenger } = deskOf();

    expect(challengesOf(challenger.challenge()).map(({ scheme, algorithm }) => [scheme, algorithm])).toEqual([
      ["Digest", "SHA-256"],
    ]);
  });

  test("quotes what is to be quoted and nothing else; there is no domain [AUT-7616-3.3-a] [AUT-3261-22.1-d]", () => {
    const desk = deskOf({ realm: 'The "bar"', findUser: () => "alice" });
    const challenge = desk.challenge();
    desk.time += 300_001;

    const result = desk.asks(answerTo(challenge));

    expect(told(result)).toBe("challenge 401 stale stale-nonce");
    expect("refusal" in result ? result.refusal.extraHeaders?.[0] : "").toMatch(
      /^WWW-Authenticate: Digest realm="The \\"bar\\"", nonce="[^"]+", stale=true, algorithm=SHA-256, qop="auth", userhash=true$/,
    );
  });

  test("is fresh each time", () => {
    const desk = deskOf();

    expect(desk.challenge()["nonce"]).not.toBe(desk.challenge()["nonce"]);
  });
});

describe("RFC 3261 §22.1 options of which no challenge can be made", () => {
  test.each([
    ["realm: missing", { realm: undefined }, "realm"],
    ["realm: blank", { realm: " " }, "realm"],
    ["realm: two lines", { realm: "a\r\nb" }, "realm"],
    ["lookup: missing", { lookup: undefined }, "lookup"],
    ["algorithms: none", { algorithms: [] }, "algorithms"],
    ["algorithms: Basic", { algorithms: ["Basic"] }, "Basic"],
    ["algorithms: SHA-1", { algorithms: ["SHA-256", "SHA-1"] }, "SHA-1"],
    ["qop: none", { qop: [] }, "qop"],
    ["qop: unknown", { qop: ["auth-conf"] }, "auth-conf"],
    ["secret: empty", { secret: "" }, "secret"],
    ["secret: no octets", { secret: new Uint8Array() }, "secret"],
    ["nonceLifetime: 0", { nonceLifetime: 0 }, "nonceLifetime"],
    ["nonceLifetime: NaN", { nonceLifetime: NaN }, "nonceLifetime"],
    ["maxNonces: 0", { maxNonces: 0 }, "maxNonces"],
    ["failureLimit: 0", { failureLimit: { failures: 0, interval: 1 } }, "failureLimit"],
  ])("%s is a TypeError at once [AUT-3261-22.1-d] [AUT-8760-2.6-b]", (_title, options, named) => {
    // Proof for the assertion: what code without types may hand in is the point.
    const make = (): unknown => deskOf(options as Parameters<typeof deskOf>[0]);

    expect(make).toThrow(TypeError);
    expect(make).toThrow(named);
  });
});
