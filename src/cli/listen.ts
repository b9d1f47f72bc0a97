import { TransportError } from "../errors.js";
import {
  type ConnectionEvent,
  type NodeTransport,
  type Receiver,
  type Router,
  TcpTransport,
  TlsTransport,
  UdpTransport,
  WebSocketServerTransport,
} from "../adapters/node/index.js";
import { type Certificate } from "./certificate.js";
import { ConnectionProblems } from "./connection-problems.js";
import { type Listener } from "./listeners.js";
import { formatSocketAddress } from "./socket-address.js";

/** What all listeners share. */
export interface Listening {
  readonly receiver: Receiver;
  /** Knows all listeners, so that a call goes on by whichever leads to its peer. */
  readonly router: Router;
  readonly certificate: Certificate | undefined;
  /** Whether the workers of a cluster listen together. @defaultValue false */
  readonly shared?: boolean;
  /** Told of what a person should know. One line each. */
  readonly onProblem: (line: string) => void;
}

/** An address that was asked for cannot be had; the message says which and why. */
export class ListenError extends TransportError {}

/** @throws ListenError */
export async function listen(listener: Listener, listening: Listening): Promise<NodeTransport> {
  const where = `${listener.protocol} ${formatSocketAddress(listener)}`;
  try {
    return await open(listener, listening, where);
  } catch (error) {
    throw new ListenError(`cannot listen on ${where}: ${reasonOf(error)}`, { cause: error });
  }
}

function open(listener: Listener, listening: Listening, where: string): Promise<NodeTransport> {
  const { receiver, router, certificate, shared = false, onProblem } = listening;
  const { protocol, family, host, port, advertised } = listener;
  const problems = new ConnectionProblems(onProblem);
  const common = {
    host,
    port,
    router,
    shared,
    ...(family && { family }),
    ...(advertised && { advertised }),
    onError: (error: Error) => onProblem(`${where}: ${error.message}`),
    onEvent: (event: ConnectionEvent) => problems.tell(event),
  };
  switch (protocol) {
    case "udp":
      return UdpTransport.listen(common, receiver);
    case "tcp":
      return TcpTransport.listen(common, receiver);
    case "tls":
      return TlsTransport.listen({ ...common, tls: { ...certificate } }, receiver);
    case "ws":
      return WebSocketServerTransport.listen(common, receiver);
    case "wss":
      return WebSocketServerTransport.listen({ ...common, tls: { ...certificate } }, receiver);
  }
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const reason = "code" in error ? REASONS.get(String(error.code)) : undefined;
  return reason ?? error.message;
}

const REASONS: ReadonlyMap<string, string> = new Map([
  ["EADDRINUSE", "another program uses that port"],
  ["EADDRNOTAVAIL", "that is not an address of this machine"],
  ["EACCES", "not permitted (ports below 1024 are the administrator's)"],
  ["ENOTFOUND", "no such name"],
]);
