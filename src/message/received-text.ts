import { type Codes, messageCodesOf } from "./grammar/codes.js";
import { toOctetText } from "./octet-text.js";

/** A message as it came. */
export interface ReceivedText {
  readonly text: string;
  /** Of the text. Good until the next message is received. */
  readonly codes: Codes;
  /** Whether there is an octet for each character. */
  readonly isAscii: boolean;
  /** The head was not UTF-8: `text` has one character for each octet. */
  readonly octetText: boolean;
  /** All that follows the head, where it is not UTF-8. */
  readonly bodyOctets: Uint8Array | undefined;
}

/**
 * Turns octets into text: UTF-8, RFC 3261 §7; or, where the head is something else, one character for each octet.
 *
 * Keeps nothing of what it was given.
 */
export function receiveOctets(octets: Uint8Array): ReceivedText {
  const text = decodeUtf8(octets);
  if (text.includes(REPLACEMENT)) return receiveOtherOctets(octets, text);
  // As many characters as octets: all ASCII, and so their codes.
  const isAscii = text.length === octets.length;
  const codes = isAscii ? octets : messageCodesOf(text);
  return { text, codes, isAscii, octetText: false, bodyOctets: undefined };
}

export function receiveText(text: string): ReceivedText {
  return { text, codes: messageCodesOf(text), isAscii: false, octetText: false, bodyOctets: undefined };
}

export function decodeUtf8(octets: Uint8Array): string {
  return UTF8.decode(octets);
}

/** For what is not UTF-8, or holds the character that stands for such. */
function receiveOtherOctets(octets: Uint8Array, text: string): ReceivedText {
  const bodyStart = findBody(octets);
  const head = octets.subarray(0, bodyStart);
  const octetText = !isEqual(new TextEncoder().encode(decodeUtf8(head)), head);
  const received = octetText ? toOctetText(octets) : text;
  return {
    text: received,
    codes: messageCodesOf(received),
    isAscii: false,
    octetText,
    bodyOctets: octets.slice(bodyStart),
  };
}

/** Where the octets behind the first empty line begin; lines that are empty before the start line do not count. */
function findBody(octets: Uint8Array): number {
  let at = 0;
  while (octets[at] === 0x0d && octets[at + 1] === 0x0a) at += 2;
  for (at += 3; at < octets.length; at++) {
    if (octets[at] === 0x0a && octets[at - 1] === 0x0d && octets[at - 2] === 0x0a && octets[at - 3] === 0x0d)
      return at + 1;
  }
  return octets.length;
}

function isEqual(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((octet, i) => octet === b[i]);
}

// Made once: making one takes half as long as decoding a message.
const UTF8 = new TextDecoder("utf-8", { ignoreBOM: true });
const REPLACEMENT = "\uFFFD";
