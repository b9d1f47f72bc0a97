import { OfferAnswerError } from "../errors.js";
import { contactTarget } from "../dialog/dialog-state.js";
import { type ClientDialog } from "../dialog/dialog-user.js";
import { type OutgoingRequest, type RequestOptions } from "../dialog/outgoing-request.js";
import { ParseFailure } from "../message/grammar/parse-failure.js";
import { namesTag, Require } from "../message/header/option-tags.js";
import { RSeq } from "../message/header/rack.js";
import { type IncomingResponseMessage } from "../message/incoming-response-message.js";
import { descriptionIn, sessionDescription } from "../message/session-description.js";
import { type UserAgentHost } from "./user-agent-host.js";

/** Whether a 1xx has to be acknowledged. RFC 3262 §4 */
export function isReliableResponse(message: IncomingResponseMessage): boolean {
  return message.statusCode > 100 && namesTag(message, Require, "100rel") && typeof message.first(RSeq) === "number";
}

/** A reliable 1xx to our re-INVITE, to be acknowledged once. */
export interface ReliableReceipt {
  /** Acknowledges; again, it gives what was sent. @throws OfferAnswerError when the 1xx held an offer and there is no answer in `options` */
  prack(options?: RequestOptions): OutgoingRequest;
  /** The application has been told: what it left unacknowledged, and owes no answer to, is acknowledged. */
  settle(): void;
}

/** The reliable provisional responses to our re-INVITE, in order. RFC 3262 §4 */
export class ReliableReceipts {
  readonly #core: UserAgentHost;
  readonly #dialog: ClientDialog;
  readonly #sequence: number;
  #last: number | undefined;

  /** @param sequence - CSeq number of the INVITE. */
  constructor(core: UserAgentHost, dialog: ClientDialog, sequence: number) {
    this.#core = core;
    this.#dialog = dialog;
    this.#sequence = sequence;
  }

  /** @returns Nothing for a copy, and for one that comes before its turn: its sender repeats it. RFC 3262 §4 with erratum 4604 */
  receive(message: IncomingResponseMessage): ReliableReceipt | undefined {
    const rseq = message.first(RSeq);
    if (rseq === undefined || rseq instanceof ParseFailure) return undefined;
    if (this.#last !== undefined && rseq !== this.#last + 1) return undefined;
    this.#last = rseq;
    const dialog = this.#dialog;
    // RFC 6141 §4.7: a reliable one refreshes the target, as a 2xx does.
    dialog.refreshTarget(contactTarget(message));
    dialog.receiveDescription(sessionDescription(message, this.#core.limits), "1xx");
    return this.#receipt(`RAck: ${rseq} ${this.#sequence} INVITE`);
  }

  #receipt(rack: string): ReliableReceipt {
    const dialog = this.#dialog;
    let sent: OutgoingRequest | undefined;
    const prack = (options: RequestOptions = {}): OutgoingRequest => {
      if (sent !== undefined) return sent;
      const answer = descriptionIn(options.body);
      if (dialog.owesAnswer && answer === undefined) {
        throw new OfferAnswerError("cannot send PRACK: the offer in the 1xx has to be answered");
      }
      const given = (options.extraHeaders ?? []).filter((line) => !/^rack[ \t]*:/i.test(line));
      sent = dialog.session.prack(undefined, { ...options, extraHeaders: [...given, rack] });
      return sent;
    };
    const settle = (): void => {
      if (sent === undefined && !dialog.owesAnswer) prack();
    };
    return { prack, settle };
  }
}
