import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { LoggerFactory } from "../../../src/environment/logger.js";
import { flowOf } from "../support.js";
import { answerTo, challengeOf, deskOf, now, requestWith, told } from "./support.js";

function md5(text: string): string {
  return createHash("md5").update(text).digest("hex");
}

describe("RFC 7616 §3.3 the nonce in credentials", () => {
  test("is good as long as it lives, for another process with the secret too [AUT-7616-3.3-b]", () => {
    const before = deskOf();
    const after = deskOf();
    const challenge = before.challenge();
    after.time += 10_000;

    expect(told(after.asks(answerTo(challenge)))).toBe("authenticated alice");
  });

  test.each([
    ["another secret", { secret: "another" }],
    ["another realm", { realm: "example.com" }],
    ["a proxy", { proxy: true }],
  ])(
    "of %s is none of ours, and nobody is looked up for it [AUT-7616-3.3-b] [AUT-7616-3.4-b]",
    (_title, difference) => {
      const desk = deskOf();
      const nonce = deskOf(difference).challenge()["nonce"] ?? "";

      expect(told(desk.asks(answerTo({ ...desk.challenge(), nonce })))).toBe("challenge 401 unknown-nonce");
      expect(desk.lookups).toEqual([]);
    },
  );

  test("is known again whatever address it comes from [AUT-7616-3.3-b]", () => {
    const desk = deskOf();
    const authorization = answerTo(desk.challenge());

    const message = requestWith(authorization);
    message.stampSource({ host: "203.0.113.9", port: 7_000 });

    expect(told(now(desk.challenger.authenticate(message)))).toBe("authenticated alice");
  });

  test("with a character changed is none of ours [AUT-7616-3.3-b]", () => {
    const desk = deskOf();
    const challenge = desk.challenge();
    const nonce = (challenge["nonce"] ?? "").replace(/.$/, (last) => (last === "0" ? "1" : "0"));

    expect(told(desk.asks(answerTo({ ...challenge, nonce })))).toBe("challenge 401 unknown-nonce");
  });

  test("is too old after its time: with the right password it is stale, with a wrong one not [AUT-7616-3.3-c]", () => {
    const desk = deskOf({ nonceLifetime: 60_000 });
    const challenge = desk.challenge();
    desk.time += 60_000;
    const justInTime = told(desk.asks(answerTo(challenge)));
    desk.time += 1;

    expect(justInTime).toBe("authenticated alice");
    expect(told(desk.asks(answerTo(challenge, { nc: 2 })))).toBe("challenge 401 stale stale-nonce");
    expect(told(desk.asks(answerTo(challenge, { nc: 3, password: "wrong" })))).toBe("challenge 401 wrong-response");
  });

  test("of a clock that was far ahead is stale as well", () => {
    const desk = deskOf({ nonceLifetime: 60_000 });
    const challenge = desk.challenge();
    desk.time -= 60_001;

    expect(told(desk.asks(answerTo(challenge)))).toBe("challenge 401 stale stale-nonce");
  });

  test("lives five minutes when nothing is said", () => {
    const desk = deskOf();
    const challenge = desk.challenge();
    desk.time += 300_000;
    const inTime = told(desk.asks(answerTo(challenge)));
    desk.time += 1;

    expect([inTime, told(desk.asks(answerTo(challenge, { nc: 2 })))]).toEqual([
      "authenticated alice",
      "challenge 401 stale stale-nonce",
    ]);
  });

  test("may be used with numbers in any order, with each once; then a new one is asked for [AUT-7616-3.4-a]", () => {
    const desk = deskOf();
    const challenge = desk.challenge();

    const results = [1, 3, 2, 3].map((nc) => desk.asks(answerTo(challenge, { nc })));

    expect(results.map(told)).toEqual([
      "authenticated alice",
      "authenticated alice",
      "authenticated alice",
      "challenge 401 stale replay",
    ]);
    const [, , , replayed] = results;
    const fresh = replayed !== undefined && "refusal" in replayed ? challengeOf(replayed.refusal) : {};
    expect(fresh["nonce"]).not.toBe(challenge["nonce"]);
    expect(told(desk.asks(answerTo(fresh)))).toBe("authenticated alice");
  });

  test("is not used up by who does not know the password", () => {
    const desk = deskOf();
    const challenge = desk.challenge();
    desk.asks(answerTo(challenge, { password: "wrong" }));

    expect(told(desk.asks(answerTo(challenge)))).toBe("authenticated alice");
  });

  test("that was used falls out of memory for newer ones, and cannot be used again", () => {
    const desk = deskOf({ maxNonces: 2 });
    const oldest = desk.challenge();
    desk.asks(answerTo(oldest));
    for (let i = 0; i < 2; i++) {
      desk.time += 1;
      desk.asks(answerTo(desk.challenge()));
    }

    expect(told(desk.asks(answerTo(oldest)))).toBe("challenge 401 stale replay");
  });
});

