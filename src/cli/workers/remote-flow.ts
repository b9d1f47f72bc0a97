import { type Address, type Flow } from "../../index.js";

type Peer = NonNullable<Flow["peer"]>;
type Target = Parameters<NonNullable<Flow["route"]>>[0];
type Sender = Parameters<NonNullable<Flow["fallback"]>>[0];
type Ways = ReturnType<NonNullable<Flow["route"]>>;

/** What is known of a way that another worker has. */
export interface RemoteEnds {
  readonly protocol: string;
  readonly reliable: boolean;
  readonly local: Address | undefined;
  readonly remote: Address | undefined;
  readonly tlsIdentities: readonly string[] | undefined;
}

/** What such a way needs of whoever receives by it. */
export interface RemoteFlowUser {
  /** Has the other worker send. */
  send(message: string | Uint8Array): Promise<void>;
  /** What we are called there; missing: as the other worker is. */
  local?(ends: RemoteEnds): Address | undefined;
  route(target: Target, from: Flow): Ways;
  fallback(sender: Sender, from: Flow): Ways;
}

/** The way by a connection of another worker, which a message of ours came by. */
export class RemoteFlow implements Flow {
  readonly protocol: string;
  readonly reliable: boolean;
  readonly local?: Address;
  readonly remote?: Address;
  readonly peer?: Peer;
  readonly fallback?: (sender: Sender) => Ways;
  readonly onGone?: (listener: () => void) => () => void;
  readonly #user: RemoteFlowUser;
  readonly #listeners = new Set<() => void>();
  #gone = false;

  constructor(ends: RemoteEnds, user: RemoteFlowUser) {
    const { protocol, reliable, remote, tlsIdentities } = ends;
    const local = user.local?.(ends) ?? ends.local;
    this.protocol = protocol;
    this.reliable = reliable;
    if (local !== undefined) this.local = local;
    if (remote !== undefined) this.remote = remote;
    if (tlsIdentities !== undefined) this.peer = { tlsIdentities };
    this.#user = user;
    // RFC 7118 §5.3: a WebSocket that is gone is gone; another connection may be opened again.
    if (/^wss?$/i.test(protocol)) this.onGone = (listener) => this.#whenGone(listener);
    else this.fallback = (sender) => user.fallback(sender, this);
  }

  send(message: string | Uint8Array): Promise<void> {
    return this.#user.send(message);
  }

  route(target: Target): Ways {
    return this.#user.route(target, this);
  }

  /** The connection, or the worker that had it, is gone. */
  end(): void {
    this.#gone = true;
    for (const listener of this.#listeners) listener();
    this.#listeners.clear();
  }

  #whenGone(listener: () => void): () => void {
    // A listener of its own: the same function may listen twice.
    const own = () => listener();
    if (this.#gone) queueMicrotask(() => this.#listeners.delete(own) && own());
    this.#listeners.add(own);
    return () => void this.#listeners.delete(own);
  }
}
