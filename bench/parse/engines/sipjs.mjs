/** sip.js 0.21.2: the parser of its core. */
import { LoggerFactory, Parser } from "sip.js/lib/core/index.js";

const loggerFactory = new LoggerFactory();
loggerFactory.builtinEnabled = false;
const logger = loggerFactory.getLogger("bench");

export const parse = (octets) => Parser.parseMessage(octets.toString(), logger);

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
    method: message.parseHeader("cseq").method,
    contact: message.parseHeader("contact").uri,
    recordRoutes: message.getHeaders("record-route").map((_, i) => message.parseHeader("record-route", i).uri),
  };
}
