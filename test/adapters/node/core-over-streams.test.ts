import { describe, expect, onTestFinished, test } from "vitest";
import { type IncomingInviteRequest, LoggerFactory, UserAgentCore } from "../../../src/index.js";
import { TcpTransport, TlsTransport, UdpTransport } from "../../../src/adapters/node/index.js";
import { answer, offer, requestText } from "../../../src/testing/index.js";
import { testCertificate } from "../../support/certificates.js";
import { Inbox, Peer } from "./peer.js";
import { connectTo, Events, listenAt } from "./streams.js";
import { connectTls } from "./tls-streams.js";

describe("RFC 3261 §18.2.2 a call whose connection is lost while it rings", () => {
  test("goes on, and its answer takes a new connection to the port in Via [TRN-18.2.2-b] [TRN-28-a] [CRU-3261-18.2.2-a]", async () => {
    const { transport, invites, events } = await open();
    const peer = await connectTo(transport);
    const listener = await listenAt();
    peer.send(inviteVia(`pc1.example.org:${listener.address.port}`));
    const invite = await invites.next();
    peer.socket.resetAndDestroy();
    await events.next("down");

    invite.accept({ body: description(answer) });

    expect(await (await listener.accepts()).receivesHead()).toMatch(/^SIP\/2\.0 200 [^]*;received=127\.0\.0\.1/);
  });

  test("has its application told where that leads nowhere, either [TRN-18.4-a]", async () => {
    const { transport, invites, events } = await open();
    const peer = await connectTo(transport);
    const listener = await listenAt();
    await listener.close();
    peer.send(inviteVia(`pc1.example.org:${listener.address.port}`));
    const invite = await invites.next();
    const errors = new Inbox<Error>();
    invite.delegate = { onTransportError: (error) => errors.put(error) };
    peer.socket.resetAndDestroy();
    await events.next("down");

    invite.reject({ statusCode: 486 });

    expect(await errors.next()).toMatchObject({ code: "SIP_TRANSPORT" });
  });
});

describe("RFC 5923 §8.2 a connection that stands", () => {
  test("stays when a call is over [CRU-5923-8.2-c]", async () => {
    const { transport, invites } = await open();
    const peer = await connectTo(transport);
    peer.send(inviteVia("pc1.example.org"));
    (await invites.next()).reject({ statusCode: 486 });
    const refusal = await peer.receivesHead();

    peer.send(requestText("ACK", { via: "SIP/2.0/TCP pc1.example.org;branch=z9hG4bK1", toTag: toTagOf(refusal) }));
    peer.send("\r\n\r\n");

    expect(await peer.receives("\r\n")).toBe("\r\n");
    expect(transport.connections).toBe(1);
  });

  test("is answered as ever when the peer offers it for requests in reverse, by TCP [CRU-5923-8.2-a]", async () => {
    const { transport } = await open();
    const peer = await connectTo(transport);

    peer.send(requestText("OPTIONS", { via: "SIP/2.0/TCP pc1.example.org;branch=z9hG4bK1;alias" }));

    expect(await peer.receivesHead()).toMatch(/^SIP\/2\.0 200 [^]*Via: .*;alias/);
  });

  test("is answered as ever when the peer offers it for requests in reverse, by UDP [CRU-5923-8.2-a]", async () => {
    const { core } = await open();
    const transport = await UdpTransport.listen({ host: "127.0.0.1", port: 0 }, core);
    onTestFinished(() => transport.close());
    const peer = await Peer.open();
    onTestFinished(() => peer.close());

    peer.send(
      requestText("OPTIONS", { via: "SIP/2.0/UDP pc1.example.org;branch=z9hG4bK1;rport;alias" }),
      transport.bound,
    );

    expect((await peer.receives()).text).toMatch(/^SIP\/2\.0 200 [^]*Via: .*;alias/);
  });
});

describe("one core on several transports", () => {
  test("answers each call by the one that it came by, and is reached there", async () => {
    const { core, transport, invites } = await open();
    const tls = await TlsTransport.listen({ host: "127.0.0.1", port: 0, tls: testCertificate() }, core);
    onTestFinished(() => tls.close());
    const byTcp = await connectTo(transport);
    const { peer: byTls } = await connectTls(tls);

    byTcp.send(inviteVia("pc1.example.org", "TCP"));
    (await invites.next()).accept({ body: description(answer) });
    byTls.send(inviteVia("pc1.example.org", "TLS", "another"));
    (await invites.next()).accept({ body: description(answer) });

    expect(contactOf(await byTcp.receivesHead())).toContain(`@127.0.0.1:${transport.bound.port}`);
    expect(contactOf(await byTls.receivesHead())).toContain(`@127.0.0.1:${tls.bound.port}`);
  });
});

/** A core behind TCP; its calls wait for the script. */
async function open() {
  const loggerFactory = new LoggerFactory();
  loggerFactory.builtinEnabled = false;
  const invites = new Inbox<IncomingInviteRequest>();
  const core = new UserAgentCore({ loggerFactory }, { onInvite: (invite) => invites.put(invite) });
  const events = new Events();
  const transport = await TcpTransport.listen({ host: "127.0.0.1", port: 0, onEvent: events.put }, core);
  onTestFinished(async () => {
    core.dispose();
    await transport.close();
  });
  return { core, transport, invites, events };
}

function inviteVia(sentBy: string, protocol = "TCP", callId = "one"): string {
  const via = `SIP/2.0/${protocol} ${sentBy};branch=z9hG4bK-${callId}`;
  return requestText("INVITE", { via, body: offer, callId });
}

function description(content: string) {
  return { contentDisposition: "session", contentType: "application/sdp", content };
}

function toTagOf(response: string): string | undefined {
  return /^To: .*;tag=(.*)\r/m.exec(response)?.[1];
}

function contactOf(response: string): string | undefined {
  return /^Contact: (.*)\r/m.exec(response)?.[1];
}
