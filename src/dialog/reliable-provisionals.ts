import { type Timer, type TimerTarget } from "../environment/clock.js";
import { type Environment } from "../environment/environment.js";
import { type CSeqValue } from "../message/header/cseq.js";
import { type RAckValue } from "../message/header/rack.js";
import { type IncomingRequestMessage } from "../message/incoming-request-message.js";

/** What became of a reliable provisional response. */
export type PrackOutcome =
  | { readonly kind: "acknowledged"; readonly message: IncomingRequestMessage }
  | { readonly kind: "unacknowledged"; readonly reason: "timeout" | "ended" };

/** A 101 to 199 that the peer has to acknowledge. */
export interface ReliableResponse {
  readonly rseq: number;
  /** Whether it carries a session description: then a 2xx waits for its PRACK. RFC 3262 §3 */
  readonly described: boolean;
  /** Hands it to the transaction, again each time. */
  send(): void;
  /** Told once. */
  settle(outcome: PrackOutcome): void;
}

export interface ReliableProvisionalsOptions {
  /** Of the INVITE that is answered. */
  readonly cseq: CSeqValue;
  /** 64*T1 have passed without the PRACK, and the INVITE is still to be answered. */
  readonly onTimeout: () => void;
  /** A PRACK did not answer the offer that it acknowledged. RFC 3262 §5 */
  readonly onAnswerMissing: () => void;
  /** They have passed after a final response: no PRACK is expected any more. */
  readonly onLapsed: () => void;
  /** A PRACK has its own final response; a 2xx that waited may go. */
  readonly onAnswered: () => void;
}

/**
 * The reliable provisional responses of one INVITE in one dialog: one at a time, in order, each repeated until its PRACK. RFC 3262 §3
 *
 * It decides and repeats; the 504, the 481 and the 200 to a PRACK are sent by who asked.
 */
export class ReliableProvisionals implements TimerTarget {
  readonly #environment: Environment;
  readonly #options: ReliableProvisionalsOptions;
  #nextRSeq: number;
  #open: ReliableResponse | undefined;
  readonly #queue: ReliableResponse[] = [];
  #interval = 0;
  #repeatTimer: Timer | undefined;
  #limitTimer: Timer | undefined;
  /** What a PRACK has come for that has no response of its own yet. */
  #acknowledging: { readonly response: ReliableResponse; readonly message: IncomingRequestMessage } | undefined;
  #ended = false;

  constructor(environment: Environment, options: ReliableProvisionalsOptions) {
    this.#environment = environment;
    this.#options = options;
    // RFC 3262 §3: 1 to 2³¹ − 1, drawn evenly.
    this.#nextRSeq = 1 + environment.random.below(2 ** 31 - 1);
  }

  /** The number of the next one to be added. */
  get nextRSeq(): number {
    return this.#nextRSeq;
  }

  /** How many wait for those before them. */
  get queued(): number {
    return this.#queue.length;
  }

  /** One has been sent and not been acknowledged. */
  get unacknowledged(): boolean {
    return this.#open !== undefined;
  }

  /** One with a session description has been sent and not been acknowledged. RFC 3311 §5.1 */
  get describedUnacknowledged(): boolean {
    return this.#open?.described === true;
  }

  /** RFC 3262 §3: a 2xx has to wait, for a PRACK or for what we answer to one. */
  get holdsAccept(): boolean {
    return (
      this.#acknowledging !== undefined ||
      this.describedUnacknowledged ||
      this.#queue.some(({ described }) => described)
    );
  }

  /** Sends it, or has it wait for those before it. */
  add(response: ReliableResponse): void {
    this.#nextRSeq += 1;
    this.#queue.push(response);
    this.#sendNext();
  }

  /** A final response has been sent. */
  get ended(): boolean {
    return this.#ended;
  }

  /** Whether a PRACK with this RAck acknowledges what is open; it goes on being open. RFC 3262 §3 */
  matches({ rseq, sequence, method }: RAckValue): boolean {
    const { cseq } = this.#options;
    return this.#open?.rseq === rseq && sequence === cseq.sequence && method === cseq.method;
  }

  /** The PRACK that matches: the repeats end; the next one waits until `answered`. */
  acknowledge(message: IncomingRequestMessage): void {
    const response = this.#open;
    this.#repeatTimer?.stop();
    this.#open = undefined;
    if (this.#ended) this.#limitTimer?.stop();
    else if (response !== undefined) this.#acknowledging = { response, message };
  }

  /** What was acknowledged made an offer, and the PRACK has no answer to it. */
  reportMissingAnswer(): void {
    if (!this.#ended) this.#options.onAnswerMissing();
  }

  /** The PRACK has its final response. One that is refused, or challenged, acknowledges nothing. RFC 3262 §3 */
  answered(accepted: boolean): void {
    const answered = this.#acknowledging;
    if (answered === undefined) return;
    this.#acknowledging = undefined;
    if (!accepted) return this.#reopen(answered.response);
    this.#limitTimer?.stop();
    answered.response.settle({ kind: "acknowledged", message: answered.message });
    this.#options.onAnswered();
    this.#sendNext();
  }

  /** A final response is sent: nothing is repeated or begun any more, but a late PRACK still finds what was open. RFC 3262 §3 */
  end(reason: "timeout" | "ended" = "ended"): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#repeatTimer?.stop();
    const answering = this.#acknowledging?.response;
    if (answering !== undefined) this.#limitTimer?.stop();
    this.#acknowledging = undefined;
    const unsettled = [answering, this.#open, ...this.#queue.splice(0)].filter((each) => each !== undefined);
    for (const response of unsettled) response.settle({ kind: "unacknowledged", reason });
  }

  /** Forgets what was open, too. */
  dispose(): void {
    this.end();
    this.#stopTimers();
    this.#open = undefined;
  }

  /** @internal The clock's. */
  onTimer(name: string): void {
    if (name === "prackWait") {
      this.#stopTimers();
      return this.#lapse();
    }
    // RFC 3262 §3: twice as late each time, without end, on every transport.
    this.#interval *= 2;
    this.#repeatTimer = this.#environment.clock.setTimer(this.#interval, this, "repeat1xx");
    this.#open?.send();
  }

  #lapse(): void {
    const { onLapsed, onTimeout } = this.#options;
    const tell = this.#ended ? onLapsed : onTimeout;
    this.end("timeout");
    this.#open = undefined;
    tell();
  }

  #sendNext(): void {
    if (this.#ended || this.#acknowledging !== undefined || this.#open !== undefined) return;
    this.#open = this.#queue.shift();
    if (this.#open === undefined) return;
    const { clock, timers } = this.#environment;
    this.#interval = timers.T1;
    this.#limitTimer = clock.setTimer(64 * timers.T1, this, "prackWait");
    this.#repeatTimer = clock.setTimer(this.#interval, this, "repeat1xx");
    this.#open.send();
  }

  /** It goes on as if no PRACK had come; its time runs on. */
  #reopen(response: ReliableResponse): void {
    this.#open = response;
    this.#interval = this.#environment.timers.T1;
    this.#repeatTimer = this.#environment.clock.setTimer(this.#interval, this, "repeat1xx");
  }

  #stopTimers(): void {
    this.#repeatTimer?.stop();
    this.#limitTimer?.stop();
  }
}
