import { once } from "node:events";
import { createServer, type Server } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { text } from "node:stream/consumers";
import { describe, expect, onTestFinished, test } from "vitest";
import { WebSocketServer } from "ws";
import { WebSocketServerTransport } from "../../../src/adapters/node/index.js";
import { loadWebSocketLibrary } from "../../../src/adapters/node/web-socket-library.js";
import { ManualClock } from "../../../src/testing/index.js";
import { Inbox } from "./peer.js";
import { openServer, refusal, WebSocketPeer } from "./web-socket-peer.js";

const OPTIONS = "OPTIONS sip:a@b SIP/2.0\r\n\r\n";

describe("RFC 7118 §5 messages over WebSocket", () => {
  test("text and octets are delivered alike, with the way back [WSK-7118-4.2-a]", async () => {
    const { transport, receiver, url } = await openServer();
    const peer = await WebSocketPeer.open(url);

    peer.send(OPTIONS);
    peer.send(Buffer.from(OPTIONS));

    const [asText, asOctets] = [await receiver.next(), await receiver.next()];
    expect(asText.text).toBe(OPTIONS);
    expect(asOctets.data).toEqual(asText.data);
    expect(asOctets.flow).toBe(asText.flow);
    expect(asText.flow).toMatchObject({ protocol: "WS", reliable: true, local: transport.bound, peer: {} });
    expect(asText.flow).not.toHaveProperty("towards");
  });

  test("one message is one WebSocket message, however it is fragmented [WSK-7118-5-a] [TRN-7118.5-a]", async () => {
    const { receiver, url } = await openServer();
    const peer = await WebSocketPeer.open(url);

    peer.socket.send("OPTIONS sip:a@b ", { fin: false });
    peer.socket.send("SIP/2.0\r\n", { fin: false });
    peer.socket.send("\r\n", { fin: true });
    peer.send(`${OPTIONS}${OPTIONS}`);

    expect((await receiver.next()).text).toBe(OPTIONS);
    expect((await receiver.next()).text).toBe(OPTIONS + OPTIONS);
  });

  test("text is preferred, and what is no UTF-8 goes as octets [WSK-7118-4.2-b]", async () => {
    const { receiver, url } = await openServer();
    const peer = await WebSocketPeer.open(url);
    peer.send(OPTIONS);
    const { flow } = await receiver.next();

    await flow.send("SIP/2.0 200 Grüß Gott\r\n\r\n");
    await flow.send(Buffer.from("SIP/2.0 200 Grüß Gott\r\n\r\n"));
    await flow.send(Buffer.from("SIP/2.0 200 Gr\xfc\xdf Gott\r\n\r\n", "latin1"));

    expect(await peer.receives()).toEqual({ text: "SIP/2.0 200 Grüß Gott\r\n\r\n", binary: false });
    expect(await peer.receives()).toEqual({ text: "SIP/2.0 200 Grüß Gott\r\n\r\n", binary: false });
    expect(await peer.receives()).toEqual({ text: "SIP/2.0 200 Gr\xfc\xdf Gott\r\n\r\n", binary: true });
  });

  test("an answer whose connection is gone fails, and nobody is called [WSK-7118-5.3-b]", async () => {
    const { transport, receiver, events, url } = await openServer();
    const peer = await WebSocketPeer.open(url);
    peer.send(OPTIONS);
    const { flow } = await receiver.next();
    const gone = new Inbox<string>();
    flow.onGone?.(() => gone.put("told"));
    flow.onGone?.(() => gone.put("not asked any more"))();

    peer.socket.close();

    expect(await gone.next()).toBe("told");
    await expect(flow.send("SIP/2.0 200 OK\r\n\r\n")).rejects.toMatchObject({ code: "SIP_TRANSPORT" });
    await expect(transport.flow(flow.remote ?? transport.bound).send("BYE")).rejects.toMatchObject({
      code: "SIP_TRANSPORT",
    });
    expect(flow).not.toHaveProperty("fallback");
    const { remote } = flow;
    expect(await events.next()).toEqual({ type: "up", protocol: "WS", remote, incoming: true });
    expect(await events.next()).toEqual({ type: "down", protocol: "WS", remote, reason: "peer" });
    flow.onGone?.(() => gone.put("told late"));
    expect(await gone.next()).toBe("told late");
  });

  test("a request of ours takes the WebSocket that leads to the peer [WSK-7118-5.3-c]", async () => {
    const { transport, receiver, url } = await openServer();
    const peer = await WebSocketPeer.open(url);
    peer.send(OPTIONS);
    const { flow } = await receiver.next();

    const found = transport.flow(flow.remote ?? transport.bound);

    expect(found).toBe(flow);
    await found.send("BYE sip:a@b SIP/2.0\r\n\r\n");
    expect((await peer.receives()).text).toBe("BYE sip:a@b SIP/2.0\r\n\r\n");
  });

  test("to whom no WebSocket is open, nothing can be sent, and it is gone", async () => {
    const { transport } = await openServer();
    const gone = new Inbox<true>();

    const flow = transport.flow({ host: "127.0.0.1", port: 9 });

    await expect(flow.send("BYE")).rejects.toMatchObject({ code: "SIP_TRANSPORT" });
    flow.onGone?.(() => gone.put(true));
    expect(await gone.next()).toBe(true);
  });

  test("an advertised address is the one that stands in Via and Contact", async () => {
    const { receiver, url, transport } = await openServer({ advertised: { host: "sip.example.com" } });
    const peer = await WebSocketPeer.open(url);

    peer.send(OPTIONS);

    expect((await receiver.next()).flow.local).toEqual({ host: "sip.example.com", port: transport.bound.port });
  });

  test("a receiver that throws is reported, and the next message delivered", async () => {
    const seen = new Inbox<string>();
    const { errors, url } = await openServer(
      {},
      {
        receive(data) {
          if (data.length === OPTIONS.length) throw new Error("broken");
          seen.put(Buffer.from(data).toString());
        },
      },
    );
    const peer = await WebSocketPeer.open(url);

    peer.send(OPTIONS);
    peer.send(`${OPTIONS}x`);

    expect((await errors.next()).message).toBe("broken");
    expect(await seen.next()).toBe(`${OPTIONS}x`);
  });
});

