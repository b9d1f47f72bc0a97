import { createSocket } from "node:dgram";
import { once } from "node:events";
import { describe, expect, onTestFinished, test } from "vitest";
import { createDnsResolver } from "../../../src/adapters/node/index.js";

/** A name server that knows `known.example` by its IPv4 address, and nothing else. */
async function openNameServer(): Promise<string> {
  const socket = createSocket("udp4");
  socket.on("message", (query, { port, address }) => {
    const end = query.indexOf(0, 12) + 5;
    const type = query.readUInt16BE(end - 4);
    const isKnown = query.toString("latin1", 12, end).includes("known") && type === 1;
    const head = Buffer.from(query.subarray(0, 12));
    head.writeUInt16BE(isKnown ? 0x8180 : 0x8183, 2);
    head.writeUInt16BE(isKnown ? 1 : 0, 6);
    // What may stand behind the question says what the client can do.
    head.writeUInt32BE(0, 8);
    const answer = isKnown ? [Buffer.from("c00c00010001000000050004c0000207", "hex")] : [];
    socket.send(Buffer.concat([head, query.subarray(12, end), ...answer]), port, address);
  });
  socket.bind(0, "127.0.0.1");
  await once(socket, "listening");
  onTestFinished(() => void socket.close());
  return `127.0.0.1:${socket.address().port}`;
}

describe("names looked up by the runtime", () => {
  test("this machine is found as the system finds it, and nobody is asked for its services", async () => {
    const resolver = createDnsResolver();

    expect(await resolver.addresses("localhost")).toEqual(
      expect.arrayContaining([expect.stringMatching(/^(127\.|::1)/)]),
    );
    expect(await resolver.naptr("localhost")).toEqual([]);
    expect(await resolver.srv("_sip._udp.localhost")).toEqual([]);
  });

  test("servers that are set are asked; what they do not know is nothing, or rejects", async () => {
    const resolver = createDnsResolver({ servers: [await openNameServer()], timeout: 500 });

    expect(await resolver.addresses("known.example")).toEqual(["192.0.2.7"]);
    expect(await resolver.addresses("other.example")).toEqual([]);
    await expect(resolver.naptr("known.example")).rejects.toMatchObject({ code: "ENOTFOUND" });
    await expect(resolver.srv("_sip._udp.known.example")).rejects.toMatchObject({ code: "ENOTFOUND" });
  });
});
