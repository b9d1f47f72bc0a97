import { ANSWER } from "../call.mjs";

export const BODY = { contentDisposition: "session", contentType: "application/sdp", content: ANSWER };

/**
 * What an application does with an INVITE, by what it was told: the same for sip.js and sip-uas, which has sip.js's names.
 *
 * @param onInvite - Answers a re-INVITE.
 * @param ring - Waits for a CANCEL.
 */
export function applications(onInvite, ring) {
  const session = { onInvite, onBye: (bye) => bye.accept() };
  return {
    accept: (request) => {
      request.progress();
      request.accept({ statusCode: 200, body: BODY }).session.delegate = session;
    },
    refuse: (request) => request.reject({ statusCode: 486 }),
    ring,
  };
}
