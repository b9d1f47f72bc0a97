import { describe, expect, test } from "vitest";
import { SessionStateError } from "../../src/errors.js";
import { LoggerFactory } from "../../src/environment/logger.js";
import { type IncomingRequest } from "../../src/dialog/incoming-request.js";
import {
  answer,
  type Caller,
  CountingRandom,
  inviteText,
  ManualClock,
  offer,
  receiveInvite,
  requestText,
} from "../../src/testing/index.js";
import { announcedInfoPackages } from "../../src/message/announced-info-packages.js";
import { AllowedMethods } from "../../src/user-agent/capabilities.js";
import { type Diagnostic } from "../../src/user-agent/diagnostic.js";
import { UserAgentCore } from "../../src/user-agent/user-agent-core.js";
import { type UserAgentCoreConfiguration } from "../../src/user-agent/user-agent-core-configuration.js";
import { type UserAgentCoreDelegate } from "../../src/user-agent/user-agent-core-delegate.js";
import { establishedCall } from "../flows/established-call.js";
import { callFlow } from "../testing/flow.js";
import { flowOf, requestOf } from "./support.js";

const sdp = { contentDisposition: "session", contentType: "application/sdp", content: answer };

function coreOf(delegate: UserAgentCoreDelegate = {}, configuration: UserAgentCoreConfiguration = {}): UserAgentCore {
  const loggerFactory = new LoggerFactory();
  loggerFactory.builtinEnabled = false;
  const environment = { clock: new ManualClock(), random: new CountingRandom() };
  return new UserAgentCore({ loggerFactory, environment, ...configuration }, delegate);
}

/** What a request out of a dialog is answered. */
function answered(core: UserAgentCore, method: string): string[] {
  const { responses } = receiveInvite(core, requestText(method));
  core.dispose();
  return responses.map(({ statusCode }) => String(statusCode));
}

/** Alice in a call whose application takes no further interest. */
function neglectedCall(): { readonly core: UserAgentCore; readonly alice: Caller; readonly clock: ManualClock } {
  const clock = new ManualClock();
  const environment = { clock, random: new CountingRandom() };
  const core = coreOf({ onInvite: (request) => request.accept({ body: sdp }) }, { environment });
  const { caller } = receiveInvite(core, inviteText({ offer }));
  caller.sends("ACK", { toTag: caller.lastResponse?.toTag, cseq: 1001 });
  return { core, alice: caller, clock };
}

describe("RFC 3261 §8.2.5 what is answered when the application has no handler", () => {
  test.each([
    ["INVITE", "486"],
    ["MESSAGE", "200"],
    ["NOTIFY", "405"],
    ["REFER", "405"],
    ["OPTIONS", "486"],
    ["SUBSCRIBE", "405"],
    ["REGISTER", "405"],
    ["PUBLISH", "405"],
    ["UPDATE", "481"],
    ["BYE", "481"],
    ["INFO", "481"],
    ["PRACK", "481"],
    ["FOO", "501"],
  ])("%s out of a dialog gets %s [UAS-8.2.1-a]", (method, statusCode) => {
    expect(answered(coreOf(), method)).toEqual([statusCode]);
  });

  test.each([
    ["INFO", "469"],
    ["INVITE", "488"],
    ["MESSAGE", "200"],
    ["NOTIFY", "200"],
    ["PRACK", "400"],
    ["REFER", "480"],
    ["OPTIONS", "200"],
    ["UPDATE", "200"],
    ["SUBSCRIBE", "405"],
    ["FOO", "501"],
    ["BYE", "200"],
  ])("%s in a dialog gets %s", (method, statusCode) => {
    const { core, alice, clock } = neglectedCall();

    alice.sends(method, { cseq: 1002, toTag: alice.lastResponse?.toTag });
    clock.advance(0);
    core.dispose();

    expect(alice.lastResponse?.method).toBe(method);
    expect(String(alice.lastResponse?.statusCode)).toBe(statusCode);
  });

  test("the 469 says that no package is wanted (RFC 6086 §4.2.2)", () => {
    const { core, alice, clock } = neglectedCall();

    alice.sends("INFO", { cseq: 1002, toTag: alice.lastResponse?.toTag });
    clock.advance(0);
    core.dispose();

    expect(announcedInfoPackages(alice.received(469))).toEqual([]);
  });
});

