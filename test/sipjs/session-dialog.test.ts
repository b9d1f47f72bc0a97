import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import {
  type Body,
  ByeUserAgentServer,
  IncomingRequestMessage,
  InviteServerTransaction,
  InviteUserAgentServer,
  NotifyUserAgentServer,
  ReferUserAgentServer,
  ReInviteUserAgentServer,
  SessionDialog,
  SessionState,
  SignalingState,
  URI,
} from "../../src/sipjs/index.js";
import { bench, quietLoggers } from "./bench.js";

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

function sdp(content: string): Body {
  return { contentDisposition: "session", contentType: "application/sdp", content };
}

function requestOf(method: string, cseq: number, tag?: string, body = ""): IncomingRequestMessage {
  const message = new IncomingRequestMessage();
  message.method = method;
  message.ruri = new URI("sip", "bob", "example.com");
  message.callId = "call";
  message.cseq = cseq;
  message.viaBranch = `z9hG4bK${method}${cseq}`;
  message.addHeader("From", "<sip:alice@example.com>;tag=a");
  message.addHeader("To", `<sip:bob@example.com>${tag === undefined ? "" : `;tag=${tag}`}`);
  message.addHeader("Contact", "<sip:alice@alice.invalid>");
  if (method === "REFER") message.addHeader("Refer-To", "<sip:carol@example.com>");
  message.addHeader("Record-Route", "<sip:p1;lr>");
  message.addHeader("Record-Route", "<sip:p2;lr>");
  if (body === "") return message;
  message.addHeader("Content-Type", "application/sdp");
  message.body = body;
  return message;
}

/** A dialog made by hand over a transaction made by hand, as a user of SIP.js's core may do. */
function dialogByHand(early: boolean) {
  const scene = bench();
  const message = requestOf("INVITE", 1, undefined, "offer");
  const transaction = new InviteServerTransaction(message, scene.core.transport, { loggerFactory: quietLoggers() });
  if (!early) transaction.receiveResponse(200, "ACCEPTED\r\n");
  const state = SessionDialog.initialDialogStateForUserAgentServer(message, "b", early);
  const dialog = new SessionDialog(transaction, scene.core, state);
  return { ...scene, transaction, state, dialog };
}

describe("the state of a dialog from a request (RFC 3261 §12.1.1)", () => {
  test("has what SIP.js's has", () => {
    const state = SessionDialog.initialDialogStateForUserAgentServer(requestOf("INVITE", 7), "b", true);

    expect(state).toMatchObject({
      id: "callba",
      early: true,
      callId: "call",
      localTag: "b",
      remoteTag: "a",
      localSequenceNumber: undefined,
      remoteSequenceNumber: 7,
      routeSet: ["<sip:p1;lr>", "<sip:p2;lr>"],
      secure: false,
    });
    expect(state.remoteTarget.toString()).toBe("sip:alice@alice.invalid");
    expect(state.localURI.toString()).toBe("sip:bob@example.com");
    expect(state.remoteURI.toString()).toBe("sip:alice@example.com");
  });

  test.each([undefined, "*"])("throws for Contact %s", (contact) => {
    const message = requestOf("INVITE", 7);
    delete message.headers["Contact"];
    if (contact !== undefined) message.addHeader("Contact", contact);

    expect(() => SessionDialog.initialDialogStateForUserAgentServer(message, "b")).toThrow(Error);
  });
});

