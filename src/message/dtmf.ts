import { BodyPart } from "./body-part.js";
import { ParseFailure } from "./grammar/parse-failure.js";
import { type IncomingMessage } from "./incoming-message.js";

/** A key that was pressed. */
export interface Dtmf {
  /** The key; `flash` is the hook, pressed for a moment. */
  readonly signal: DtmfSignal;
  /** Milliseconds; `undefined` where the peer does not say, or says nothing that can be read. */
  readonly duration: number | undefined;
}

export type DtmfSignal =
  "0" | "1" | "2" | "3" | "4" | "5" | "6" | "7" | "8" | "9" | "*" | "#" | "A" | "B" | "C" | "D" | "flash";

/**
 * Reads a key that an INFO of the old kind carries, without an INFO package: `application/dtmf-relay` (`Signal=5`, `Duration=160`) or
 * `application/dtmf` (the key alone). RFC 6086 §5.2.2
 *
 * No RFC says what these bodies are, so what devices are known to send is taken: line ends of any kind, white space, `:` for `=`, any case,
 * lines in any order, `!` for the hook, and the numbers of RFC 4733 §3.2 for keys that are no digits (10 is `*`, 16 the hook).
 *
 * @returns `undefined` when the message carries no key that can be read.
 */
export function readDtmf(message: IncomingMessage): Dtmf | undefined {
  const body = BodyPart.of(message);
  return body && readPart(body);
}

function readPart(part: BodyPart): Dtmf | undefined {
  const { type, parts } = part;
  if (type instanceof ParseFailure || parts instanceof ParseFailure) return undefined;
  if (parts !== undefined) {
    for (const inner of parts) {
      const found = readPart(inner);
      if (found !== undefined) return found;
    }
    return undefined;
  }
  if (type.type !== "application" || part.bytes.length > LONGEST) return undefined;
  if (type.subtype === "dtmf-relay") return readRelay(part.content);
  return type.subtype === "dtmf" ? (readRelay(part.content) ?? dtmf(part.content, undefined)) : undefined;
}

/** `Signal=5`, and maybe `Duration=160`, each in a line of its own. */
function readRelay(content: string): Dtmf | undefined {
  const fields = new Map<string, string>();
  for (const line of content.split(LINE_END)) {
    const [, name, value] = FIELD.exec(line) ?? [];
    if (name !== undefined && value !== undefined) fields.set(name.toLowerCase(), value);
  }
  const signal = fields.get("signal");
  return signal === undefined ? undefined : dtmf(signal, fields.get("duration"));
}

function dtmf(text: string, duration: string | undefined): Dtmf | undefined {
  const signal = SIGNALS.get(text.trim().toUpperCase());
  if (signal === undefined) return undefined;
  return { signal, duration: duration !== undefined && MILLISECONDS.test(duration) ? Number(duration) : undefined };
}

const LINE_END = /\r\n|\r|\n/;
const FIELD = /^[ \t]*(signal|duration)[ \t]*[=:][ \t]*(\S+)[ \t]*$/i;
const MILLISECONDS = /^\d{1,5}$/;
/** Of a body that is looked at, in octets. */
const LONGEST = 1000;

const KEYS = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "*", "#", "A", "B", "C", "D", "flash"] as const;

/** By what is written for them: the key itself, or its number. */
const SIGNALS: ReadonlyMap<string, DtmfSignal> = new Map<string, DtmfSignal>([
  ...KEYS.map((key, number) => [String(number), key] as const),
  ...KEYS.map((key) => [key.toUpperCase(), key] as const),
  ["!", "flash"],
]);
