/** sip.js 0.21.2: the writer of its core, with what its `InviteUserAgentServer` asks for. */
import { constructOutgoingResponse } from "sip.js/lib/core/messages/outgoing-response.js";
import { parse } from "../../parse/engines/sipjs.mjs";
import { ALLOW, ANSWER, CONTACT_URI, SUPPORTED, TO_TAG } from "../responses.mjs";

export const prepare = parse;

const contact = `Contact: <${CONTACT_URI}>`;
const allow = `Allow: ${ALLOW}`;
const body = { contentType: "application/sdp", contentDisposition: "session", content: ANSWER };
const supported = SUPPORTED;

export const responses = {
  100: (request) => constructOutgoingResponse(request, { statusCode: 100 }).message,
  180: (request) => {
    const extraHeaders = [...recordRoutes(request), contact];
    return constructOutgoingResponse(request, { statusCode: 180, toTag: TO_TAG, supported, extraHeaders }).message;
  },
  200: (request) => {
    const extraHeaders = [...recordRoutes(request), allow, contact];
    return constructOutgoingResponse(request, { statusCode: 200, toTag: TO_TAG, supported, extraHeaders, body })
      .message;
  },
};

function recordRoutes(request) {
  return request.getHeaders("record-route").map((header) => `Record-Route: ${header}`);
}
