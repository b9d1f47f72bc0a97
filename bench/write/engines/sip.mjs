/** npm `sip` 0.0.6. */
import sip from "sip";
import { ALLOW, ANSWER, CONTACT_URI, SUPPORTED, TO_TAG } from "../responses.mjs";

/** The tag is written into the request, from where each response has it. */
export function prepare(octets) {
  const request = sip.parse(octets);
  request.headers.to.params.tag ??= TO_TAG;
  return request;
}

const contact = [{ uri: CONTACT_URI }];
const supported = SUPPORTED.join(", ");

export const responses = {
  100: (request) => sip.stringify(sip.makeResponse(request, 100, "Trying")),
  180: (request) => {
    const headers = { contact, supported, "record-route": request.headers["record-route"] };
    return sip.stringify(sip.makeResponse(request, 180, "Ringing", { headers }));
  },
  200: (request) => {
    const recordRoute = request.headers["record-route"];
    const headers = {
      contact,
      supported,
      allow: ALLOW,
      "content-type": "application/sdp",
      "record-route": recordRoute,
    };
    return sip.stringify(sip.makeResponse(request, 200, "OK", { headers, content: ANSWER }));
  },
};
