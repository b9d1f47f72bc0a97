import { type Call } from "./call.js";

/** The calls that are not over, and which of them still ring. */
export class CallBook {
  readonly #callIds = new Map<Call, string>();
  readonly #ringing = new Map<string, Call>();

  get size(): number {
    return this.#callIds.size;
  }

  get all(): readonly Call[] {
    return [...this.#callIds.keys()];
  }

  get ringing(): number {
    return this.#ringing.size;
  }

  isRinging(callId: string): boolean {
    return this.#ringing.has(callId);
  }

  add(call: Call, callId: string): void {
    this.#callIds.set(call, callId);
    this.#ringing.set(callId, call);
  }

  noteAnswer(call: Call): void {
    const callId = this.#callIds.get(call) ?? "";
    // RFC 3261 §8.2.2.2: what forked on its way has one Call-ID for several.
    if (this.#ringing.get(callId) === call) this.#ringing.delete(callId);
  }

  delete(call: Call): void {
    this.noteAnswer(call);
    this.#callIds.delete(call);
  }
}
