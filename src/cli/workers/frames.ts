/** What workers tell each other: a line that says what it is, and octets. */
export interface Frame {
  readonly head: string;
  readonly octets: Uint8Array;
}

/** The octets before what a frame carries: how long all that follows is, how long the head is, the head. */
export function frameStart(head: string, length: number): Buffer {
  const size = Buffer.byteLength(head);
  const start = Buffer.allocUnsafe(6 + size);
  start.writeUInt32BE(2 + size + length, 0);
  start.writeUInt16BE(size, 4);
  start.write(head, 6);
  return start;
}

/** Cuts a stream into frames. */
export class FrameReader {
  readonly #onFrame: (frame: Frame) => void;
  #rest: Buffer = Buffer.alloc(0);

  constructor(onFrame: (frame: Frame) => void) {
    this.#onFrame = onFrame;
  }

  /** @returns `false` for what cannot be a stream of frames; nothing may follow it. */
  read(chunk: Buffer): boolean {
    const data = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    let at = 0;
    while (data.length - at >= 6) {
      const length = data.readUInt32BE(at);
      const size = data.readUInt16BE(at + 4);
      if (length > LONGEST || size + 2 > length) return false;
      const end = at + 4 + length;
      if (end > data.length) break;
      const start = at + 6 + size;
      // Copied: a message may be kept, and would keep the whole chunk.
      this.#onFrame({ head: data.toString("utf8", at + 6, start), octets: new Uint8Array(data.subarray(start, end)) });
      at = end;
    }
    this.#rest = data.subarray(at);
    return true;
  }
}

/** More than the longest message that a core takes. */
const LONGEST = 2 ** 20;
