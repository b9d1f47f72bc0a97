import { createServer } from "node:net";
import { createSecureContext } from "node:tls";
import { once } from "node:events";
import { describe, expect, onTestFinished, test } from "vitest";
import { TlsTransport } from "../../../src/adapters/node/index.js";
import { testCertificate } from "../../support/certificates.js";
import { RecordingReceiver } from "./peer.js";
import { StreamPeer } from "./stream-peer.js";
import { OPTIONS } from "./streams.js";
import { connectTls, listenTls, openTls } from "./tls-streams.js";

const CLIENT = testCertificate({ alternativeNames: ["URI:sip:client.example"] });
const STRANGER = testCertificate({ alternativeNames: ["URI:sip:client.example"] }, "an authority that nobody trusts");
const EXAMPLE = testCertificate({ alternativeNames: ["DNS:example.com", "DNS:*.wild.example"] });

describe("RFC 3261 §26.3.2 TLS", () => {
  test("delivers a message with the way back, and an answer leaves by it [TRN-18.2.2-a]", async () => {
    const { transport, receiver } = await openTls();
    const { peer } = await connectTls(transport);

    peer.send(OPTIONS);

    const { text, flow } = await receiver.next();
    expect(text).toBe(OPTIONS);
    expect(flow).toMatchObject({ protocol: "TLS", reliable: true, remote: peer.address, local: transport.bound });
    await flow.send("answer\r\n\r\n");
    expect(await peer.receivesHead()).toBe("answer\r\n\r\n");
  });

  test("a request of ours opens a connection, and what comes by it is delivered", async () => {
    const { transport, receiver } = await openTls();
    const listener = await listenTls();

    await transport.flow(listener.address).send(OPTIONS);

    const peer = await listener.accepts();
    expect(await peer.receivesHead()).toBe(OPTIONS);
    peer.send(OPTIONS);
    expect((await receiver.next()).flow).toMatchObject({ remote: listener.address, local: transport.bound });
  });

  test("an answer whose connection is gone goes to the port in Via, or 5061 [TRN-18.2.2-b] [TRN-3263.5-a]", async () => {
    const { transport } = await openTls();
    const flow = transport.flow({ host: "192.0.2.1", port: 5061 });

    const [to] = (await flow.fallback?.({ received: "192.0.2.4", host: "example.com", port: undefined })) ?? [];
    const [toPort] = (await flow.fallback?.({ received: undefined, host: "192.0.2.5", port: 5071 })) ?? [];

    expect(to?.remote).toEqual({ host: "192.0.2.4", port: 5061 });
    expect(toPort?.remote).toEqual({ host: "192.0.2.5", port: 5071 });
  });
});

describe("RFC 5922 §7.4 clients", () => {
  test("without a certificate are taken in, and are nobody [TLS-5922-7.4-a]", async () => {
    const { transport, receiver } = await openTls({
      tls: { ...EXAMPLE, requestCert: true, rejectUnauthorized: false },
    });
    const { peer } = await connectTls(transport, { servername: "example.com" });

    peer.send(OPTIONS);

    expect((await receiver.next()).flow.peer).toEqual({ tlsIdentities: [] });
  });

  test("with a certificate of an authority that we trust are whom it names [TLS-5922-7.4-a]", async () => {
    const { transport, receiver } = await openTls({ tls: { ...EXAMPLE, requestCert: true } });
    const { peer } = await connectTls(transport, { ...CLIENT, servername: "example.com" });

    peer.send(OPTIONS);

    expect((await receiver.next()).flow.peer).toEqual({ tlsIdentities: ["client.example"] });
  });

  test("with a certificate of a stranger are nobody where they are let in [TLS-5922-7.4-a]", async () => {
    const { transport, receiver } = await openTls({
      tls: { ...EXAMPLE, requestCert: true, rejectUnauthorized: false },
    });
    const { key, cert } = STRANGER;
    const { peer } = await connectTls(transport, { key, cert, servername: "example.com" });

    peer.send(OPTIONS);

    expect((await receiver.next()).flow.peer).toEqual({ tlsIdentities: [] });
  });

  test("with a certificate of a stranger are refused where they are not", async () => {
    const { transport, events } = await openTls({ tls: { ...EXAMPLE, requestCert: true } });
    const { key, cert } = STRANGER;

    await connectTls(transport, { key, cert, servername: "example.com" }).catch(() => undefined);

    expect(await events.next("refused")).toMatchObject({ reason: "handshake", protocol: "TLS" });
    expect(transport.connections).toBe(0);
  });
});

