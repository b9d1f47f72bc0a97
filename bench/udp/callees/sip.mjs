/** npm `sip` 0.0.6 as its page shows it. It keeps no dialogs: an ACK and a BYE are the application's, which answers the BYE. */
import sip from "sip";
import { ANSWER } from "../../call.mjs";
import { HOST } from "../socket.mjs";

export async function listen(port) {
  const contact = [{ uri: `sip:bob@${HOST}:${port}` }];
  let tags = 0;
  sip.start({ address: HOST, port, tcp: false, logger: { error: console.error } }, (request) => {
    if (request.method === "BYE") sip.send(sip.makeResponse(request, 200, "OK"));
    if (request.method !== "INVITE") return;
    request.headers.to.params.tag = `tag${(tags += 1)}`;
    sip.send(sip.makeResponse(request, 180, "Ringing", { headers: { contact } }));
    const headers = { contact, "content-type": "application/sdp" };
    sip.send(sip.makeResponse(request, 200, "OK", { headers, content: ANSWER }));
  });
}
