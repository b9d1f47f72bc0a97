/**
 * A copy of a text that holds no other text in memory.
 *
 * A slice of a message keeps the whole message alive; what outlives its message is copied through here first.
 */
export function ownedText(text: string): string {
  // Slices of fewer than 13 characters are copies already.
  if (text.length < 13) return text;
  // Joined pieces become a text of their own: half the time of encoding and decoding, a tenth of that of a loop over 175 characters.
  return [text.slice(0, 1), text.slice(1)].join("");
}