describe("RFC 7118 §4.1 the subprotocol", () => {
  test("sip is chosen among those that are offered [WSK-7118-4.1-a]", async () => {
    const { url } = await openServer();

    const peer = await WebSocketPeer.open(url, {}, ["xmpp", "sip"]);

    expect(peer.socket.protocol).toBe("sip");
  });

  test.each([[[]], [["SIP"]], [["xmpp", "sips"]]])("an offer of %j is refused [WSK-7118-4.1-a]", async (offered) => {
    const { events, url } = await openServer();

    expect(await refusal(url, {}, offered)).toMatchObject({ statusCode: 400 });
    expect(await events.next()).toMatchObject({ type: "refused", reason: "subprotocol" });
  });

  test("a handshake of another version is refused, and told which we speak (RFC 6455 §4.4)", async () => {
    const { events, transport } = await openServer();
    const client = connect(transport.bound.port, "127.0.0.1");

    client.write("GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n");
    client.write("Sec-WebSocket-Version: 7\r\nSec-WebSocket-Protocol: sip\r\n\r\n");

    expect(await text(client)).toMatch(/^HTTP\/1.1 400 Bad Request\r\nSec-WebSocket-Version: 13\r\n/);
    expect(await events.next()).toMatchObject({ type: "refused", reason: "handshake" });
  });

  test("compression is not agreed to", async () => {
    const { url } = await openServer();

    const peer = await WebSocketPeer.open(url, { perMessageDeflate: true });

    expect(peer.socket.extensions).toBe("");
  });
});

