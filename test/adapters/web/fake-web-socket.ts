import { type NetworkEvents, type WebSocketLike, WebSocketTransport } from "../../../src/adapters/web/index.js";
import { type Receiver, type WebSocketTransportOptions } from "../../../src/adapters/web/index.js";
import { type Random } from "../../../src/index.js";
import { CountingRandom, ManualClock } from "../../../src/testing/index.js";

interface Listeners {
  open: () => void;
  error: () => void;
  message: (event: { readonly data: unknown }) => void;
  close: (event: { readonly code: number; readonly reason: string }) => void;
}

/** A browser's WebSocket, and the server behind it, which does what it is told. */
export class FakeWebSocket implements WebSocketLike {
  binaryType = "blob";
  bufferedAmount = 0;
  protocol = "";
  readonly url: string;
  readonly protocols: readonly string[];
  readonly sent: (string | Uint8Array)[] = [];
  /** The codes of `close`, `undefined` where none was given. */
  readonly closings: (number | undefined)[] = [];
  readonly #listeners: Partial<Listeners> = {};

  constructor(url: string, protocols: readonly string[]) {
    this.url = url;
    this.protocols = protocols;
  }

  addEventListener<Type extends keyof Listeners>(type: Type, listener: Listeners[Type]): void {
    this.#listeners[type] = listener;
  }

  send(data: string | Uint8Array): void {
    this.sent.push(data);
  }

  close(code?: number): void {
    this.closings.push(code);
  }

  opens(protocol = "sip"): void {
    this.protocol = protocol;
    this.#listeners.open?.();
  }

  delivers(data: unknown): void {
    this.#listeners.message?.({ data });
  }

  closes(code = 1006, reason = ""): void {
    this.#listeners.error?.();
    this.#listeners.close?.({ code, reason });
  }
}

/** A window that tells of the network when it is told to. */
export class FakeNetwork implements NetworkEvents {
  readonly listeners = new Map<string, () => void>();

  addEventListener(type: string, listener: () => void): void {
    this.listeners.set(type, listener);
  }

  removeEventListener(type: string, listener: () => void): void {
    if (this.listeners.get(type) === listener) this.listeners.delete(type);
  }

  tells(type: "online" | "offline"): void {
    this.listeners.get(type)?.();
  }
}

/** A transport on fake sockets and a clock that stands still; everything it tells is a line of `told`. */
export function phone(
  { random = new CountingRandom(), ...options }: Partial<WebSocketTransportOptions> & { readonly random?: Random } = {},
  receiver?: Receiver,
) {
  const clock = new ManualClock();
  const network = new FakeNetwork();
  const sockets: FakeWebSocket[] = [];
  const received: (string | Uint8Array)[] = [];
  const told: string[] = [];
  const transport = new WebSocketTransport(
    {
      server: "wss://sip.example.com/ws",
      webSocket: (url, protocols) => {
        const socket = new FakeWebSocket(url, protocols);
        sockets.push(socket);
        return socket;
      },
      network,
      environment: { clock, random },
      ...options,
    },
    receiver ?? { receive: (data) => received.push(data) },
  );
  transport.onStateChange = (state) => told.push(state);
  transport.onConnect = () => told.push("onConnect");
  transport.onDisconnect = (error) => told.push(`onDisconnect ${error?.message ?? ""}`.trim());
  transport.onRetry = (error, delay) => told.push(`onRetry in ${delay ?? "∞"}: ${error.message}`);
  transport.onError = (error) => told.push(`onError ${error.message}`);
  const latest = (): FakeWebSocket => {
    const socket = sockets.at(-1);
    if (socket === undefined) throw new Error("no WebSocket was opened");
    return socket;
  };
  return { transport, clock, network, sockets, received, told, latest, drain: () => told.splice(0) };
}
