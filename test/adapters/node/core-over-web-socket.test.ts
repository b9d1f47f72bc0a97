import { describe, expect, onTestFinished, test } from "vitest";
import {
  type IncomingInviteRequest,
  LoggerFactory,
  type Session,
  UserAgentCore,
  type UserAgentCoreDelegate,
} from "../../../src/index.js";
import { answer, Caller, ManualClock, offer, requestText } from "../../../src/testing/index.js";
import { Inbox } from "./peer.js";
import { openServer, WebSocketPeer } from "./web-socket-peer.js";

const CONTACT = "<sip:alice@df7jal23ls0d.invalid;transport=ws>";

describe("RFC 7118 §5 a core that is called over WebSocket", () => {
  test("2xx and reliable responses are repeated until they are acknowledged, refusals never [WSK-7118-5-b]", async () => {
    const { alice, arrives, clock, invites } = await open();
    alice.invites({ offer });
    accept(await invites.next());
    await arrives("SIP/2.0 200");

    clock.advance(500);
    await arrives("SIP/2.0 200");
    alice.acknowledges();
    alice.invites({ offer, callId: "second", toTag: undefined });
    (await invites.next()).reject({ statusCode: 486 });
    await arrives("SIP/2.0 486");
    clock.advance(31_999);
    alice.sends("OPTIONS", { callId: "third", toTag: undefined });
    await arrives("SIP/2.0 200");

    expect(alice.responses.map(({ statusCode, method }) => `${statusCode} ${method}`)).toEqual([
      "200 INVITE",
      "200 INVITE",
      "486 INVITE",
      "200 OPTIONS",
    ]);
  });

  test("without Content-Length the body is the rest; what we send has one [WSK-7118-5-c]", async () => {
    const { alice, arrives, invites } = await open();

    alice.invites({ offer, headers: { "Content-Length": undefined } });
    const invite = await invites.next();
    accept(invite);
    await arrives("SIP/2.0 200");

    expect(invite.message.body).toBe(offer);
    expect(alice.received(200).getHeader("Content-Length")).toBe(String(answer.length));
  });

  test("a Content-Length that is too large is answered 400, and the next message is read [WSK-3261-18.3-a]", async () => {
    const { alice, arrives } = await open();

    alice.sends("OPTIONS", { headers: { "Content-Length": 5 } });
    await arrives("SIP/2.0 400");
    alice.sends("OPTIONS", { callId: "second" });
    await arrives("SIP/2.0 200");
  });

  test("what goes beyond Content-Length is dropped, be it a second message [WSK-3261-18.3-a] [WSK-7118-5-a]", async () => {
    const { alice, arrives, invites } = await open();
    const second = requestText("OPTIONS", { callId: "second", protocol: "WS" });

    alice.sendsText(requestText("INVITE", { protocol: "WS", body: offer }) + second);
    const invite = await invites.next();
    invite.reject({ statusCode: 486 });
    await arrives("SIP/2.0 486");
    alice.sends("OPTIONS", { callId: "third" });
    await arrives("SIP/2.0 200");

    expect(invite.message.body).toBe(offer);
    expect(alice.responses.map(({ callId }) => callId)).not.toContain("second");
  });

  test.each(["SIP/2.0/WS", "sip/2.0/wss", "SIP / 2.0 / Ws"])(
    "the Via %s is returned as it came, without received or rport [WSK-7118-5.3-a] [WSK-7118-5.2-a] [TRN-7118.5.3-a]",
    async (protocol) => {
      const { alice, arrives } = await open();
      const via = `${protocol} df7jal23ls0d.invalid;branch=z9hG4bK1`;

      alice.sends("OPTIONS", { via });
      await arrives("SIP/2.0 200");

      expect(alice.received(200).getHeaders("Via")).toEqual([via]);
    },
  );

  test("requests of ours go by the WebSocket of the call, and nobody looks for .invalid [WSK-7118-5.3-c] [WSK-7118-B.1-a]", async () => {
    const { alice, arrives, call, transport } = await open();
    const session = await call();

    void session.bye();
    await arrives("BYE");

    const bye = alice.received("BYE");
    expect(bye.requestUri).toBe("sip:alice@df7jal23ls0d.invalid;transport=ws");
    expect(bye.getHeader("Via")).toMatch(`SIP/2.0/WS 127.0.0.1:${transport.bound.port};branch=`);
  });

  test("who comes back by another WebSocket and sends a request in the call is reached there [WSK-6455-5.5.1-a]", async () => {
    const acknowledged = new Inbox<true>();
    const { alice, arrives, call, reconnect } = await open();
    const session = await call();
    session.delegate = { onInvite: (invite) => void accept(invite), onAck: () => acknowledged.put(true) };

    await reconnect();
    alice.reinvites({ offer });
    await arrives("SIP/2.0 200");
    alice.acknowledges();
    await acknowledged.next();
    void session.bye();
    await arrives("BYE");

    alice.answers("BYE", 200);
  });

  test("what the application made of the handshake is at hand when the call comes [WSK-7118-7-a]", async () => {
    const { alice, invites } = await open({ authorize: () => ({ context: { user: "alice" } }) });

    alice.invites({ offer });

    const { flow } = await invites.next();
    expect(flow.peer?.context).toEqual({ user: "alice" });
    expect(flow.remote?.host).toBe("127.0.0.1");
  });
});

/** A core on a WebSocket server, and Alice, who has opened one WebSocket to it. */
async function open(options: Parameters<typeof openServer>[0] = {}) {
  const clock = new ManualClock();
  const invites = new Inbox<IncomingInviteRequest>();
  const delegate: UserAgentCoreDelegate = {
    onInvite: (invite) => invites.put(invite),
    onOptions: (request) => void request.accept(),
  };
  const loggerFactory = new LoggerFactory();
  loggerFactory.builtinEnabled = false;
  const core = new UserAgentCore({ loggerFactory, environment: { clock } }, delegate);
  onTestFinished(() => void core.dispose());
  const { transport, url } = await openServer(options, core);
  let peer = await WebSocketPeer.open(url);
  const alice = new Caller({
    send: (text) => Promise.resolve(peer.send(text)),
    defaults: { protocol: "WS", headers: { Contact: CONTACT } },
  });
  /** Waits for a message that begins so, and takes in all that come before it. */
  const arrives = async (start: string): Promise<void> => {
    for (;;) {
      const { text } = await peer.receives();
      alice.receive(text);
      if (text.startsWith(start)) return;
    }
  };
  const call = async (): Promise<Session> => {
    alice.invites({ offer });
    const session = accept(await invites.next());
    const acknowledged = new Inbox<true>();
    session.delegate = { onAck: () => acknowledged.put(true) };
    await arrives("SIP/2.0 200");
    alice.acknowledges();
    await acknowledged.next();
    return session;
  };
  const reconnect = async (): Promise<void> => {
    peer.socket.terminate();
    await expect.poll(() => transport.connections).toBe(0);
    peer = await WebSocketPeer.open(url);
  };
  return { alice, arrives, call, clock, invites, reconnect, transport };
}

function accept(invite: IncomingInviteRequest): Session {
  const body = { contentDisposition: "session", contentType: "application/sdp", content: answer };
  return invite.accept({ body }).session;
}