describe("RFC 3261 §22.1 ACK and CANCEL", () => {
  test("an ACK has what its INVITE had, and is not a use of its own [AUT-3261-22.1-c] [AUT-3261-22.1-b] [UAS-22.1-a]", () => {
    const desk = deskOf();
    const authorization = answerTo(desk.challenge());

    const invite = desk.asks(authorization);
    desk.time += 3_600_000;
    const acks = [desk.asks(authorization, { method: "ACK" }), desk.asks(authorization, { method: "ACK" })];

    expect([invite, ...acks].map(told)).toEqual(["authenticated alice", "authenticated alice", "authenticated alice"]);
  });

  test.each(["ACK", "CANCEL"])("%s is never challenged [AUT-3261-22.1-b] [UAS-22.1-a]", (method) => {
    const desk = deskOf();

    const results = [
      desk.asks(undefined, { method }),
      desk.asks(answerTo(desk.challenge(), { password: "wrong" }), { method }),
      desk.asks(answerTo({ ...desk.challenge(), nonce: "1" }), { method }),
    ];

    expect(results.map((result) => (result.kind === "authenticated" ? result : result.refusal))).toEqual([
      { code: "forbidden", statusCode: 403 },
      { code: "forbidden", statusCode: 403 },
      { code: "forbidden", statusCode: 403 },
    ]);
  });
});

describe("RFC 7616 §3.6 looking a user up", () => {
  const ha1 = createHash("sha256").update("alice:example.test:wonderland").digest("hex");

  test("gives a password or its hash, now or later [AUT-7616-3.6-a]", async () => {
    for (const secret of ["wonderland", { ha1 }]) {
      const atOnce = deskOf({ lookup: () => secret });
      const later = deskOf({ lookup: () => Promise.resolve(secret) });

      expect(told(atOnce.asks(answerTo(atOnce.challenge())))).toBe("authenticated alice");
      const result = await later.challenger.authenticate(requestWith(answerTo(later.challenge())));
      expect(told(result)).toBe("authenticated alice");
    }
  });

  test.each([[undefined], [null]])("%s: nobody knows the user", (nobody) => {
    const desk = deskOf({ lookup: () => nobody });

    expect(told(desk.asks(answerTo(desk.challenge())))).toBe("challenge 401 unknown-user");
  });

  test("is not done, and nothing waited for, without credentials", () => {
    const desk = deskOf({ lookup: () => new Promise(() => undefined) });

    expect(told(desk.asks(undefined))).toBe("challenge 401 no-credentials");
  });

  test("two copies that are looked up at the same time: one is a replay [AUT-7616-3.4-a]", async () => {
    const desk = deskOf({ lookup: () => Promise.resolve("wonderland") });
    const message = requestWith(answerTo(desk.challenge()));

    const results = await Promise.all([desk.challenger.authenticate(message), desk.challenger.authenticate(message)]);

    expect(results.map(told)).toEqual(["authenticated alice", "challenge 401 stale replay"]);
  });

  test("that fails is told to the application", async () => {
    const broken = new Error("no database");
    const throws = deskOf({
      lookup: () => {
        throw broken;
      },
    });
    const rejects = deskOf({ lookup: () => Promise.reject(broken) });

    expect(() => throws.asks(answerTo(throws.challenge()))).toThrow(broken);
    await expect(rejects.challenger.authenticate(requestWith(answerTo(rejects.challenge())))).rejects.toBe(broken);
  });

  test.each<[unknown]>([[{ ha1: "wonderland" }], [{ ha1: `${ha1}0` }], [{ password: "wonderland" }], [42]])(
    "that gives neither password nor hash is a TypeError, which does not tell what was given",
    (secret) => {
      // Proof for the assertion: what code without types may give is the point.
      const desk = deskOf({ lookup: () => secret as string });

      expect(() => desk.asks(answerTo(desk.challenge()))).toThrow(TypeError);
      expect(() => desk.asks(answerTo(desk.challenge()))).not.toThrow(/wonderland|42/);
    },
  );

  test("may be by a hash that the challenger makes [AUT-7616-3.6-a]", () => {
    const { challenger } = deskOf();

    expect(challenger.passwordHash("alice", "wonderland", "SHA-256")).toBe(ha1);
    expect(() => challenger.passwordHash("alice", "wonderland", "MD5")).toThrow(RangeError);
    expect(challenger.realm).toBe("example.test");
  });
});