describe("RFC 3261 §8.2.1 the handlers of the application", () => {
  test.each([
    ["INVITE", "onInvite"],
    ["MESSAGE", "onMessage"],
    ["NOTIFY", "onNotify"],
    ["OPTIONS", "onOptions"],
    ["PUBLISH", "onPublish"],
    ["REFER", "onRefer"],
    ["REGISTER", "onRegister"],
    ["SUBSCRIBE", "onSubscribe"],
  ])("%s goes to %s, which may be set at any time", (method, handler) => {
    const core = coreOf();
    core.delegate = { [handler]: (request: IncomingRequest) => request.reject({ statusCode: 603 }) };

    expect(answered(core, method)).toEqual(["603"]);
  });

  test("Allow names what is served now, ACK and CANCEL included [MSG-20.5-a]", () => {
    const core = coreOf();

    const before = core.capabilities.methods;
    core.delegate.onRegister = () => undefined;
    core.delegate.onSubscribe = () => undefined;

    expect(before).toEqual(AllowedMethods);
    expect(AllowedMethods).toEqual(expect.arrayContaining(["INVITE", "ACK", "CANCEL", "BYE", "OPTIONS"]));
    expect(core.capabilities.methods).toEqual([...AllowedMethods, "REGISTER", "SUBSCRIBE"]);
  });

  test("and what is configured, once: REGISTER (RFC 3261 §10) for one", () => {
    const core = coreOf({ onRegister: () => undefined }, { capabilities: { methods: ["INVITE", "ACK", "REGISTER"] } });

    expect(core.capabilities.methods).toEqual(["INVITE", "ACK", "REGISTER"]);
    expect(answered(core, "MESSAGE")).toEqual(["405"]);
  });

  test("as it was configured, whatever becomes of the list", () => {
    const methods = ["INVITE", "ACK"];
    const core = coreOf({}, { capabilities: { methods } });
    methods.push("MESSAGE");

    expect(core.capabilities.methods).toEqual(["INVITE", "ACK"]);
    expect(answered(core, "MESSAGE")).toEqual(["405"]);
  });

  test("a method that is configured and has no handler is not served", () => {
    const capabilities = { methods: [...AllowedMethods, "UPDATE", "FOO"] };

    expect(answered(coreOf({}, { capabilities }), "UPDATE")).toEqual(["481"]);
    expect(answered(coreOf({}, { capabilities }), "FOO")).toEqual(["405"]);
  });
});

describe("a core with nothing said", () => {
  test("works at once", () => {
    const core = new UserAgentCore();

    const { responses } = receiveInvite(core, inviteText({ offer }));
    const disposal = core.dispose();

    expect(responses.map(({ statusCode }) => statusCode)).toEqual([486]);
    expect(disposal).toEqual({ sessions: 0, requests: 0, transactions: 1 });
  });
});

describe("RFC 3261 §20.32, §20.37 Supported", () => {
  test.each<[string, UserAgentCoreConfiguration, string[]]>([
    ["is empty where nothing is supported", { supportedOptionTags: [] }, [""]],
    ["names what the library does by itself", {}, ["100rel, timer"]],
    ["leaves out what is switched off", { sessionTimers: false }, ["100rel"]],
    ["adds what is switched on", { supportedOptionTags: ["100rel"], sessionTimers: {} }, ["100rel, timer"]],
    ["leaves what the application does by itself", { supportedOptionTags: ["timer"], sessionTimers: false }, ["timer"]],
    ["names the option tags", { supportedOptionTags: ["timer", "100rel"] }, ["timer, 100rel"]],
    ["names them by the list of what we can do", { capabilities: { optionTags: ["timer"] } }, ["timer"]],
    [
      "names others in responses where that is asked for",
      { supportedOptionTags: ["timer"], supportedOptionTagsResponse: ["path"] },
      ["path"],
    ],
    ["names those alone", { supportedOptionTagsResponse: ["path"] }, ["path"]],
  ])("%s [UAS-20.32-a]", (_title, configuration, lines) => {
    const core = coreOf({ onInvite: (request) => request.accept({ body: sdp }) }, configuration);

    const ofInvite = receiveInvite(core, inviteText({ offer })).responses[0];
    const ofOptions = receiveInvite(core, requestText("OPTIONS", { callId: "2" })).responses[0];
    core.dispose();

    const rows = [ofInvite, ofOptions].map((response) => response?.data.match(/(?<=^Supported:) ?.*/gm));
    expect(rows.map((found) => found?.map((value) => value.trim()))).toEqual([lines, lines]);
  });

  test("no extension is applied that nobody asked for: there is no Require [UAS-8.2.4-a] [UAS-8.2.4-b]", () => {
    const core = coreOf({ onInvite: (request) => request.accept({ body: sdp }) }, { supportedOptionTags: ["timer"] });

    const plain = receiveInvite(core, inviteText({ offer })).responses[0];
    const able = receiveInvite(
      core,
      inviteText({ offer, branch: "z9hG4bK2", callId: "2", headers: { Supported: "timer" } }),
    ).responses[0];
    core.dispose();

    expect([plain?.hasHeader("require"), able?.hasHeader("require")]).toEqual([false, false]);
  });

  test("what the application applies, it names in Require [UAS-8.2.4-b]", () => {
    const core = coreOf({
      onInvite: (request) => request.accept({ body: sdp, extraHeaders: ["Require: timer", "Session-Expires: 1800"] }),
    });

    const [response] = receiveInvite(core, inviteText({ offer, headers: { Supported: "timer" } })).responses;
    core.dispose();

    expect(response?.getHeader("require")).toBe("timer");
  });
});

