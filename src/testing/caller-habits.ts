import { type IncomingRequestMessage } from "../message/incoming-request-message.js";
import { type IncomingResponseMessage } from "../message/incoming-response-message.js";
import { summarizeMessage } from "../trace/message-summary.js";

/** What the other party does by herself. */
export interface AutomaticOptions {
  /** What she answers an offer with, wherever it comes; what she offers when she is asked to. @defaultValue nothing */
  readonly answer?: string;
  /** Whether she sends a PRACK for each reliable provisional response. @defaultValue true */
  readonly pracks?: boolean;
}

/** A description, as what it is. */
type Described = { readonly offer?: string } | { readonly answer?: string };

/** What habits need of the one who has them. Each method gives the text that was sent. */
export interface HabitualCaller {
  acknowledges(options: { readonly response: IncomingResponseMessage } & Described): string;
  pracks(options: { readonly response: IncomingResponseMessage } & Described): string;
  answers(request: IncomingRequestMessage, statusCode: number, options: Described): string;
  sendsText(text: string): string;
  /** Whether her INVITE with this number carried an offer. */
  offeredIn(cseq: number): boolean;
}

/** Acknowledges and answers all that is due, at once. */
export class CallerHabits {
  readonly #caller: HabitualCaller;
  readonly #options: AutomaticOptions;
  /** The ACKs and PRACKs that were sent, by what they are for. */
  readonly #acknowledgements = new Map<string, string>();
  /** Whose offer has been answered: INVITEs without one, by number and our tag. */
  readonly #answered = new Set<string>();

  constructor(caller: HabitualCaller, options: AutomaticOptions) {
    this.#caller = caller;
    this.#options = options;
  }

  onResponse(response: IncomingResponseMessage): void {
    const { method, statusCode, cseq, toTag = "" } = response;
    if (method !== "INVITE" || statusCode === 100) return;
    const rseq = statusCode < 200 ? response.getHeader("RSeq") : "";
    if (rseq === undefined || (rseq !== "" && this.#options.pracks === false)) return;
    const what = `${cseq} ${toTag} ${rseq}`;
    // RFC 3261 §13.2.2.4: a copy of the 2xx gets a copy of the ACK; RFC 3262 §4: that of a 1xx is the lost PRACK's own repetition.
    const earlier = this.#acknowledgements.get(what);
    if (earlier !== undefined) return void this.#caller.sendsText(earlier);
    const acknowledge = rseq === "" ? "acknowledges" : "pracks";
    this.#acknowledgements.set(what, this.#caller[acknowledge]({ response, ...this.#answerTo(response) }));
  }

  onRequest(request: IncomingRequestMessage): void {
    if (request.method === "ACK") return;
    this.#caller.answers(request, 200, this.#descriptionFor(request));
  }

  /** RFC 3264 §4: where the INVITE had no offer, the first response that may carry one does. */
  #answerTo(response: IncomingResponseMessage): Described {
    const { answer } = this.#options;
    const { cseq, statusCode, toTag = "" } = response;
    const dialog = `${cseq} ${toTag}`;
    if (answer === undefined || statusCode >= 300 || this.#caller.offeredIn(cseq)) return {};
    if (this.#answered.has(dialog) || !carriesDescription(response)) return {};
    this.#answered.add(dialog);
    return { answer };
  }

  #descriptionFor(request: IncomingRequestMessage): Described {
    const { answer } = this.#options;
    if (answer === undefined) return {};
    if (carriesDescription(request)) return OFFERING.has(request.method) ? { answer } : {};
    return request.method === "INVITE" ? { offer: answer } : {};
  }
}

/** The methods of ours whose description is an offer. */
const OFFERING: ReadonlySet<string> = new Set(["INVITE", "UPDATE"]);

function carriesDescription(message: IncomingRequestMessage | IncomingResponseMessage): boolean {
  return summarizeMessage(message.data).hasSessionDescription;
}
