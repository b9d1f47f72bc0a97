import { type IncomingRequestMessage } from "../message/incoming-request-message.js";
import { type IncomingResponseMessage } from "../message/incoming-response-message.js";
import { parseMessage } from "../message/parse-message.js";
import { ParseFailure } from "../message/grammar/parse-failure.js";
import { type DescriptionKind } from "../trace/message-summary.js";
import { CallerDialog } from "./caller-dialog.js";
import { requestText, type RequestTextOptions, responseText, type ResponseTextOptions } from "./request-text.js";

/** A session description to carry; it is known by its text from then on. */
export interface DescriptionOptions {
  readonly offer?: string;
  readonly answer?: string;
}

export type CallerRequestOptions = RequestTextOptions & DescriptionOptions;
export type CallerResponseOptions = ResponseTextOptions & DescriptionOptions;

export interface CallerOptions {
  /** How a message leaves. That it could not be sent is nothing to this caller: a rejected promise is passed over. */
  readonly send: (text: string) => Promise<void> | undefined;
  /** What every request of this caller has, unless said otherwise at the request. Another party has another `from`, `fromTag` and `callId`. */
  readonly defaults?: RequestTextOptions;
  /** What the branches begin with; a number follows. @defaultValue "z9hG4bKfx" */
  readonly branchPrefix?: string;
  /**
   * Acknowledges every final response to an INVITE and answers every request with 200, by itself; 200s to a re-INVITE carry `answer`.
   *
   * @defaultValue undefined: does nothing that the script does not say
   */
  readonly automatic?: { readonly answer?: string };
  /** Told which bodies are offers and which are answers, for drawings. */
  readonly onDescription?: (description: string, kind: DescriptionKind) => void;
}

interface SentInvite {
  readonly options: RequestTextOptions;
  readonly branch: string;
  readonly cseq: number;
}

/**
 * Alice: the other party of a call, as a script. Each method writes one message and sends it; the state of the dialog is kept from what comes back.
 *
 * She has no transactions: nothing is repeated, acknowledged or refused by itself, and nothing is forbidden.
 */
export class Caller {
  /** Every response that came, in order, copies included. */
  readonly responses: IncomingResponseMessage[] = [];
  /** Every request that came, in order, copies included. */
  readonly requests: IncomingRequestMessage[] = [];
  /** What came and could not be read. A core should never be the reason. */
  readonly unreadable: ParseFailure[] = [];
  /** Every message that was sent, in order. */
  readonly sent: string[] = [];
  /** What is known of the dialog. May be written to. */
  readonly dialog = new CallerDialog();
  readonly #options: CallerOptions;
  #cseq: number;
  #branches = 0;
  /** By number, in the order of sending. */
  readonly #invites = new Map<number, SentInvite>();
  /** The ACKs that were sent by themselves, by number. */
  readonly #acknowledged = new Map<number, string>();

  constructor(options: CallerOptions) {
    this.#options = options;
    this.#cseq = (options.defaults?.cseq ?? 1001) - 1;
  }

  /** Sends an INVITE outside a dialog. */
  invites(options: CallerRequestOptions = {}): string {
    return this.#request("INVITE", options);
  }

  /** Sends an INVITE inside the dialog. */
  reinvites(options: CallerRequestOptions = {}): string {
    return this.#request("INVITE", { ...this.#inDialog(), ...options });
  }

  /** Sends a BYE. */
  hangsUp(options: CallerRequestOptions = {}): string {
    return this.sends("BYE", options);
  }

  /** Sends a request of any method: inside the dialog once there is one, outside before or with `toTag: undefined`. */
  sends(method: string, options: CallerRequestOptions = {}): string {
    return this.#request(method, { ...this.#inDialog(), ...options });
  }

