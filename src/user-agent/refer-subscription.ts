import { type Timer, type TimerTarget } from "../environment/clock.js";
import { type RequestingDialog } from "../dialog/dialog-user.js";
import { type OutgoingRequestDelegate } from "../dialog/outgoing-request.js";
import { type ReferStatus, sipfrag } from "../message/refer-status.js";
import { dialogRequest } from "./dialog-request.js";
import { type Subscription } from "./subscriptions.js";
import { InDialogUserAgentClient } from "./in-dialog-user-agent-client.js";
import { type UserAgentHost } from "./user-agent-host.js";

/** RFC 3515 §3.10: not more often than once a second. */
const SHORTEST_INTERVAL = 1000;

/** What makes one subscription. */
export interface ReferSubscriptionOptions {
  readonly dialog: RequestingDialog;
  /** CSeq number of the REFER, where the NOTIFYs have to say which REFER they are about. RFC 3515 §2.4.6 */
  readonly id: number | undefined;
  /** Seconds. */
  readonly expires: number;
}

/**
 * Tells the peer that referred us how far we are: the notifier's side of a subscription to `refer`. RFC 3515 §2.4.4, RFC 6665 §4.2
 *
 * It is a usage of its own of the dialog, and outlives the call in it. RFC 5057 §5.5
 */
export class ReferSubscription implements Subscription, TimerTarget {
  readonly dialog: RequestingDialog;
  readonly id: number | undefined;
  readonly #host: UserAgentHost;
  #status: ReferStatus = { statusCode: 100 };
  /** What is to be said when the interval is over. */
  #waiting: "progress" | "end" | undefined;
  #interval: Timer | undefined;
  #expiry: Timer;
  #expiresAt: number;
  #over = false;

  constructor(host: UserAgentHost, { dialog, id, expires }: ReferSubscriptionOptions) {
    this.#host = host;
    this.dialog = dialog;
    this.id = id;
    const { clock } = host.environment;
    this.#expiresAt = clock.now() + expires * 1000;
    this.#expiry = clock.setTimer(expires * 1000, this, "expiry");
    host.subscriptions.add(this);
  }

  /** Whether nothing will be told any more. */
  get over(): boolean {
    return this.#over;
  }

  /** Tells it now, or when a second has passed since the last time; of several that wait, the last counts. */
  notify(status: ReferStatus): void {
    if (this.#over || this.#waiting === "end") return;
    this.#status = status;
    if (this.#interval === undefined) this.#sendProgress();
    else this.#waiting = "progress";
  }

  /** The same for the last time. */
  end(status: ReferStatus): void {
    if (this.#over || this.#waiting === "end") return;
    this.#status = status;
    if (this.#interval === undefined) this.#sendLast("noresource");
    else this.#waiting = "end";
  }

  /** The peer asks for more time, or with 0 for an end; it has been answered, and is told at once how far we are. RFC 6665 §4.2.1 */
  refresh(expires: number): void {
    if (expires === 0) return this.#sendLast("timeout");
    const { clock } = this.#host.environment;
    this.#expiry.stop();
    this.#expiresAt = clock.now() + expires * 1000;
    this.#expiry = clock.setTimer(expires * 1000, this, "expiry");
    if (this.#waiting === "end") this.#sendLast("noresource");
    else this.#sendProgress();
  }

  /** Forgets it without a word. */
  dispose(): void {
    if (this.#over) return;
    this.#over = true;
    this.#waiting = undefined;
    this.#interval?.stop();
    this.#expiry.stop();
    this.#host.subscriptions.remove(this);
  }

  /** @internal The clock's. */
  onTimer(name: string): void {
    if (name === "expiry") return this.#sendLast("timeout");
    this.#interval = undefined;
    const waiting = this.#waiting;
    this.#waiting = undefined;
    if (waiting === "progress") this.#sendProgress();
    if (waiting === "end") this.#sendLast("noresource");
  }

  #sendProgress(): void {
    const { clock } = this.#host.environment;
    this.#waiting = undefined;
    this.#interval?.stop();
    this.#interval = clock.setTimer(SHORTEST_INTERVAL, this, "interval");
    const left = Math.max(0, Math.ceil((this.#expiresAt - clock.now()) / 1000));
    this.#send(`active;expires=${left}`);
  }

  #sendLast(reason: "noresource" | "timeout"): void {
    if (this.#over) return;
    this.dispose();
    this.#send(`terminated;reason=${reason}`);
  }

  #send(state: string): void {
    const event = this.id === undefined ? "refer" : `refer;id=${this.id}`;
    const message = dialogRequest(this.#host, this.dialog, "NOTIFY", {
      extraHeaders: [`Event: ${event}`, `Subscription-State: ${state}`],
      body: sipfrag(this.#status),
    });
    new InDialogUserAgentClient(this.#host, this.dialog, message, this.#responses).start();
  }

  readonly #responses: OutgoingRequestDelegate = {
    onReject: ({ message }) => {
      // RFC 6665 §4.2.2: nobody listens any more; unless it says when to come again, or asks for credentials.
      const { statusCode } = message;
      if (statusCode !== 401 && statusCode !== 407 && !message.hasHeader("Retry-After")) this.dispose();
    },
  };
}
