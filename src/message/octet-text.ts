/** Gives a text with one character for each octet: what was not UTF-8 can so be kept, compared and sent again unchanged. */
export function toOctetText(octets: Uint8Array): string {
  let text = "";
  for (let at = 0; at < octets.length; at += CHUNK) text += String.fromCharCode(...octets.subarray(at, at + CHUNK));
  return text;
}

/** Gives the octets that a text from `toOctetText` stands for. */
export function fromOctetText(text: string): Uint8Array {
  const octets = new Uint8Array(text.length);
  for (let i = 0; i < octets.length; i++) octets[i] = text.charCodeAt(i);
  return octets;
}

/** Gives a text of ours as UTF-8 with one character for each octet, for a message that is written so. */
export function utf8AsOctetText(text: string): string {
  return NOT_ASCII.test(text) ? toOctetText(new TextEncoder().encode(text)) : text;
}

/** How many octets a text has as UTF-8. */
export function utf8Length(text: string): number {
  let { length } = text;
  if (!NOT_ASCII.test(text)) return length;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code < 0x80) continue;
    // Each half of a surrogate pair counts two: four octets for two characters.
    length += code < 0x800 || isPairAt(text, i) ? 1 : 2;
    if (isPairAt(text, i)) {
      length++;
      i++;
    }
  }
  return length;
}

function isPairAt(text: string, at: number): boolean {
  const next = text.charCodeAt(at + 1);
  return (text.charCodeAt(at) & 0xfc00) === 0xd800 && (next & 0xfc00) === 0xdc00;
}

const CHUNK = 4_096;
const NOT_ASCII = /[^\0-\x7f]/;
