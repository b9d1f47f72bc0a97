import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import {
  AllowedMethods,
  type IncomingInviteRequest,
  IncomingRequestMessage,
  IncomingResponseMessage,
  URI,
} from "../../src/sipjs/index.js";
import { bench } from "./bench.js";

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

function requestOf(method: string, headers: Readonly<Record<string, string>> = {}): IncomingRequestMessage {
  const message = new IncomingRequestMessage();
  message.method = method;
  message.ruri = new URI("sip", "bob", "example.com");
  message.callId = "call";
  message.cseq = 1;
  message.viaBranch = `z9hG4bK${method === "CANCEL" ? "INVITE" : method}`;
  const usual = {
    From: "<sip:alice@example.com>;tag=a",
    To: "<sip:bob@example.com>",
    Contact: "<sip:alice@alice.invalid>",
    ...(method === "REFER" ? { "Refer-To": "<sip:carol@example.com>" } : {}),
  };
  for (const [name, value] of Object.entries({ ...usual, ...headers })) message.addHeader(name, value);
  return message;
}

describe("UserAgentCore has SIP.js's members", () => {
  test("userAgentServers: by branch, while the transaction lives", () => {
    const { core } = bench({ onInvite: (request) => void request.reject() });
    core.receiveIncomingRequestFromTransport(requestOf("INVITE"));

    expect([...core.userAgentServers.keys()]).toEqual(["z9hG4bKINVITE"]);

    vi.advanceTimersByTime(32_000);

    expect(core.userAgentServers.size).toBe(0);
  });

  test("replyStateless", () => {
    const { core, startLines } = bench();
    const { message } = core.replyStateless(requestOf("INVITE"), { statusCode: 404 });

    expect(message).toMatch(/^SIP\/2\.0 404 Not Found\r\n/);
    expect(startLines()).toEqual(["SIP/2.0 404 Not Found"]);
  });

  test("configuration: what is changed in the original is seen", () => {
    const { core } = bench();

    expect(core.configuration.aor?.toString()).toBe("sip:bob@example.com");
    expect(core.capabilities.methods).toEqual(AllowedMethods);
  });

  test("a request without a transport throws nothing away in silence, and nothing at the caller", () => {
    const onDiagnostic = vi.fn();
    const { core } = bench({ onDiagnostic });
    Object.assign(core.configuration, { transportAccessor: () => undefined });
    core.receiveIncomingRequestFromTransport(requestOf("OPTIONS"));

    expect(onDiagnostic).toHaveBeenCalledWith(expect.objectContaining({ reason: "no-transport" }));
  });

  test("dispose() is reset(): all is forgotten, and the core may be used again", () => {
    const { core, startLines } = bench({ onInvite: (request) => void request.progress() });
    core.receiveIncomingRequestFromTransport(requestOf("INVITE"));

    expect(core.dispose()).toEqual({ sessions: 1, requests: 1, transactions: 1 });
    expect([core.dialogs.size, core.userAgentServers.size]).toEqual([0, 0]);
    expect(vi.getTimerCount()).toBe(0);

    startLines();
    core.receiveIncomingRequestFromTransport(requestOf("INVITE"));

    expect(startLines()).toEqual(["SIP/2.0 180 Ringing"]);

    core.reset();

    expect(core.dialogs.size).toBe(0);
  });
});

describe("UserAgentCore answers as SIP.js's does where nobody else does", () => {
  test.each([
    ["OPTIONS", "SIP/2.0 200 OK"],
    ["SUBSCRIBE", "SIP/2.0 480 Temporarily Unavailable"],
    ["REGISTER", "SIP/2.0 405 Method Not Allowed"],
    ["REFER", "SIP/2.0 405 Method Not Allowed"],
    ["NOTIFY", "SIP/2.0 405 Method Not Allowed"],
    ["MESSAGE", "SIP/2.0 200 OK"],
    ["INVITE", "SIP/2.0 486 Busy Here"],
    ["BYE", "SIP/2.0 481 Call/Transaction Does Not Exist"],
  ])("%s: %s", (method, startLine) => {
    const { core, startLines } = bench();
    core.receiveIncomingRequestFromTransport(requestOf(method));

    expect(startLines()).toEqual([startLine]);
  });

  test("a delegate of a class keeps its `this`", () => {
    class Delegate {
      readonly #seen: string[] = [];

      onMessage(request: { accept(): unknown }): void {
        this.#seen.push("MESSAGE");
        request.accept();
      }

      get seen(): readonly string[] {
        return this.#seen;
      }
    }
    const delegate = new Delegate();
    bench(delegate).core.receiveIncomingRequestFromTransport(requestOf("MESSAGE"));

    expect(delegate.seen).toEqual(["MESSAGE"]);
  });

  test("a body of any type comes through: the upper layer knows what it can do", () => {
    const onInvite = vi.fn();
    const message = requestOf("INVITE", { "Content-Type": "text/plain" });
    message.body = "hello";
    bench({ onInvite }).core.receiveIncomingRequestFromTransport(message);

    expect(onInvite).toHaveBeenCalledTimes(1);
  });
});

