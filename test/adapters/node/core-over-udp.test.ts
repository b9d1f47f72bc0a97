import { describe, expect, onTestFinished, test } from "vitest";
import {
  type IncomingInviteRequest,
  LoggerFactory,
  UserAgentCore,
  type UserAgentCoreDelegate,
} from "../../../src/index.js";
import { UdpTransport } from "../../../src/adapters/node/index.js";
import { answer, offer, requestText } from "../../../src/testing/index.js";
import { Inbox, Peer } from "./peer.js";

describe("RFC 3581 §4 an answer over UDP", () => {
  test("goes to the source where the peer asked for it, and says which that was [TRN-3581.4-a] [TRN-3581.4-d]", async () => {
    const { transports, peer } = await open({});

    peer.send(request("OPTIONS", "SIP/2.0/UDP pc1.example.org;rport;branch=z9hG4bK1"), transports[0].bound);

    const [, via] = /^Via: (.*)\r/m.exec((await peer.receives()).text) ?? [];
    expect(via?.split(";").sort()).toEqual([
      "SIP/2.0/UDP pc1.example.org",
      "branch=z9hG4bK1",
      "received=127.0.0.1",
      `rport=${peer.address.port}`,
    ]);
  });

  test("goes to the port in Via where it did not [TRN-18.2.2-e]", async () => {
    const { transports, peer } = await open({});
    const listening = await openPeer();

    peer.send(
      request("OPTIONS", `SIP/2.0/UDP pc1.example.org:${listening.address.port};branch=z9hG4bK1`),
      transports[0].bound,
    );

    const { text, source } = await listening.receives();
    expect(text).toContain(";received=127.0.0.1");
    expect(source.port).toBe(transports[0].bound.port);
  });
});

describe("one core on several sockets", () => {
  test("each call is answered by the socket that it came to, and reached there", async () => {
    const { transports, peer } = await open({ onInvite: (invite) => void accept(invite) });
    const [first, second] = transports;

    peer.send(request("INVITE", rport(1), { callId: "one" }), first.bound);
    const one = await peer.receives();
    peer.send(request("INVITE", rport(2), { callId: "two" }), second.bound);
    const two = await peer.receives();

    expect([one, two].map(({ text, source }) => [source.port, /^Contact: (.*)\r/m.exec(text)?.[1]])).toEqual([
      [first.bound.port, `<sip:bob@127.0.0.1:${first.bound.port}>`],
      [second.bound.port, `<sip:bob@127.0.0.1:${second.bound.port}>`],
    ]);
  });
});

describe("RFC 3261 §18.4 a BYE of ours to a phone that is gone", () => {
  test("fails at once instead of after 32 seconds [TRN-18.4-a]", async () => {
    const invites = new Inbox<IncomingInviteRequest>();
    const outcome = new Inbox<number>();
    const { transports, peer } = await open({ onInvite: (invite) => invites.put(invite) });
    const gone = await openPeer();
    await gone.close();
    const contact = `<sip:alice@127.0.0.1:${gone.address.port}>`;
    peer.send(request("INVITE", rport(1), { headers: { Contact: contact } }), transports[0].bound);
    const session = accept(await invites.next());
    const { text } = await peer.receives();
    const toTag = /^To: .*;tag=(.*)\r/m.exec(text)?.[1];
    session.delegate = {
      onAck: () => void session.bye({ onReject: ({ message }) => outcome.put(message.statusCode) }),
    };

    peer.send(request("ACK", rport(2), { toTag, body: "" }), transports[0].bound);

    expect(await outcome.next()).toBe(503);
  });
});

describe("when all is closed", () => {
  test("no socket of ours is left", async () => {
    const { transports, peer, core } = await open({ onInvite: (invite) => void accept(invite) });
    peer.send(request("INVITE", rport(1)), transports[0].bound);
    await peer.receives();
    void transports[0].flow(peer.address).send("hello");
    await peer.receives();

    core.dispose();
    await Promise.all([...transports.map((transport) => transport.close()), peer.close()]);

    // The runtime lets go of a closed socket a turn later.
    await expect.poll(sockets).toBe(0);
  });
});

async function open(delegate: UserAgentCoreDelegate) {
  const loggerFactory = new LoggerFactory();
  loggerFactory.builtinEnabled = false;
  const core = new UserAgentCore({ loggerFactory }, delegate);
  const listen = () => UdpTransport.listen({ host: "127.0.0.1", port: 0 }, core);
  const transports = [await listen(), await listen()] as const;
  onTestFinished(async () => {
    core.dispose();
    await Promise.all(transports.map((transport) => transport.close()));
  });
  return { core, transports, peer: await openPeer() };
}

async function openPeer(): Promise<Peer> {
  const peer = await Peer.open();
  onTestFinished(() => peer.close().catch(() => undefined));
  return peer;
}

function accept(invite: IncomingInviteRequest) {
  const body = { contentDisposition: "session", contentType: "application/sdp", content: answer };
  return invite.accept({ body }).session;
}

function request(method: string, via: string, options: Parameters<typeof requestText>[1] = {}): string {
  return requestText(method, { via, ...(method === "INVITE" && { body: offer }), ...options });
}

function rport(number: number): string {
  return `SIP/2.0/UDP pc1.example.org;rport;branch=z9hG4bK${number}`;
}

/** How many datagram sockets keep this process alive. */
function sockets(): number {
  return process.getActiveResourcesInfo().filter((name) => name === "UDPWrap").length;
}
