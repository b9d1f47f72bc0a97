import { once } from "node:events";
import { connect as connectTcp, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import { TcpTransport, TlsTransport } from "../../src/adapters/node/index.js";
import { LoggerFactory, UserAgentCore } from "../../src/index.js";
import { requestText } from "../../src/testing/index.js";
import { type ConnectionRemains } from "./connection-remains.js";

const BATCH = 100;

/** How many are opened and closed is the second argument, PEM files for TLS are the third and the fourth. */
const [, , total = "10000", key, cert] = process.argv;
const loggerFactory = new LoggerFactory();
loggerFactory.builtinEnabled = false;
const core = new UserAgentCore({ loggerFactory }, { onInvite: (invite) => void invite.reject() });
const counts = { up: 0, down: 0, unhandled: 0 };
process.on("unhandledRejection", () => (counts.unhandled += 1));

const before = resources();
const options = {
  host: "127.0.0.1",
  port: 0,
  maxConnectionsPerAddress: 5_000,
  onEvent: ({ type }: { readonly type: string }) => {
    if (type === "up") counts.up += 1;
    if (type === "down") counts.down += 1;
  },
};
const transport =
  key === undefined || cert === undefined
    ? await TcpTransport.listen(options, core)
    : await TlsTransport.listen({ ...options, tls: { key, cert } }, core);

await rounds(Number(total) / 2);
const halfway = used();
await rounds(Number(total) / 2);
const octets = used() - halfway;
const idle = await idleCost(500);
await settled(() => transport.connections === 0);
const { connections } = transport;
await transport.close();
core.dispose();
await settled(() => resources().sockets <= before.sockets);
const after = resources();
const remains: ConnectionRemains = {
  ...counts,
  connections,
  sockets: after.sockets - before.sockets,
  timers: after.timers - before.timers,
  octets,
  idle,
};
process.stdout.write(JSON.stringify(remains));

async function rounds(count: number): Promise<void> {
  for (let opened = 0; opened < count; opened += BATCH) {
    await Promise.all(Array.from({ length: BATCH }, (_, index) => live(opened + index)));
  }
  await settled(() => transport.connections === 0);
}

/** One connection: asks, is answered, and goes in one way or another. */
async function live(number: number): Promise<void> {
  const socket = await open();
  socket.write(
    requestText("OPTIONS", { protocol: "TCP", branch: `z9hG4bK-${number}-${counts.up}`, callId: `${number}` }),
  );
  await once(socket, "data");
  // Resets leave no port behind that waits.
  if (number % 4 === 0) socket.end();
  else if (transport.protocol === "TLS") socket.destroy();
  else socket.resetAndDestroy();
  await new Promise((resolve) => socket.once("close", resolve));
}

async function open(): Promise<Socket> {
  const { host, port } = transport.bound;
  const socket =
    transport.protocol === "TLS"
      ? connectTls({ host, port, rejectUnauthorized: false })
      : connectTcp({ host, port, noDelay: true });
  socket.on("error", () => undefined);
  await once(socket, transport.protocol === "TLS" ? "secureConnect" : "connect");
  return socket;
}

async function idleCost(count: number): Promise<number> {
  const start = used();
  const upBefore = counts.up;
  const sockets: Socket[] = [];
  while (sockets.length < count) sockets.push(...(await Promise.all(Array.from({ length: 50 }, open))));
  // The last handshakes are done by both sides.
  await settled(() => counts.up === upBefore + count);
  const cost = (used() - start) / count;
  for (const socket of sockets) socket.destroy();
  return Math.round(cost);
}

function used(): number {
  globalThis.gc?.();
  globalThis.gc?.();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

function resources(): { readonly sockets: number; readonly timers: number } {
  const names = process.getActiveResourcesInfo();
  const count = (pattern: RegExp): number => names.filter((name) => pattern.test(name)).length;
  return { sockets: count(/^(?:TCP|TLS|Pipe)?(?:Socket|Server)Wrap$|^TCP/), timers: count(/^Timeout$/) };
}

/** Waits for what other turns have to do, for ten seconds at most. */
async function settled(condition: () => boolean): Promise<void> {
  for (let turns = 0; turns < 1_000 && !condition(); turns += 1)
    await new Promise((resolve) => setTimeout(resolve, 10));
}
