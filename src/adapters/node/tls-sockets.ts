import { isIP, type Socket } from "node:net";
import {
  connect,
  type ConnectionOptions,
  createServer,
  type SecureContextOptions,
  type Server,
  type TlsOptions as ServerOptions,
  type TLSSocket,
} from "node:tls";
import { type Address, type Peer } from "../../environment/flow.js";
import { formatAddress, withoutZone } from "./bound-socket.js";
import { checkSipIdentity, sipIdentities } from "./sip-identities.js";
import { type StreamConnection } from "./stream-connection.js";
import { type OpenedStream, type StreamOpening } from "./stream-opening.js";
import { remoteOf, type StreamSockets, untilOpened } from "./stream-sockets.js";

/** Encrypted connections. */
export class TlsSockets implements StreamSockets {
  readonly protocol = "TLS";
  readonly defaultPort = 5061;
  /** Never listens: it shakes hands on sockets that were accepted, and counted, before. */
  readonly #server: Server;
  readonly #shaking = new Map<string, Handshake>();
  #outgoing: ConnectionOptions;

  /** @param outgoing - For connections that we open, besides what says who we are and whom we trust. */
  constructor(server: ServerOptions, outgoing: ConnectionOptions = {}) {
    this.#outgoing = { ...credentials(server), ...outgoing };
    // How long a handshake may take is measured with all else that is.
    this.#server = createServer({ ...server, handshakeTimeout: LONGEST });
    this.#server.on("secureConnection", (socket) => this.#handshakeOf(socket)?.resolve(opened(socket)));
    this.#server.on("tlsClientError", (error, socket) => this.#handshakeOf(socket)?.reject(error));
  }

  accept(socket: Socket, target: Address): StreamOpening {
    const key = formatAddress(target);
    const handshake = new Promise<OpenedStream>((resolve, reject) => this.#shaking.set(key, { resolve, reject }));
    const over = (): void => {
      this.#shaking.get(key)?.reject(new Error("closed during the handshake"));
      this.#shaking.delete(key);
    };
    socket.once("close", over);
    this.#server.emit("connection", socket);
    return { socket, target, incoming: true, opened: handshake, isReached: () => true };
  }

  connect(target: Address, serverName: string | undefined, from: string | undefined): StreamOpening {
    const identity = serverName ?? withoutZone(target.host);
    const socket = connect({
      checkServerIdentity: (_name, certificate) => checkSipIdentity(identity, certificate),
      ...this.#outgoing,
      ...target,
      // An address is not asked for by name: RFC 6066 does not allow it, and the runtime warns.
      servername: isIP(identity) === 0 ? identity : "",
      ...HALF_OPEN,
      ...(from !== undefined && { localAddress: from }),
    });
    let isReached = false;
    socket.setNoDelay(true);
    socket.once("connect", () => (isReached = true));
    const stream = untilOpened(socket, "secureConnect").then(() => opened(socket));
    return { socket, target, incoming: false, opened: stream, isReached: () => isReached, serverName };
  }

  /** RFC 5923 §8.2: whoever was asked for by name must have shown that name; who was asked for by address is there. */
  leadsTo({ serverName, peer }: StreamConnection, name: string | undefined): boolean {
    if (name === undefined) return true;
    const wanted = name.toLowerCase();
    return serverName?.toLowerCase() === wanted || peer?.tlsIdentities?.includes(wanted) === true;
  }

  /** Handshakes from now on are by these. */
  setSecureContext(options: SecureContextOptions): void {
    this.#server.setSecureContext(options);
    this.#outgoing = { ...this.#outgoing, ...credentials(options) };
  }

  #handshakeOf(socket: TLSSocket): Handshake | undefined {
    const remote = remoteOf(socket);
    return remote && this.#shaking.get(formatAddress(remote));
  }
}

interface Handshake {
  readonly resolve: (stream: OpenedStream) => void;
  readonly reject: (error: Error) => void;
}

/** The types do not know it, the documentation does. */
const HALF_OPEN = { allowHalfOpen: true };

/** Milliseconds: the longest delay of the runtime. */
const LONGEST = 2 ** 31 - 1;

/** RFC 5922 §7.4: who has no certificate, or none that was verified, is nobody. */
function opened(socket: TLSSocket): OpenedStream {
  const peer: Peer = { tlsIdentities: socket.authorized ? sipIdentities(socket.getPeerCertificate()) : [] };
  return { socket, peer };
}

/** What of a server's options holds for a client, too. Whether certificates are asked for and refused does not. */
function credentials(options: SecureContextOptions): ConnectionOptions {
  const { ca, cert, key, pfx, passphrase, crl, ciphers, sigalgs, ecdhCurve, minVersion, maxVersion } = options;
  const { secureOptions, secureProtocol } = options;
  return {
    ...{ ca, cert, key, pfx, passphrase, crl, ciphers, sigalgs, ecdhCurve, minVersion, maxVersion },
    ...{ secureOptions, secureProtocol },
  };
}
