/**
 * What has to be done for a call by anyone who does it right, written by hand for nothing else: the yardstick for sip-uas.
 *
 * It does: INVITE and other transactions (RFC 3261 §17.2, RFC 6026) kept 64*T1 or T4, copies answered again or absorbed, a refusal repeated until
 * its ACK, a 2xx repeated until its ACK (§13.3.1.4), dialogs with what a request of our own would need (§12.1.1), BYE, CANCEL, and all timers
 * on one of the runtime. It leaves out: every check (syntax, CSeq, Require, offer and answer, limits), lists, folding and escapes, the 1xx
 * refreshed each minute, the BYE where no ACK comes, reliable 1xx, session timers, requests of its own, logs, events, any application.
 */
import { randomFillSync } from "node:crypto";
import { commonRows, readFields, tagOf } from "./fields.mjs";
import { accepted, busyHere, gone, ok, requestTerminated, ringing, trying } from "./responses.mjs";
import { Timers } from "./timers.mjs";

const T1 = 500;
const T2 = 4_000;
const T4 = 5_000;

/**
 * @param application - What is done with an INVITE: "accept", "refuse" or "ring".
 * @param sendsTrying - Whether a 100 goes first.
 * @param send - `(text, peer)`.
 */
export class StatefulFloor {
  #transactions = new Map();
  #dialogs = new Map();
  #timers = new Timers((timed) => this.#onDue(timed));
  #application;
  #sendsTrying;
  #send;
  #tags = new Tags();

  constructor({ application, sendsTrying, send }) {
    this.#application = application;
    this.#sendsTrying = sendsTrying;
    this.#send = send;
  }

  receive(text, peer) {
    const fields = readFields(text);
    const isAck = fields.method === "ACK";
    const transaction = this.#transactions.get(keyOf(isAck ? "INVITE" : fields.method, fields));
    if (isAck) this.#onAck(fields, transaction);
    else if (transaction !== undefined) this.#onCopy(transaction);
    else if (fields.method === "INVITE") this.#onInvite(fields, peer);
    else if (fields.method === "CANCEL") this.#onCancel(fields, peer);
    else this.#onRequest(fields, peer);
  }

  #onInvite(fields, peer) {
    const isInDialog = tagOf(fields.to) !== "";
    const tag = isInDialog ? "" : this.#tags.next();
    const transaction = new Transaction(keyOf("INVITE", fields), peer);
    this.#transactions.set(transaction.key, transaction);
    if (this.#sendsTrying) this.#respond(transaction, trying(commonRows(fields, peer, "")));
    const rows = commonRows(fields, peer, tag);
    if (isInDialog) return this.#onReInvite(transaction, this.#dialogs.get(dialogKey(fields)), rows);
    if (this.#application === "refuse") return this.#refuse(transaction, busyHere(rows));
    const dialog = new Dialog(fields, tag);
    this.#dialogs.set(dialog.key, dialog);
    this.#respond(transaction, ringing(rows));
    if (this.#application === "accept") return this.#accept(transaction, dialog, accepted(rows));
    // The 180 can be made of the rows again.
    transaction.response = undefined;
    transaction.rows = own(rows);
    transaction.dialog = dialog;
  }

  #onReInvite(transaction, dialog, rows) {
    if (dialog === undefined) this.#refuse(transaction, gone(rows));
    else this.#accept(transaction, dialog, accepted(rows));
  }

  #accept(transaction, dialog, response) {
    this.#respond(transaction, response);
    // RFC 6026 §7.1: copies of the INVITE are absorbed from here on; the dialog repeats the 2xx.
    transaction.response = undefined;
    this.#timers.start(64 * T1, transaction);
    dialog.repeating = this.#repeat(response, transaction.peer, dialog);
  }

