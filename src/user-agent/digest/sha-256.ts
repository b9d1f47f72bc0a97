/** The SHA-256 digest of octets, or of a text as UTF-8, in hexadecimal. RFC 6234 §6.2; for where the platform has none that answers at once. */
export function sha256(data: string | Uint8Array): string {
  const words = paddedWords(typeof data === "string" ? new TextEncoder().encode(data) : data);
  const state = Int32Array.from(firstWords(8, 1 / 2));
  constants ??= firstWords(64, 1 / 3);
  for (let at = 0; at < words.length; at += 16) addBlock(state, words, at, constants);
  return Array.from(state, (word) => (word >>> 0).toString(16).padStart(8, "0")).join("");
}

/** A one bit, zeros, and the length in bits, as words with the high octet first. RFC 6234 §4.1 */
function paddedWords(octets: Uint8Array): Int32Array {
  const length = (((octets.length + 8) >> 6) + 1) * 16;
  const words = new Int32Array(length);
  octets.forEach((octet, i) => (words[i >> 2] = (words[i >> 2] ?? 0) | (octet << (24 - (i & 3) * 8))));
  const end = octets.length;
  words[end >> 2] = (words[end >> 2] ?? 0) | (0x80 << (24 - (end & 3) * 8));
  words[length - 2] = end >>> 29;
  words[length - 1] = end << 3;
  return words;
}

function addBlock(state: Int32Array, words: Int32Array, at: number, added: readonly number[]): void {
  const schedule = new Int32Array(64);
  schedule.set(words.subarray(at, at + 16));
  const word = (i: number): number => schedule[i] ?? 0;
  for (let i = 16; i < 64; i++) {
    const [near, far] = [word(i - 2), word(i - 15)];
    const sigma0 = turned(far, 7) ^ turned(far, 18) ^ (far >>> 3);
    const sigma1 = turned(near, 17) ^ turned(near, 19) ^ (near >>> 10);
    schedule[i] = word(i - 16) + sigma0 + word(i - 7) + sigma1;
  }
  let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = state;
  for (let i = 0; i < 64; i++) {
    const chosen = (e & f) ^ (~e & g);
    const majority = (a & b) ^ (a & c) ^ (b & c);
    const one = (h + (turned(e, 6) ^ turned(e, 11) ^ turned(e, 25)) + chosen + (added[i] ?? 0) + word(i)) | 0;
    const two = ((turned(a, 2) ^ turned(a, 13) ^ turned(a, 22)) + majority) | 0;
    [a, b, c, d, e, f, g, h] = [(one + two) | 0, a, b, c, (d + one) | 0, e, f, g];
  }
  [a, b, c, d, e, f, g, h].forEach((value, i) => (state[i] = (state[i] ?? 0) + value));
}

function turned(word: number, by: number): number {
  return (word >>> by) | (word << (32 - by));
}

/** RFC 6234 §5.1, §6.1: the first 32 bits behind the point of the roots of the first prime numbers. */
function firstWords(count: number, power: number): number[] {
  const words: number[] = [];
  for (let candidate = 2; words.length < count; candidate++) {
    if (!isPrime(candidate)) continue;
    const root = candidate ** power;
    words.push(((root - Math.floor(root)) * 2 ** 32) | 0);
  }
  return words;
}

function isPrime(number: number): boolean {
  for (let divisor = 2; divisor * divisor <= number; divisor++) if (number % divisor === 0) return false;
  return true;
}

// Made when it is needed first, so that who does not need it may leave this file out.
let constants: readonly number[] | undefined;
