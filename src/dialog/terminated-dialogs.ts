import { type Clock } from "../environment/clock.js";
import { type Dialog } from "./dialog.js";
import { foldedId } from "./dialog-map.js";

/** RFC 3891 §3 has no number; our choice: as long as a request may be on its way, 64*T1. */
const REMEMBERED_FOR = 32_000;

/** Of calls that end, about a hundred and fifty in a second. */
const MOST = 5_000;

/**
 * Remembers for a short while which dialogs have ended, so that nobody is rung for a call that takes the place of one that is over. RFC 3891 §3
 *
 * Needs no timer: what is old goes when something new comes, or is asked for.
 */
export class TerminatedDialogs {
  readonly #clock: Clock;
  /** Until when, by id; the oldest first. */
  readonly #until = new Map<string, number>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  add({ callId, localTag, remoteTag }: Pick<Dialog, "callId" | "localTag" | "remoteTag">): void {
    const id = foldedId(callId, localTag, remoteTag);
    this.#until.delete(id);
    this.#until.set(id, this.#clock.now() + REMEMBERED_FOR);
    this.#forgetOld();
  }

  has(callId: string, localTag: string, remoteTag: string): boolean {
    this.#forgetOld();
    return this.#until.has(foldedId(callId, localTag, remoteTag));
  }

  clear(): void {
    this.#until.clear();
  }

  #forgetOld(): void {
    const now = this.#clock.now();
    for (const [id, until] of this.#until) {
      if (until > now && this.#until.size <= MOST) return;
      this.#until.delete(id);
    }
  }
}
