import { type Address, type Flow } from "../../index.js";
import { type Receiver } from "../../adapters/node/index.js";
import { Assignment, type Places } from "./assignment.js";
import { type Frame } from "./frames.js";
import { Guests } from "./guests.js";
import { KnownCalls } from "./known-calls.js";
import { RemoteFlows, type Say } from "./remote-flows.js";
import { type RemoteFlowUser } from "./remote-flow.js";
import { readRoutingFields, type RoutingFields } from "./routing-fields.js";

/** An address that all workers share by UDP. */
export interface SharedAddress {
  /** The way from there to a peer. */
  flow(remote: Address): Flow;
}

export interface HandoverOptions {
  /** Our own number. */
  readonly worker: number;
  /** Takes what is ours. */
  readonly receiver: Receiver;
  readonly say: Say;
  /** Finds ways for messages that came by connections of others. */
  readonly router: Omit<RemoteFlowUser, "send">;
  /** Whether a call that is being set up is ours. */
  readonly isRinging: (callId: string) => boolean;
  /** Milliseconds. */
  readonly now: () => number;
  /** Milliseconds for which a message may be repeated: 64*T1. */
  readonly repeating: number;
  /** Told of what a person should know. */
  readonly onProblem: (line: string) => void;
}

/**
 * Stands between the transports of a worker and its callee: what belongs to another worker is handed over to it, with the way back.
 *
 * Inside a dialog our own tag tells the worker. What has no tag of ours yet (RFC 3261 §9.1: a CANCEL, §17.2.1: an INVITE that is repeated)
 * goes by its Call-ID if it is a datagram, and stays with the connection if it came by one.
 */
export class Handover {
  readonly #options: HandoverOptions;
  readonly #shared: (SharedAddress | undefined)[] = [];
  readonly #known: KnownCalls;
  readonly #flows: RemoteFlows;
  readonly #guests = new Guests();
  readonly #deaf = new Set<number>();
  #assignment = new Assignment([]);
  #leaving = false;

  constructor(options: HandoverOptions) {
    this.#options = options;
    this.#known = new KnownCalls(options.repeating, options.now());
    this.#flows = new RemoteFlows(options.worker, options.say, options.router);
  }

  /** Who answers from now on. Where another one has our place, new calls are its. */
  setPlaces(places: Places): void {
    const { worker } = this.#options;
    this.#assignment = new Assignment(places);
    // Who leaves does not come back.
    this.#leaving ||= this.#assignment.has(worker) && !places.some((workers) => workers?.at(-1) === worker);
    this.#deaf.clear();
  }