describe("RFC 5922 §7.3 servers that we connect to", () => {
  test("are asked for by name, and have to show it", async () => {
    const { transport } = await openTls();
    const asked: string[] = [];
    const listener = await listenTls({ ...EXAMPLE, SNICallback: (name, done) => done(null, void asked.push(name)) });

    await transport.flow(listener.address, "example.com").send(OPTIONS);

    expect(asked).toEqual(["example.com"]);
    expect(await (await listener.accepts()).receivesHead()).toBe(OPTIONS);
  });

  test.each([
    ["another name", "other.example"],
    ["a name that only a wildcard covers", "a.wild.example"],
    ["an address", undefined],
  ])("that do not show %s are sent nothing, and closed at once [TLS-5922-7.3-a]", async (_, serverName) => {
    const { transport, events } = await openTls();
    const listener = await listenTls(EXAMPLE);

    const sent = transport.flow(listener.address, serverName).send(OPTIONS);

    await expect(sent).rejects.toMatchObject({
      code: "SIP_TRANSPORT",
      message: expect.stringContaining("the certificate is not for") as string,
    });
    expect(await events.next("refused")).toMatchObject({ reason: "handshake" });
    expect(listener.count).toBe(0);
  });

  test("whose authority nobody knows are sent nothing", async () => {
    const { transport } = await openTls();
    const listener = await listenTls(
      testCertificate({ alternativeNames: ["IP:127.0.0.1"] }, "an authority that nobody trusts"),
    );

    await expect(transport.flow(listener.address).send(OPTIONS)).rejects.toMatchObject({ code: "SIP_TRANSPORT" });
  });

  test("are verified also where clients need no certificate", async () => {
    const { transport } = await openTls({
      tls: { ...testCertificate(), requestCert: true, rejectUnauthorized: false },
    });
    const listener = await listenTls(EXAMPLE);

    await expect(transport.flow(listener.address, "other.example").send(OPTIONS)).rejects.toThrow(
      "not for other.example",
    );
  });

  test("may be looked at by the application instead", async () => {
    const looked: string[] = [];
    const checkServerIdentity = (name: string): undefined => void looked.push(name);
    const { transport } = await openTls({ outgoing: { checkServerIdentity } });
    const listener = await listenTls(EXAMPLE);

    await transport.flow(listener.address, "other.example").send(OPTIONS);

    expect(looked).toEqual(["other.example"]);
  });

  test("see our certificate where they ask for one", async () => {
    const { transport } = await openTls({ tls: CLIENT });
    const receiver = new RecordingReceiver();
    const other = await TlsTransport.listen(
      { host: "127.0.0.1", port: 0, tls: { ...testCertificate(), requestCert: true } },
      receiver,
    );
    onTestFinished(() => other.close());

    await transport.flow(other.bound).send(OPTIONS);

    expect((await receiver.next()).flow.peer).toEqual({ tlsIdentities: ["client.example"] });
  });
});

describe("RFC 5923 §8.2 which connection a request takes", () => {
  test("one that leads to the address, when nobody is asked for by name", async () => {
    const { transport, receiver } = await openTls();
    const { peer } = await connectTls(transport);
    peer.send(OPTIONS);
    await receiver.next();

    await transport.flow(peer.address).send("BYE\r\n\r\n");

    expect(await peer.receivesHead()).toBe("BYE\r\n\r\n");
  });

  test("not one of a client that has not shown the name [CRU-5923-8.2-b] [CRU-5923-9.2-a]", async () => {
    const { transport, receiver } = await openTls();
    const { peer } = await connectTls(transport);
    peer.send(OPTIONS);
    await receiver.next();

    const sent = transport.flow(peer.address, "client.example").send("BYE\r\n\r\n");

    // Nobody listens at the port that the client has come from.
    await expect(sent).rejects.toMatchObject({ cause: { code: "ECONNREFUSED" } });
  });

  test("one of a client that has shown the name [CRU-5923-8.2-b]", async () => {
    const { transport, receiver } = await openTls({ tls: { ...testCertificate(), requestCert: true } });
    const { peer } = await connectTls(transport, CLIENT);
    peer.send(OPTIONS);
    await receiver.next();

    await transport.flow(peer.address, "Client.example").send("BYE\r\n\r\n");

    expect(await peer.receivesHead()).toBe("BYE\r\n\r\n");
  });

  test("one that was opened to that name, also while it is being opened", async () => {
    const { transport } = await openTls();
    const listener = await listenTls(EXAMPLE);
    const flow = transport.flow(listener.address, "example.com");

    await Promise.all([flow.send("one "), flow.send("two ")]);
    await transport.flow(listener.address, "example.com").send("three");

    expect(await (await listener.accepts()).receives("three")).toBe("one two three");
    expect(listener.count).toBe(1);
  });
});

describe("certificates", () => {
  test("are chosen by the name that the client asks for", async () => {
    const { transport } = await openTls({
      tls: {
        ...testCertificate(),
        SNICallback: (name, done) => done(null, name === "example.com" ? createSecureContext(EXAMPLE) : undefined),
      },
    });

    const { socket } = await connectTls(transport, { servername: "example.com" });

    expect(socket.getPeerCertificate().subjectaltname).toContain("DNS:example.com");
  });

  test("are replaced without a restart, and what stands goes on", async () => {
    const { transport, receiver } = await openTls();
    const { peer } = await connectTls(transport);

    transport.setSecureContext(EXAMPLE);

    const { socket } = await connectTls(transport, { servername: "example.com" });
    expect(socket.getPeerCertificate().subjectaltname).toContain("DNS:example.com");
    peer.send(OPTIONS);
    expect((await receiver.next()).text).toBe(OPTIONS);
  });

  test("that cannot be used fail the opening", async () => {
    const tls = { key: "no key", cert: "no certificate" };

    await expect(TlsTransport.listen({ host: "127.0.0.1", port: 0, tls }, new RecordingReceiver())).rejects.toThrow();
  });
});

describe("when the handshake fails", () => {
  test("for a peer that speaks something else, it is told, and nothing is left", async () => {
    const { transport, events } = await openTls();
    const peer = await StreamPeer.connect(transport.bound);

    peer.send(OPTIONS);

    expect(await events.next("refused")).toMatchObject({ reason: "handshake", error: expect.any(Error) as Error });
    await peer.ends();
    expect(transport.connections).toBe(0);
  });

  test("for a server that never answers, the send fails in time", async () => {
    const mute = createServer();
    mute.listen(0, "127.0.0.1");
    await once(mute, "listening");
    onTestFinished(() => void mute.close());
    const { transport, events } = await openTls({ connectTimeout: 50 });
    const address = mute.address();
    const port = typeof address === "object" ? (address?.port ?? 0) : 0;

    await expect(transport.flow({ host: "127.0.0.1", port }).send(OPTIONS)).rejects.toThrow("it took too long");

    expect(await events.next("refused")).toMatchObject({ reason: "handshake" });
  });
});
