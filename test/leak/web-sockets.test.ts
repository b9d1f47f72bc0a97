import { createServer } from "node:http";
import { once } from "node:events";
import { type AddressInfo } from "node:net";
import { expect, test } from "vitest";
import { WebSocket } from "ws";
import { WebSocketServerTransport } from "../../src/adapters/node/index.js";

const BATCHES = 20;
const OF = 100;

test(
  `${BATCHES * OF} WebSockets that are opened and closed, one way or the other, leave nothing behind`,
  { timeout: 120_000 },
  async () => {
    const http = createServer();
    http.listen(0, "127.0.0.1");
    await once(http, "listening");
    // Proof for the assertion: it listens on an address, not on a pipe.
    const { port } = http.address() as AddressInfo;
    const counts = { up: 0, down: 0, refused: 0 };
    const transport = await WebSocketServerTransport.listen(
      {
        server: http,
        onEvent: ({ type }) => {
          counts[type] += 1;
        },
        authorize: async ({ url }) => Promise.resolve(url !== "/refused"),
      },
      { receive: (data, flow) => void Promise.resolve(flow.send(data)).catch(() => undefined) },
    );
    const sizes: number[] = [];

    for (let batch = 0; batch < BATCHES; batch += 1) {
      await Promise.all(Array.from({ length: OF }, (_, number) => visit(`ws://127.0.0.1:${port}`, number % 4)));
      await expect.poll(() => transport.connections).toBe(0);
      sizes.push(sockets());
    }

    const each = (BATCHES * OF) / 4;
    expect(counts).toEqual({ up: 3 * each, down: 3 * each, refused: each });
    expect(http.listeners("upgrade")).toHaveLength(1);
    await transport.close();
    expect(http.listeners("upgrade")).toHaveLength(0);
    http.closeAllConnections();
    await new Promise((resolve) => http.close(resolve));
    await expect.poll(sockets).toBe(0);
    expect(Math.max(...sizes)).toBeLessThan(2 * OF);
  },
);

/** 0: closes in order after an echo; 1: breaks off; 2: breaks off with messages under way; 3: is refused. */
async function visit(url: string, kind: number): Promise<void> {
  const socket = new WebSocket(kind === 3 ? `${url}/refused` : url, "sip");
  const closed = new Promise((resolve) => socket.on("close", resolve));
  socket.on("error", () => undefined);
  if (kind === 3) {
    await closed;
    return;
  }
  await once(socket, "open");
  socket.send("OPTIONS sip:a@b SIP/2.0\r\n\r\n");
  if (kind === 0) await once(socket, "message");
  if (kind === 0) socket.close();
  else socket.terminate();
  await closed;
}

/** How many sockets of TCP keep this process alive. */
function sockets(): number {
  return process.getActiveResourcesInfo().filter((name) => name === "TCPSocketWrap").length;
}
