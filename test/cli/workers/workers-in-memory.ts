import { type Address, type Flow } from "../../../src/index.js";
import { type Places } from "../../../src/cli/workers/assignment.js";
import { Handover } from "../../../src/cli/workers/handover.js";

/** Something that a worker has received. */
export interface Received {
  readonly worker: number;
  readonly text: string;
  readonly flow: Flow;
}

/** Workers without processes: what one says the other hears at once. */
export class WorkersInMemory {
  readonly received: Received[] = [];
  /** What workers said to each other: from, to, kind. */
  readonly said: string[] = [];
  readonly problems: string[] = [];
  /** What left by the shared address. */
  readonly sent: { readonly by: number; readonly to: Address; readonly text: string }[] = [];
  readonly ringing = new Set<string>();
  /** Those that take nothing. */
  readonly deaf = new Set<number>();
  now = 0;
  readonly #handovers = new Map<number, Handover>();

  constructor(numbers: readonly number[]) {
    for (const number of numbers) this.#handovers.set(number, this.#create(number));
  }

  worker(number: number): Handover {
    const handover = this.#handovers.get(number);
    if (handover === undefined) throw new Error(`no worker ${number}`);
    return handover;
  }

  /** Everybody knows of these places. */
  set places(places: Places) {
    for (const handover of this.#handovers.values()) handover.setPlaces(places);
  }

  /** A datagram for the shared address, which the system gives to one of them. */
  datagram(reader: number, text: string, remote: Address = ALICE): void {
    this.worker(reader).receiverAt(0).receive(octetsOf(text), this.#sharedFlow(reader, remote));
  }

  /** Who has received last, in order. */
  get owners(): readonly number[] {
    return this.received.map(({ worker }) => worker);
  }

  #create(number: number): Handover {
    const handover = new Handover({
      worker: number,
      receiver: {
        receive: (data, flow) => this.received.push({ worker: number, text: textOf(data), flow }),
      },
      say: (worker, head, octets) => {
        if (this.deaf.has(worker)) return false;
        this.said.push(`${number} ${worker} ${head.split(" ")[0]}`);
        this.worker(worker).onFrame({ head, octets });
        return true;
      },
      router: { route: () => [], fallback: () => [] },
      isRinging: (callId) => this.ringing.has(callId),
      now: () => this.now,
      repeating: 32_000,
      onProblem: (line) => this.problems.push(line),
    });
    handover.share(0, { flow: (remote) => this.#sharedFlow(number, remote) });
    return handover;
  }

  #sharedFlow(by: number, remote: Address): Flow {
    return {
      protocol: "UDP",
      reliable: false,
      local: { host: "192.0.2.9", port: 5060 },
      remote,
      send: (message) => void this.sent.push({ by, to: remote, text: textOf(message) }),
    };
  }
}

export const ALICE: Address = { host: "192.0.2.1", port: 40_000 };

export function octetsOf(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

export function textOf(message: string | Uint8Array): string {
  return typeof message === "string" ? message : new TextDecoder().decode(message);
}
