import { createSystemEnvironment } from "../environment/system-environment.js";

/** Draws `size` digits of the base; not to be guessed. @param base - 2 to 36. @defaultValue 32 */
export function createRandomToken(size: number, base = 32): string {
  const { random } = createSystemEnvironment();
  let token = "";
  for (let i = 0; i < size; i++) token += random.below(base).toString(base);
  return token;
}

/** Draws a tag. RFC 3261 §19.3 asks for 32 bits; this has 80. */
export function newTag(): string {
  return createSystemEnvironment().random.token();
}

/** The name under which a header stands in `headers` of a message or a URI: `call_id` is `Call-ID`. */
export function headerize(name: string): string {
  const capitalised = name
    .toLowerCase()
    .replaceAll("_", "-")
    .replace(/(^|-)([a-z])/g, (_, hyphen: string, letter: string) => hyphen + letter.toUpperCase());
  return EXCEPTIONS.get(capitalised) ?? capitalised;
}

const EXCEPTIONS: ReadonlyMap<string, string> = new Map([
  ["Call-Id", "Call-ID"],
  ["Cseq", "CSeq"],
  ["Min-Se", "Min-SE"],
  ["Rack", "RAck"],
  ["Rseq", "RSeq"],
  ["Www-Authenticate", "WWW-Authenticate"],
]);
