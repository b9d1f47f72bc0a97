import { describe, expect, test } from "vitest";
import { type RequestOptions } from "../../src/dialog/outgoing-request.js";
import { type EndOptions, type OutgoingInviteRequest } from "../../src/dialog/session.js";
import { URI } from "../../src/message/grammar/uri.js";
import { type ResponseOptions } from "../../src/message/outgoing-response.js";
import { answer, type CallFlow, offer } from "../../src/testing/index.js";
import { type Capabilities, DEFAULT_CAPABILITIES } from "../../src/user-agent/capabilities.js";
import { type UserAgentCoreConfiguration } from "../../src/user-agent/user-agent-core-configuration.js";
import { UserAgentCore } from "../../src/user-agent/user-agent-core.js";
import { callFlow } from "../testing/flow.js";
import { establishedCall } from "./established-call.js";

/** What breaks a line, in the middle of a text: CRLF, CR, LF, NUL. */
const BREAKS = ["\r\n", "\r", "\n", "\0"] as const;

const sdp = { contentDisposition: "session", contentType: "application/sdp", content: answer };

/** Each place with each break. */
function everyBreak<T>(places: Readonly<Record<string, (text: string) => T>>): [string, string, T][] {
  return Object.entries(places).flatMap(([field, make]) =>
    BREAKS.map((bytes): [string, string, T] => [field, JSON.stringify(bytes), make(`a${bytes}X-Injected: b`)]),
  );
}

/** The action throws a TypeError that names the field, and nothing has crossed the wire. */
function isRefused(flow: CallFlow, field: string | RegExp, action: () => unknown): void {
  flow.ladder.clear();
  expect(action).toThrow(TypeError);
  expect(action).toThrow(field);
  expect(String(flow.ladder).split("\n").slice(1).join("")).toBe("");
}

const PARTS = {
  extraHeaders: (text: string) => ({ extraHeaders: ["X-Good: 1", `X-Bad: ${text}`] }),
  "body.contentType": (text: string) => ({ body: { ...sdp, contentType: `text/${text}` } }),
  "body.contentDisposition": (text: string) => ({ body: { ...sdp, contentDisposition: `session;x=${text}` } }),
};

const RESPONSE_PARTS: Readonly<Record<string, (text: string) => Partial<ResponseOptions>>> = {
  ...PARTS,
  reasonPhrase: (reasonPhrase) => ({ reasonPhrase }),
  userAgent: (userAgent) => ({ userAgent }),
  supported: (tag) => ({ supported: ["100rel", tag] }),
};

describe("RFC 3261 §7.3.1 text of the application that would break a line of a response", () => {
  test.each(everyBreak(RESPONSE_PARTS))(
    "in %s, %s: nothing is sent, and the right one can be [MSG-7.2-c]",
    (field, _, parts) => {
      const flow = callFlow();
      const { alice, bob } = flow;
      alice.invites({ offer });
      const { request } = bob;

      for (const refused of [
        () => request.trying(parts),
        () => request.progress({ ...parts, statusCode: 183 }),
        () => request.accept({ body: sdp, ...parts }),
        () => request.reject(parts),
        () => request.redirect([new URI("sip", "carol", "example.org")], parts),
      ]) {
        isRefused(flow, field, refused);
      }
      expect(flow.core.dialogs.size).toBe(0);
      bob.rings();
      bob.accepts({ answer });
      alice.acknowledges();
      alice.hangsUp();

      expect(alice.responses.map(({ statusCode }) => statusCode)).toEqual([180, 200, 200]);
    },
  );

  test.each(everyBreak(RESPONSE_PARTS))("inside a dialog, in %s, %s [MSG-7.2-c]", (field, _, parts) => {
    const flow = establishedCall({ session: { onInfo: (request) => void request.accept() } });
    const { alice, bob } = flow;
    alice.reinvites({ offer });
    const { request } = bob;

    isRefused(flow, field, () => request.progress({ ...parts, statusCode: 183 }));
    isRefused(flow, field, () => request.accept({ body: sdp, ...parts }));
    isRefused(flow, field, () => request.reject(parts));
    bob.accepts({ answer });
    alice.acknowledges();
    alice.hangsUp();

    expect(bob.session.sessionState).toBe("Terminated");
  });

  test.each(BREAKS.map((bytes) => [JSON.stringify(bytes), bytes]))(
    "in a Contact of a redirection, %s [MSG-7.2-c]",
    (_, bytes) => {
      const flow = callFlow();
      flow.alice.invites({ offer });
      const { request } = flow.bob;

      isRefused(flow, /contacts|host/, () =>
        request.redirect([new URI("sip", "carol", `example.org${bytes}X-Injected`)]),
      );
      isRefused(flow, /contacts|scheme/, () => request.redirect([new URI(`sip${bytes}x`, "carol", "example.org")]));
      isRefused(flow, /contacts|URI/, () => request.redirect([URI.opaque("tel", `+1${bytes}X`)]));
      flow.bob.redirects([new URI("sip", `car${bytes}ol`, "example.org", undefined, { x: `a${bytes}b` })]);

      expect(flow.alice.received(302).getHeader("Contact")).toMatch(
        /^<sip:car(%0D|%0A|%00)+ol@example\.org;x=a(%0D|%0A|%00)+b>$/,
      );
      flow.alice.acknowledges();
    },
  );
});

