import { describe, expect, onTestFinished, test } from "vitest";
import { LoggerFactory, UserAgentCore } from "../../../src/index.js";
import { TcpTransport } from "../../../src/adapters/node/index.js";
import { requestText } from "../../../src/testing/index.js";
import { connectTo, openTcp, OPTIONS } from "./streams.js";

const WITH_BODY = "MESSAGE sip:a@b SIP/2.0\r\nContent-Length: 12\r\n\r\n\r\n\r\nemptier\r";

describe("RFC 3261 §18.3 a stream is cut into messages", () => {
  test("the same ones, whether they come octet by octet or all at once [TRN-18.3-e]", async () => {
    const { receiver, peer } = await openTcp();
    const all = OPTIONS + WITH_BODY + OPTIONS;

    peer.send(all);
    for (const octet of Buffer.from(all)) peer.send(Buffer.of(octet));

    const texts: string[] = [];
    for (let count = 0; count < 6; count += 1) texts.push((await receiver.next()).text);
    expect(texts).toEqual([OPTIONS, WITH_BODY, OPTIONS, OPTIONS, WITH_BODY, OPTIONS]);
  });

  test("empty lines before a message are passed over [TRN-7.5-a]", async () => {
    const { receiver, peer } = await openTcp();

    peer.send(`\r\n\r\n\r\n${OPTIONS}`);

    expect((await receiver.next()).text).toBe(OPTIONS);
  });
});

describe("RFC 3261 §18.3 a stream that cannot be followed", () => {
  test.each([
    ["a request without Content-Length", { "Content-Length": undefined }, 400],
    ["a Content-Length that is no number", { "Content-Length": "many" }, 400],
    ["a body that is longer than we take", { "Content-Length": 300_000 }, 413],
    ["a head that never ends", { Subject: "x".repeat(70_000) }, 513],
  ])("%s is answered, and the connection closed [TRN-18.3-d]", async (_, headers, statusCode) => {
    const { peer } = await openWithCore();

    peer.send(requestText("OPTIONS", { protocol: "TCP", headers }));

    expect(await peer.receivesHead()).toContain(`SIP/2.0 ${statusCode} `);
    await peer.ends();
  });

  test("has that told, and the next connection is served", async () => {
    const { events, transport, peer } = await openTcp();

    peer.send("GET / HTTP/1.1\r\nHost: b\r\n\r\n");

    expect(await events.next("down")).toMatchObject({ reason: "bad-stream", error: expect.any(Error) as Error });
    const other = await connectTo(transport);
    other.send("\r\n\r\n");
    expect(await other.receives("\r\n")).toBe("\r\n");
  });

  test("what comes after it is thrown away, however much it is", async () => {
    const { peer, receiver } = await openTcp();

    peer.send("GET / HTTP/1.1\r\n\r\n");
    for (let count = 0; count < 100; count += 1) peer.send(Buffer.alloc(10_000, OPTIONS));
    await peer.ends();

    expect((await receiver.next()).text).toBe("GET / HTTP/1.1\r\n\r\n");
    await expect(Promise.race([receiver.next(), Promise.resolve("nothing")])).resolves.toBe("nothing");
  });
});

/** A core that answers. */
async function openWithCore() {
  const loggerFactory = new LoggerFactory();
  loggerFactory.builtinEnabled = false;
  const core = new UserAgentCore({ loggerFactory });
  const transport = await TcpTransport.listen({ host: "127.0.0.1", port: 0 }, core);
  onTestFinished(async () => {
    core.dispose();
    await transport.close();
  });
  return { peer: await connectTo(transport) };
}
