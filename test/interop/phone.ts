import { createSocket, type Socket } from "node:dgram";
import { on, once } from "node:events";
import { onTestFinished } from "vitest";

const DEADLINE = 20_000;

/** A caller's socket, for one test. */
export class Phone {
  readonly #socket: Socket;

  private constructor(socket: Socket) {
    this.#socket = socket;
  }

  static async to(port: number): Promise<Phone> {
    const socket = createSocket("udp4");
    onTestFinished(() => void socket.close());
    socket.connect(port, "127.0.0.1");
    await once(socket, "connect");
    return new Phone(socket);
  }

  /** Of a request, by which its response comes back. @param number - Tells the requests apart. */
  via(number: string): string {
    return `SIP/2.0/UDP 127.0.0.1:${this.#socket.address().port};branch=z9hG4bKphone${number}`;
  }

  sends(text: string): void {
    this.#socket.send(text);
  }

  /** Waits for a message that begins so; others are passed over. */
  async receives(start: string): Promise<string> {
    for await (const [datagram] of on(this.#socket, "message", { signal: AbortSignal.timeout(DEADLINE) })) {
      const text = String(datagram);
      if (text.startsWith(start)) return text;
    }
    throw new Error(`no ${start}`);
  }
}
