import { type Flow } from "../../index.js";
import { type NodeTransport, type Receiver, type TransportLayer } from "../../adapters/node/index.js";
import { type Certificate } from "../certificate.js";
import { listen, type Listening } from "../listen.js";
import { type Listener } from "../listeners.js";
import { ContactFlow } from "./contact-flow.js";
import { type Handover } from "./handover.js";
import { type RemoteEnds } from "./remote-flow.js";

/** What the listeners of a worker need. */
export interface WorkerListening {
  readonly handover: Handover;
  readonly layer: TransportLayer;
  readonly certificate: Certificate | undefined;
  /** A port that is ours alone. */
  readonly port: number | undefined;
  readonly onProblem: (line: string) => void;
}

/** Everything that one worker listens on: what all share, and by UDP and TCP the same hosts on a port of its own. */
export class WorkerListeners {
  readonly #listening: WorkerListening;
  /** By transport and host. */
  readonly #own = new Map<string, NodeTransport | undefined>();
  readonly #shared: NodeTransport[] = [];
  readonly #contactFlows = new WeakMap<Flow, Flow>();

  constructor(listening: WorkerListening) {
    this.#listening = listening;
  }

  /** In the order in which they were asked for. */
  get shared(): readonly NodeTransport[] {
    return this.#shared;
  }

  /** Opens one listener. @throws ListenError for the shared address; without the port of our own we go on. */
  async open(listener: Listener): Promise<void> {
    const { handover, layer } = this.#listening;
    const own = await this.#openOwn(listener);
    const index = this.#shared.length;
    const receiver = listener.protocol === "udp" ? handover.receiverAt(index) : handover.receiver;
    const contact = (flow: Flow) => (own === undefined ? flow : this.#contactFlow(flow, own));
    const transport = await listen(listener, {
      ...this.#common({ receive: (data, flow) => receiver.receive(data, contact(flow)) }),
      shared: true,
    });
    this.#shared.push(transport);
    layer.add(transport);
    if (listener.protocol !== "udp") return;
    handover.share(index, { flow: (remote) => contact(transport.flow(remote)) });
  }

  /** What we are called where another worker has the connection. */
  localFor({ protocol, remote }: RemoteEnds): Flow["local"] {
    if (remote === undefined) return undefined;
    const family = remote.host.includes(":");
    const own = [...this.#own.values()].find(
      (transport) => transport?.protocol === protocol.toUpperCase() && transport.bound.host.includes(":") === family,
    );
    return own?.flow(remote).local;
  }

  /** Others get the connections from now on. */
  stopAccepting(): void {
    for (const transport of this.#shared) transport.stopAccepting?.();
  }

  async #openOwn(listener: Listener): Promise<NodeTransport | undefined> {
    const { port, handover, layer, onProblem } = this.#listening;
    const { protocol, host, family, advertised } = listener;
    if (port === undefined || (protocol !== "udp" && protocol !== "tcp")) return undefined;
    const key = `${protocol} ${family} ${host}`;
    if (this.#own.has(key)) return this.#own.get(key);
    const own = { ...listener, port, advertised: advertised && { host: advertised.host } };
    const transport = await listen(own, this.#common(handover.receiver)).catch((error: unknown) => {
      onProblem(`${error instanceof Error ? error.message : String(error)}: Contacts name the shared port`);
      return undefined;
    });
    this.#own.set(key, transport);
    if (transport !== undefined) layer.add(transport);
    return transport;
  }

  #common(receiver: Receiver): Listening {
    const { layer, certificate, onProblem } = this.#listening;
    return { receiver, router: layer, certificate, onProblem };
  }

  /** One for each, as dialogs know their flow by its identity. */
  #contactFlow(flow: Flow, own: NodeTransport): Flow {
    const known = this.#contactFlows.get(flow) ?? new ContactFlow(flow, own, this.#listening.layer);
    if (flow.reliable === true) this.#contactFlows.set(flow, known);
    return known;
  }
}
