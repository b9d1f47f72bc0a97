import { onTestFinished } from "vitest";
import { type IncomingMessage } from "../../src/index.js";
import { Caller } from "../../src/testing/index.js";
import { openWire, type Wire, type WireOptions } from "./wire.js";

const DEADLINE = 20_000;

/** Whom it calls, and how. */
export interface PhoneOptions extends Omit<WireOptions, "onMessage"> {
  /** @defaultValue `sip:<user>@<host>:<port>` of the other end of the wire */
  readonly requestUri?: string;
  readonly user?: string;
  /** @defaultValue a socket */
  readonly open?: (options: WireOptions) => Wire | Promise<Wire>;
  /** What it answers offers with, and acknowledges and answers by itself. @defaultValue only what the script says */
  readonly answer?: string;
}

/** Alice at a real socket, of any kind: what she sends is scripted, what comes is waited for. */
export class PhoneOnWire {
  readonly script: Caller;
  readonly wire: Wire;
  readonly #taken = new Set<object>();
  readonly #waiting: Waiting;

  private constructor(wire: Wire, script: Caller, waiting: Waiting) {
    this.wire = wire;
    this.script = script;
    this.#waiting = waiting;
  }

  /** Opens the wire; it is closed when the test is over. */
  static async open({
    requestUri,
    user = "answer",
    answer,
    open = openWire,
    ...options
  }: PhoneOptions): Promise<PhoneOnWire> {
    const waiting: Waiting = { wake: () => undefined };
    const opened: { script?: Caller } = {};
    const wire = await open({
      ...options,
      onMessage: (octets) => {
        opened.script?.receive(octets);
        waiting.wake();
      },
    });
    onTestFinished(() => wire.close());
    const { protocol, host, port } = options;
    const target = requestUri ?? `sip:${user}@${host.includes(":") ? `[${host}]` : host}:${port}${parameter(protocol)}`;
    const number = `${process.pid}-${(phones += 1)}`;
    opened.script = new Caller({
      send: (text) => {
        wire.send(text.replaceAll("pc1.example.org", wire.here));
        return undefined;
      },
      branchPrefix: `z9hG4bK-${number}-`,
      ...(answer !== undefined && { automatic: { answer } }),
      defaults: {
        protocol,
        requestUri: target,
        to: `<${target}>`,
        callId: `call-${number}`,
        headers: { Contact: `<sip:alice@pc1.example.org${parameter(protocol)}>` },
      },
    });
    return new PhoneOnWire(wire, opened.script, waiting);
  }

  /** Waits for the next response, `180 INVITE`, or request, `BYE`. */
  async gets(what: string): Promise<IncomingMessage> {
    const deadline = AbortSignal.timeout(DEADLINE);
    for (;;) {
      const message = this.#next(what);
      if (message !== undefined) return message;
      await new Promise<void>((resolve, reject) => {
        this.#waiting.wake = resolve;
        deadline.onabort = () => reject(new Error(`no ${what}, but ${this.#all().join(", ")}`));
      });
    }
  }

  #next(what: string): IncomingMessage | undefined {
    const { responses, requests } = this.script;
    const wanted = [
      ...responses.filter(({ statusCode, method }) => `${statusCode} ${method}` === what),
      ...requests.filter(({ method }) => method === what),
    ];
    const message = wanted.find((each) => !this.#taken.has(each));
    // Copies of it count as taken, too.
    for (const copy of wanted) if (copy.cseq === message?.cseq) this.#taken.add(copy);
    return message;
  }

  #all(): string[] {
    const { responses, requests } = this.script;
    return [
      ...responses.map(({ statusCode, method }) => `${statusCode} ${method}`),
      ...requests.map(({ method }) => method),
    ];
  }
}

interface Waiting {
  wake: () => void;
}

let phones = 0;

function parameter(protocol: WireOptions["protocol"]): string {
  return protocol === "UDP" ? "" : `;transport=${protocol === "WSS" ? "ws" : protocol.toLowerCase()}`;
}
