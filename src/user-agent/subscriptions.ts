import { type Dialog } from "../dialog/dialog.js";
import { DialogMap } from "../dialog/dialog-map.js";

/** Somebody who is told by NOTIFY. */
export interface Subscription {
  readonly dialog: Dialog;
  /** As in the Event of its NOTIFYs; `undefined` where they have none. */
  readonly id: number | undefined;
  /** More time, or with 0 an end. Seconds. */
  refresh(expires: number): void;
  /** Forgets it without a word. */
  dispose(): void;
}

/** The live subscriptions, by the dialogs that they are in. They outlive the calls in these dialogs. RFC 5057 §5.5 */
export class Subscriptions {
  readonly #dialogs = new DialogMap();
  readonly #subscriptions = new Map<Dialog, Set<Subscription>>();
  /** Those in which a REFER has come. */
  readonly #referred = new WeakSet<Dialog>();

  /** Called when the last one has gone. */
  onEmpty: (() => void) | undefined;

  /** Of all. */
  get size(): number {
    return [...this.#subscriptions.values()].reduce((size, { size: more }) => size + more, 0);
  }

  add(subscription: Subscription): void {
    const { dialog } = subscription;
    const others = this.#subscriptions.get(dialog);
    if (others !== undefined) return void others.add(subscription);
    this.#dialogs.add(dialog);
    this.#subscriptions.set(dialog, new Set([subscription]));
  }

  remove(subscription: Subscription): void {
    const { dialog } = subscription;
    const left = this.#subscriptions.get(dialog);
    left?.delete(subscription);
    if (left?.size !== 0) return;
    this.#subscriptions.delete(dialog);
    this.#dialogs.remove(dialog);
    if (this.#subscriptions.size === 0) this.onEmpty?.();
  }

  /** The dialog with a subscription in it, whether or not there is a call in it, too. */
  findDialog(callId: string, localTag: string, remoteTag: string): Dialog | undefined {
    return this.#dialogs.find(callId, localTag, remoteTag);
  }

  /** The subscription with this id. */
  find(dialog: Dialog, id: number | undefined): Subscription | undefined {
    return [...(this.#subscriptions.get(dialog) ?? [])].find((subscription) => subscription.id === id);
  }

  /** The id that the NOTIFYs about a REFER carry. RFC 3515 §2.4.6: none for the first REFER in a dialog, for others its number. */
  idFor(dialog: Dialog, sequence: number): number | undefined {
    const isFirst = !this.#referred.has(dialog);
    this.#referred.add(dialog);
    return isFirst ? undefined : sequence;
  }

  /** The whole dialog is gone. */
  disposeIn(dialog: Dialog): void {
    for (const subscription of this.#subscriptions.get(dialog) ?? []) subscription.dispose();
  }

  dispose(): void {
    for (const dialog of [...this.#subscriptions.keys()]) this.disposeIn(dialog);
  }
}
