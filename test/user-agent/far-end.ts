import { LoggerFactory } from "../../src/environment/logger.js";
import { type Flow } from "../../src/environment/flow.js";
import { IncomingRequestMessage } from "../../src/message/incoming-request-message.js";
import { parseMessage } from "../../src/message/parse-message.js";
import { CountingRandom, ManualClock, type ResponseTextOptions, responseText } from "../../src/testing/index.js";
import { UserAgentCore } from "../../src/user-agent/user-agent-core.js";
import { type UserAgentCoreConfiguration } from "../../src/user-agent/user-agent-core-configuration.js";

/** Who gets our requests out of a dialog, and answers them as the test says. */
export class FarEnd {
  readonly clock = new ManualClock();
  readonly core: UserAgentCore;
  readonly flow: Flow;
  /** Repetitions left out. */
  readonly requests: IncomingRequestMessage[] = [];

  constructor(configuration: UserAgentCoreConfiguration = {}, known: Partial<Flow> = {}) {
    const loggerFactory = new LoggerFactory();
    loggerFactory.builtinEnabled = false;
    this.flow = { protocol: "WS", ...known, send: (data) => this.#take(String(data)) };
    const environment = { clock: this.clock, random: new CountingRandom() };
    const transportAccessor = (): Flow => this.flow;
    this.core = new UserAgentCore({ loggerFactory, environment, transportAccessor, ...configuration });
  }

  get last(): IncomingRequestMessage {
    const request = this.requests.at(-1);
    if (request === undefined) throw new Error("nothing has been sent");
    return request;
  }

  /** Answers the last request. */
  answers(statusCode: number, options: ResponseTextOptions = {}): void {
    this.core.receive(responseText(this.last, statusCode, options), this.flow);
  }

  #take(text: string): void {
    const request = parseMessage(text);
    if (!(request instanceof IncomingRequestMessage)) throw new Error(`not a request: ${text}`);
    if (request.viaBranch !== this.requests.at(-1)?.viaBranch) this.requests.push(request);
  }
}
