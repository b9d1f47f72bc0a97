/**
 * npm `sip` 0.0.6: its parser, its transaction layer and its writer, put together as its own `create` does, without the socket.
 * It keeps no dialogs, so the application's part (a tag, a Contact) is done here.
 */
import sip from "sip";
import { ANSWER, CALLEE } from "../call.mjs";

export function startEngine() {
  const sent = [];
  const connection = {
    protocol: "UDP",
    send: (message) => sent.push(sip.stringify(message)),
    release: () => undefined,
  };
  const transactions = sip.makeTransactionLayer({}, () => connection);
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
    if (request.method === "BYE") return transaction.send(sip.makeResponse(request, 200, "OK"));
    transaction.send(sip.makeResponse(request, 100, "Trying"));
    request.headers.to.params.tag = `tag${(tags += 1)}`;
    const contact = [{ uri: CALLEE }];
    transaction.send(sip.makeResponse(request, 180, "Ringing", { headers: { contact } }));
    const headers = { contact, "content-type": "application/sdp" };
    transaction.send(sip.makeResponse(request, 200, "OK", { headers, content: ANSWER }));
  }

  return { receive, sent };
}
