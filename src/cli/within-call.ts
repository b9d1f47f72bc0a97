import {
  type Body,
  type IncomingInviteRequest,
  type IncomingRequest,
  readDtmf,
  type Session,
  type SessionDelegate,
  SignalingState,
} from "../index.js";
import { offeredIn } from "./offered-description.js";
import { type LocalDescription } from "./session-description.js";

/** What is answered within a call needs of the call. */
export interface AnsweringCall {
  readonly description: LocalDescription;
  /** Milliseconds that a re-INVITE waits for its answer. */
  readonly reInviteDelay: number;
  /** Does something later, unless the call is over by then. @param delay - Milliseconds. */
  after(delay: number, action: () => void): { stop(): void };
}

/** Answers what the peer asks for within a call. A REFER is taken on and said to have succeeded at once; nobody is called. */
export function answersWithin(session: Session, call: AnsweringCall): SessionDelegate {
  return {
    onInfo: answerInfo,
    onInvite: (request) => {
      const answers = () => answerReInvite(request, call.description);
      if (call.reInviteDelay === 0) {
        answers();
        return;
      }
      const answering = call.after(call.reInviteDelay, answers);
      request.delegate = { onCancel: () => answering.stop() };
    },
    // RFC 6337 §2.3: one who refuses a PRACK leaves open what it has acknowledged; one can refuse all streams of the offer instead.
    onPrack: (request) => answerOffer(request, session, (offer) => call.description.answerInAnyCase(offer)),
    onRefer: (request) => request.acceptReferral().end(200),
    onUpdate: (request) => answerOffer(request, session, (offer) => call.description.answer(offer)),
  };
}

/**
 * An INFO of the old kind, without a package: a key that was pressed, or nothing at all. One with a package has been refused already, as
 * the program announces none. RFC 6086 §5.2.2
 */
function answerInfo(request: IncomingRequest): void {
  const { message } = request;
  if (message.bodyBytes.length === 0 || readDtmf(message) !== undefined) request.accept();
  else if (KEY.test(message.getHeader("Content-Type") ?? "")) request.reject({ statusCode: 400 });
  else request.reject({ statusCode: 415, extraHeaders: ["Accept: application/dtmf-relay, application/dtmf"] });
}

const KEY = /^application\/dtmf(-relay)?\s*(;|$)/i;

function answerReInvite(request: IncomingInviteRequest, description: LocalDescription): void {
  const offer = offeredIn(request.message);
  const body = offer === undefined ? description.offer() : description.answer(offer);
  if (body === undefined) request.reject({ statusCode: 488 });
  else request.accept({ body });
}

/** RFC 3262 §5, RFC 3311 §5.2: an offer in a PRACK or an UPDATE is answered at once; without one there is nothing to decide. */
function answerOffer(request: IncomingRequest, session: Session, answer: (offer: string) => Body | undefined): void {
  const offer = offeredIn(request.message);
  if (offer === undefined || session.signalingState !== SignalingState.HaveRemoteOffer) return;
  const body = answer(offer);
  if (body === undefined) request.reject({ statusCode: 488 });
  else request.accept({ body });
}
