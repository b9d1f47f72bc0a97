import { type IncomingRequestMessage } from "../message/incoming-request-message.js";
import { type IncomingResponseMessage } from "../message/incoming-response-message.js";
import { ParseFailure } from "../message/grammar/parse-failure.js";
import { parseMessage } from "../message/parse-message.js";

/** What came for a party, and how a script finds it. */
export abstract class Inbox {
  /** Every response that came, in order, copies included. */
  readonly responses: IncomingResponseMessage[] = [];
  /** Every request that came, in order, copies included. */
  readonly requests: IncomingRequestMessage[] = [];
  /** What came and could not be read. A core should never be the reason. */
  readonly unreadable: ParseFailure[] = [];

  /** What the party does with a response, once it has been noted. */
  protected abstract onResponse(response: IncomingResponseMessage): void;
  protected abstract onRequest(request: IncomingRequestMessage): void;

  /**
   * The last response with this status code (to this method), or the last request with this method.
   *
   * @throws Error that lists what came instead.
   */
  received(statusCode: number, answered?: string): IncomingResponseMessage;
  received(method: string): IncomingRequestMessage;
  received(wanted: number | string, answered?: string): IncomingResponseMessage | IncomingRequestMessage {
    const message =
      typeof wanted === "number"
        ? this.responses
            .filter(({ statusCode, method }) => statusCode === wanted && (answered ?? method) === method)
            .at(-1)
        : this.requests.filter(({ method }) => method === wanted).at(-1);
    if (message !== undefined) return message;
    const came = [...this.responses.map(({ statusCode }) => statusCode), ...this.requests.map(({ method }) => method)];
    throw new Error(`no ${wanted} came, but ${came.length === 0 ? "nothing" : came.join(", ")}`);
  }

  get lastResponse(): IncomingResponseMessage | undefined {
    return this.responses.at(-1);
  }

  get lastRequest(): IncomingRequestMessage | undefined {
    return this.requests.at(-1);
  }

  /** Takes a message that came for this party. */
  receive(data: string | Uint8Array): void {
    const message = parseMessage(data);
    if (message instanceof ParseFailure) {
      this.unreadable.push(message);
    } else if ("statusCode" in message) {
      this.responses.push(message);
      this.onResponse(message);
    } else {
      this.requests.push(message);
      this.onRequest(message);
    }
  }
}
