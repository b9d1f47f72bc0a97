import { type HeaderId, headerId } from "./header/names.js";

/** What every response to a request copies from it, as whole lines. RFC 3261 §8.2.6.2, §12.1.1 */
export interface CopiedHeaders {
  readonly vias: string;
  readonly recordRoutes: string;
  readonly from: string;
  /** The value alone: where it has no tag it gets one. */
  readonly to: string | undefined;
  /** CSeq and Call-ID. */
  readonly rest: string;
}

/**
 * Writes what is copied, to the letter.
 *
 * @param rows - Gives the rows of a header.
 */
export function writeCopiedHeaders(rows: (id: HeaderId) => readonly string[]): CopiedHeaders {
  return {
    vias: lines("Via: ", rows(VIA)),
    recordRoutes: lines("Record-Route: ", rows(RECORD_ROUTE)),
    from: line("From: ", rows(FROM)[0]),
    to: rows(TO)[0],
    rest: line("CSeq: ", rows(CSEQ)[0]) + line("Call-ID: ", rows(CALL_ID)[0]),
  };
}

const VIA = headerId("Via");
const RECORD_ROUTE = headerId("Record-Route");
const FROM = headerId("From");
const TO = headerId("To");
const CSEQ = headerId("CSeq");
const CALL_ID = headerId("Call-ID");

function lines(name: string, values: readonly string[]): string {
  let text = "";
  for (const value of values) text += line(name, value);
  return text;
}

/** An empty value, which only what is refused has, is left out: it would be no header field. */
function line(name: string, value = ""): string {
  return value === "" ? "" : `${name}${value}\r\n`;
}