describe("RFC 7118 §6, RFC 5626 §5.4 keep-alives", () => {
  test("a double CRLF is answered by a CRLF, and is no message [WSK-7118-6-a] [OUT-5626-5.4-a]", async () => {
    const { receiver, url } = await openServer();
    const peer = await WebSocketPeer.open(url);

    peer.send("\r\n\r\n");
    peer.send(Buffer.from("\r\n\r\n"));
    peer.send("\r\n");
    peer.send(OPTIONS);

    expect(await peer.receives()).toEqual({ text: "\r\n", binary: false });
    expect(await peer.receives()).toEqual({ text: "\r\n", binary: false });
    expect((await receiver.next()).text).toBe(OPTIONS);
  });

  test("a double CRLF within a message is part of it [OUT-5626-5.4-a]", async () => {
    const { receiver, url } = await openServer();
    const peer = await WebSocketPeer.open(url);

    peer.send(`${OPTIONS}\r\n\r\n`);

    const { text: whole, flow } = await receiver.next();
    expect(whole).toBe(`${OPTIONS}\r\n\r\n`);
    await flow.send("first");
    expect((await peer.receives()).text).toBe("first");
  });

  test("pings go out when nothing came for a while; what comes keeps the connection up [WSK-7118-6-a]", async () => {
    const clock = new ManualClock();
    const { receiver, transport, url } = await openServer({ environment: { clock } });
    const peer = await WebSocketPeer.open(url);

    clock.advance(30_000);
    await peer.pings.next();
    peer.send(OPTIONS);
    await receiver.next();
    clock.advance(29_999);
    peer.send(OPTIONS);
    await receiver.next();
    clock.advance(29_999);

    expect(transport.connections).toBe(1);
  });

  test("a ping that is not answered in 10 seconds ends the connection [WSK-7118-6-a]", async () => {
    const clock = new ManualClock();
    const { events, url } = await openServer({ environment: { clock } });
    const peer = await WebSocketPeer.open(url, { autoPong: false });
    await events.next();

    clock.advance(30_000);
    await peer.pings.next();
    clock.advance(10_000);

    expect(await events.next()).toMatchObject({ type: "down", reason: "no-pong" });
    expect(await peer.closed()).toBe(1006);
  });
});

describe("RFC 7118 §5 what is no SIP", () => {
  test("is dropped and told, and the connection stays [WSK-7118-5-d]", async () => {
    const foreign = new Inbox<{ readonly octets: number }>();
    const { receiver, url } = await openServer({ onForeign: (message) => foreign.put(message) });
    const peer = await WebSocketPeer.open(url);

    peer.send("hello");
    peer.send("");
    peer.send(Uint8Array.of(0, 255, 13, 10));
    peer.send(OPTIONS);

    expect((await receiver.next()).text).toBe(OPTIONS);
    expect(await foreign.next()).toMatchObject({ octets: 5 });
    expect(await foreign.next()).toMatchObject({ octets: 0 });
    expect(await foreign.next()).toMatchObject({ octets: 4 });
  });

  test("ends the connection with 1008 when there is too much of it in a row [WSK-7118-5-d]", async () => {
    const { events, receiver, url } = await openServer({ maxForeign: 2 });
    const peer = await WebSocketPeer.open(url);
    await events.next();

    for (const message of ["one", "two", OPTIONS, "one", "two", "three", OPTIONS]) peer.send(message);

    expect(await peer.closed()).toBe(1008);
    expect(await events.next()).toMatchObject({ type: "down", reason: "bad-stream" });
    expect((await receiver.next()).text).toBe(OPTIONS);
  });

  test("text that is no UTF-8 ends the connection with 1007, an unmasked frame with 1002", async () => {
    const { events, url } = await openServer();
    const peer = await WebSocketPeer.open(url);
    await events.next();

    peer.socket.send(Buffer.from([0xff]), { binary: false });

    expect(await peer.closed()).toBe(1007);
    expect(await events.next()).toMatchObject({ type: "down", reason: "bad-stream" });
    const other = await WebSocketPeer.open(url);
    other.socket.send(OPTIONS, { mask: false });
    expect(await other.closed()).toBe(1002);
  });
});