describe("RFC 7616 §3.4.4 names that are hidden", () => {
  const users = ["alice", "carol"];

  test("are found by their hash, where that is offered [AUT-7616-3.4.4-a]", () => {
    const desk = deskOf({
      findUser: (hash, algorithm) => users.find((user) => desk.challenger.userHash(user, algorithm) === hash),
    });
    const hidden = desk.challenger.userHash("alice", "SHA-256");
    const challenge = desk.challenge();

    const result = desk.asks(
      answerTo(challenge, { with: { username: `"${hidden.toUpperCase()}"`, userhash: "true" } }),
    );

    expect(challenge["userhash"]).toBe("true");
    expect(told(result)).toBe("authenticated alice");
    expect(told(desk.asks(answerTo(challenge, { nc: 2, with: { userhash: "false" } })))).toBe("authenticated alice");
  });

  test("may be found later", async () => {
    const desk = deskOf({ findUser: () => Promise.resolve("alice") });
    const hidden = answerTo(desk.challenge(), { with: { username: '"0"', userhash: '"true"' } });

    expect(told(await desk.challenger.authenticate(requestWith(hidden)))).toBe("authenticated alice");
  });

  test("that nobody has are unknown", () => {
    const desk = deskOf({ findUser: () => undefined });
    const hidden = answerTo(desk.challenge(), { with: { username: '"0"', userhash: "true" } });

    expect(told(desk.asks(hidden))).toBe("challenge 401 unknown-user");
  });

  test("are names like any other where that is not offered [AUT-7616-3.4.4-a]", () => {
    const desk = deskOf();

    expect(told(desk.asks(answerTo(desk.challenge(), { with: { userhash: "true" } })))).toBe("authenticated alice");
    expect(desk.challenge()).not.toHaveProperty("userhash");
  });

  test("cannot come in the extended form", () => {
    const desk = deskOf({ findUser: () => "alice" });
    const extended = { username: undefined, "username*": "UTF-8''alice", userhash: "true" };

    expect(told(desk.asks(answerTo(desk.challenge(), { with: extended })))).toBe("refuse 400 malformed-credentials");
  });
});

describe("RFC 7616 §5.7 who fails again and again", () => {
  const failureLimit = { failures: 3, interval: 60_000 };

  test("gets 403 without a look at the password, until the time is over [AUT-7616-3.4-c] [AUT-3261-22.1-f]", () => {
    const desk = deskOf({ failureLimit });
    const tries = (password: string): string => told(desk.asks(answerTo(desk.challenge(), { password })));

    expect([tries("a"), tries("b"), tries("c"), tries("d"), tries("wonderland")]).toEqual([
      "challenge 401 wrong-response",
      "challenge 401 wrong-response",
      "challenge 401 wrong-response",
      "refuse 403 too-many-failures",
      "refuse 403 too-many-failures",
    ]);
    expect(desk.lookups).toHaveLength(3);
    desk.time += 60_000;
    expect(tries("wonderland")).toBe("authenticated alice");
  });

  test("does not lock out another source, nor another user [AUT-7616-3.4-c]", () => {
    const desk = deskOf({ failureLimit });
    for (let i = 0; i < 3; i++) desk.asks(answerTo(desk.challenge(), { password: "wrong" }));

    const elsewhere = { via: "SIP/2.0/UDP 203.0.113.7;branch=z9hG4bKx" };

    expect(told(desk.asks(answerTo(desk.challenge())))).toBe("refuse 403 too-many-failures");
    expect(told(desk.asks(answerTo(desk.challenge()), elsewhere))).toBe("authenticated alice");
    expect(told(desk.asks(answerTo(desk.challenge(), { user: "carol" })))).toBe("challenge 401 unknown-user");
  });

  test("is known by where the message came from, not by what it says of itself [AUT-7616-3.4-c]", () => {
    const desk = deskOf({ failureLimit });
    const flow = flowOf("WS", { remote: { host: "203.0.113.7", port: 443 } });
    const tries = (number: number): string => {
      const via = `SIP/2.0/WS host-${number}.invalid;branch=z9hG4bK${number}`;
      const message = requestWith(answerTo(desk.challenge(), { password: "wrong" }), { via });
      return told(now(desk.challenger.authenticate(message, flow)));
    };

    expect([1, 2, 3, 4].map(tries).at(-1)).toBe("refuse 403 too-many-failures");
  });

  test("and then remembers the password begins anew [AUT-7616-3.4-c]", () => {
    const desk = deskOf({ failureLimit });
    const tries = (password: string): string => told(desk.asks(answerTo(desk.challenge(), { password })));

    expect([tries("a"), tries("b"), tries("wonderland"), tries("c"), tries("d"), tries("wonderland")].at(-1)).toBe(
      "authenticated alice",
    );
  });

  test("is challenged for ever where there is no limit", () => {
    const desk = deskOf();
    const results = Array.from({ length: 50 }, () =>
      told(desk.asks(answerTo(desk.challenge(), { password: "wrong" }))),
    );

    expect(new Set(results)).toEqual(new Set(["challenge 401 wrong-response"]));
  });

  test("is named in the log; passwords and responses are not [AUT-7616-3.4-c]", () => {
    const lines: string[] = [];
    const loggerFactory = new LoggerFactory();
    loggerFactory.builtinEnabled = false;
    loggerFactory.connector = (_level, category, _label, content) => lines.push(`${category}: ${String(content)}`);
    const desk = deskOf({ loggerFactory });

    desk.asks(answerTo(desk.challenge(), { password: "wrong" }));
    desk.asks(answerTo(desk.challenge(), { user: "mallory" }));
    desk.asks(answerTo(desk.challenge(), { uri: "sip:carol@h" }));
    const authorization = answerTo(desk.challenge());
    desk.asks(authorization);
    desk.asks(authorization);

    expect(lines).toEqual([
      'sip.digest-challenger: INVITE of "alice" from pc1.example.org: wrong-response',
      'sip.digest-challenger: INVITE of "mallory" from pc1.example.org: unknown-user',
      'sip.digest-challenger: INVITE of "alice" from pc1.example.org: foreign-uri',
      'sip.digest-challenger: INVITE of "alice" from pc1.example.org: replay',
    ]);
  });
});

