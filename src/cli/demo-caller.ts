import { TransportError } from "../errors.js";
import { type Address, type Flow } from "../index.js";
import { UdpTransport } from "../adapters/node/index.js";
import { type CallLog } from "./call-log.js";
import { Caller, offer } from "../testing/index.js";

/** A scripted caller with a socket of its own. */
export class DemoCaller {
  readonly #transport: UdpTransport;
  readonly #caller: Caller;
  readonly #log: CallLog;
  readonly #expectations: Expectation[] = [];

  private constructor(transport: UdpTransport, caller: Caller, log: CallLog) {
    this.#transport = transport;
    this.#caller = caller;
    this.#log = log;
  }

  /**
   * @param number - Tells the calls of one demo apart.
   * @param log - Draws what this caller sends and receives.
   */
  static async open(user: string, number: number, callee: Address, log: CallLog): Promise<DemoCaller> {
    const opened: { caller?: DemoCaller } = {};
    const receiver = { receive: (data: Uint8Array) => opened.caller?.receive(data) };
    const transport = await UdpTransport.listen({ host: "127.0.0.1", port: 0 }, receiver);
    const flow = transport.flow(callee);
    const address = `${callee.host}:${callee.port}`;
    const script = new Caller({
      send: (text) => void opened.caller?.send(flow, text),
      defaults: {
        requestUri: `sip:${user}@${address}`,
        to: `<sip:${user}@${address}>`,
        branch: `z9hG4bKdemo-${number}-`,
        callId: `demo-${number}-${transport.bound.port}`,
      },
      automatic: {},
    });
    opened.caller = new DemoCaller(transport, script, log);
    return opened.caller;
  }

  /** Status codes of all responses, in order. */
  get statusCodes(): number[] {
    return this.#caller.responses.map(({ statusCode }) => statusCode);
  }

  invites(): void {
    this.#caller.invites({ offer });
  }

  cancels(): void {
    this.#caller.cancels();
  }

  hangsUp(): void {
    this.#caller.hangsUp();
  }

  /**
   * Waits for a response.
   *
   * @param method - Of the request that it answers.
   * @throws TransportError when it does not come within five seconds, or nothing can be sent.
   */
  hears(statusCode: number, method = "INVITE"): Promise<void> {
    return new Promise((resolve, reject) => {
      const fail = (error: Error) => {
        clearTimeout(deadline);
        reject(error);
      };
      const isMet = () => {
        if (!this.#caller.responses.some((one) => one.statusCode === statusCode && one.method === method)) return false;
        clearTimeout(deadline);
        resolve();
        return true;
      };
      const late = () => fail(new TransportError(`no ${statusCode} to ${method} came within 5 s`));
      const deadline = setTimeout(late, 5_000);
      if (!isMet()) this.#expectations.push({ isMet, fail });
    });
  }

  receive(data: Uint8Array): void {
    this.#log.message(data, "out", this.#transport.bound);
    this.#caller.receive(data);
    const open = this.#expectations.splice(0).filter(({ isMet }) => !isMet());
    this.#expectations.push(...open);
  }

  async send(flow: Flow, text: string): Promise<void> {
    // The script gives its host by name, as examples do; the socket knows where it really is.
    const { bound } = this.#transport;
    const addressed = text.replaceAll("pc1.example.org", `${bound.host}:${bound.port}`);
    this.#log.message(addressed, "in", bound);
    try {
      await flow.send(addressed);
    } catch (error) {
      const failure = error instanceof Error ? error : new TransportError(String(error));
      for (const { fail } of this.#expectations.splice(0)) fail(failure);
    }
  }

  async close(): Promise<void> {
    await this.#transport.close();
  }
}

interface Expectation {
  /** Ends the waiting when what is waited for is there. */
  readonly isMet: () => boolean;
  readonly fail: (error: Error) => void;
}
