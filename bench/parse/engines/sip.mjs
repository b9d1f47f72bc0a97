/** npm `sip` 0.0.6. It leaves the URI of a Contact as text: it is taken apart here, as everybody else has it. */
import sip from "sip";

export const parse = (octets) => sip.parse(octets);

export function read({ headers }) {
  const [via] = headers.via;
  return {
    branch: via.params.branch,
    host: via.host,
    port: via.port,
    fromTag: headers.from.params.tag,
    toTag: headers.to.params.tag,
    callId: headers["call-id"],
    sequence: headers.cseq.seq,
    method: headers.cseq.method,
    contact: sip.parseUri(headers.contact[0].uri),
    recordRoutes: (headers["record-route"] ?? []).map((route) => route.uri),
  };
}

export const uriText = (uri) => sip.stringifyUri(uri);
