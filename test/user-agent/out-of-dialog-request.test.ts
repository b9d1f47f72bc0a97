import { describe, expect, test } from "vitest";
import { createDigestResponder } from "../../src/adapters/node/digest-responder.js";
import { UnsupportedExtensionError, TransactionStateError } from "../../src/errors.js";
import { type OutgoingRequestMessage } from "../../src/message/outgoing-request-message.js";
import { answer, offer } from "../../src/testing/index.js";
import { type ChallengeResponder } from "../../src/user-agent/challenge-responder.js";
import { type OutgoingRequestMessageOptions } from "../../src/user-agent/out-of-dialog-request.js";
import { establishedCall } from "../flows/established-call.js";
import { FarEnd } from "./far-end.js";
import { flowOf, uriOf } from "./support.js";

const BOB = uriOf("sip:bob@example.com");
const user = { username: "bob", password: "s3cret" };
const CHALLENGE = 'Digest realm="example.com", nonce="n", algorithm=SHA-256, qop="auth"';

function registerOf(
  { core }: FarEnd,
  options?: OutgoingRequestMessageOptions,
  extraHeaders: readonly string[] = ["Contact: <sip:bob@c.invalid;transport=ws>"],
): OutgoingRequestMessage {
  return core.makeOutgoingRequestMessage("REGISTER", uriOf("sip:example.com"), BOB, BOB, options, extraHeaders);
}

/** Sends one and writes down what its delegate is told. */
function sent(far: FarEnd, message = registerOf(far)): string[] {
  const told: string[] = [];
  far.core.request(message, {
    onTrying: ({ message: { statusCode } }) => void told.push(`trying ${statusCode}`),
    onAccept: ({ message: { statusCode } }) => void told.push(`accept ${statusCode}`),
    onReject: ({ message: { statusCode } }) => void told.push(`reject ${statusCode}`),
  });
  return told;
}

describe("RFC 3261 §8.1.1 a request out of a dialog", () => {
  test("has what every request has", () => {
    const far = new FarEnd({ viaHost: "c.invalid", displayName: "Bob", userAgentHeaderFieldValue: "phone" });
    sent(far);

    expect(far.last.data).toMatchInlineSnapshot(`
      "REGISTER sip:example.com SIP/2.0
      Via: SIP/2.0/WS c.invalid;branch=z9hG4bKtag-2
      Max-Forwards: 70
      From: "Bob" <sip:bob@example.com>;tag=tag-1
      To: <sip:bob@example.com>
      Call-ID: tag-3
      CSeq: 1 REGISTER
      Supported: 100rel, timer
      User-Agent: phone
      Contact: <sip:bob@c.invalid;transport=ws>
      Content-Length: 0

      "
    `);
  });

  test("takes what the caller chooses", () => {
    const far = new FarEnd();
    const options = { callId: "mine", cseq: 7, fromTag: "f", toTag: "t", optionTags: ["path"], userAgentString: "x" };
    sent(far, registerOf(far, { ...options, toDisplayName: "B", routeSet: ["<sip:p.example.com;lr>"] }));

    expect(
      ["Call-ID", "CSeq", "From", "To", "Supported", "User-Agent", "Route"].map((name) => far.last.getHeader(name)),
    ).toEqual([
      "mine",
      "7 REGISTER",
      "<sip:bob@example.com>;tag=f",
      '"B" <sip:bob@example.com>;tag=t',
      "path",
      "x",
      "<sip:p.example.com;lr>",
    ]);
  });

  test("goes by the flow that it was made for, towards its next hop", () => {
    const towards: string[] = [];
    const flow = flowOf("UDP", {
      local: { host: "192.0.2.4", port: 5060 },
      towards: ({ host, port }) => {
        towards.push(`${host}:${port}`);
        return flow;
      },
    });
    const far = new FarEnd();
    sent(far, registerOf(far, { flow, routeSet: ["<sip:192.0.2.9:5070;lr>"] }));
    sent(far, registerOf(far, { flow }));

    expect(towards).toEqual(["192.0.2.9:5070", "example.com:5060"]);
    expect(flow.sent[0]).toMatch(/^Via: SIP\/2\.0\/UDP 192\.0\.2\.4:5060;branch=z9hG4bK[^;]+;rport\r$/m);
    far.core.dispose();
  });

  test("puts a strict router into its Request-URI [DLG-12.2.1.1-e]", () => {
    const far = new FarEnd();
    sent(far, registerOf(far, { routeSet: ["<sip:strict.example.com>", "<sip:p.example.com;lr>"] }));

    expect(far.last.data).toMatch(/^REGISTER sip:strict\.example\.com SIP/);
    expect(far.last.getHeaders("Route")).toEqual(["<sip:p.example.com;lr>", "<sip:example.com>"]);
  });

  test.each(["INVITE", "ACK", "CANCEL"])("is never %s", (method) => {
    const far = new FarEnd();

    expect(() => far.core.makeOutgoingRequestMessage(method, BOB, BOB, BOB)).toThrow(UnsupportedExtensionError);
    expect(far.requests).toEqual([]);
  });

  test("cannot break out of its lines", () => {
    const far = new FarEnd();

    for (const options of [{ callId: "a\r\nX: y" }, { fromTag: "a\r\nX: y" }, { fromDisplayName: "\r\n" }]) {
      expect(() => registerOf(far, options)).toThrow(TypeError);
    }
  });

  test("is not sent once the core has been disposed of", () => {
    const far = new FarEnd();
    const message = registerOf(far);
    far.core.dispose();

    expect(() => far.core.request(message)).toThrow(TransactionStateError);
  });
});

