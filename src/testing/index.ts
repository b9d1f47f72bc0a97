/** The door `sip-uas/testing`: a clock that stands still, a wire that misbehaves, another party, and a whole call in one line. */
export { callFlow, type CallFlow, type CallFlowOptions, type ThirdParty } from "./call-flow.js";
export {
  Answerer,
  type Answerable,
  type AnswererOptions,
  CalleeEarlyDialog,
  type CalleeAcceptOptions,
  type CalleeProgressOptions,
  type CalleeResponseOptions,
} from "./answerer.js";
export { Callee, type CalleeOptions, type CalleeRequestOptions } from "./callee.js";
export { type AckOptions, Caller, type CallerOptions, type PrackOptions } from "./caller.js";
export { CallerDialog } from "./caller-dialog.js";
export { type AutomaticOptions } from "./caller-habits.js";
export { CountingRandom, type CountingRandomOptions } from "./counting-random.js";
export { checkLeavings, type ExpectedLeavings, LeakError, type Leavings } from "./leak-check.js";
export { ManualClock } from "./manual-clock.js";
export {
  MemoryWire,
  type MemoryWireOptions,
  type Receiver,
  WireEnd,
  type WireEndOptions,
  type WireFate,
  type WireListener,
} from "./memory-wire.js";
export {
  readInvite,
  type ReadOptions,
  readRequest,
  type Received,
  receiveInvite,
  wireText,
} from "./message-fixture.js";
export { type MishapOptions, type Weather } from "./mishaps.js";
export {
  type CallerRequestOptions,
  type CallerResponseOptions,
  type DescriptionOptions,
  type InfoOptions,
  type ReferOptions,
} from "./request-parts.js";
export {
  type AnswerableRequest,
  type HeaderText,
  inviteText,
  requestText,
  type RequestTextOptions,
  responseText,
  type ResponseTextOptions,
} from "./request-text.js";
export { SeededRandom } from "./seeded-random.js";
export { answer, offer } from "./session-descriptions.js";
export { type MessageSelector, type WireMessage, type WireSide } from "./wire-message.js";
export { Ladder, type LadderOptions, ladderSerializer } from "../trace/ladder.js";