describe("RFC 7118 §7 who may open a WebSocket", () => {
  test("what the application found in the handshake goes with every message [WSK-7118-7-a]", async () => {
    const { receiver, url } = await openServer({
      authorize: async ({ headers }) => Promise.resolve({ context: { cookie: headers.cookie } }),
    });
    const peer = await WebSocketPeer.open(url, { headers: { Cookie: "session=1" } });

    peer.send(OPTIONS);

    expect((await receiver.next()).flow.peer).toEqual({ context: { cookie: "session=1" } });
  });

  test("another page is kept out by its origin (RFC 6455 §10.2) [WSK-7118-7-a]", async () => {
    const { events, url } = await openServer({
      authorize: ({ headers }) => headers.origin === "https://phone.example.com",
    });

    expect(await refusal(url, { origin: "https://evil.example.net" })).toMatchObject({ statusCode: 403 });
    expect(await events.next()).toMatchObject({ type: "refused", reason: "origin" });
    await WebSocketPeer.open(url, { origin: "https://phone.example.com" });
  });

  test("the application says how it refuses [WSK-7118-7-a]", async () => {
    const { url } = await openServer({
      authorize: () => ({ statusCode: 401, headers: { "WWW-Authenticate": "Basic\r\nX-Split: no" } }),
    });

    const { statusCode, headers } = await refusal(url);

    expect(statusCode).toBe(401);
    expect(headers).toMatchObject({ "www-authenticate": "Basic X-Split: no" });
    expect(headers).not.toHaveProperty("x-split");
  });

  test.each([
    ["throws", () => Promise.reject(new Error("no database")), "no database"],
    ["refuses with 200", () => ({ statusCode: 200 }), "cannot refuse a handshake with 200: not 400 to 599"],
  ])("an application that %s is answered for with 500, and told", async (_title, authorize, message) => {
    const { errors, url } = await openServer({ authorize });

    expect(await refusal(url)).toMatchObject({ statusCode: 500 });
    expect((await errors.next()).message).toBe(message);
  });

  test("an application that does not decide is not waited for", async () => {
    const clock = new ManualClock();
    const asked = new Inbox<true>();
    const { events, url } = await openServer({
      environment: { clock },
      authorize: () => {
        asked.put(true);
        return new Promise(() => undefined);
      },
    });
    const refused = refusal(url);

    await asked.next();
    clock.advance(10_000);

    expect(await refused).toMatchObject({ statusCode: 503 });
    expect(await events.next()).toMatchObject({ type: "refused", reason: "handshake" });
  });

  test("whom a proxy speaks for is what the application reads from the request", async () => {
    const { receiver, url } = await openServer({
      remoteOf: ({ headers }) => ({ host: String(headers["x-real-ip"]), port: 1 }),
    });
    const peer = await WebSocketPeer.open(url, { headers: { "X-Real-IP": "192.0.2.7" } });

    peer.send(OPTIONS);

    expect((await receiver.next()).flow.remote).toEqual({ host: "192.0.2.7", port: 1 });
  });
});

