import { type Address, type Clock } from "../index.js";
import { formatSocketAddress } from "./socket-address.js";
import { LiveLadder, messageLabel, summarizeMessage } from "../trace/index.js";
import { DescriptionKinds, type Direction } from "./description-kinds.js";

/** Draws every call as it happens; lines of calls that go on at the same time are told apart by the call's number. */
export class CallLog {
  readonly #write: (line: string) => void;
  readonly #clock: Clock;
  /** By Call-ID, the one longest quiet first. */
  readonly #drawings = new Map<string, Drawing>();
  #count = 0;

  /** @param write - Gets each line, without a line end. */
  constructor(write: (line: string) => void, clock: Clock) {
    this.#write = write;
    this.#clock = clock;
  }

  /** How many calls are kept in mind. */
  get size(): number {
    return this.#drawings.size;
  }

  /**
   * Draws one message.
   *
   * @param direction - As the callee sees it.
   * @param peer - Where it came from or goes to.
   */
  message(data: string | Uint8Array, direction: Direction, peer: Address | undefined): void {
    const text = typeof data === "string" ? data : new TextDecoder().decode(data);
    const time = this.#clock.now();
    const [, callId = ""] = CALL_ID.exec(text) ?? [];
    const drawing = this.#drawings.get(callId) ?? this.#begin(text, peer, time);
    // Taken out and put in again: those in front have been quiet for longest.
    this.#drawings.delete(callId);
    this.#drawings.set(callId, drawing);
    drawing.add(text, direction, time);
  }

  #begin(text: string, peer: Address | undefined, time: number): Drawing {
    this.#forgetQuiet(time);
    this.#count += 1;
    const number = `#${this.#count}`.padEnd(5);
    const [, user = "sip-uas"] = REQUEST_USER.exec(text) ?? [];
    const name = peer ? formatSocketAddress(peer) : "peer";
    return new Drawing((line) => this.#write(`${number} ${line}`), name, user, time);
  }

  #forgetQuiet(now: number): void {
    for (const [callId, { lastTime }] of this.#drawings) {
      if (now - lastTime < KEPT_FOR && this.#drawings.size < MOST_KEPT) return;
      this.#drawings.delete(callId);
    }
  }
}

/** Milliseconds: longer than anything of a call is repeated (64*T1). What a call says after it is drawn as another. */
const KEPT_FOR = 60_000;
const MOST_KEPT = 20_000;

const CALL_ID = /^(?:Call-ID|i)[ \t]*:[ \t]*(\S+)/im;
const CSEQ = /^CSeq[ \t]*:[ \t]*(\d+)/im;
const REQUEST_USER = /^[A-Z]+ sips?:([^@\s;?]{1,20})@/;

/** One call. */
class Drawing {
  lastTime: number;
  readonly #ladder: LiveLadder;
  readonly #peer: string;
  readonly #user: string;
  readonly #kinds = new DescriptionKinds();

  constructor(write: (line: string) => void, peer: string, user: string, start: number) {
    this.#ladder = new LiveLadder(write, { parties: [peer, user], width: 32, start, decimals: 2 });
    this.#peer = peer;
    this.#user = user;
    this.lastTime = start;
  }

  add(text: string, direction: Direction, time: number): void {
    this.lastTime = time;
    const summary = summarizeMessage(text);
    const [, cseq] = CSEQ.exec(text) ?? [];
    const [from, to] = direction === "in" ? [this.#peer, this.#user] : [this.#user, this.#peer];
    this.#ladder.message({
      time,
      from,
      to,
      label: messageLabel(summary, this.#kinds.kindOf(summary, cseq, direction)),
    });
  }
}