  #refuse(transaction, response) {
    this.#respond(transaction, response);
    transaction.rows = transaction.dialog = undefined;
    transaction.repeating = this.#repeat(response, transaction.peer, transaction);
  }

  #repeat(response, peer, owner) {
    const repeating = new Repeating(response, peer, owner);
    this.#timers.start(T1, repeating);
    return repeating;
  }

  #onAck(fields, transaction) {
    if (transaction?.repeating !== undefined) {
      stop(transaction);
      transaction.response = undefined;
      return this.#timers.start(T4, transaction);
    }
    const dialog = this.#dialogs.get(dialogKey(fields));
    if (dialog?.repeating !== undefined) stop(dialog);
  }

  #onCopy({ response, rows, peer }) {
    if (response !== undefined) this.#send(response, peer);
    else if (rows !== undefined) this.#send(ringing(rows), peer);
  }

  #onCancel(fields, peer) {
    const invite = this.#transactions.get(keyOf("INVITE", fields));
    const tag = invite?.dialog === undefined ? this.#tags.next() : invite.dialog.tag;
    const rows = commonRows(fields, peer, tag);
    this.#answer(fields, peer, invite === undefined ? gone(rows) : ok(rows));
    if (invite?.dialog === undefined) return;
    this.#dialogs.delete(invite.dialog.key);
    this.#refuse(invite, requestTerminated(invite.rows));
  }

  #onRequest(fields, peer) {
    const dialog = this.#dialogs.get(dialogKey(fields));
    const rows = commonRows(fields, peer, "");
    this.#answer(fields, peer, dialog === undefined ? gone(rows) : ok(rows));
    if (dialog === undefined || fields.method !== "BYE") return;
    if (dialog.repeating !== undefined) stop(dialog);
    this.#dialogs.delete(dialog.key);
  }

  #answer(fields, peer, response) {
    const transaction = new Transaction(keyOf(fields.method, fields), peer);
    this.#transactions.set(transaction.key, transaction);
    this.#respond(transaction, response);
    this.#timers.start(64 * T1, transaction);
  }

  #respond(transaction, response) {
    transaction.response = response;
    this.#send(response, transaction.peer);
  }

  #onDue(timed) {
    if (timed instanceof Transaction) return this.#transactions.delete(timed.key);
    const { response, peer, owner } = timed;
    timed.waited += timed.interval;
    if (timed.waited >= 64 * T1) {
      (owner instanceof Dialog ? this.#dialogs : this.#transactions).delete(owner.key);
      return;
    }
    this.#send(response, peer);
    timed.interval = Math.min(2 * timed.interval, T2, 64 * T1 - timed.waited);
    this.#timers.start(timed.interval, timed);
  }
}

class Transaction {
  due = 0;
  /** What a copy of the request gets. */
  response = undefined;
  /** While an INVITE is not answered, for a CANCEL. */
  rows = undefined;
  dialog = undefined;
  repeating = undefined;

  constructor(key, peer) {
    this.key = own(key);
    this.peer = peer;
  }
}

class Dialog {
  repeating = undefined;

  constructor(fields, tag) {
    const { from, to, contact, recordRoutes, cseq } = fields;
    this.key = own(dialogKey(fields, tag));
    this.tag = tag;
    this.cseq = parseInt(cseq, 10);
    // The peer's address, ours, its target and the route. One text: as pieces they would keep the whole INVITE.
    this.state = own(`${from}\n${to}\n${contact}\n${recordRoutes}`);
  }
}

/** A final response that goes out until its ACK comes. */
class Repeating {
  due = 0;
  interval = T1;
  waited = 0;

  constructor(response, peer, owner) {
    this.response = response;
    this.peer = peer;
    this.owner = owner;
  }
}

function stop(owner) {
  owner.repeating.due = 0;
  // A stopped one stands in its queue until its time: it must keep nothing.
  owner.repeating.response = owner.repeating.owner = undefined;
  owner.repeating = undefined;
}

function keyOf(method, { topVia }) {
  return `${method} ${topVia}`;
}

function dialogKey({ callId, from, to }, tag = tagOf(to)) {
  return `${callId} ${tagOf(from)} ${tag}`;
}

/** V8 makes one text of pieces when a character is asked for, and lets the pieces go. */
function own(pieces) {
  pieces.charCodeAt(0);
  return pieces;
}

/** Tags that nobody can guess (RFC 3261 §19.3), from a pool: a draw from the system costs more than a tag. */
class Tags {
  #pool = Buffer.alloc(4_096);
  #used = 4_096;

  next() {
    if (this.#used === this.#pool.length) {
      randomFillSync(this.#pool);
      this.#used = 0;
    }
    return this.#pool.hexSlice(this.#used, (this.#used += 8));
  }
}
