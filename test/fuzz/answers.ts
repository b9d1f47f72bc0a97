import { type IncomingMessage } from "../../src/message/incoming-message.js";
import { type IncomingRequestMessage } from "../../src/message/incoming-request-message.js";
import { type IncomingResponseMessage } from "../../src/message/incoming-response-message.js";
import { utf8AsOctetText } from "../../src/message/octet-text.js";

/** What of the request a response does not copy to the letter; nothing when it answers it. RFC 3261 §8.2.6.2 */
export function copyFaults(request: IncomingRequestMessage, response: IncomingResponseMessage): string[] {
  const faults = ["From", "Call-ID", "CSeq"].filter((name) => value(request, name) !== value(response, name));
  if (!(value(response, "To") ?? "").startsWith(value(request, "To") ?? "")) faults.push("To");
  const [vias, copies] = [viasOf(request), viasOf(response)];
  if (vias.length !== copies.length || vias.some((via, i) => via !== copies[i])) faults.push("Via");
  return faults;
}

/** The top one without what is noted in it where it arrives. RFC 3261 §18.2.1, RFC 3581 §4 */
function viasOf(message: IncomingMessage): string[] {
  return message.getHeaders("Via").map((via, i) => octets(message, i === 0 ? unstamped(via) : via));
}

/** The white space around what is taken out may go with either neighbour. */
function unstamped(via: string): string {
  return via.replace(RECEIVED_OR_RPORT, "").replace(/[ \t]+(?=;|$)/g, "");
}

const RECEIVED_OR_RPORT = /[ \t]*;[ \t]*(?:received|rport)[ \t]*(?:=[^;]*)?(?=;|$)/gi;

function value(message: IncomingMessage, name: string): string | undefined {
  const text = message.getHeader(name);
  // What is empty is not given back: it would be no header field.
  return text === undefined || text === "" ? undefined : octets(message, text);
}

/** One character for each octet, whatever the message is written in. */
function octets(message: IncomingMessage, text: string): string {
  return message.octetText ? text : utf8AsOctetText(text);
}
