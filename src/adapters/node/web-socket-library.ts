import { type IncomingMessage } from "node:http";
import { type Duplex } from "node:stream";

/** What is used of the package `ws`; written down, so that nobody needs its types to use ours. */
export interface WebSocketLibrary {
  readonly WebSocketServer: new (options: {
    readonly noServer: true;
    readonly clientTracking: false;
    readonly perMessageDeflate: false;
    readonly maxPayload: number;
    readonly handleProtocols: () => string;
  }) => UpgradeServer;
}

/** Takes the place of HTTP on a socket. */
export interface UpgradeServer {
  handleUpgrade(
    request: IncomingMessage,
    socket: Duplex,
    head: Buffer,
    done: (webSocket: ServerWebSocket) => void,
  ): unknown;
  on(event: "wsClientError", listener: (error: Error, socket: Duplex, request: IncomingMessage) => void): unknown;
}

/** One WebSocket that a client has opened. */
export interface ServerWebSocket {
  /** Octets that wait to be sent. */
  readonly bufferedAmount: number;
  send(data: string | Uint8Array, options: { readonly binary: boolean }, done: (error?: Error | null) => void): unknown;
  ping(data: undefined, mask: undefined, done: (error?: Error | null) => void): unknown;
  close(code: number, reason?: string): unknown;
  /** Closes the connection without a word. */
  terminate(): unknown;
  on(event: "message", listener: (data: Buffer, isBinary: boolean) => void): unknown;
  on(event: "pong", listener: () => void): unknown;
  on(event: "error", listener: (error: Error) => void): unknown;
  on(event: "close", listener: (code: number, reason: Buffer) => void): unknown;
}

/**
 * Loads `ws`, which only those install who use it.
 *
 * @throws Error that says what to install, as a rejection.
 */
export async function loadWebSocketLibrary(
  load: () => Promise<WebSocketLibrary> = loadInstalled,
): Promise<WebSocketLibrary> {
  try {
    return await load();
  } catch (error) {
    throw new Error("cannot serve WebSockets: the package ws cannot be loaded (npm install ws)", { cause: error });
  }
}

async function loadInstalled(): Promise<WebSocketLibrary> {
  const { WebSocketServer } = await import("ws");
  return { WebSocketServer };
}
