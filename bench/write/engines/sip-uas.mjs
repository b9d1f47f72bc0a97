/** Ours, as `npm run build` made it, with what its `UserAgentCore` asks for. */
import { constructOutgoingResponse } from "../../../dist/index.js";
import { parse } from "../../parse/engines/sip-uas.mjs";
import { ALLOW, ANSWER, CONTACT_URI, SUPPORTED, TO_TAG } from "../responses.mjs";

const SOURCE = { host: "192.0.2.101", port: 5060 };

/** The source goes into the top Via as soon as a request is here, before any response. */
export function prepare(octets) {
  const request = parse(octets);
  request.stampSource(SOURCE);
  return request;
}

const contact = `Contact: <${CONTACT_URI}>`;
const allow = `Allow: ${ALLOW}`;
const body = { contentType: "application/sdp", contentDisposition: "session", content: ANSWER };
const dialog = { toTag: TO_TAG, recordRoute: true, supported: SUPPORTED };
// Made once: in this engine spreading an object takes longer than writing a response.
const options = {
  100: { statusCode: 100 },
  180: { ...dialog, statusCode: 180, extraHeaders: [contact] },
  200: { ...dialog, statusCode: 200, extraHeaders: [allow, contact], body },
};

export const responses = {
  100: (request) => constructOutgoingResponse(request, options[100]).message,
  180: (request) => constructOutgoingResponse(request, options[180]).message,
  200: (request) => constructOutgoingResponse(request, options[200]).message,
};