describe("RFC 7616 §3.5 the callee proves itself", () => {
  function infoOf(line: string): { name: string; parameters: Record<string, string> } {
    const [, name = "", list = ""] = /^([\w-]+): (.*)$/.exec(line) ?? [];
    const parameters = list.split(", ").map((part) => /^(\w+)="?([^"]*)"?$/.exec(part)?.slice(1) ?? []);
    return { name, parameters: Object.fromEntries(parameters) as Record<string, string> };
  }

  test("by a hash of which the method is empty [AUT-7616-3.5-a]", () => {
    const desk = deskOf({ algorithms: ["MD5"] });
    const { nonce = "", ...challenge } = desk.challenge();

    const result = desk.asks(answerTo({ ...challenge, nonce }, { nc: 10 }));

    const line = result.kind === "authenticated" ? result.authenticationInfo() : "";
    const proof = md5(
      `${md5("alice:example.test:wonderland")}:${nonce}:0000000a:c0ffee:auth:${md5(":sip:bob@192.0.2.4")}`,
    );
    expect(infoOf(line)).toEqual({
      name: "Authentication-Info",
      parameters: { qop: "auth", rspauth: proof, cnonce: "c0ffee", nc: "0000000a" },
    });
  });

  test("with auth-int the body of the response counts; a proxy has a header field of its own [AUT-7616-3.5-a]", () => {
    const desk = deskOf({ algorithms: ["MD5"], qop: ["auth-int"], proxy: true });
    const { nonce = "", ...challenge } = desk.challenge();

    const result = desk.asks(answerTo({ ...challenge, nonce }, { qop: "auth-int" }));

    const line = result.kind === "authenticated" ? result.authenticationInfo("v=0\r\n") : "";
    const a2 = md5(`:sip:bob@192.0.2.4:${md5("v=0\r\n")}`);
    const { name, parameters } = infoOf(line);
    expect(name).toBe("Proxy-Authentication-Info");
    expect(parameters["rspauth"]).toBe(
      md5(`${md5("alice:example.test:wonderland")}:${nonce}:00000001:c0ffee:auth-int:${a2}`),
    );
  });

  test("and gives the next nonce when half of the time is over [AUT-7616-3.5-a]", () => {
    const desk = deskOf();
    const challenge = desk.challenge();
    desk.time += 150_001;

    const result = desk.asks(answerTo(challenge));

    const line = result.kind === "authenticated" ? result.authenticationInfo() : "";
    const { nextnonce = "" } = infoOf(line).parameters;
    desk.time += 200_000;
    expect(told(desk.asks(answerTo({ ...challenge, nonce: nextnonce })))).toBe("authenticated alice");
  });

  test("to a client older than qop only the next nonce is of use [AUT-7616-3.5-a]", () => {
    const desk = deskOf({ allowLegacy: true });

    const result = desk.asks(answerTo(desk.challenge(), { qop: undefined }));

    const line = result.kind === "authenticated" ? result.authenticationInfo() : "";
    expect(Object.keys(infoOf(line).parameters)).toEqual(["nextnonce"]);
  });
});
