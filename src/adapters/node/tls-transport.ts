import { type ConnectionOptions, type SecureContextOptions, type TlsOptions as ServerOptions } from "node:tls";
import { type Address, type Flow } from "../../environment/flow.js";
import { type NodeTransport } from "./router.js";
import { type StreamOptions } from "./stream-options.js";
import { StreamServer } from "./stream-server.js";
import { TlsSockets } from "./tls-sockets.js";
import { type Receiver } from "./udp-transport.js";

/** How TLS is listened to. */
export interface TlsOptions extends StreamOptions {
  /**
   * The runtime's own options for a TLS server: `key` and `cert` at least; `ca`, `requestCert` and `rejectUnauthorized` for certificates of
   * clients, `SNICallback` for several domains, `minVersion`, `ALPNProtocols` and so on. `handshakeTimeout` is that of the connection limits.
   */
  readonly tls: ServerOptions;
  /**
   * Options for connections that we open, where they differ. What says who we are and whom we trust (`key`, `cert`, `ca`, versions, ciphers) is taken
   * from `tls`; `requestCert` and `rejectUnauthorized` are not, so that servers are verified whatever is asked of clients.
   *
   * The certificate of a server has to name, in full, the domain that was asked for (RFC 5922 §7.3); with `checkServerIdentity` the application
   * looks itself. It is told that domain, or the address where there was none.
   */
  readonly outgoing?: ConnectionOptions;
}

/**
 * One listening TLS socket, its connections and those that we open, and a flow for each. RFC 3261 §26.3.2
 *
 * As `TcpTransport`. Whom the certificate of a client names is told by `flow.peer.tlsIdentities`.
 */
export class TlsTransport implements NodeTransport {
  readonly protocol = "TLS";
  readonly bound: Address;
  readonly #server: StreamServer;
  readonly #sockets: TlsSockets;

  private constructor(server: StreamServer, sockets: TlsSockets) {
    this.bound = server.bound;
    this.#server = server;
    this.#sockets = sockets;
  }

  /**
   * Opens a listening socket and delivers the messages that come by its connections.
   *
   * @returns When it listens.
   * @throws The system's error (`EADDRINUSE`, `EACCES`, `EADDRNOTAVAIL`, `ENOTFOUND` as its `code`), a RangeError about a limit, or what
   * the runtime has against the certificate or the key, as a rejection. Nothing is left open.
   */
  static async listen(options: TlsOptions, receiver: Receiver): Promise<TlsTransport> {
    const sockets = new TlsSockets(options.tls, options.outgoing);
    return new TlsTransport(await StreamServer.listen(options, receiver, sockets), sockets);
  }

  /** How many connections there are, opened by either side, those included that still shake hands. */
  get connections(): number {
    return this.#server.size;
  }

  /**
   * The way to a peer, for requests of our own. A connection that leads there is used, else one is opened when something is sent.
   *
   * A connection is used again where it leads to the address and, if a name is given, has shown that name: by the certificate of the peer, whichever
   * side opened it.
   *
   * @param serverName - Whom the certificate of the peer has to name; also asked for by SNI.
   * @defaultValue the host of `remote`
   */
  flow(remote: Address, serverName?: string): Flow {
    return this.#server.flow(remote, serverName);
  }

  /**
   * Replaces certificates, keys and authorities for the handshakes to come, in both directions. Connections that stand go on.
   *
   * @param options - Everything that was said by `tls` about them, new or not.
   * @throws What the runtime has against the certificate or the key. The old ones stay.
   */
  setSecureContext(options: SecureContextOptions): void {
    this.#sockets.setSecureContext(options);
  }

  /** Accepts no more connections; those that stand go on. For a server whose place another one takes. */
  stopAccepting(): void {
    this.#server.stopAccepting();
  }

  /**
   * Stops taking in, lets leave what was handed to `send`, for two seconds at most, then closes everything; done once.
   * Afterwards nothing keeps the process alive, and every `send` fails.
   */
  close(): Promise<void> {
    return this.#server.close();
  }
}
