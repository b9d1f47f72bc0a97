import { type Body } from "./body.js";
import { checkedText } from "./grammar/checked-text.js";
import { ParseFailure } from "./grammar/parse-failure.js";
import { getReasonPhrase } from "./reason-phrases.js";
import { readStatusLine } from "./start-line.js";

/** How far somebody is with what a REFER has asked for: the status line of the last response to it. */
export interface ReferStatus {
  /** 100 to 699. */
  readonly statusCode: number;
  /** @defaultValue the usual one of the code */
  readonly reasonPhrase?: string;
}

/**
 * The body of a NOTIFY that tells this. RFC 3515 §2.4.5, RFC 3420
 *
 * @throws TypeError for a status code that is none, and for a phrase that breaks lines.
 */
export function sipfrag({ statusCode, reasonPhrase = getReasonPhrase(statusCode) }: ReferStatus): Body {
  if (!Number.isInteger(statusCode) || statusCode < 100 || statusCode > 699) {
    throw new TypeError(`cannot notify of ${statusCode}: the status code has to be 100 to 699`);
  }
  return {
    contentDisposition: "render",
    contentType: "message/sipfrag;version=2.0",
    content: `SIP/2.0 ${statusCode} ${checkedText(reasonPhrase, "reasonPhrase")}\r\n`,
  };
}

/** Reads the status line that a sipfrag begins with; `undefined` when there is none. */
export function readSipfrag(content: string): Required<ReferStatus> | undefined {
  const [line = ""] = content.split(LINE_END, 1);
  const status = readStatusLine(line.trimEnd());
  return status instanceof ParseFailure ? undefined : status;
}

const LINE_END = /\r\n|\r|\n/;