describe("a dialog made by hand", () => {
  test("is known to the core by its id", () => {
    const { core, dialog, state } = dialogByHand(true);

    expect(core.dialogs.get(state.id)).toBe(dialog);
    expect(dialog.userAgentCore).toBe(core);
    expect(dialog.sessionState).toBe(SessionState.Early);
    expect(dialog.signalingState).toBe(SignalingState.HaveRemoteOffer);
  });

  test("confirmed from the start, it repeats the 2xx until the ACK (RFC 3261 §13.3.1.4)", () => {
    const { core, dialog, startLines } = dialogByHand(false);
    dialog.signalingStateTransition(sdp("answer"));

    expect(dialog.sessionState).toBe(SessionState.AckWait);

    vi.advanceTimersByTime(1_500);

    expect(startLines()).toEqual(["ACCEPTED", "ACCEPTED", "ACCEPTED"]);

    core.receiveIncomingRequestFromTransport(requestOf("ACK", 1, "b"));
    vi.advanceTimersByTime(10_000);

    expect(startLines()).toEqual([]);
    expect(dialog.sessionState).toBe(SessionState.Confirmed);
  });

  test("confirm() does the same for an early one, once", () => {
    const { dialog, transaction, startLines } = dialogByHand(true);
    transaction.receiveResponse(200, "ACCEPTED\r\n");
    dialog.confirm();
    dialog.confirm();
    vi.advanceTimersByTime(500);

    expect(dialog.early).toBe(false);
    expect(startLines()).toEqual(["ACCEPTED", "ACCEPTED"]);
  });

  test("offer and answer are moved on by hand, and back (RFC 6141 §3)", () => {
    const { dialog } = dialogByHand(true);
    dialog.signalingStateTransition(sdp("answer"));

    expect([dialog.signalingState, dialog.offer?.content, dialog.answer?.content]).toEqual([
      "Stable",
      "offer",
      "answer",
    ]);

    dialog.signalingStateTransition(requestOf("INVITE", 2, "b", "offer 2"));

    expect([dialog.signalingState, dialog.offer?.content, dialog.answer]).toEqual([
      "HaveRemoteOffer",
      "offer 2",
      undefined,
    ]);

    dialog.signalingStateRollback();

    expect([dialog.signalingState, dialog.offer?.content, dialog.answer?.content]).toEqual([
      "Stable",
      "offer",
      "answer",
    ]);

    dialog.signalingStateTransition({ ...sdp("picture"), contentDisposition: "render" });

    expect(dialog.signalingState).toBe(SignalingState.Stable);
  });

  test.each([
    ["method", "IN FO", {}],
    ["method", "INFO\r\nX-Injected: b", {}],
    ["extraHeaders", "INFO", { extraHeaders: ["X: a\r\nX-Injected: b"] }],
    ["extraHeaders", "INFO", { extraHeaders: [""] }],
  ])("what would break a request is refused by name, and takes no number: %s [MSG-7.2-c]", (field, method, options) => {
    const { dialog } = dialogByHand(false);

    expect(() => dialog.createOutgoingRequestMessage(method, options)).toThrow(TypeError);
    expect(() => dialog.createOutgoingRequestMessage(method, options)).toThrow(field);
    expect(dialog.createOutgoingRequestMessage("INFO").cseq).toBe(1);
  });

  test("requests are built with the next number, and go out along the route set (RFC 3261 §12.2.1.1)", () => {
    const { dialog } = dialogByHand(false);
    const first = dialog.createOutgoingRequestMessage("INFO", { extraHeaders: ["X-Own: 1"] });
    dialog.incrementLocalSequenceNumber();

    expect(first.cseq).toBe(1);
    expect(first.getHeader("X-Own")).toBe("1");
    expect(first.getHeaders("Route")).toEqual(["<sip:p1;lr>", "<sip:p2;lr>"]);
    expect(dialog.createOutgoingRequestMessage("INFO").cseq).toBe(3);
    expect(dialog.createOutgoingRequestMessage("ACK", { cseq: 9 }).cseq).toBe(9);
  });

  test("ack() without an accepted re-INVITE of ours throws", () => {
    expect(() => dialogByHand(false).dialog.ack()).toThrow(expect.objectContaining({ code: "SIP_SESSION_STATE" }));
  });
});

/** A call that the core itself has made. */
function call() {
  const scene = bench();
  const server = new InviteUserAgentServer(scene.core, requestOf("INVITE", 1, undefined, "offer"));
  const { session } = server.accept({ statusCode: 200, body: sdp("answer") });
  if (!(session instanceof SessionDialog)) throw new Error("not a dialog of this door");
  scene.core.receiveIncomingRequestFromTransport(requestOf("ACK", 1, session.localTag));
  scene.startLines();
  return { ...scene, dialog: session };
}

