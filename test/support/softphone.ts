import { type Server } from "node:http";
import { type AddressInfo, createConnection, createServer, type Socket } from "node:net";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { type Receiver, WebSocketServerTransport } from "../../src/adapters/node/index.js";

/** The pages of `examples/softphone`, served on loopback. */
export interface SoftphonePages {
  readonly url: string;
  close(): Promise<void>;
}

const root = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));

/** The library as it stands in `src`. */
const LIBRARY: Readonly<Record<string, string>> = {
  "sip-uas": root("src/index.ts"),
  "sip-uas/trace": root("src/trace/index.ts"),
  "sip-uas/web": root("src/adapters/web/index.ts"),
};

/** Bundles the softphone, and serves it. @param withSwitchboard - At `/sip`, as `npm run softphone` has it. */
export async function serveSoftphone({ withSwitchboard = false } = {}): Promise<SoftphonePages> {
  // Proof for the assertions: they are what the two files export, and are called as they are here.
  const { bundlePages } = (await import(root("examples/softphone/build.js"))) as {
    bundlePages: (alias: Readonly<Record<string, string>>) => Promise<ReadonlyMap<string, string>>;
  };
  const { servePages } = (await import(root("examples/softphone/serve.js"))) as {
    servePages: (scripts: ReadonlyMap<string, string>) => Promise<Server>;
  };
  const server = await servePages(await bundlePages(LIBRARY));
  const sip = withSwitchboard
    ? await WebSocketServerTransport.listen({ server, path: "/sip" }, await loadSwitchboard())
    : undefined;
  return {
    url: `http://127.0.0.1:${portOf(server)}/`,
    close: async () => {
      await sip?.close();
      server.closeAllConnections();
      server.close();
    },
  };
}

async function loadSwitchboard(): Promise<Receiver> {
  const { outputFiles } = await build({
    entryPoints: [root("examples/softphone/switchboard.js")],
    bundle: true,
    write: false,
    format: "esm",
    platform: "node",
    alias: LIBRARY,
    logLevel: "error",
  });
  const code = outputFiles.map(({ text }) => text).join("\n");
  const url = `data:text/javascript;base64,${Buffer.from(code).toString("base64")}`;
  // Proof for the assertion: it is what the file exports.
  const { Switchboard } = (await import(/* @vite-ignore */ url)) as { Switchboard: new () => Receiver };
  return new Switchboard();
}

/** A cable that can be pulled out: what connects to it is connected to another port. */
export interface Cable {
  readonly port: number;
  /** Ends all connections, from the middle. New ones are taken. */
  pull(): void;
  close(): void;
}

export async function layCable(port: number): Promise<Cable> {
  const sockets = new Set<Socket>();
  const join = (socket: Socket): Socket => {
    sockets.add(socket);
    return socket.on("error", () => undefined).on("close", () => sockets.delete(socket));
  };
  const server = createServer((near) => {
    const far = join(createConnection(port, "127.0.0.1"));
    join(near).pipe(far).pipe(near);
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  const pull = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    port: portOf(server),
    pull,
    close: () => {
      pull();
      server.close();
    },
  };
}

function portOf(server: { address(): AddressInfo | string | null }): number {
  const address = server.address();
  if (typeof address !== "object" || address === null) throw new Error("it listens at no port");
  return address.port;
}
