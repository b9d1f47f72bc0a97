/**
 * The least that an answer to a call can cost: a request's fields are found and the answers are put together, all with one tag, and nothing
 * is kept. It repeats nothing, knows no copy and no call again, and answers each BYE.
 */
import { commonRows, readFields } from "./fields.mjs";
import { accepted, busyHere, ok, requestTerminated, ringing, trying } from "./responses.mjs";

/**
 * @param application - What it does with an INVITE: "accept", "refuse" or "ring".
 * @param sendsTrying - Whether a 100 goes first.
 * @param send - `(text, peer)`.
 */
export function createStatelessFloor({ application, sendsTrying, send }) {
  return function receive(text, peer) {
    const fields = readFields(text);
    const isInDialog = fields.to.includes(";tag=");
    switch (fields.method) {
      case "ACK":
        return;
      case "INVITE": {
        if (sendsTrying) send(trying(commonRows(fields, peer, "")), peer);
        const rows = commonRows(fields, peer, isInDialog ? "" : TAG);
        if (application === "refuse") return send(busyHere(rows), peer);
        if (!isInDialog) send(ringing(rows), peer);
        if (application === "accept") send(accepted(rows), peer);
        return;
      }
      case "CANCEL":
        send(ok(commonRows(fields, peer, TAG)), peer);
        send(
          requestTerminated(commonRows({ ...fields, cseq: fields.cseq.replace("CANCEL", "INVITE") }, peer, TAG)),
          peer,
        );
        return;
      default:
        send(ok(commonRows(fields, peer, isInDialog ? "" : TAG)), peer);
    }
  };
}

const TAG = "floor";
