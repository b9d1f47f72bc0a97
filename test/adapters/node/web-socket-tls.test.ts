import { once } from "node:events";
import { connect } from "node:net";
import { connect as connectTls } from "node:tls";
import { describe, expect, test } from "vitest";
import { type TestCertificate, testCertificate } from "../../support/certificates.js";
import { openServer, refusal, WebSocketPeer } from "./web-socket-peer.js";

const OPTIONS = "OPTIONS sip:a@b SIP/2.0\r\n\r\n";

describe("RFC 7118 §9.1 WebSockets over TLS", () => {
  test("are WSS, and carry messages as the others do [WSK-7118-5.2-a]", async () => {
    const { receiver, url, ca } = await openSecure();
    const peer = await WebSocketPeer.open(url, { ca });

    peer.send(OPTIONS);
    const { flow, text } = await receiver.next();
    await flow.send("SIP/2.0 200 OK\r\n\r\n");

    expect(text).toBe(OPTIONS);
    expect(flow).toMatchObject({ protocol: "WSS", reliable: true, peer: { tlsIdentities: [] } });
    expect((await peer.receives()).text).toBe("SIP/2.0 200 OK\r\n\r\n");
  });

  test("are judged by the rules of the web, wildcards included [TLS-7118-9.1-a]", async () => {
    const certificate = testCertificate({ alternativeNames: ["DNS:*.example.com"] });
    const { url, ca } = await openSecure({}, certificate);

    await WebSocketPeer.open(url, { ca, servername: "sip.example.com" });

    await expect(WebSocketPeer.open(url, { ca, servername: "example.com" })).rejects.toThrow(/altnames/);
  });

  test("take other certificates without a restart; what stands goes on", async () => {
    const { transport, receiver, url, ca } = await openSecure();
    const before = await WebSocketPeer.open(url, { ca });
    const renewed = testCertificate({ alternativeNames: ["IP:127.0.0.1"] }, "another authority");

    transport.setSecureContext({ key: renewed.key, cert: renewed.cert });

    await WebSocketPeer.open(url, { ca: renewed.ca });
    await expect(WebSocketPeer.open(url, { ca })).rejects.toThrow();
    before.send(OPTIONS);
    expect((await receiver.next()).text).toBe(OPTIONS);
  });

  test("tell whom the certificate of a client stands for", async () => {
    const client = testCertificate({ alternativeNames: ["URI:sip:Client.example.com"] });
    const { receiver, url, ca } = await openSecure({ requestCert: true, rejectUnauthorized: false, ca: client.ca });
    const peer = await WebSocketPeer.open(url, { ca, key: client.key, cert: client.cert });

    peer.send(OPTIONS);

    expect((await receiver.next()).flow.peer).toEqual({ tlsIdentities: ["client.example.com"] });
  });

  test("keep out whom nobody has certified, when they are told to", async () => {
    const { events, url, ca } = await openSecure({ requestCert: true, rejectUnauthorized: true });

    await expect(WebSocketPeer.open(url, { ca })).rejects.toThrow();

    expect(await events.next()).toMatchObject({ type: "refused", protocol: "WSS", reason: "handshake" });
  });

  test("refuse what is no WebSocket of SIP, under TLS, too [WSK-7118-4.1-a]", async () => {
    const { url, ca } = await openSecure();

    expect(await refusal(url, { ca }, ["chat"])).toMatchObject({ statusCode: 400 });
  });

  test.each(["", "GET / HTTP/1.1\r\n\r\n"])("close a socket that says %j instead of TLS", async (said) => {
    const { events, transport } = await openSecure({}, undefined, 60);
    const other = connect(transport.bound.port, "127.0.0.1");
    other.on("error", () => undefined);
    await once(other, "connect");
    const closed = new Promise((resolve) => other.resume().on("close", resolve));

    other.write(said);

    await closed;
    expect(await events.next()).toMatchObject({ type: "refused", reason: "handshake" });
  });

  test("close a socket that says nothing after TLS", async () => {
    const { events, transport, ca } = await openSecure({}, undefined, 60);
    const other = connectTls({ port: transport.bound.port, host: "127.0.0.1", ca });
    other.on("error", () => undefined);
    await once(other, "secureConnect");
    const closed = new Promise((resolve) => other.resume().on("close", resolve));

    await closed;

    expect(await events.next()).toMatchObject({ type: "refused", reason: "handshake" });
  });
});

async function openSecure(tls = {}, certificate: TestCertificate = testCertificate(), handshakeTimeout = 10_000) {
  const { key, cert, ca } = certificate;
  return { ...(await openServer({ tls: { key, cert, ...tls }, handshakeTimeout })), ca };
}
