import { type Dialog } from "./dialog.js";

/**
 * The live dialogs, by Call-ID, local tag and remote tag. RFC 3261 §12
 *
 * The keys are SIP.js's ids: the three as they came, one after the other. `find` also finds a dialog
 * whose peer changed the case of a tag, since tags are tokens. RFC 3261 §7.3.1
 */
export class DialogMap<D extends Dialog = Dialog> extends Map<string, D> {
  /** Only those whose tags have letters that could change case. */
  readonly #folded = new Map<string, D>();
  readonly #onRemoved: ((dialog: Dialog) => void) | undefined;

  /** @param onRemoved - Told of each dialog that is removed. */
  constructor(onRemoved?: (dialog: Dialog) => void) {
    super();
    this.#onRemoved = onRemoved;
  }

  /** Called when the last one has gone. */
  onEmpty: (() => void) | undefined;

  add(dialog: D): void {
    this.set(dialog.id, dialog);
    const folded = foldedId(dialog.callId, dialog.localTag, dialog.remoteTag);
    if (folded !== dialog.id) this.#folded.set(folded, dialog);
  }

  remove(dialog: D): void {
    if (this.get(dialog.id) !== dialog) return;
    this.delete(dialog.id);
    const folded = foldedId(dialog.callId, dialog.localTag, dialog.remoteTag);
    if (folded !== dialog.id && this.#folded.get(folded) === dialog) this.#folded.delete(folded);
    this.#onRemoved?.(dialog);
  }

  find(callId: string, localTag: string, remoteTag: string): D | undefined {
    const id = callId + localTag + remoteTag;
    const dialog = this.get(id);
    if (dialog !== undefined) return dialog;
    const folded = foldedId(callId, localTag, remoteTag);
    // An ACK to a refusal belongs to no dialog: it is not looked for twice by the same text.
    const found = folded === id ? undefined : this.get(folded);
    return found ?? (this.#folded.size === 0 ? undefined : this.#folded.get(folded));
  }

  override delete(id: string): boolean {
    const deleted = super.delete(id);
    if (deleted && this.size === 0) this.onEmpty?.();
    return deleted;
  }

  override clear(): void {
    super.clear();
    this.#folded.clear();
    this.onEmpty?.();
  }
}

export function foldedId(callId: string, localTag: string, remoteTag: string): string {
  return callId + localTag.toLowerCase() + remoteTag.toLowerCase();
}