describe("servers made by hand inside a dialog", () => {
  test("ReInviteUserAgentServer: accepts, and the dialog knows it until the ACK (RFC 3261 §14.2)", () => {
    const { core, dialog, startLines } = call();
    const server = new ReInviteUserAgentServer(dialog, requestOf("INVITE", 2, dialog.localTag, "offer 2"));

    expect(dialog.reinviteUserAgentServer).toBe(server);
    expect(dialog.signalingState).toBe(SignalingState.HaveRemoteOffer);

    server.accept({ statusCode: 200, body: sdp("answer 2") });
    dialog.reConfirm();

    expect(startLines()).toEqual(["SIP/2.0 200 OK"]);
    expect(dialog.reinviteUserAgentServer).toBe(server);

    core.receiveIncomingRequestFromTransport(requestOf("ACK", 2, dialog.localTag));

    expect(dialog.reinviteUserAgentServer).toBeUndefined();
    expect(dialog.answer?.content).toBe("answer 2");
  });

  test("ReInviteUserAgentServer: a new offer has to be answered, and nothing is sent without (RFC 3261 §14.2)", () => {
    const { dialog, startLines } = call();
    const server = new ReInviteUserAgentServer(dialog, requestOf("INVITE", 2, dialog.localTag, "offer 2"));

    expect(() => server.accept()).toThrow(expect.objectContaining({ code: "SIP_OFFER_ANSWER" }));
    expect(startLines()).toEqual([]);

    server.reject();

    expect(startLines()).toEqual(["SIP/2.0 488 Not Acceptable Here"]);
  });

  test("ReInviteUserAgentServer: without an offer what stands is offered again (RFC 3261 §14.2)", () => {
    const { dialog, startLines } = call();
    const { answer } = dialog;
    const server = new ReInviteUserAgentServer(dialog, requestOf("INVITE", 2, dialog.localTag, ""));

    const { message } = server.accept();

    expect(startLines()).toEqual(["SIP/2.0 200 OK"]);
    expect(message.endsWith(`\r\n\r\n${answer?.content ?? "no answer"}`)).toBe(true);
  });

  test("ReInviteUserAgentServer: rejects with 488, and all is as before (RFC 6141 §3)", () => {
    const { dialog, startLines } = call();
    new ReInviteUserAgentServer(dialog, requestOf("INVITE", 2, dialog.localTag, "offer 2")).reject();

    expect(startLines()).toEqual(["SIP/2.0 488 Not Acceptable Here"]);
    expect(dialog.reinviteUserAgentServer).toBeUndefined();
    expect([dialog.signalingState, dialog.offer?.content]).toEqual(["Stable", "offer"]);
  });

  test("the remote target changes when a re-INVITE is accepted, and not before (RFC 3261 §12.2.2)", () => {
    const { dialog } = call();
    const message = requestOf("INVITE", 2, dialog.localTag, "offer 2");
    message.setHeader("Contact", "<sip:alice@elsewhere.invalid>");
    const server = new ReInviteUserAgentServer(dialog, message);

    expect(dialog.remoteTarget.toString()).toBe("sip:alice@alice.invalid");

    server.accept({ body: sdp("answer 2") });

    expect(dialog.remoteTarget.toString()).toBe("sip:alice@elsewhere.invalid");
  });

  test("without an ACK to the 2xx of a re-INVITE the call ends (RFC 3261 §14.2)", () => {
    const { dialog, startLines } = call();
    new ReInviteUserAgentServer(dialog, requestOf("INVITE", 2, dialog.localTag, "offer 2")).accept({
      body: sdp("answer 2"),
    });
    vi.advanceTimersByTime(32_000);

    expect(startLines().at(-1)).toBe("BYE sip:alice@alice.invalid SIP/2.0");
  });

  test("ByeUserAgentServer: answers", () => {
    const { dialog, startLines } = call();
    new ByeUserAgentServer(dialog, requestOf("BYE", 2, dialog.localTag)).accept();

    expect(startLines()).toEqual(["SIP/2.0 200 OK"]);
  });

  test.each([
    ["NOTIFY", NotifyUserAgentServer],
    ["REFER", ReferUserAgentServer],
  ])("%s: made with the dialog, or with the core", (method, Server) => {
    const { core, dialog, startLines } = call();
    const inside = new Server(dialog, requestOf(method, 2, dialog.localTag));
    const outside = new Server(core, requestOf(method, 3));
    inside.accept();
    outside.reject();

    expect(startLines()).toEqual(["SIP/2.0 200 OK", "SIP/2.0 480 Temporarily Unavailable"]);
    expect(core.userAgentServers.get(`z9hG4bK${method}2`)).toBe(inside);
  });

  test("those that the core has made are of the same classes", () => {
    const { dialog } = call();
    const seen: unknown[] = [];
    dialog.delegate = {
      onInvite: (request) => void seen.push(request),
      onBye: (request) => void seen.push(request),
      onRefer: (request) => void seen.push(request),
    };
    dialog.receiveRequest(requestOf("INVITE", 2, dialog.localTag, "offer 2"));
    dialog.receiveRequest(requestOf("REFER", 3, dialog.localTag));
    dialog.receiveRequest(requestOf("BYE", 4, dialog.localTag));

    expect(seen[0]).toBeInstanceOf(ReInviteUserAgentServer);
    expect(seen[1]).toBeInstanceOf(ReferUserAgentServer);
    expect(seen[1]).not.toBeInstanceOf(NotifyUserAgentServer);
    expect(seen[2]).toBeInstanceOf(ByeUserAgentServer);
    expect(seen[0]).not.toBeInstanceOf(ByeUserAgentServer);
  });
});