describe("RFC 3261 §7.3.1 text of the application that would break a line of a request", () => {
  const methods = ["bye", "info", "message", "notify", "refer", "prack", "invite"] as const;

  test.each(everyBreak<RequestOptions>(PARTS).flatMap((row) => methods.map((method) => [method, ...row] as const)))(
    "%s: in %s, %s: nothing is sent, no number is used, and the right one can be [MSG-7.2-c]",
    (method, field, _, options) => {
      const flow = establishedCall();
      const { alice, bob } = flow;
      const { session } = bob;

      isRefused(flow, field, () => session[method](undefined, options));
      expect([session.sessionState, session.signalingState]).toEqual(["Confirmed", "Stable"]);
      bob.hangsUp();
      alice.answers("BYE", 200);

      expect(alice.received("BYE").cseq).toBe(1);
    },
  );

  test.each(everyBreak<EndOptions>(PARTS))("end, in %s, %s: whatever the state [MSG-7.2-c]", (field, _, options) => {
    const ringing = callFlow();
    ringing.alice.invites({ offer });
    ringing.bob.rings();
    const unacknowledged = callFlow();
    unacknowledged.alice.invites({ offer });
    unacknowledged.bob.accepts({ answer });
    const established = establishedCall();

    for (const flow of [ringing, unacknowledged, established]) {
      isRefused(flow, field, () => flow.bob.session.end(options));
      flow.bob.ends();
    }
    ringing.alice.acknowledges();
    unacknowledged.alice.acknowledges();
    for (const { alice } of [unacknowledged, established]) alice.answers("BYE", 200);

    expect(ringing.alice.responses.at(-1)?.statusCode).toBe(480);
    expect(unacknowledged.alice.received("BYE").cseq).toBe(1);
    expect(established.alice.received("BYE").cseq).toBe(1);
  });

  test.each(everyBreak<RequestOptions>(PARTS))(
    "the ACK to a 2xx, in %s, %s: the core sends its own [MSG-7.2-c]",
    (field, _, options) => {
      const thrown: unknown[] = [];
      const flow = establishedCall();
      const { alice, bob } = flow;

      bob.reinvites({
        offer: answer,
        delegate: {
          onAccept: (response) => {
            try {
              response.ack(options);
            } catch (error) {
              thrown.push(error);
            }
            response.ack({ extraHeaders: ["X-Right: 1"] });
          },
        },
      });
      alice.answers("INVITE", 200, { answer: offer });
      alice.hangsUp();

      expect(String(thrown)).toContain(field);
      expect(thrown[0]).toBeInstanceOf(TypeError);
      expect(alice.received("ACK").getHeader("X-Right")).toBe("1");
    },
  );

  test.each(BREAKS.map((bytes) => [JSON.stringify(bytes), bytes]))(
    "the CANCEL of a re-INVITE, %s [MSG-7.2-c]",
    (_, bytes) => {
      const flow = establishedCall();
      const { alice, bob } = flow;
      const invite: OutgoingInviteRequest = bob.reinvites({ offer: answer });
      alice.answers("INVITE", 180);

      isRefused(flow, "extraHeaders", () => invite.cancel(`SIP;cause=200${bytes}X-Injected: b`));
      isRefused(flow, "extraHeaders", () => invite.cancel(undefined, { extraHeaders: [`X: a${bytes}b`] }));
      bob.does(() => invite.cancel("SIP;cause=200"));
      alice.answers("CANCEL", 200);
      alice.answers("INVITE", 487);
      alice.hangsUp();

      expect(alice.received("CANCEL").getHeader("Reason")).toBe("SIP;cause=200");
    },
  );
});

describe("RFC 3261 §7.3.1 text of the application that is no header field", () => {
  test.each(["", "  ", "\r\n", "X", ": y", "X y: z", "Ünï: x", " : y"])(
    "%j is refused: an empty line would end the header, and any other would have the message thrown away",
    (line) => {
      const flow = callFlow();
      flow.alice.invites({ offer });

      isRefused(flow, "extraHeaders", () => flow.bob.request.reject({ extraHeaders: ["X: y", line] }));
      flow.bob.rejects();
      flow.alice.acknowledges();
    },
  );

  test.each([["X: y\r\n"], ["  X: y  "], ["X : y"], ["X:"], ["X: ü:"]])("%j is one", (line) => {
    const { alice, bob } = callFlow();

    alice.invites({ offer });
    bob.rejects({ extraHeaders: [line] });
    alice.acknowledges();

    expect(alice.received(486).hasHeader("X")).toBe(true);
  });

  test.each<[string, Partial<ResponseOptions>]>([
    ["supported", { supported: ["100 rel"] }],
    ["supported", { supported: [""] }],
    ["body.contentType", { body: { ...sdp, contentType: "sdp" } }],
    ["body.contentType", { body: { ...sdp, contentType: "" } }],
    ["body.contentType", { body: { ...sdp, contentType: "text/plain;charset=a b" } }],
    ["body.contentDisposition", { body: { ...sdp, contentDisposition: "ses sion" } }],
  ])("%s that nobody could read is refused: %j", (field, parts) => {
    const flow = callFlow();
    flow.alice.invites({ offer });

    isRefused(flow, field, () => flow.bob.request.reject(parts));
    flow.bob.rejects();
    flow.alice.acknowledges();
  });
});