describe("CANCEL (RFC 3261 §9.2)", () => {
  test("the 200 goes out first, then onCancel; when it returns without a refusal, we send the 487", () => {
    const onCancel = vi.fn();
    const { core, startLines } = bench({
      onInvite: (request: IncomingInviteRequest) => {
        request.delegate = {
          onCancel: (message) => {
            onCancel(message.method, startLines());
          },
        };
      },
    });
    core.receiveIncomingRequestFromTransport(requestOf("INVITE"));
    core.receiveIncomingRequestFromTransport(requestOf("CANCEL"));

    expect(onCancel).toHaveBeenCalledExactlyOnceWith("CANCEL", ["SIP/2.0 200 OK"]);
    expect(startLines()).toEqual(["SIP/2.0 487 Request Terminated"]);
  });
});

describe("SIP.js's own clients may stand on the core", () => {
  test("a response goes to the client that has registered itself", () => {
    const { core } = bench();
    const receiveResponse = vi.fn();
    core.userAgentClients.set("z9hG4bKmineREGISTER", { transaction: { receiveResponse }, dispose: () => undefined });
    const response = new IncomingResponseMessage();
    response.statusCode = 200;
    response.method = "REGISTER";
    response.viaBranch = "z9hG4bKmine";
    core.receiveIncomingResponseFromTransport(response);

    expect(receiveResponse).toHaveBeenCalledExactlyOnceWith(response);
  });

  test("a NOTIFY goes to the subscriber that waits for its event", () => {
    const { core, startLines } = bench();
    const onNotify = vi.fn((request: { accept(): unknown }) => void request.accept());
    core.subscribers.set("callbpresence", { onNotify, dispose: () => undefined });
    core.receiveIncomingRequestFromTransport(
      requestOf("NOTIFY", { To: "<sip:bob@example.com>;tag=b", Event: "presence" }),
    );

    expect(onNotify).toHaveBeenCalledTimes(1);
    expect(startLines()).toEqual(["SIP/2.0 200 OK"]);
  });
});

