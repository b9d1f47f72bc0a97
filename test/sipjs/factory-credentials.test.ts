import { LoggerFactory as SipjsLoggerFactory } from "sip.js/lib/core/log/logger-factory.js";
import { DigestAuthentication as SipjsDigest } from "sip.js/lib/core/messages/digest-authentication.js";
import { describe, expect, test } from "vitest";
import { DigestAuthentication, LoggerFactory, UserAgentCore } from "../../src/sipjs/index.js";
import { parseMessage } from "../../src/message/parse-message.js";
import { IncomingRequestMessage } from "../../src/message/incoming-request-message.js";
import { responseText } from "../../src/testing/index.js";
import { uriOf } from "../user-agent/support.js";

const BOB = uriOf("sip:bob@example.com");
const CHALLENGE = 'Digest realm="example.com", nonce="n", algorithm=MD5, qop="auth,auth-int", opaque="o"';

function quiet<T extends { builtinEnabled: boolean }>(loggers: T): T {
  loggers.builtinEnabled = false;
  return loggers;
}

/** A core that registers, and what it sends. */
function registering(authenticationFactory: () => unknown) {
  const sent: IncomingRequestMessage[] = [];
  const told: number[] = [];
  const flow = {
    protocol: "WS",
    send: (text: string | Uint8Array) => {
      const message = parseMessage(String(text));
      if (message instanceof IncomingRequestMessage) sent.push(message);
    },
  };
  const loggerFactory = quiet(new LoggerFactory());
  const core = new UserAgentCore({ loggerFactory, authenticationFactory, transportAccessor: () => flow });
  core.register(core.makeOutgoingRequestMessage("REGISTER", uriOf("sip:example.com"), BOB, BOB), {
    onAccept: ({ message }) => void told.push(message.statusCode),
    onReject: ({ message }) => void told.push(message.statusCode),
  });
  const answers = (statusCode: number, headers: Readonly<Record<string, string>> = {}): void => {
    const last = sent.at(-1);
    if (last !== undefined) core.receive(responseText(last, statusCode, { headers }), flow);
  };
  return { core, sent, told, answers };
}

describe("RFC 3261 §22.2 what SIP.js's authenticationFactory makes answers challenges", () => {
  test.each([
    ["ours", () => new DigestAuthentication(quiet(new LoggerFactory()), undefined, "bob", "s3cret")],
    ["SIP.js's own", () => new SipjsDigest(quiet(new SipjsLoggerFactory()), undefined, "bob", "s3cret")],
  ])("%s", (_whose, factory) => {
    const { core, sent, told, answers } = registering(factory);
    answers(407, { "Proxy-Authenticate": CHALLENGE });
    answers(401, { "WWW-Authenticate": CHALLENGE });
    answers(200);

    expect(told).toEqual([200]);
    expect(sent.at(-1)?.getHeader("Authorization")).toMatch(
      /^Digest algorithm=MD5, username="bob", realm="example.com"/,
    );
    expect(sent.at(-1)?.hasHeader("Proxy-Authorization")).toBe(true);
    core.dispose();
  });

  test("once, and where it can", () => {
    for (const [factory, challenge, times] of [
      [() => new DigestAuthentication(quiet(new LoggerFactory()), undefined, "bob", "s3cret"), CHALLENGE, 2],
      [() => new DigestAuthentication(quiet(new LoggerFactory()), undefined, "bob", "s3cret"), 'Digest realm="a"', 1],
      [() => undefined, CHALLENGE, 1],
    ] as const) {
      const { core, sent, told, answers } = registering(factory);
      answers(401, { "WWW-Authenticate": challenge });
      answers(401, { "WWW-Authenticate": challenge });

      expect([sent.length, told]).toEqual([times, [401]]);
      core.dispose();
    }
  });
});