describe("RFC 3261 §7.3.1 text of the configuration", () => {
  const capability = (name: keyof Capabilities) => (text: string) => ({ capabilities: { [name]: [text] } });
  const contactOf = (text: string) => ({ uri: new URI("sip", "bob", "192.0.2.4"), toString: () => text });
  const places: Readonly<Record<string, (text: string) => UserAgentCoreConfiguration>> = {
    userAgentHeaderFieldValue: (text) => ({ userAgentHeaderFieldValue: text }),
    displayName: (displayName) => ({ displayName }),
    viaHost: (viaHost) => ({ viaHost }),
    contact: (text) => ({ contact: contactOf(`<sip:${text}>`) }),
    supportedOptionTags: (text) => ({ supportedOptionTags: [text] }),
    supportedOptionTagsResponse: (text) => ({ supportedOptionTagsResponse: [text] }),
    ...Object.fromEntries(
      // Proof for the assertion: the keys of the capabilities.
      (Object.keys(DEFAULT_CAPABILITIES) as (keyof Capabilities)[]).map((name) => [
        `capabilities.${name}`,
        capability(name),
      ]),
    ),
  };

  test.each(everyBreak(places))(
    "that would break a line makes no core: %s, %s [MSG-7.2-c]",
    (field, _, configuration) => {
      expect(() => new UserAgentCore(configuration)).toThrow(TypeError);
      expect(() => new UserAgentCore(configuration)).toThrow(`${field}: `);
    },
  );

  test.each<[string, UserAgentCoreConfiguration]>([
    ["viaHost", { viaHost: "" }],
    ["viaHost", { viaHost: "a b" }],
    ["viaHost", { viaHost: "bob@192.0.2.4" }],
    ["viaHost", { viaHost: "h;x" }],
    ["viaHost", { viaHost: "h:65536" }],
    ["contact", { contact: contactOf("sip:bob@192.0.2.4") }],
    ["contact", { contact: contactOf("<bob>") }],
    ["contact", { contact: contactOf("<sip:bob@192.0.2.4") }],
    ["supportedOptionTags", { supportedOptionTags: ["100 rel"] }],
    ["capabilities.methods", { capabilities: { methods: ["INVITE", "IN FO"] } }],
    ["capabilities.contentTypes", { capabilities: { contentTypes: ["sdp"] } }],
    ["capabilities.languages", { capabilities: { languages: ["english!"] } }],
    ["capabilities.contentEncodings", { capabilities: { contentEncodings: [""] } }],
    ["limits.rows", { limits: { rows: -1 } }],
    ["limits.body", { limits: { body: Number.NaN } }],
  ])("that nobody could read makes no core: %s %#", (field, configuration) => {
    expect(() => new UserAgentCore(configuration)).toThrow(TypeError);
    expect(() => new UserAgentCore(configuration)).toThrow(field);
  });

  test.each<UserAgentCoreConfiguration>([
    { viaHost: "192.0.2.4" },
    { viaHost: "[2001:db8::1]:5070" },
    { viaHost: "df7jal23ls0d.invalid" },
    { contact: contactOf('"Bob" <sip:bob@192.0.2.4;transport=ws;ob>;expires=60') },
    { userAgentHeaderFieldValue: "sip-uas (ü)" },
    { capabilities: { contentTypes: ["application/*", "text/plain;charset=utf-8"], languages: ["*", "en-GB"] } },
    { limits: { body: Infinity } },
  ])("that can be read makes one: %j", (configuration) => {
    expect(() => new UserAgentCore(configuration)).not.toThrow();
  });

  test("a Contact that changes into what would break a line is refused when it is to be sent", () => {
    let host = "192.0.2.4";
    const contact = { uri: new URI("sip", "bob", host), toString: () => `<sip:bob@${host}>` };
    const flow = callFlow({ configuration: { contact } });
    flow.alice.invites({ offer });
    host = "192.0.2.4\r\nX-Injected: b";

    isRefused(flow, "contact", () => flow.bob.request.accept({ body: sdp }));
    host = "192.0.2.5";
    flow.bob.accepts({ answer });
    flow.alice.acknowledges();
    flow.alice.hangsUp();

    expect(flow.alice.received(200, "INVITE").getHeader("Contact")).toBe("<sip:bob@192.0.2.5>");
  });
});