describe("RFC 3261 §8.1.3 the responses", () => {
  test("are told to the delegate", () => {
    const far = new FarEnd();
    const told = sent(far);
    far.answers(100);
    far.answers(200);

    expect(told).toEqual(["trying 100", "accept 200"]);
  });

  test("that never come count as a 408, a broken way as a 503", () => {
    const silent = new FarEnd();
    const told = sent(silent);
    silent.clock.advance(32_000);
    const broken = new FarEnd();
    const flow = {
      protocol: "WS",
      send: () => {
        throw new Error("gone");
      },
    };
    const toldToo = sent(broken, registerOf(broken, { flow }));
    broken.clock.advance(0);

    expect([told, toldToo]).toEqual([["reject 408"], ["reject 503"]]);
  });
});

describe("RFC 3261 §8.1.3.5, RFC 3261 §22.2 a request that is challenged", () => {
  const credentials = createDigestResponder({ user });

  test("is sent again with credentials, the next number and another branch [AUT-3261-22.2-b]", () => {
    const far = new FarEnd({ credentials });
    const told = sent(far);
    far.answers(401, { headers: { "WWW-Authenticate": CHALLENGE } });
    const [first, second] = far.requests;
    far.answers(200);

    expect(told).toEqual(["accept 200"]);
    expect([second?.callId, second?.fromTag, second?.cseq, second?.toTag]).toEqual([
      first?.callId,
      first?.fromTag,
      2,
      undefined,
    ]);
    expect(second?.viaBranch).not.toBe(first?.viaBranch);
    expect(second?.getHeader("Authorization")).toMatch(/^Digest username="bob"/);
  });

  test("is given up when what was sent is rejected", () => {
    const far = new FarEnd({ credentials });
    const told = sent(far);
    far.answers(401, { headers: { "WWW-Authenticate": CHALLENGE } });
    far.answers(401, { headers: { "WWW-Authenticate": CHALLENGE } });

    expect(told).toEqual(["reject 401"]);
    expect(far.requests).toHaveLength(2);
  });

  test("is given up when the nonce is too old again and again", () => {
    const far = new FarEnd({ credentials });
    const told = sent(far);
    for (let i = 0; i < 6; i++) far.answers(401, { headers: { "WWW-Authenticate": `${CHALLENGE}, stale=true` } });

    expect(told).toEqual(["reject 401"]);
    expect(far.requests).toHaveLength(6);
  });

  test("by a proxy and then by the registrar has both credentials", () => {
    const far = new FarEnd({ credentials });
    const told = sent(far);
    far.answers(407, { headers: { "Proxy-Authenticate": CHALLENGE } });
    far.answers(401, { headers: { "WWW-Authenticate": CHALLENGE } });
    far.answers(200);

    expect(told).toEqual(["accept 200"]);
    expect([far.last.hasHeader("Authorization"), far.last.hasHeader("Proxy-Authorization")]).toEqual([true, true]);
    expect(far.last.getHeaders("Contact")).toHaveLength(1);
  });

  test("goes to the delegate when nobody has credentials, or who has them fails", () => {
    const failing: ChallengeResponder = {
      respond: () => {
        throw new Error("no");
      },
    };
    for (const configuration of [{}, { credentials: failing }]) {
      const far = new FarEnd(configuration);
      const told = sent(far);
      far.answers(401, { headers: { "WWW-Authenticate": CHALLENGE } });

      expect(told).toEqual(["reject 401"]);
    }
  });

  test("waits for credentials that come later", async () => {
    const far = new FarEnd({ credentials: createDigestResponder({ user: () => Promise.resolve(user) }) });
    const told = sent(far);
    far.answers(401, { headers: { "WWW-Authenticate": CHALLENGE } });
    await settled();
    far.answers(200);

    expect(far.requests).toHaveLength(2);
    expect(told).toEqual(["accept 200"]);
  });

  test("is refused after all when those do not come", async () => {
    const far = new FarEnd({ credentials: { respond: () => Promise.reject(new Error("no")) } });
    const told = sent(far);
    far.answers(401, { headers: { "WWW-Authenticate": CHALLENGE } });
    await settled();

    expect(told).toEqual(["reject 401"]);
  });

  test("is forgotten when the core is disposed of meanwhile", async () => {
    const far = new FarEnd({ credentials: createDigestResponder({ user: () => Promise.resolve(user) }) });
    const told = sent(far);
    far.answers(401, { headers: { "WWW-Authenticate": CHALLENGE } });
    far.clock.advance(5_000);
    far.core.dispose();
    await settled();

    expect([told, far.requests.length]).toEqual([[], 1]);
  });

  test("does not show its credentials to the trace", () => {
    const traced: string[] = [];
    const far = new FarEnd({ credentials, trace: ({ text }) => void traced.push(text) });
    sent(far);
    far.answers(401, { headers: { "WWW-Authenticate": CHALLENGE } });

    expect(traced.join("")).toContain("Authorization: Digest <hidden>");
    expect(traced.join("")).not.toContain('username="bob"');
  });
});

