import { type Call } from "./call.js";

/** What is done with a call, from its INVITE on. */
export type Behaviour = (call: Call) => void;

/** What a user does, or `undefined` for a user that is not here. RFC 3261 §19.1.1: the case of a user part matters. */
export function behaviourOf(user: string | undefined): Behaviour | undefined {
  if (user === undefined) return undefined;
  const [, digits] = STATUS.exec(user) ?? [];
  return digits === undefined ? BEHAVIOURS.get(user) : (call) => say(call, Number(digits));
}

const STATUS = /^status-([1-6]\d\d)$/;

const answer: Behaviour = (call) => {
  call.rings();
  call.after(200, () => call.answers());
};

/** Times are in milliseconds from the INVITE, if nothing else is said. */
const BEHAVIOURS: ReadonlyMap<string, Behaviour> = new Map<string, Behaviour>([
  ["answer", answer],
  // Who calls these has been asked for a password.
  ["auth", answer],
  ["auth256", answer],
  ["instant", (call) => call.answers()],
  [
    "trying",
    (call) => {
      call.after(1_500, () => call.rings());
      call.after(2_000, () => call.answers());
    },
  ],
  ["ring", (call) => call.rings()],
  [
    "early",
    (call) => {
      call.after(100, () => call.showsDescription());
      call.after(600, () => call.answers());
    },
  ],
  [
    "rel",
    (call) => {
      const answers = () => call.answers();
      if (!call.showsReliably(answers)) call.after(600, answers);
    },
  ],
  [
    "rel2",
    (call) => {
      const answers = () => call.answers();
      call.showsReliably();
      if (!call.ringsReliably(answers)) call.after(600, answers);
    },
  ],
  [
    "forward",
    (call) => {
      call.progresses(181);
      call.after(100, () => call.rings());
      call.after(300, () => call.answers());
    },
  ],
  ["busy", (call) => call.refuses(486)],
  ["decline", (call) => call.refuses(603)],
  ["redirect", (call) => call.redirectsTo("answer")],
  [
    "no-answer",
    (call) => {
      call.rings();
      call.after(3_000, () => call.refuses(480));
    },
  ],
  // An INVITE without an offer gets ours in the 200 whoever answers it; the answer has to be in the ACK.
  ["late-offer", answer],
  [
    "hangup",
    (call) => {
      call.rings();
      call.after(200, () => {
        call.answers();
        call.after(1_000, () => call.ends());
      });
    },
  ],
  [
    "reinvite",
    (call) => {
      call.whenAcknowledged(() => call.after(500, () => call.reinvites()));
      answer(call);
    },
  ],
  [
    "update",
    (call) => {
      call.whenAcknowledged(() => call.after(500, () => call.updates()));
      answer(call);
    },
  ],
  [
    "timer",
    (call) => {
      call.limitsSession(90);
      answer(call);
    },
  ],
  [
    "slow",
    (call) => {
      call.answersReInvitesAfter(1_500);
      answer(call);
    },
  ],
]);

function say(call: Call, statusCode: number): void {
  if (statusCode < 200) call.progresses(statusCode);
  else if (statusCode < 300) call.answers(statusCode);
  else if (statusCode < 400) call.redirectsTo("answer", statusCode);
  else call.refuses(statusCode);
}
