/** Ours, as `npm run build` made it. */
import { headers, ParseFailure, parseMessage } from "../../../dist/index.js";

export function parse(octets) {
  const message = parseMessage(octets);
  return message instanceof ParseFailure ? undefined : message;
}

export function read(message) {
  const { via } = message;
  return {
    branch: message.viaBranch,
    host: via.host,
    port: via.port,
    fromTag: message.fromTag,
    toTag: message.toTag,
    callId: message.callId,
    sequence: message.cseq,
    method: message.cseqMethod,
    contact: message.first(headers.Contact).uri,
    recordRoutes: message.all(headers.RecordRoute).map((route) => route.uri),
  };
}
