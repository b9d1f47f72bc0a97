import { type Random } from "../environment/random.js";
import { type IncomingRequestMessage } from "../message/incoming-request-message.js";

/**
 * A tag that is the same for every copy of a request and that nobody else can foretell: HalfSipHash-2-4 with a key of our own.
 * RFC 3261 §8.2.7
 */
export class StatelessTags {
  readonly #key0: number;
  readonly #key1: number;

  constructor(random: Random) {
    this.#key0 = random.below(2 ** 32) | 0;
    this.#key1 = random.below(2 ** 32) | 0;
  }

  tagFor(message: IncomingRequestMessage): string {
    const text = [
      message.callId,
      message.fromTag ?? "",
      message.viaBranch ?? "",
      message.cseq,
      message.requestUri,
    ].join("\n");
    return this.#hash(text).toString(36).padStart(7, "0") + this.#hash(`${text}\n`).toString(36).padStart(7, "0");
  }

  /** Over the UTF-16 units of the text, two octets each. */
  #hash(text: string): number {
    const v = [this.#key0, this.#key1, 0x6c796765 ^ this.#key0, 0x74656462 ^ this.#key1] as const;
    const state: State = [...v];
    for (let i = 0; i < text.length; i += 2) {
      const word = text.charCodeAt(i) | ((i + 1 < text.length ? text.charCodeAt(i + 1) : 0) << 16);
      compress(state, word);
    }
    compress(state, (text.length << 25) | 0);
    state[2] ^= 0xff;
    for (let round = 0; round < 4; round += 1) mix(state);
    return (state[1] ^ state[3]) >>> 0;
  }
}

type State = [number, number, number, number];

function compress(state: State, word: number): void {
  state[3] ^= word;
  mix(state);
  mix(state);
  state[0] ^= word;
}

/** One round of HalfSipHash. */
function mix(state: State): void {
  let [a, b, c, d] = state;
  a = (a + b) | 0;
  b = rotate(b, 5) ^ a;
  a = rotate(a, 16);
  c = (c + d) | 0;
  d = rotate(d, 8) ^ c;
  a = (a + d) | 0;
  d = rotate(d, 7) ^ a;
  c = (c + b) | 0;
  b = rotate(b, 13) ^ c;
  c = rotate(c, 16);
  state[0] = a;
  state[1] = b;
  state[2] = c;
  state[3] = d;
}

function rotate(value: number, by: number): number {
  return (value << by) | (value >>> (32 - by));
}
