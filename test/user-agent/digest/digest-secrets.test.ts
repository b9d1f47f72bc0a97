import { inspect } from "node:util";
import { describe, expect, test } from "vitest";
import { LoggerFactory } from "../../../src/environment/logger.js";
import { type DigestChallengerOptions } from "../../../src/user-agent/digest/digest-options.js";
import { UserAgentCore } from "../../../src/user-agent/user-agent-core.js";
import { type Diagnostic } from "../../../src/user-agent/diagnostic.js";
import { ManualClock, requestText } from "../../../src/testing/index.js";
import { flowOf } from "../support.js";
import { answerTo, type Challenge, deskOf, requestWith } from "./support.js";

const SECRET = "the secret of the nonces";
const PASSWORD = "wonderland";

/** Everything that somebody may print of a thing. */
function printed(thing: unknown): string {
  return [inspect(thing, { depth: Infinity }), JSON.stringify(thing), String(thing), errorText(thing)].join("\n");
}

function errorText(thing: unknown): string {
  return thing instanceof Error ? `${thing.message} ${thing.stack ?? ""} ${String(thing.cause)}` : "";
}

function thrownBy(action: () => unknown): unknown {
  try {
    action();
  } catch (error) {
    return error;
  }
  return undefined;
}

describe("RFC 7616 §5.2 what is secret is seen nowhere", () => {
  test("in a challenger and in what it finds out", () => {
    const { challenger, ...desk } = deskOf({ secret: SECRET, failureLimit: { failures: 3, interval: 1_000 } });
    const ha1 = challenger.passwordHash("alice", PASSWORD, "SHA-256");
    const authorization = answerTo(desk.challenge());
    const message = requestWith(authorization);

    const found = challenger.authenticate(message);

    const response = /response="(\w+)"/.exec(authorization)?.[1] ?? "";
    const all = [challenger, found, challenger.challenge()];
    const hidden = inspect(all, { depth: Infinity, showHidden: true, getters: true });
    for (const text of [...all.map(printed), hidden]) {
      expect(text).not.toMatch(new RegExp([SECRET, PASSWORD, ha1, response].join("|")));
    }
  });

  test.each<[string, Partial<DigestChallengerOptions>]>([
    ["options", { secret: SECRET, algorithms: [] }],
    ["other options", { secret: SECRET, maxNonces: -1 }],
    ["a lookup", { secret: SECRET, lookup: () => ({ ha1: PASSWORD }) }],
  ])("in the error that wrong %s make", (_title, options) => {
    const error = thrownBy(() => {
      const desk = deskOf(options);
      desk.asks(answerTo(desk.challenge()));
    });

    expect(error).toBeInstanceOf(TypeError);
    expect(printed(error)).not.toMatch(new RegExp(`${SECRET}|${PASSWORD}`));
  });

  test.each(["right", "wrong"])("in the log and the diagnostics of a core, when the password is %s", (which) => {
    const said: string[] = [];
    const diagnostics: Diagnostic[] = [];
    const loggerFactory = new LoggerFactory();
    loggerFactory.builtinEnabled = false;
    loggerFactory.level = 3;
    loggerFactory.connector = (...line) => said.push(line.join(" "));
    const { challenger, ...desk } = deskOf({ secret: SECRET, loggerFactory });
    const core = new UserAgentCore(
      { authenticator: challenger, loggerFactory, environment: { clock: new ManualClock() } },
      { onInvite: (request) => void request.reject(), onDiagnostic: (diagnostic) => diagnostics.push(diagnostic) },
    );
    const password = which === "right" ? PASSWORD : "looking-glass";
    const authorization = answerTo(desk.challenge(), { password });
    const damaged = authorization.replace("username=", "username=username=");

    for (const value of [authorization, damaged, authorization]) {
      const headers = { Authorization: value };
      core.receive(requestText("INVITE", { headers, branch: `z9hG4bK${value.length}` }), flowOf("UDP"));
    }
    core.dispose();

    const response = /response="(\w+)"/.exec(authorization)?.[1] ?? "";
    const all = [...said, printed(diagnostics), printed(core.configuration), printed(core)].join("\n");
    expect(said.length).toBeGreaterThan(0);
    expect(all).not.toMatch(new RegExp([SECRET, password, response].join("|")));
  });

  test("and a nonce tells nobody the secret it was sealed with", () => {
    const challenge: Challenge = deskOf({ secret: SECRET }).challenge();

    expect(challenge["nonce"]).not.toContain(SECRET);
    expect(challenge["nonce"]).not.toBe(deskOf({ secret: `${SECRET}!` }).challenge()["nonce"]);
  });
});
