import { type IncomingRequestMessage } from "../message/incoming-request-message.js";
import { type IncomingResponseMessage } from "../message/incoming-response-message.js";
import { type DescriptionKind } from "../trace/message-summary.js";
import { type CallerDialog, CallerDialogs } from "./caller-dialog.js";
import { type AutomaticOptions, CallerHabits } from "./caller-habits.js";
import { Inbox } from "./inbox.js";
import {
  type CallerRequestOptions,
  type CallerResponseOptions,
  type DescriptionOptions,
  type InfoOptions,
  infoParts,
  prackParts,
  type ReferOptions,
  referParts,
  withoutContent,
} from "./request-parts.js";
import { requestText, type RequestTextOptions, responseText } from "./request-text.js";

export interface CallerOptions {
  /** How a message leaves. That it could not be sent is nothing to this caller: a rejected promise is passed over. */
  readonly send: (text: string) => Promise<void> | undefined;
  /** What every request of this caller has, unless said otherwise at the request. Another party has another `from`, `fromTag` and `callId`. */
  readonly defaults?: RequestTextOptions;
  /** What the branches begin with; a number follows. @defaultValue "z9hG4bKfx" */
  readonly branchPrefix?: string;
  /**
   * Acknowledges every final and every reliable response to an INVITE and answers every request with 200, by itself.
   *
   * @defaultValue undefined: does nothing that the script does not say
   */
  readonly automatic?: AutomaticOptions;
  /** Told which bodies are offers and which are answers, for drawings. */
  readonly onDescription?: (description: string, kind: DescriptionKind) => void;
}

/** Of the response that is acknowledged; the last one that may be, unless said otherwise. */
export type AckOptions = CallerRequestOptions & { readonly response?: IncomingResponseMessage };
export type PrackOptions = AckOptions & {
  /** Stands in RAck. @defaultValue that of the response */
  readonly rseq?: number;
};

interface SentInvite {
  readonly options: CallerRequestOptions;
  readonly branch: string;
  readonly cseq: number;
}

/**
 * Alice: the other party of a call, as a script. Each method writes one message and sends it; the state of the dialog is kept from what comes back.
 *
 * She has no transactions: nothing is repeated, acknowledged or refused by itself, and nothing is forbidden.
 */
export class Caller extends Inbox {
  /** Every message that was sent, in order. */
  readonly sent: string[] = [];
  readonly #options: CallerOptions;
  readonly #habits: CallerHabits | undefined;
  readonly #dialogs = new CallerDialogs();
  #cseq: number;
  #branches = 0;
  /** By number, in the order of sending. */
  readonly #invites = new Map<number, SentInvite>();

  constructor(options: CallerOptions) {
    super();
    this.#options = options;
    this.#cseq = (options.defaults?.cseq ?? 1001) - 1;
    this.#habits = options.automatic && new CallerHabits(this, options.automatic);
  }

  /** What is known of the dialog: of the one that began last, or was confirmed since. May be written to. */
  get dialog(): CallerDialog {
    return this.#dialogs.current;
  }

  /** Sends an INVITE outside a dialog. */
  invites(options: CallerRequestOptions = {}): string {
    return this.#request("INVITE", options);
  }

  /** Sends an INVITE inside the dialog. */
  reinvites(options: CallerRequestOptions = {}): string {
    return this.sends("INVITE", options);
  }

  /** Sends an UPDATE. RFC 3311 */
  updates(options: CallerRequestOptions = {}): string {
    return this.sends("UPDATE", options);
  }

  /** Sends a BYE. */
  hangsUp(options: CallerRequestOptions = {}): string {
    return this.sends("BYE", options);
  }

  /** Sends a REFER, to Carol where nothing else is said. RFC 3515 */
  refers(options: CallerRequestOptions & ReferOptions = {}): string {
    return this.sends("REFER", referParts(options));
  }

  /** Sends an INFO: of a package (RFC 6086), with a key that was pressed, or bare. */
  sendsInfo(options: CallerRequestOptions & InfoOptions = {}): string {
    return this.sends("INFO", infoParts(options));
  }

  /** Sends a request of any method: inside the dialog once there is one, outside before or with `toTag: undefined`. */
  sends(method: string, options: CallerRequestOptions = {}): string {
    return this.#request(method, { ...this.#inDialog(options.toTag), ...options });
  }

  /**
   * Sends the ACK to the last final response to an INVITE: to a 2xx as a request of its own, to a refusal in the transaction of the INVITE.
   *
   * @throws Error when there was no such response.
   */
  acknowledges(options: AckOptions = {}): string {
    const { response = this.#lastAnswer(({ statusCode }) => statusCode >= 200), ...rest } = options;
    const invite = response === undefined ? undefined : this.#invites.get(response.cseq);
    if (response === undefined || invite === undefined) {
      throw new Error("nothing to acknowledge: no final response to an INVITE came");
    }
    const { cseq } = response;
    // RFC 3261 §13.2.2.4: the ACK to a 2xx is a request in the dialog, with the number of the INVITE.
    if (response.statusCode < 300)
      return this.#send("ACK", { branch: this.#branch(), ...this.#inDialog(response.toTag), cseq, ...rest });
    // RFC 3261 §17.1.1.3: the ACK to a refusal belongs to the transaction of the INVITE.
    const to = response.getHeader("To") ?? "";
    const { branch } = invite;
    return this.#send("ACK", { ...withoutContent(invite.options), branch, cseq, to, toTag: undefined, ...rest });
  }

  /**
   * Sends the PRACK for the last reliable provisional response to an INVITE. RFC 3262 §4
   *
   * @throws Error when there was no such response.
   */
  pracks(options: PrackOptions = {}): string {
    const { response = this.#lastAnswer(isReliable), rseq, ...rest } = options;
    if (response === undefined) throw new Error("nothing to acknowledge: no reliable provisional response came");
    const { toTag, cseq } = response;
    const rack = `${rseq ?? response.getHeader("RSeq") ?? ""} ${cseq} INVITE`;
    return this.sends("PRACK", prackParts(rack, { ...(toTag !== undefined && { toTag }), ...rest }));
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
    const text = this.sent.filter((sent) => sent.startsWith(start)).at(-1);
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
    if (refreshes && statusCode >= 200 && statusCode < 300) this.#dialogs.with(message.fromTag).refresh(message);
    return this.sendsText(
      responseText(message, statusCode, { ...this.#describe(options), ...(headers && { headers }) }),
    );
  }

  /** Whether her INVITE with this number carried a body. */
  offeredIn(cseq: number): boolean {
    const { offer, body = "" } = this.#invites.get(cseq)?.options ?? {};
    return offer !== undefined || body !== "";
  }

  protected override onResponse(response: IncomingResponseMessage): void {
    if (response.method === "INVITE") this.#dialogs.learn(response);
    this.#habits?.onResponse(response);
  }

  protected override onRequest(request: IncomingRequestMessage): void {
    this.#habits?.onRequest(request);
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
  #inDialog(toTag: string | undefined): RequestTextOptions {
    const { remoteTag, target, routes } = this.#dialogs.with(toTag);
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

  #lastAnswer(condition: (response: IncomingResponseMessage) => boolean): IncomingResponseMessage | undefined {
    return this.responses.filter((response) => response.method === "INVITE" && condition(response)).at(-1);
  }

  #branch(): string {
    this.#branches += 1;
    return `${this.#options.branchPrefix ?? "z9hG4bKfx"}${String(this.#branches).padStart(3, "0")}`;
  }
}

function isReliable(response: IncomingResponseMessage): boolean {
  return response.statusCode < 200 && response.hasHeader("RSeq");
}
