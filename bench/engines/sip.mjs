/**
 * npm `sip` 0.0.6: its parser, its transaction layer and its writer, put together as its own `create` does, without the socket.
 * It keeps no dialogs and does not know which INVITE a CANCEL is for, so the application's part (a tag, a Contact, a table) is done here.
 * It repeats no 2xx.
 */
import sip from "sip";
import { ANSWER, CALLEE } from "../call.mjs";

const CONTACT = [{ uri: CALLEE }];

export function startEngine(application) {
  const sent = [];
  const connection = {
    protocol: "UDP",
    send: (message) => sent.push(sip.stringify(message)),
    release: () => undefined,
  };
  const transactions = sip.makeTransactionLayer({}, () => connection);
  const ringing = new Map();
  let tags = 0;

  function receive(text) {
    const message = sip.parse(text);
    const via = message.headers.via[0];
    via.params.received = "192.0.2.101";
    if (via.params.rport !== undefined) via.params.rport = 5060;
    const transaction = transactions.getServer(message);
    if (transaction) transaction.message(message);
    else if (message.method !== "ACK") serve(message, transactions.createServerTransaction(message, connection));
  }

  function serve(request, transaction) {
    if (request.method === "INVITE") return answer(request, transaction);
    transaction.send(sip.makeResponse(request, 200, "OK"));
    if (request.method !== "CANCEL") return;
    const { branch } = request.headers.via[0].params;
    const invite = ringing.get(branch);
    ringing.delete(branch);
    invite?.transaction.send(sip.makeResponse(invite.request, 487, "Request Terminated"));
  }

  function answer(request, transaction) {
    transaction.send(sip.makeResponse(request, 100, "Trying"));
    const isFirst = request.headers.to.params.tag === undefined;
    if (isFirst) request.headers.to.params.tag = `tag${(tags += 1)}`;
    if (application === "refuse") return transaction.send(sip.makeResponse(request, 486, "Busy Here"));
    if (isFirst) transaction.send(sip.makeResponse(request, 180, "Ringing", { headers: { contact: CONTACT } }));
    if (application === "ring") return ringing.set(request.headers.via[0].params.branch, { request, transaction });
    const headers = { contact: CONTACT, "content-type": "application/sdp" };
    transaction.send(sip.makeResponse(request, 200, "OK", { headers, content: ANSWER }));
  }

  return { receive, sent };
}
