import { type Body, getBody } from "../message/body.js";
import { type ResponseOptions } from "../message/outgoing-response.js";
import { valueOf } from "./response-duties.js";

/** The body, if it is a session description: disposition `session`, which SDP has by default. RFC 3261 §20.11 */
export function descriptionIn(body: Body | undefined): Body | undefined {
  if (body === undefined) return undefined;
  const whole = getBody(body);
  return SESSION.test(whole?.contentDisposition ?? "") ? whole : undefined;
}

const SESSION = /^session[ \t]*(?:;|$)/i;

/** Whether the application has made this provisional response a reliable one by header fields of its own. RFC 3262 §3 */
export function isReliableProvisional({ extraHeaders = [] }: Pick<ResponseOptions, "extraHeaders">): boolean {
  const required = valueOf(extraHeaders, "require") ?? "";
  return valueOf(extraHeaders, "rseq") !== undefined && /(^|[,\s])100rel([,\s]|$)/i.test(required);
}
