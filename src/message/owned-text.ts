/**
 * A copy of a text that holds no other text in memory.
 *
 * A slice of a message keeps the whole message alive; what outlives its message is copied through here first.
 */
export function ownedText(text: string): string {
  // Slices of fewer than 13 characters are copies already.
  if (text.length < 13) return text;
  return decodeCodeUnits(text);
}

function decodeCodeUnits(text: string): string {
  const units = new Array<number>(text.length);
  for (let i = 0; i < units.length; i++) units[i] = text.charCodeAt(i);
  let copy = "";
  for (let at = 0; at < units.length; at += CHUNK) copy += String.fromCharCode(...units.slice(at, at + CHUNK));
  return copy;
}

// Far below the number of arguments that any engine takes.
const CHUNK = 4_096;
