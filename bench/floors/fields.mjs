/**
 * What both floors find in a request. Rows are told apart by the first letter and the length of their name and believed as they stand:
 * no folding, no lists, no quoting, nothing is checked.
 */
export function readFields(text) {
  const fields = {
    method: text.slice(0, text.indexOf(" ")),
    /** The value of the top Via: sent-by and branch, the same in a copy, a CANCEL and the ACK of a refusal (RFC 3261 §17.2.3). */
    topVia: "",
    /** All other rows that a response copies, as they stand. */
    moreVias: "",
    from: "",
    to: "",
    callId: "",
    cseq: "",
    contact: "",
    recordRoutes: "",
  };
  let at = text.indexOf("\r\n") + 2;
  for (let end = text.indexOf("\r\n", at); end > at; at = end + 2, end = text.indexOf("\r\n", at)) {
    const colon = text.indexOf(":", at);
    const length = colon - at;
    switch (text.charCodeAt(at) | LOWER_CASE) {
      case LETTER.v:
        if (length !== 3 && length !== 1) break;
        if (fields.topVia === "") fields.topVia = text.slice(valueAt(text, colon), end);
        else fields.moreVias += text.slice(at, end + 2);
        break;
      case LETTER.f:
        if (length === 4 || length === 1) fields.from = text.slice(valueAt(text, colon), end);
        break;
      case LETTER.t:
        if (length === 2 || length === 1) fields.to = text.slice(valueAt(text, colon), end);
        break;
      case LETTER.i:
        if (length === 1) fields.callId = text.slice(valueAt(text, colon), end);
        break;
      case LETTER.m:
        if (length === 1) fields.contact = text.slice(valueAt(text, colon), end);
        break;
      case LETTER.c:
        if (length === 4) fields.cseq = text.slice(valueAt(text, colon), end);
        else if (length === 7 && (text.charCodeAt(at + 1) | LOWER_CASE) === LETTER.a)
          fields.callId = text.slice(valueAt(text, colon), end);
        else if (length === 7) fields.contact = text.slice(valueAt(text, colon), end);
        break;
      case LETTER.r:
        if (length === 12) fields.recordRoutes += text.slice(at, end + 2);
        break;
    }
  }
  return fields;
}

/** The tag of a From or To; empty when there is none. */
export function tagOf(value) {
  const at = value.lastIndexOf(";tag=") + 5;
  if (at === 4) return "";
  const end = value.indexOf(";", at);
  return end === -1 ? value.slice(at) : value.slice(at, end);
}

/** The rows that all responses to a request share, up to CSeq. */
export function commonRows({ topVia, moreVias, recordRoutes, from, to, callId, cseq }, peer, tag) {
  // RFC 3581 §4: where the request came from, when it asks.
  const via = topVia.endsWith(";rport") ? `${topVia.slice(0, -6)};received=${peer.address};rport=${peer.port}` : topVia;
  const tagged = tag === "" ? to : `${to};tag=${tag}`;
  return `Via: ${via}\r\n${moreVias}${recordRoutes}From: ${from}\r\nTo: ${tagged}\r\nCall-ID: ${callId}\r\nCSeq: ${cseq}\r\n`;
}

const LOWER_CASE = 0x20;
const LETTER = { a: 0x61, c: 0x63, f: 0x66, i: 0x69, m: 0x6d, r: 0x72, t: 0x74, v: 0x76 };

function valueAt(text, colon) {
  return text.charCodeAt(colon + 1) === 0x20 ? colon + 2 : colon + 1;
}
