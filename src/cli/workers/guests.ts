/** Calls of other workers that are being set up by connections of ours: while there are some, these may not be closed. */
export class Guests {
  readonly #callIds = new Set<string>();
  readonly #waiting: (() => void)[] = [];

  /** Resolves when there is none. */
  get gone(): Promise<void> {
    return this.#callIds.size === 0 ? Promise.resolve() : new Promise((resolve) => this.#waiting.push(resolve));
  }

  /** A message without a tag of ours was handed over. */
  onRequest(callId: string | undefined, data: Uint8Array): void {
    if (callId !== undefined && INVITE.test(textOf(data))) this.#callIds.add(callId);
  }

  /** Something goes to the peer: with its final response a call is set up, or refused. */
  onSend(data: Uint8Array): void {
    if (this.#callIds.size === 0) return;
    const text = textOf(data);
    const [, callId = ""] = CALL_ID.exec(text) ?? [];
    if (!FINAL.test(text) || !OF_INVITE.test(text) || !this.#callIds.delete(callId)) return;
    if (this.#callIds.size === 0) for (const resolve of this.#waiting.splice(0)) resolve();
  }
}

const INVITE = /^\s*INVITE /;
const FINAL = /^SIP\/2\.0 [2-6]/;
const OF_INVITE = /^CSeq: \d+ INVITE/m;
const CALL_ID = /^Call-ID: (\S+)/m;

function textOf(data: Uint8Array): string {
  return Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString("latin1");
}