describe("limits of a WebSocket server", () => {
  test("a connection beyond the limit is not taken in, and there is room again when one has left", async () => {
    const { events, url } = await openServer({ maxConnections: 1 });
    const first = await WebSocketPeer.open(url);
    await events.next();

    await expect(WebSocketPeer.open(url)).rejects.toThrow();

    expect(await events.next()).toMatchObject({ type: "refused", reason: "too-many" });
    first.socket.close();
    expect(await events.next()).toMatchObject({ type: "down" });
    await expect.poll(() => WebSocketPeer.open(url).then(() => "open", String)).toBe("open");
  });

  test("one address has no more than its share, as a proxy tells it", async () => {
    const { events, url } = await openServer({
      maxConnectionsPerAddress: 1,
      remoteOf: ({ headers }) => ({ host: String(headers["x-real-ip"]), port: 1 }),
    });
    const from = (host: string) => ({ headers: { "X-Real-IP": host } });
    await WebSocketPeer.open(url, from("2001:db8::1"));
    await events.next();

    expect(await refusal(url, from("2001:db8::2"))).toMatchObject({ statusCode: 503 });

    expect(await events.next()).toMatchObject({ type: "refused", reason: "too-many" });
    await WebSocketPeer.open(url, from("2001:db8:1::1"));
  });

  test("one address has no more than its share of sockets, whether they say anything or not", async () => {
    const { events, transport, url } = await openServer({ maxConnectionsPerAddress: 1 });
    const silent = connect(transport.bound.port, "127.0.0.1");
    onTestFinished(() => void silent.destroy());
    await once(silent, "connect");

    await expect(WebSocketPeer.open(url)).rejects.toThrow();

    expect(await events.next()).toMatchObject({ type: "refused", reason: "too-many" });
  });

  test.each(["", "GET / HTTP/1.1\r\nX: "])("a socket that says %j and no more is closed", async (said) => {
    const { events, transport } = await openServer({ handshakeTimeout: 40 });
    const silent = connect(transport.bound.port, "127.0.0.1");
    silent.on("error", () => undefined);
    await once(silent, "connect");

    silent.write(said);

    await once(silent.resume(), "close");
    expect(await events.next()).toMatchObject({ type: "refused", reason: "handshake" });
  });

  test("a message that is too long ends the connection with 1009", async () => {
    const { events, url } = await openServer({ maxPayload: 100 });
    const peer = await WebSocketPeer.open(url);
    await events.next();

    peer.send("x".repeat(101));

    expect(await peer.closed()).toBe(1009);
    expect(await events.next()).toMatchObject({ type: "down", reason: "bad-stream" });
  });

  test("a peer that does not read is cut off when too much waits for it, and what waited fails", async () => {
    const { events, receiver, url } = await openServer({ maxQueued: 100_000 });
    const peer = await WebSocketPeer.open(url);
    await events.next();
    peer.send(OPTIONS);
    const { flow } = await receiver.next();
    peer.socket.pause();

    const sent = Array.from({ length: 200 }, async () => flow.send("x".repeat(100_000)));

    const outcomes = await Promise.allSettled(sent);
    expect(outcomes.filter(({ status }) => status === "rejected").length).toBeGreaterThan(100);
    expect(await events.next()).toMatchObject({ type: "down", reason: "slow-reader" });
  });

  test.each([{ maxQueued: NaN }, { pingInterval: -1 }, { handshakeTimeout: 2 ** 31 }])(
    "%j is a mistake of ours",
    async (options) => {
      await expect(openServer(options)).rejects.toThrow(RangeError);
    },
  );
});

describe("a server of HTTP that is there already", () => {
  test("has the WebSockets of SIP at one path, and everything else goes on [WSK-7118-4.1-a]", async () => {
    const http = await listeningServer();
    const { receiver } = await openServer({ server: http.server, path: "/sip" });
    const peer = await WebSocketPeer.open(`${http.url}/sip?user=bob`);

    peer.send(OPTIONS);

    expect((await receiver.next()).text).toBe(OPTIONS);
    expect(await refusal(`${http.url}/other`)).toMatchObject({ statusCode: 404 });
    const page = await fetch(http.url.replace("ws:", "http:"));
    expect(await page.text()).toBe("page");
  });

  test("may have other WebSockets, too", async () => {
    const http = await listeningServer();
    const others = new WebSocketServer({ noServer: true });
    http.server.on("upgrade", (request, socket, head) => {
      if (request.url === "/chat") others.handleUpgrade(request, socket, head, (chat) => chat.send("welcome"));
    });
    await openServer({ server: http.server, path: "/sip" });

    const chat = await WebSocketPeer.open(`${http.url}/chat`, {}, []);

    expect((await chat.receives()).text).toBe("welcome");
  });

  test("refuses in its own words when all places are taken", async () => {
    const http = await listeningServer();
    await openServer({ server: http.server, maxConnections: 1 });
    await WebSocketPeer.open(http.url);

    expect(await refusal(http.url)).toMatchObject({ statusCode: 503 });
  });

  test("stays open when the transport is closed", async () => {
    const http = await listeningServer();
    const { transport } = await openServer({ server: http.server });
    const peer = await WebSocketPeer.open(http.url);

    await transport.close();

    expect(await peer.closed()).toBe(1001);
    expect(http.server.listenerCount("upgrade")).toBe(0);
    expect(await (await fetch(http.url.replace("ws:", "http:"))).text()).toBe("page");
  });

  test("behind a proxy that takes off TLS it is WSS for its clients", async () => {
    const http = await listeningServer();
    const { transport } = await openServer({ server: http.server, secure: true });

    expect(transport.protocol).toBe("WSS");
    expect(() => transport.setSecureContext({})).toThrow(TypeError);
  });
});