  /**
   * Sends the ACK to the last final response to an INVITE: to a 2xx as a request of its own, to a refusal in the transaction of the INVITE.
   *
   * @throws Error when there was no such response.
   */
  acknowledges(options: CallerRequestOptions & { readonly response?: IncomingResponseMessage } = {}): string {
    const { response = this.#lastFinal(), ...rest } = options;
    const invite = response === undefined ? undefined : this.#invites.get(response.cseq);
    if (response === undefined || invite === undefined) {
      throw new Error("nothing to acknowledge: no final response to an INVITE came");
    }
    const { cseq } = response;
    // RFC 3261 §13.2.2.4: the ACK to a 2xx is a request in the dialog, with the number of the INVITE.
    if (response.statusCode < 300)
      return this.#send("ACK", { branch: this.#branch(), ...this.#inDialog(), cseq, ...rest });
    // RFC 3261 §17.1.1.3: the ACK to a refusal belongs to the transaction of the INVITE.
    const to = response.getHeader("To") ?? "";
    const { branch } = invite;
    return this.#send("ACK", { ...withoutContent(invite.options), branch, cseq, to, toTag: undefined, ...rest });
  }

  /**
   * Sends a CANCEL for the last INVITE.
   *
   * @throws Error when none was sent.
   */
  cancels(options: CallerRequestOptions = {}): string {
    const invite = [...this.#invites.values()].at(-1);
    if (invite === undefined) throw new Error("nothing to cancel: no INVITE was sent");
    const { branch, cseq } = invite;
    // RFC 3261 §9.1: what names the INVITE is the same to the letter.
    return this.#send("CANCEL", { ...withoutContent(invite.options), branch, cseq, ...options });
  }

  /**
   * Sends the last message that begins with `start` again, to the letter: `repeats("INVITE")`, `repeats("SIP/2.0 200")`; without it, the very last.
   *
   * @throws Error when there was none.
   */
  repeats(start = ""): string {
    const text = last(this.sent, (sent) => sent.startsWith(start));
    if (text === undefined) throw new Error(`nothing to repeat: no ${start === "" ? "message" : start} was sent`);
    return this.sendsText(text);
  }

  /** Sends any text. */
  sendsText(text: string): string {
    this.sent.push(text);
    void this.#options.send(text)?.catch(() => undefined);
    return text;
  }

  /**
   * Answers a request that came: the last one, the last one of a method, or this one.
   *
   * @throws Error when no such request came.
   */
  answers(
    request: string | IncomingRequestMessage | undefined,
    statusCode: number,
    options: CallerResponseOptions = {},
  ): string {
    const message =
      typeof request === "object" ? request : request === undefined ? this.lastRequest : this.received(request);
    if (message === undefined) throw new Error(`nothing to answer with ${statusCode}: no request came`);
    const contact = this.#options.defaults?.headers?.["Contact"] ?? "<sip:alice@pc1.example.org>";
    const refreshes = message.method === "INVITE" || message.method === "UPDATE";
    const headers =
      refreshes && statusCode > 100 && statusCode < 300 ? { Contact: contact, ...options.headers } : options.headers;
    if (refreshes && statusCode >= 200 && statusCode < 300) this.dialog.refresh(message);
    return this.sendsText(
      responseText(message, statusCode, { ...this.#describe(options), ...(headers && { headers }) }),
    );
  }

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
        ? last(
            this.responses,
            (response) => response.statusCode === wanted && (answered ?? response.method) === response.method,
          )
        : last(this.requests, ({ method }) => method === wanted);
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
    if (message instanceof ParseFailure) this.unreadable.push(message);
    else if ("statusCode" in message) this.#receiveResponse(message);
    else this.#receiveRequest(message);
  }

  #receiveResponse(response: IncomingResponseMessage): void {
    this.responses.push(response);
    if (response.method !== "INVITE") return;
    this.dialog.learn(response);
    if (this.#options.automatic === undefined || response.statusCode < 200) return;
    // RFC 3261 §13.2.2.4: a copy of the 2xx gets a copy of the ACK.
    const earlier = this.#acknowledged.get(response.cseq);
    if (earlier === undefined) this.#acknowledged.set(response.cseq, this.acknowledges({ response }));
    else this.sendsText(earlier);
  }

  #receiveRequest(request: IncomingRequestMessage): void {
    this.requests.push(request);
    const { automatic } = this.#options;
    if (automatic === undefined || request.method === "ACK") return;
    const { answer } = automatic;
    this.answers(request, 200, request.method === "INVITE" && answer !== undefined ? { answer } : {});
  }

  #request(method: string, options: CallerRequestOptions): string {
    const branch = options.branch ?? this.#branch();
    const cseq = options.cseq ?? this.#cseq + 1;
    this.#cseq = Math.max(this.#cseq, cseq);
    const whole = { ...this.#options.defaults, ...options, branch, cseq };
    if (method === "INVITE") this.#invites.set(cseq, { options: whole, branch, cseq });
    return this.#send(method, whole);
  }

  #send(method: string, options: CallerRequestOptions): string {
    return this.sendsText(requestText(method, { ...this.#options.defaults, ...this.#describe(options) }));
  }

  /** RFC 3261 §12.2.1.1, with loose routers only. */
  #inDialog(): RequestTextOptions {
    const { remoteTag, target, routes } = this.dialog;
    if (remoteTag === undefined) return {};
    return { toTag: remoteTag, routes, ...(target !== undefined && { requestUri: target }) };
  }

  #describe<T extends DescriptionOptions & { readonly body?: string }>(options: T): T {
    const { offer, answer } = options;
    if (offer !== undefined) this.#options.onDescription?.(offer, "offer");
    if (answer !== undefined) this.#options.onDescription?.(answer, "answer");
    const body = offer ?? answer;
    return body === undefined ? options : { ...options, body };
  }

  #lastFinal(): IncomingResponseMessage | undefined {
    return last(this.responses, ({ method, statusCode }) => method === "INVITE" && statusCode >= 200);
  }

  #branch(): string {
    this.#branches += 1;
    return `${this.#options.branchPrefix ?? "z9hG4bKfx"}${String(this.#branches).padStart(3, "0")}`;
  }
}

const OF_CONTENT: ReadonlySet<string> = new Set(["body", "contentType", "offer", "answer", "headers"]);

/** An ACK to a refusal and a CANCEL carry nothing of what the INVITE carried, but its addresses. */
function withoutContent(invite: CallerRequestOptions): RequestTextOptions {
  return Object.fromEntries(Object.entries(invite).filter(([name]) => !OF_CONTENT.has(name)));
}

function last<T>(list: readonly T[], condition: (element: T) => boolean): T | undefined {
  return list.filter(condition).at(-1);
}
