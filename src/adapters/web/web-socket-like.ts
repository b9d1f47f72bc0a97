/** What is used of a WebSocket: the browser's, that of Node from version 22 on, and that of the package `ws` are such. */
export interface WebSocketLike {
  binaryType: string;
  /** Octets that wait to be sent. */
  readonly bufferedAmount: number;
  /** What the server has chosen of the subprotocols. */
  readonly protocol: string;
  send(data: string | Uint8Array): void;
  close(code?: number, reason?: string): void;
  addEventListener(type: "open" | "error", listener: () => void): void;
  addEventListener(type: "message", listener: (event: { readonly data: unknown }) => void): void;
  addEventListener(type: "close", listener: (event: { readonly code: number; readonly reason: string }) => void): void;
}

/** Opens a WebSocket. */
export type WebSocketFactory = (url: string, protocols: string[]) => WebSocketLike;

/** Tells of `online` and `offline`: a window, or a worker. */
export interface NetworkEvents {
  addEventListener(type: string, listener: () => void): void;
  removeEventListener(type: string, listener: () => void): void;
}

/** What a runtime may have of both. */
interface Runtime extends Partial<NetworkEvents> {
  readonly WebSocket?: new (url: string, protocols: string[]) => WebSocketLike;
}

/** The runtime's own, looked up when it is used. @throws TypeError where there is none */
export const openWebSocket: WebSocketFactory = (url, protocols) => {
  const { WebSocket } = theRuntime();
  if (WebSocket === undefined) throw new TypeError("this runtime has no WebSocket; give one as `webSocket`");
  return new WebSocket(url, protocols);
};

/** The window or worker that we run in; `undefined` where nobody tells of the network. */
export function runtimeNetwork(): NetworkEvents | undefined {
  const runtime = theRuntime();
  if (runtime.addEventListener === undefined || runtime.removeEventListener === undefined) return undefined;
  return {
    addEventListener: (type, listener) => runtime.addEventListener?.(type, listener),
    removeEventListener: (type, listener) => runtime.removeEventListener?.(type, listener),
  };
}

function theRuntime(): Runtime {
  return globalThis;
}
