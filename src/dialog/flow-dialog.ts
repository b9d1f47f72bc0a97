import { type Timer } from "../environment/clock.js";
import { type Flow, type Transport } from "../environment/flow.js";
import { Dialog } from "./dialog.js";
import { type DialogState } from "./dialog-state.js";
import { type DialogUser } from "./dialog-user.js";

/** A dialog that is reached by the way of its latest request, and hears when that is gone for good. RFC 5626 §5.3 */
export abstract class FlowDialog extends Dialog {
  /** The way the dialog began by. */
  readonly transport: Transport;
  protected readonly user: DialogUser;
  #flow: Flow;
  #unwatch: (() => void) | undefined;
  /** Runs while the flow is gone and no other has come. */
  #recovery: Timer | undefined;
  #over = false;

  protected constructor(state: DialogState, transport: Transport, user: DialogUser) {
    super(state);
    this.transport = transport;
    this.user = user;
    this.#flow = transport;
    this.#watch();
  }

  /** The way of the latest request of the peer. */
  get flow(): Flow {
    return this.#flow;
  }

  /** A request that is the peer's has come by this way: that is where it is now. */
  follow(flow: Flow): void {
    if (flow === this.#flow) return;
    this.#forget();
    this.#flow = flow;
    this.#watch();
  }

  /** The flow is gone, and the peer has not come by another one in time. */
  protected abstract flowLost(): void;

  /** What becomes of the flow is of no interest any more. */
  protected unwatchFlow(): void {
    this.#over = true;
    this.#forget();
  }

  #watch(): void {
    if (!this.#over) this.#unwatch = this.#flow.onGone?.(() => this.#gone());
  }

  #forget(): void {
    this.#unwatch?.();
    this.#unwatch = undefined;
    this.#recovery?.stop();
    this.#recovery = undefined;
  }

  #gone(): void {
    this.#unwatch = undefined;
    const { environment, flowRecoveryTimeout } = this.user;
    if (this.#over || flowRecoveryTimeout === 0) return;
    this.#recovery = environment.clock.setTimer(
      flowRecoveryTimeout,
      { onTimer: () => this.flowLost() },
      "flowRecovery",
    );
  }
}
