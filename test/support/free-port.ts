import { createSocket } from "node:dgram";
import { once } from "node:events";
import { createServer } from "node:net";

/**
 * A port of an address that is free for datagrams and connections alike, for a program that cannot be told to take any.
 *
 * Connections come first: tests that hold thousands of them take up many more ports than all sockets of UDP.
 */
export async function freePort(host = "127.0.0.1"): Promise<number> {
  for (;;) {
    const server = createServer().listen(0, host);
    await once(server, "listening");
    const address = server.address();
    const port = typeof address === "object" && address !== null ? address.port : 0;
    const socket = createSocket(host.includes(":") ? "udp6" : "udp4").bind(port, host);
    const bound = await once(socket, "listening").then(
      () => true,
      () => false,
    );
    await new Promise<void>((resolve) => socket.close(resolve));
    await new Promise((resolve) => server.close(resolve));
    if (bound) return port;
  }
}
