import { type IncomingMessage } from "../message/incoming-message.js";
import { type IncomingRequestMessage } from "../message/incoming-request-message.js";
import { type IncomingResponseMessage } from "../message/incoming-response-message.js";
import { ParseFailure } from "../message/grammar/parse-failure.js";
import { RAck, RSeq } from "../message/header/rack.js";
import { parseMessage } from "../message/parse-message.js";
import { type DescriptionKind, messageLabel } from "../trace/message-summary.js";
import { type WireMessage, type WireSide } from "./wire-message.js";

/**
 * What a call flow writes on its arrows: `INVITE offer`, `183 rel 1 answer`, `PRACK rel 1`, `180 (2)`.
 *
 * Numbers that are drawn by chance would change with every change of the code, so they are counted from 1: `rel 1` is the first reliable
 * response of its dialog, and the PRACK for it; `(2)` is the second dialog that one INVITE has made.
 */
export class Labels {
  /** By the text of the description. */
  readonly #descriptions = new Map<string, DescriptionKind>();
  /** The first RSeq, by INVITE and our tag. */
  readonly #firstReliable = new Map<string, number>();
  /** Which of the dialogs of its INVITE a dialog is, by Call-ID and our tag. */
  readonly #dialogs = new Map<string, number>();
  /** How many dialogs an INVITE has made. */
  readonly #counts = new Map<string, number>();

  /** Has every body with this text known as an offer or as an answer from now on. */
  describe(description: string, kind: DescriptionKind): void {
    this.#descriptions.set(description, kind);
  }

  of(wireMessage: WireMessage): string {
    const label = messageLabel(wireMessage, this.#descriptions.get(wireMessage.body));
    const message = parseMessage(wireMessage.data);
    if (message instanceof ParseFailure) return label;
    const marks = `${this.#dialogMark(message, wireMessage.from)}${this.#reliabilityMark(message)}`;
    return label.replace(/^\S+/, (name) => `${name}${marks}`);
  }

  /** Which of the dialogs of its INVITE a session is: ` (2)`, and nothing for the first. */
  markOf(session: { readonly callId: string; readonly localTag: string } | undefined): string {
    return session === undefined ? "" : this.#numberOf(`${session.callId} ${session.localTag}`);
  }

  #dialogMark(message: IncomingRequestMessage | IncomingResponseMessage, from: WireSide): string {
    const tag = ourTag(message, from);
    if (tag === undefined) return "";
    const dialog = `${message.callId} ${tag}`;
    if ("statusCode" in message && makesDialog(message) && !this.#dialogs.has(dialog)) {
      const invite = `${inviteOf(message)} ${message.viaBranch ?? ""}`;
      const count = (this.#counts.get(invite) ?? 0) + 1;
      this.#counts.set(invite, count);
      this.#dialogs.set(dialog, count);
    }
    return this.#numberOf(dialog);
  }

  #numberOf(dialog: string): string {
    const number = this.#dialogs.get(dialog) ?? 1;
    return number === 1 ? "" : ` (${number})`;
  }

  #reliabilityMark(message: IncomingRequestMessage | IncomingResponseMessage): string {
    if (!("statusCode" in message)) {
      const rack = message.first(RAck);
      if (message.method !== "PRACK" || rack === undefined || rack instanceof ParseFailure) return "";
      return this.#numbered(`${inviteOf(message, rack.sequence)} ${message.toTag ?? ""}`, rack.rseq);
    }
    const rseq = message.first(RSeq);
    if (message.method !== "INVITE" || typeof rseq !== "number") return "";
    const series = `${inviteOf(message)} ${message.toTag ?? ""}`;
    if (!this.#firstReliable.has(series)) this.#firstReliable.set(series, rseq);
    return this.#numbered(series, rseq);
  }

  /** A number that belongs to no series of ours is shown as it is. */
  #numbered(series: string, rseq: number): string {
    const first = this.#firstReliable.get(series);
    return ` rel ${first === undefined ? rseq : rseq - first + 1}`;
  }
}

function makesDialog({ method, statusCode }: IncomingResponseMessage): boolean {
  return method === "INVITE" && statusCode > 100 && statusCode < 300;
}

/** Of the side that is called first: it is in To of what the caller asks, and of what answers it. */
function ourTag(message: IncomingRequestMessage | IncomingResponseMessage, from: WireSide): string | undefined {
  const callerAsks = "statusCode" in message ? from === "callee" : from === "caller";
  return callerAsks ? message.toTag : message.fromTag;
}

function inviteOf(message: IncomingMessage & { readonly cseq: number }, cseq = message.cseq): string {
  return `${message.callId} ${message.fromTag ?? ""} ${cseq}`;
}