describe("RFC 6455 §7.4.1 closing a WebSocket server", () => {
  test("lets leave what was handed over, says 1001 to everybody, and takes in no more", async () => {
    const { events, receiver, transport, url } = await openServer();
    const peer = await WebSocketPeer.open(url);
    await events.next();
    peer.send(OPTIONS);
    const { flow } = await receiver.next();
    const last = flow.send("last");

    const closed = transport.close();
    expect(transport.close()).toBe(closed);
    peer.send(OPTIONS);

    expect((await peer.receives()).text).toBe("last");
    await last;
    expect(await peer.closed()).toBe(1001);
    await closed;
    expect(await events.next()).toMatchObject({ type: "down", reason: "closed" });
    await expect(flow.send("more")).rejects.toMatchObject({ code: "SIP_TRANSPORT" });
    await expect(WebSocketPeer.open(url)).rejects.toThrow();
  });

  test("cuts off who does not close in time, and sockets that never became a WebSocket", async () => {
    const clock = new ManualClock();
    const { events, transport, url } = await openServer({ environment: { clock } });
    const peer = await WebSocketPeer.open(url);
    await events.next();
    peer.socket.pause();
    const silent = connect(transport.bound.port, "127.0.0.1");
    await once(silent, "connect");

    const closed = transport.close();
    clock.advance(500);

    await closed;
    expect(await events.next()).toMatchObject({ type: "down", reason: "closed" });
    await once(silent.resume(), "close");
  });

  test("answers a handshake that waits for the application with 503", async () => {
    const asked = new Inbox<true>();
    const http = await listeningServer();
    const { transport } = await openServer({
      server: http.server,
      authorize: () => {
        asked.put(true);
        return new Promise(() => undefined);
      },
    });
    const refused = refusal(http.url);
    await asked.next();

    await transport.close();

    expect(await refused).toMatchObject({ statusCode: 503 });
  });
});

describe("the package ws", () => {
  test("is asked for by name where it is not installed", async () => {
    const missing = Object.assign(new Error("Cannot find package 'ws'"), { code: "ERR_MODULE_NOT_FOUND" });

    await expect(loadWebSocketLibrary(() => Promise.reject(missing))).rejects.toThrow(
      "cannot serve WebSockets: the package ws cannot be loaded (npm install ws)",
    );
  });
});

describe("a port of its own", () => {
  test("that is taken fails with the system's error; an ordinary request is told to upgrade (RFC 9110 §15.5.22)", async () => {
    const { transport, url } = await openServer();
    const again = WebSocketServerTransport.listen(transport.bound, { receive: () => undefined });

    await expect(again).rejects.toMatchObject({ code: "EADDRINUSE" });
    expect(await fetch(url.replace("ws:", "http:"))).toMatchObject({ status: 426 });
  });
});

async function listeningServer(): Promise<{ readonly server: Server; readonly url: string }> {
  const server = createServer((_request, response) => response.end("page"));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  // Proof for the assertion: it listens on an address, not on a pipe.
  const { port } = server.address() as AddressInfo;
  return { server, url: `ws://127.0.0.1:${port}` };
}