describe("RFC 3261 §22.3 in a dialog, too, a challenge is answered", () => {
  const configuration = { credentials: createDigestResponder({ user }) };
  const headers = { "Proxy-Authenticate": CHALLENGE };

  test("to a BYE, which ends the call with the second attempt", () => {
    const {
      alice,
      bob,
      ladder,
      core: { dialogs },
    } = establishedCall({ configuration });
    bob.hangsUp();
    alice.answers("BYE", 407, { headers });
    alice.answers("BYE", 200);

    expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |<-------------------- BYE --|
        0.0  |                            | Terminated
        0.0  |-- 407 -------------------->|
        0.0  |<-------------------- BYE --|
        0.0  |-- 200 -------------------->|
    `);
    expect(dialogs.size).toBe(0);
  });

  test("to a re-INVITE, whose ACK has the credentials, too [REI-13.2.2.4-a]", () => {
    const { alice, bob, ladder } = establishedCall({ configuration });
    bob.reinvites({ offer });
    alice.answers("INVITE", 407, { headers });
    alice.answers("INVITE", 200, { body: answer });
    const ack = alice.received("ACK");
    alice.hangsUp();

    expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |<----------- INVITE offer --|
        0.0  |-- 407 -------------------->|
        0.0  |<-------------------- ACK --|
        0.0  |<----------- INVITE offer --|
        0.0  |-- 200 answer ------------->|
        0.0  |<-------------------- ACK --|
        0.0  |-- BYE -------------------->|
        0.0  |                            | onBye
        0.0  |<-------------------- 200 --|
        0.0  |                            | Terminated
    `);
    expect(ack.getHeader("Proxy-Authorization")).toMatch(/^Digest username="bob"/);
  });
});

/** What was promised is there. */
async function settled(): Promise<void> {
  for (let i = 0; i < 10; i++) await Promise.resolve();
}
