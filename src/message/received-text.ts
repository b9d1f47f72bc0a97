import { toOctetText } from "./octet-text.js";

/** A message as it came: its text, and its octets where they are not one for each character. */
export interface ReceivedText {
  readonly text: string;
  /** Missing for text, and for octets that are all ASCII. */
  readonly octets: Uint8Array | undefined;
  /** Where the body begins among the octets. */
  readonly bodyOctet: number;
  /** The header was not UTF-8: `text` has one character for each octet. */
  readonly octetText: boolean;
}

/** Turns octets into text: UTF-8, RFC 3261 §7; or, where the head is something else, one character for each octet. */
export function receiveOctets(octets: Uint8Array): ReceivedText {
  const text = decodeUtf8(octets);
  // As many characters as octets and none replaced: all ASCII, so that offsets in one are offsets in the other.
  if (text.length === octets.length && !text.includes(REPLACEMENT)) return receiveText(text);
  const bodyOctet = findBody(octets);
  const headOctets = octets.subarray(0, bodyOctet);
  const head = decodeUtf8(headOctets);
  if (head.includes(REPLACEMENT) && !isEqual(new TextEncoder().encode(head), headOctets)) {
    return { text: toOctetText(octets), octets, bodyOctet, octetText: true };
  }
  return { text, octets, bodyOctet, octetText: false };
}

export function receiveText(text: string): ReceivedText {
  return { text, octets: undefined, bodyOctet: 0, octetText: false };
}

export function decodeUtf8(octets: Uint8Array): string {
  return new TextDecoder("utf-8", { ignoreBOM: true }).decode(octets);
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

const REPLACEMENT = "\uFFFD";
