import { codesOf } from "../grammar/codes.js";
import { ParseFailure } from "../grammar/parse-failure.js";
import { quote, skipQuoted, unquote } from "../grammar/scanner.js";
import { type HeaderKey } from "./key.js";
import { headerId } from "./names.js";

export interface WarningValue {
  /** 300 to 399. RFC 3261 §20.43: on 399 no automatic action is taken. */
  readonly code: number;
  /** Host, with its port, or a pseudonym. */
  readonly agent: string;
  /** For people; case matters. */
  readonly text: string;
}

/** RFC 3261 §20.43 */
export const Warning: HeaderKey<WarningValue> = {
  id: headerId("Warning"),
  parse(value) {
    const [head, code, agent] = SHAPE.exec(value) ?? [];
    if (head === undefined || code === undefined || agent === undefined) return new ParseFailure("code and agent", 0);
    if (skipQuoted(codesOf(value), head.length, value.length) !== value.length)
      return new ParseFailure("quoted text", head.length);
    return { code: Number(code), agent, text: unquote(value.slice(head.length)) };
  },
};

export function formatWarning({ code, agent, text }: WarningValue): string {
  return `${code} ${agent} ${quote(text)}`;
}

const SHAPE = /^(\d{3})[ \t]+([^ \t"]+)[ \t]+(?=")/;
