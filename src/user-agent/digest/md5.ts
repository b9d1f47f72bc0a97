/** The MD5 digest of octets, or of a text as UTF-8, in hexadecimal. RFC 1321; for Digest authentication only. */
export function md5(data: string | Uint8Array): string {
  const words = paddedWords(typeof data === "string" ? new TextEncoder().encode(data) : data);
  const state: Block = [0x67452301, 0xefcdab89 | 0, 0x98badcfe | 0, 0x10325476];
  for (let at = 0; at < words.length; at += 16) addBlock(state, words, at);
  return state.map(hexOf).join("");
}

type Block = [number, number, number, number];

/** A one bit, zeros, and the length in bits, as words with the low octet first. */
function paddedWords(octets: Uint8Array): Int32Array {
  const length = (((octets.length + 8) >> 6) + 1) * 16;
  const words = new Int32Array(length);
  octets.forEach((octet, i) => (words[i >> 2] = (words[i >> 2] ?? 0) | (octet << ((i & 3) * 8))));
  const end = octets.length;
  words[end >> 2] = (words[end >> 2] ?? 0) | (0x80 << ((end & 3) * 8));
  words[length - 2] = end << 3;
  words[length - 1] = end >>> 29;
  return words;
}

/** Four rounds of sixteen steps. */
function addBlock(state: Block, words: Int32Array, at: number): void {
  let [a, b, c, d] = state;
  for (let step = 0; step < 64; step++) {
    const round = step >> 4;
    const [mix, word] = mixed(round, step, b, c, d);
    const sum = (a + mix + (words[at + word] ?? 0) + Math.floor(Math.abs(Math.sin(step + 1)) * 2 ** 32)) | 0;
    const by = SHIFTS[round * 4 + (step & 3)] ?? 0;
    [a, b, c, d] = [d, (b + ((sum << by) | (sum >>> (32 - by)))) | 0, b, c];
  }
  state[0] = (state[0] + a) | 0;
  state[1] = (state[1] + b) | 0;
  state[2] = (state[2] + c) | 0;
  state[3] = (state[3] + d) | 0;
}

function mixed(round: number, step: number, b: number, c: number, d: number): [mix: number, word: number] {
  switch (round) {
    case 0:
      return [(b & c) | (~b & d), step];
    case 1:
      return [(d & b) | (~d & c), (5 * step + 1) & 15];
    case 2:
      return [b ^ c ^ d, (3 * step + 5) & 15];
    default:
      return [c ^ (b | ~d), (7 * step) & 15];
  }
}

function hexOf(word: number): string {
  let text = "";
  for (let shift = 0; shift < 32; shift += 8) text += ((word >>> shift) & 0xff).toString(16).padStart(2, "0");
  return text;
}

const SHIFTS: readonly number[] = [7, 12, 17, 22, 5, 9, 14, 20, 4, 11, 16, 23, 6, 10, 15, 21];