  /** Takes what comes by connections, and to addresses of our own. */
  readonly receiver: Receiver = { receive: (data: Uint8Array, flow: Flow) => this.#take(data, flow, undefined) };

  /** Takes what comes to the shared address of this number. */
  receiverAt(index: number): Receiver {
    return { receive: (data: Uint8Array, flow: Flow) => this.#take(data, flow, index) };
  }

  /** The shared address of this number is open. */
  share(index: number, address: SharedAddress): void {
    this.#shared[index] = address;
  }

  /** Resolves when no call of another worker is set up by a connection of ours. */
  get withoutGuests(): Promise<void> {
    return this.#guests.gone;
  }

  /** Another worker says something. */
  onFrame({ head, octets }: Frame): void {
    const [kind = "", ...words] = head.split(" ");
    switch (kind) {
      case "datagram":
        return this.#takeDatagram(words, octets);
      case "message":
        return this.#takeMessage(words, octets);
      case "send":
        this.#guests.onSend(octets);
        return void this.#flows.send(words, octets);
      case "sent":
        return this.#flows.onSent(words, octets);
      case "gone":
        return this.#flows.onGone(words);
    }
  }

  /** Another worker is gone. */
  onLost(worker: number): void {
    this.#flows.onLost(worker);
  }

  #take(data: Uint8Array, flow: Flow, index: number | undefined): void {
    const fields = readRoutingFields(data);
    const { worker } = this.#options;
    const owner = this.#ownerOf(fields, index === undefined && !this.#leaving, false);
    // Its place is empty for a moment; what is repeated finds somebody there.
    if (owner === undefined) return;
    if (owner === worker) return this.#keep(data, flow, fields);
    const { remote } = flow;
    // A link-local address means nothing without its zone, which a flow keeps to itself (RFC 4007 §11.2).
    if (index !== undefined && remote !== undefined && !remote.host.startsWith("fe80:")) {
      return this.#handOver(owner, `datagram 1 ${index} ${remote.port} ${remote.host}`, data);
    }
    if (this.#leaving && fields.worker === undefined) this.#guests.onRequest(fields.callId, data);
    this.#handOver(owner, `message 1 ${this.#flows.lend(flow, owner)}`, data);
  }

  #takeDatagram([hops, index, port, host = ""]: readonly string[], data: Uint8Array): void {
    const fields = readRoutingFields(data);
    const next = this.#nextOf(fields, Number(hops));
    if (next !== undefined) return this.#handOver(next, `datagram ${Number(hops) + 1} ${index} ${port} ${host}`, data);
    // Not open yet: as lost as on the way.
    const flow = this.#shared[Number(index)]?.flow({ host, port: Number(port) });
    if (flow !== undefined) this.#keep(data, flow, fields);
  }

  #takeMessage([hops, ...line]: readonly string[], data: Uint8Array): void {
    const fields = readRoutingFields(data);
    const next = this.#nextOf(fields, Number(hops));
    if (next !== undefined) return this.#handOver(next, `message ${Number(hops) + 1} ${line.join(" ")}`, data);
    this.#keep(data, this.#flows.borrow(line), fields);
  }

  /** Whom we hand on what was handed to us, if to anybody. */
  #nextOf(fields: RoutingFields, hops: number): number | undefined {
    const owner = hops > MOST_HOPS ? undefined : this.#ownerOf(fields, !this.#leaving, true);
    return owner === this.#options.worker ? undefined : owner;
  }

  /**
   * @param stays - Whether what begins is ours.
   * @param isAsked - Whether those before us have been asked.
   */
  #ownerOf(fields: RoutingFields, stays: boolean, isAsked: boolean): number | undefined {
    const { callId, worker: marked } = fields;
    const { worker: own } = this.#options;
    // Where its worker is gone the dialog is, too: anybody may say so (481).
    if (marked !== undefined) return this.#assignment.has(marked) ? marked : own;
    if (stays || callId === undefined || this.#assignment.isEmpty) return own;
    if (this.#leaving && this.#knows(callId, fields)) return own;
    const workers = this.#assignment.workersFor(callId);
    const at = workers.indexOf(own);
    if (at <= 0 || isAsked) return workers[at + 1] ?? (at < 0 ? undefined : own);
    return workers[0];
  }

  /** Another INVITE with the same Call-ID, such as one with a password, is another call. RFC 3261 §22.2 */
  #knows(callId: string, { cseq }: RoutingFields): boolean {
    const { isRinging, now } = this.#options;
    if (cseq === undefined) return false;
    return this.#known.has(`${cseq.number} ${callId}`, now()) || (cseq.method === "CANCEL" && isRinging(callId));
  }

  #keep(data: Uint8Array, flow: Flow, { callId, cseq, worker }: RoutingFields): void {
    if (worker === undefined && callId !== undefined && cseq?.method === "INVITE") {
      this.#known.add(`${cseq.number} ${callId}`, this.#options.now());
    }
    this.#options.receiver.receive(data, flow);
  }

  #handOver(worker: number, head: string, data: Uint8Array): void {
    if (this.#options.say(worker, head, data) || this.#deaf.has(worker)) return;
    this.#deaf.add(worker);
    this.#options.onProblem(`worker ${worker} takes nothing: messages for it are dropped`);
  }
}

/** Workers that know of different places must not play ball. */
const MOST_HOPS = 4;
