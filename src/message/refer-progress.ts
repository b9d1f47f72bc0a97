import { BodyPart } from "./body-part.js";
import { ParseFailure } from "./grammar/parse-failure.js";
import { Event } from "./header/event.js";
import { SubscriptionState } from "./header/subscription-state.js";
import { type IncomingMessage } from "./incoming-message.js";
import { type ReferStatus, readSipfrag } from "./refer-status.js";

/** How far the peer is with what a REFER of ours has asked for, as a NOTIFY tells. RFC 3515 §2.4.5 */
export interface ReferProgress {
  /** CSeq number of the REFER; `undefined` where the NOTIFY does not say: then it is the first one in the dialog. */
  readonly id: number | undefined;
  /** The last response that the peer has got; `undefined` where the NOTIFY has none that can be read. */
  readonly status: Required<ReferStatus> | undefined;
  /** Whether no NOTIFY will follow. */
  readonly isLast: boolean;
  /** Of the last one: why it is. `noresource` is the usual end; `rejected`, that the referral was not approved. */
  readonly reason: string | undefined;
}

/** Reads a NOTIFY about a REFER; `undefined` for any other message. */
export function readReferProgress(message: IncomingMessage): ReferProgress | undefined {
  const event = message.first(Event);
  const state = message.first(SubscriptionState);
  if (event === undefined || event instanceof ParseFailure || event.type !== "refer") return undefined;
  if (state === undefined || state instanceof ParseFailure) return undefined;
  const { id } = event;
  const body = BodyPart.of(message);
  return {
    id: id !== undefined && NUMBER.test(id) ? Number(id) : undefined,
    status: body && readStatus(body),
    isLast: state.state === "terminated",
    reason: state.reason,
  };
}

function readStatus({ type, content }: BodyPart): Required<ReferStatus> | undefined {
  const isFragment = !(type instanceof ParseFailure) && type.type === "message" && type.subtype === "sipfrag";
  return isFragment ? readSipfrag(content) : undefined;
}

const NUMBER = /^\d{1,10}$/;
