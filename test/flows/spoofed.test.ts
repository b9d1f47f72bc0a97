import { describe, expect, test } from "vitest";
import { type Flow } from "../../src/environment/flow.js";
import { answer, type CallFlow, offer, requestText } from "../../src/testing/index.js";
import { rawMessage } from "../support/raw-message.js";
import { callFlow } from "../testing/flow.js";
import { flowOf } from "../user-agent/support.js";
import { establishedCall } from "./established-call.js";

/** Has somebody elsewhere send a text, and gives the status codes of what came back. */
function from({ core }: CallFlow, host: string, text: string, protocol = "UDP"): number[] {
  const way: Flow & { readonly sent: (string | Uint8Array)[] } = flowOf(protocol, { remote: { host, port: 5060 } });
  core.receive(text, way);
  return way.sent.map((message) => Number(rawMessage(message).startLine.split(" ")[1]));
}

/** A BYE that knows everything about the call. */
function bye({ bob }: CallFlow, cseq = 2_000): string {
  return requestText("BYE", { toTag: bob.session.localTag, branch: `z9hG4bKspoof${cseq}`, cseq });
}

describe("RFC 3261 §26.1.4 tearing down sessions", () => {
  test("a request inside a dialog needs both tags: a guess is 481, and the call goes on [SEC-3261-26.1.4-a]", () => {
    const flow = establishedCall();

    const answered = ["BYE", "INVITE", "UPDATE", "INFO", "REFER"].map((method) =>
      from(flow, "192.0.2.66", requestText(method, { toTag: "guess", branch: `z9hG4bK${method}`, cseq: 2_000 })),
    );

    expect(new Set(answered.flat())).toEqual(new Set([481]));
    expect(flow.bob.session.sessionState).toBe("Confirmed");
    flow.alice.hangsUp();
  });

  test("from elsewhere it is refused where that is asked for, and the call goes on [SEC-3261-26.1.4-b]", () => {
    const flow = establishedCall({ configuration: { sameSource: true } });

    const spoofed = from(flow, "192.0.2.66", bye(flow));
    flow.alice.sends("INFO");
    flow.alice.hangsUp();

    expect(spoofed).toEqual([403]);
    expect(flow.alice.received(200, "INFO").statusCode).toBe(200);
    expect(flow.diagnostics).toMatchObject([{ reason: "refused", code: "foreign-source", method: "BYE" }]);
    expect(flow.ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |-- INFO ------------------->|
        0.0  |                            | onInfo
        0.0  |<-------------------- 200 --|
        0.0  |-- BYE -------------------->|
        0.0  |                            | onBye
        0.0  |<-------------------- 200 --|
        0.0  |                            | Terminated
    `);
  });

  test("so is an ACK from elsewhere, in silence: the 2xx goes on being repeated", () => {
    const flow = callFlow({ configuration: { sameSource: true } });
    const { alice, bob, wait, diagnostics } = flow;
    alice.invites({ offer });
    bob.accepts({ answer });

    from(flow, "192.0.2.66", requestText("ACK", { toTag: bob.session.localTag, branch: "z9hG4bKspoof" }));
    wait(500);
    alice.acknowledges();
    alice.hangsUp();

    expect(alice.responses.filter(({ method, statusCode }) => method === "INVITE" && statusCode === 200)).toHaveLength(
      2,
    );
    expect(diagnostics).toMatchObject([{ reason: "stray-ack" }]);
  });

  test.each([
    ["another port of the same host", "192.0.2.1", {}],
    ["the Contact", "192.0.2.7", { Contact: "<sip:alice@192.0.2.7>" }],
    ["a recorded route", "2001:db8::9", { "Record-Route": "<sip:[2001:db8::9];lr>" }],
  ])("from %s it is the peer's", (_title, host, headers) => {
    const flow = establishedCall({ invite: { offer, headers }, configuration: { sameSource: true } });

    expect(from(flow, host, bye(flow))).toEqual([200]);
  });

  test("without it who knows the tags is the peer", () => {
    const flow = establishedCall();

    expect(from(flow, "192.0.2.66", bye(flow))).toEqual([200]);
  });
});

describe("RFC 3261 §9.1 a CANCEL that is not the INVITE's", () => {
  const right = { branch: "z9hG4bKfx001", cseq: 1_001 };

  test.each([
    ["another Request-URI", { requestUri: "sip:carol@192.0.2.4" }],
    ["another Call-ID", { callId: "other" }],
    ["another From tag", { fromTag: "other" }],
    ["another From", { from: "<sip:mallory@example.org>" }],
    ["a To tag", { toTag: "tag-1" }],
    ["another number", { cseq: 1_002 }],
  ])("with %s finds nothing where that is asked for [SEC-3261-9.2-a]", (_title, wrong) => {
    const strict = callFlow({ configuration: { strictCancel: true } });
    const usual = callFlow();

    const answered = [strict, usual].map((flow) => {
      flow.alice.invites({ offer, ...right });
      return from(flow, "192.0.2.1", requestText("CANCEL", { ...right, ...wrong }));
    });
    strict.bob.rejects();
    strict.alice.acknowledges();
    usual.alice.acknowledges();

    expect(answered).toEqual([[481], [200]]);
  });

  test.each([
    ["TCP", "192.0.2.66", [481]],
    ["TCP", "192.0.2.1", [200]],
    ["UDP", "192.0.2.66", [200]],
  ])("over %s from %s: %j [SEC-3261-9.2-a]", (protocol, host, expected) => {
    const flow = callFlow({ protocol, configuration: { strictCancel: true } });
    flow.alice.invites({ offer, ...right });

    const answered = from(flow, host, requestText("CANCEL", { ...right, protocol }), protocol);
    flow.core.dispose();

    expect(answered).toEqual(expected);
  });
});

describe("RFC 3261 §26.1.5 amplification", () => {
  test.each(["255.255.255.255", "224.0.1.75", "239.255.255.250", "ff02::1", "FF0E::1"])(
    "what says to come from %s is not answered, and told [SEC-3261-26.1.5-e]",
    (host) => {
      const flow = callFlow();

      expect(from(flow, host, requestText("INVITE"))).toEqual([]);
      expect(from(flow, host, requestText("OPTIONS"))).toEqual([]);

      expect(flow.diagnostics.map(({ reason, method }) => `${reason} ${method}`)).toEqual([
        "group-source INVITE",
        "group-source OPTIONS",
      ]);
    },
  );

  test.each(["223.255.255.255", "240.0.0.1", "2001:db8::1", "255.255.255.254", "ff.example.com"])(
    "%s is one machine",
    (host) => {
      expect(from(callFlow(), host, requestText("OPTIONS"))).toEqual([200]);
    },
  );

  test("a Via that names everybody is answered at the address the request came from [SEC-3261-26.1.5-e]", () => {
    const headers = { Via: "SIP/2.0/UDP 255.255.255.255;branch=z9hG4bKall" };

    expect(from(callFlow(), "192.0.2.1", requestText("OPTIONS", { headers }))).toEqual([200]);
  });
});