/** Where RFCs forbid what SIP.js does. */
describe("UserAgentCore differs on purpose", () => {
  test("a Require that is not in supportedOptionTags is refused (RFC 3261 §8.2.2.3)", () => {
    const { core, sent } = bench({ onInvite: () => undefined });
    core.receiveIncomingRequestFromTransport(requestOf("INVITE", { Require: "x-unknown" }));

    expect(sent[0]).toMatch(/^SIP\/2\.0 420 Bad Extension\r\n/);
    expect(sent[0]).toContain("\r\nUnsupported: x-unknown\r\n");
  });

  test("session timers are the application's, unless they are asked for (RFC 4028 §7.1)", () => {
    const body = { contentDisposition: "session", contentType: "application/sdp", content: "v=0" };
    const onInvite = (request: IncomingInviteRequest): void => void request.accept({ body });
    const headers = { Supported: "timer", "Session-Expires": "90" };
    const left = bench({ onInvite });
    const asked = bench({ onInvite }, { sessionTimers: {} });

    for (const { core } of [left, asked]) core.receiveIncomingRequestFromTransport(requestOf("INVITE", headers));

    expect(left.sent[0]).not.toContain("Session-Expires");
    expect(asked.sent[0]).toContain("\r\nSession-Expires: 90;refresher=uac\r\n");
    for (const { core } of [left, asked]) core.dispose();
  });

  test("PRACK without a dialog gets 481 instead of an exception (RFC 3262 §3)", () => {
    const { core, startLines } = bench();
    core.receiveIncomingRequestFromTransport(requestOf("PRACK"));

    expect(startLines()).toEqual(["SIP/2.0 481 Call/Transaction Does Not Exist"]);
  });

  test("INFO without a dialog gets 481 (RFC 6086 §4.2.1) [INF-6086-4.2.1-a]", () => {
    const { core, startLines } = bench();
    core.receiveIncomingRequestFromTransport(requestOf("INFO"));

    expect(startLines()).toEqual(["SIP/2.0 481 Call/Transaction Does Not Exist"]);
  });

  test("a method that nobody knows gets 501, one that is not served 405 (RFC 3261 §8.2.1, §21.5.2)", () => {
    const { core, startLines } = bench();
    core.receiveIncomingRequestFromTransport(requestOf("DANCE"));
    core.receiveIncomingRequestFromTransport(requestOf("PUBLISH"));

    expect(startLines()).toEqual(["SIP/2.0 501 Not Implemented", "SIP/2.0 405 Method Not Allowed"]);
  });

  test("the same request is refused with the same tag (RFC 3261 §8.2.7)", () => {
    const { core, sent } = bench();
    core.receiveIncomingRequestFromTransport(requestOf("BYE"));
    core.receiveIncomingRequestFromTransport(requestOf("BYE"));

    expect(sent[1]).toBe(sent[0]);
  });

  test("sips is served (RFC 3261 §19.1), another scheme gets 416 (RFC 3261 §8.2.2.1)", () => {
    const { core, startLines } = bench();
    const secure = requestOf("MESSAGE");
    secure.ruri = new URI("sips", "bob", "example.com");
    core.receiveIncomingRequestFromTransport(secure);
    const unset = requestOf("OPTIONS");
    unset.ruri = undefined;
    core.receiveIncomingRequestFromTransport(unset);

    expect(startLines()).toEqual(["SIP/2.0 200 OK", "SIP/2.0 416 Unsupported URI Scheme"]);
  });

  test("options are never changed, and what throws has changed nothing", () => {
    const { core, startLines } = bench({
      onInvite: (request) => {
        const options = Object.freeze({ statusCode: 180, extraHeaders: Object.freeze(["X-Own: 1"]) });
        request.progress(options);
        request.progress(options);

        expect(() => request.accept({ statusCode: 200 })).toThrow(
          expect.objectContaining({ code: "SIP_OFFER_ANSWER" }),
        );

        request.reject();
      },
    });
    core.receiveIncomingRequestFromTransport(requestOf("INVITE"));
    vi.advanceTimersByTime(40_000);

    expect(startLines()).toEqual(["SIP/2.0 180 Ringing", "SIP/2.0 180 Ringing", "SIP/2.0 486 Busy Here"]);
  });

  test("Record-Route stands right behind Via (RFC 3261 §7.3.1)", () => {
    const { core, sent } = bench({ onInvite: (request) => void request.progress({ extraHeaders: ["X-Own: 1"] }) });
    core.receiveIncomingRequestFromTransport(
      requestOf("INVITE", { Via: "SIP/2.0/WS a.invalid;branch=z9hG4bKx", "Record-Route": "<sip:p;lr>" }),
    );

    expect(sent[0]).toMatch(/^SIP\/2\.0 180 Ringing\r\nVia: [^\r]*\r\nRecord-Route: <sip:p;lr>\r\nFrom: /);
  });

  test("the same branch from another sender is another transaction (RFC 3261 §17.2.3)", () => {
    const onMessage = vi.fn((request: { accept(): unknown }) => void request.accept());
    const { core } = bench({ onMessage });
    for (const host of ["a.invalid", "a.invalid", "b.invalid"]) {
      const message = requestOf("MESSAGE", { Via: `SIP/2.0/UDP ${host};branch=z9hG4bKx` });
      message.callId = host;
      core.receiveIncomingRequestFromTransport(message);
    }

    expect(onMessage).toHaveBeenCalledTimes(2);
  });

  test("redirect puts each target in angle brackets (RFC 3261 §20.10)", () => {
    const { core, sent } = bench({
      onInvite: (request) => void request.redirect([new URI("sip", "c", "d", 5070, { transport: "tcp" })]),
    });
    core.receiveIncomingRequestFromTransport(requestOf("INVITE"));

    expect(sent[0]).toContain("\r\nContact: <sip:c@d:5070;transport=tcp>\r\n");
  });
});
