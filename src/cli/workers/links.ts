import { once } from "node:events";
import { rmdirSync, rmSync } from "node:fs";
import { connect, createServer, type Server, type Socket } from "node:net";
import { join } from "node:path";
import { type Frame, FrameReader, frameStart } from "./frames.js";

/** The ways between workers: each listens in a folder that is theirs alone, and has one stream to each of the others. */
export class Links {
  readonly #folder: string;
  readonly #server: Server;
  readonly #outgoing = new Map<number, Socket>();
  readonly #incoming = new Set<Socket>();
  readonly #onLost: (worker: number) => void;
  #closed = false;

  private constructor(folder: string, server: Server, onLost: (worker: number) => void) {
    this.#folder = folder;
    this.#server = server;
    this.#onLost = onLost;
  }

  /**
   * @param folder - Whoever may write there may say anything.
   * @param user - `onFrame`: what another worker says; `onLost`: one cannot be reached any more.
   */
  static async open(
    folder: string,
    worker: number,
    user: { onFrame(frame: Frame): void; onLost(worker: number): void },
  ): Promise<Links> {
    const server = createServer();
    const links = new Links(folder, server, (lost) => user.onLost(lost));
    server.on("connection", (socket) => links.#accept(socket, (frame) => user.onFrame(frame)));
    server.listen(pathOf(folder, worker));
    await once(server, "listening");
    return links;
  }

  /** @returns Whether it is on its way; `false` when there is no way, or too much waits on it. */
  send(worker: number, head: string, octets: Uint8Array): boolean {
    const socket = this.#outgoing.get(worker) ?? this.#connect(worker);
    if (this.#closed || socket.destroyed || socket.writableLength > MOST_WAITING) return false;
    // What is said in one turn leaves in one write.
    if (socket.writableCorked === 0) {
      socket.cork();
      setImmediate(() => socket.uncork());
    }
    socket.write(frameStart(head, octets.length));
    socket.write(octets);
    return true;
  }

  /** Closes everything once what was said has left. */
  async close(): Promise<void> {
    this.#closed = true;
    const closed = new Promise((resolve) => this.#server.close(resolve));
    for (const socket of this.#outgoing.values()) {
      socket.uncork();
      socket.end();
    }
    for (const socket of this.#incoming) socket.destroy();
    await closed;
  }

  #connect(worker: number): Socket {
    const socket = connect(pathOf(this.#folder, worker));
    this.#outgoing.set(worker, socket);
    // Why does not matter: the worker is gone, or it is not there.
    socket.on("error", () => undefined);
    socket.on("close", () => {
      if (this.#outgoing.get(worker) === socket) this.#outgoing.delete(worker);
      this.#onLost(worker);
    });
    return socket;
  }

  #accept(socket: Socket, onFrame: (frame: Frame) => void): void {
    const reader = new FrameReader(onFrame);
    this.#incoming.add(socket);
    socket.on("data", (chunk: Buffer) => {
      if (!reader.read(chunk)) socket.destroy();
    });
    socket.on("error", () => undefined);
    socket.on("close", () => this.#incoming.delete(socket));
  }
}

/** Takes away what is left of a worker in a folder that nobody else looks after any more; the last one takes the folder. */
export function clearUp(folder: string, worker: number): void {
  try {
    rmSync(pathOf(folder, worker), { force: true });
    rmdirSync(folder);
  } catch {
    // Others are still there, and do the same.
  }
}

/** Octets: a worker that does not read for so long does not answer either. */
const MOST_WAITING = 4 * 2 ** 20;

function pathOf(folder: string, worker: number): string {
  return join(folder, `${worker}`);
}