describe("RFC 3261 §20.35 User-Agent", () => {
  test.each([
    ["tea/1", "tea/1"],
    [undefined, undefined],
  ])("configured as %j stands as %j in every response [UAS-20.35-a]", (userAgentHeaderFieldValue, value) => {
    const core = coreOf({}, { userAgentHeaderFieldValue });

    const responses = ["INVITE", "BYE", "FOO"].map(
      (method) => receiveInvite(core, requestText(method, { callId: method })).responses[0],
    );
    core.dispose();

    expect(responses.map((response) => response?.getHeader("user-agent"))).toEqual([value, value, value]);
  });
});

describe("dispose", () => {
  test("ends everything without a word, and says what it ended", () => {
    const flow = callFlow();
    const { caller: carol } = flow.joinedBy("carol");
    flow.alice.invites({ offer });
    flow.bob.accepts({ answer });
    flow.alice.acknowledges();
    carol.invites({ offer });
    flow.bob.rings();
    flow.ladder.clear();

    const disposal = flow.core.dispose();
    flow.wait(100_000);

    expect(disposal).toEqual({ sessions: 2, requests: 1, transactions: 2 });
    expect(flow.ladder.length).toBe(0);
    expect(flow.clock.pending).toBe(0);
  });

  test("may be called twice", () => {
    const { alice, core } = callFlow();
    alice.invites({ offer });

    core.dispose();

    expect(core.dispose()).toEqual({ sessions: 0, requests: 0, transactions: 0 });
  });

  test("leaves sessions that can send nothing", () => {
    const { bob, core } = establishedCall();
    const { session } = bob;

    core.dispose();

    expect(() => session.bye()).toThrow(SessionStateError);
    expect(() => session.invite()).toThrow(SessionStateError);
    expect(() => session.end()).not.toThrow();
  });

  test("stops the wait for what a CANCEL of ours leads to", () => {
    const { alice, bob, core, clock } = establishedCall();
    const told: number[] = [];
    const invite = bob.reinvites({ offer, delegate: { onReject: ({ message }) => told.push(message.statusCode) } });
    alice.answers("INVITE", 100);
    invite.cancel();

    core.dispose();
    const { pendingNames } = clock;
    clock.advance(40_000);

    expect(pendingNames).toEqual([]);
    expect(told).toEqual([]);
  });

  test("drops what comes in afterwards, and tells so", () => {
    const diagnostics: Diagnostic[] = [];
    const core = coreOf({ onDiagnostic: (diagnostic) => diagnostics.push(diagnostic) });
    const flow = flowOf("UDP");

    core.dispose();
    core.receive(inviteText(), flow);
    core.receive(inviteText({ headers: { CSeq: "x" } }), flow);
    core.receiveIncomingRequestFromTransport(requestOf("INVITE"), flow);

    expect(flow.sent).toEqual([]);
    expect(diagnostics.map(({ reason }) => reason)).toEqual(["disposed", "disposed", "disposed"]);
  });
});

describe("diagnostics: nothing is lost in silence", () => {
  test("what cannot be read says where it stopped making sense", () => {
    const { alice, diagnostics } = callFlow();

    const text = alice.sendsText(inviteText({ headers: { CSeq: "1001 " } }));

    const offset = text.indexOf("1001 ") + "1001".length;
    expect(diagnostics).toMatchObject([{ reason: "unreadable", code: "cseq-unreadable", header: "CSeq", offset }]);
  });

  test("a request that has no way back is dropped", () => {
    const diagnostics: Diagnostic[] = [];
    const core = coreOf({ onDiagnostic: (diagnostic) => diagnostics.push(diagnostic) });

    core.receiveIncomingRequestFromTransport(requestOf("INVITE"));

    expect(diagnostics).toEqual([{ reason: "no-transport", message: "dropped INVITE" }]);
  });

  test("what the application throws over one is logged, and nothing more", () => {
    const logged: string[] = [];
    const loggerFactory = new LoggerFactory();
    loggerFactory.builtinEnabled = false;
    loggerFactory.connector = (level, _category, _label, content): void =>
      void logged.push(`${level} ${String(content)}`);
    const onDiagnostic = (): void => {
      throw new Error("oh");
    };
    const core = coreOf({ onDiagnostic }, { loggerFactory });

    core.receive("nonsense", flowOf("UDP"));

    expect(logged).toContain("error onDiagnostic threw: Error: oh");
  });

  test("a bug of ours, or of a transport, is told and not thrown", () => {
    const diagnostics: Diagnostic[] = [];
    const core = coreOf({ onDiagnostic: (diagnostic) => diagnostics.push(diagnostic) });
    const broken = {
      ...flowOf("UDP"),
      get remote(): never {
        throw new Error("no address");
      },
    };

    core.receive(inviteText(), broken);

    expect(diagnostics).toMatchObject([{ reason: "internal-error", message: "a bug: Error: no address" }]);
  });
});

describe("a core that is used without a flow", () => {
  test("answers by the configured transport", () => {
    const flow = flowOf("TCP");
    const core = coreOf({}, { transportAccessor: () => flow });

    core.receiveIncomingRequestFromTransport(requestOf("MESSAGE"));
    const { message } = core.replyStateless(requestOf("BYE"), { statusCode: 481 });
    core.dispose();

    expect(flow.sent).toHaveLength(2);
    expect(flow.sent[1]).toBe(message);
  });
});
