export {
  Exception,
  OfferAnswerError,
  SessionStateError,
  TransactionStateError,
  TransportError,
  UnsupportedExtensionError,
} from "./errors.js";

export { type Clock, type Timer, type TimerTarget } from "./environment/clock.js";
export { DEFAULT_TIMER_VALUES, type Environment, type TimerValues } from "./environment/environment.js";
export { type Address, type Flow, isReliable, type Transport } from "./environment/flow.js";
export { Levels, type LogConnector, Logger, LoggerFactory } from "./environment/logger.js";
export { type Random } from "./environment/random.js";
export { createSystemEnvironment } from "./environment/system-environment.js";

export { NameAddrHeader, parseNameAddr } from "./message/grammar/name-addr-header.js";
export { Parameters } from "./message/grammar/parameters.js";
export { ParseFailure } from "./message/grammar/parse-failure.js";
export { parseUri, URI } from "./message/grammar/uri.js";
export { equivalentURI } from "./message/grammar/uri-equality.js";
export { type HeaderKey } from "./message/header/key.js";
export * as headers from "./message/header/headers.js";
export { type AnswerModeValue, formatAnswerMode } from "./message/header/answer-mode.js";
export { type DiversionValue } from "./message/header/diversion.js";
export { type EventValue } from "./message/header/event.js";
export { type HistoryInfoValue } from "./message/header/history-info.js";
export { type IdentityValue } from "./message/header/identity.js";
export { type InfoPackageValue } from "./message/header/info-package.js";
export { formatPEarlyMedia } from "./message/header/p-early-media.js";
export { formatPrivacy, type PrivacyValue } from "./message/header/privacy.js";
export { formatReason, type ReasonParts, reasonText, type ReasonValue } from "./message/header/reason.js";
export { type DialogReference } from "./message/header/replaces.js";
export { type SessionExpiresValue } from "./message/header/session-expires.js";
export { type SubscriptionStateValue } from "./message/header/subscription-state.js";
export { type TargetDialogValue } from "./message/header/target-dialog.js";
export { findUnderstoodAlerts, readAlertUrns } from "./message/alert-urns.js";
export { announcedInfoPackages } from "./message/announced-info-packages.js";
export { type Body, fromBodyLegacy, getBody, isBody } from "./message/body.js";
export { BodyPart, type MultipartLimits } from "./message/body-part.js";
export { sessionDescription } from "./message/session-description.js";
export { type CancelReason, findReasonCause, readCancelReason, readReasons } from "./message/cancel-reason.js";
export { type DiversionStep, readDiversions } from "./message/diversions.js";
export { type Dtmf, type DtmfSignal, readDtmf } from "./message/dtmf.js";
export { type EarlyMediaDirection, type EarlyMediaWish, readEarlyMediaWish } from "./message/early-media-wish.js";
export {
  type ClaimedLocations,
  type EmergencyClaim,
  readClaimedLocations,
  readEmergencyClaim,
} from "./message/emergency.js";
export { type InfoMessage, readInfo } from "./message/info-message.js";
export { readPrivacyWishes } from "./message/privacy-wishes.js";
export { readReferProgress, type ReferProgress } from "./message/refer-progress.js";
export { type ReferStatus } from "./message/refer-status.js";
export { readReferTarget, type ReferTarget } from "./message/refer-target.js";
export { referToLine, type ReferToOptions } from "./message/refer-to-line.js";
export { type Referrer, readReferrer } from "./message/referrer.js";
export { IncomingMessage } from "./message/incoming-message.js";
export { IncomingRequestMessage } from "./message/incoming-request-message.js";
export { IncomingResponseMessage } from "./message/incoming-response-message.js";
export { DEFAULT_LIMITS, type Limits } from "./message/limits.js";
export { C, KNOWN_METHODS } from "./message/methods.js";
export { OutgoingRequestMessage } from "./message/outgoing-request-message.js";
export { constructOutgoingResponse, type OutgoingResponse, type ResponseOptions } from "./message/outgoing-response.js";
export { parseMessage, type ParseOptions } from "./message/parse-message.js";
export { getReasonPhrase } from "./message/reason-phrases.js";
export { StreamFramer } from "./message/stream-framer.js";

export { InviteServerTransaction } from "./transaction/invite-server-transaction.js";
export { NonInviteServerTransaction } from "./transaction/non-invite-server-transaction.js";
export { ServerTransaction } from "./transaction/server-transaction.js";
export { Transaction } from "./transaction/transaction.js";
export { TransactionMap } from "./transaction/transaction-map.js";
export { TransactionState } from "./transaction/transaction-state.js";
export { type ServerTransactionUser, type TransactionUser } from "./transaction/transaction-user.js";

export { Dialog } from "./dialog/dialog.js";
export { DialogMap } from "./dialog/dialog-map.js";
export { type DialogState } from "./dialog/dialog-state.js";
export { glareRetryDelay } from "./dialog/glare-retry-delay.js";
export {
  type IncomingAckRequest,
  type IncomingRequest,
  type IncomingRequestDelegate,
  type ResponseParts,
} from "./dialog/incoming-request.js";
export {
  type IncomingResponse,
  type OutgoingAckRequest,
  type OutgoingRequest,
  type OutgoingRequestDelegate,
  type RequestOptions,
} from "./dialog/outgoing-request.js";
export {
  type AcceptOptions,
  type AckableIncomingResponseWithSession,
  type EarlyDialog,
  type EndOptions,
  type IncomingCallRequest,
  type IncomingInviteRequest,
  type OutgoingInviteRequest,
  type OutgoingInviteRequestDelegate,
  type OutgoingProgressResponse,
  type OutgoingResponseWithSession,
  type PrackableIncomingResponseWithSession,
  type ProgressOptions,
  type Session,
  type SessionDelegate,
  SessionState,
  SignalingState,
} from "./dialog/session.js";
export {
  DEFAULT_SESSION_TIMERS,
  type SessionRefresher,
  type SessionTimerOptions,
  type SessionTimerSettings,
} from "./dialog/session-timer-settings.js";
export { type PrackOutcome } from "./dialog/reliable-provisionals.js";
export { type Termination, type TerminationCause } from "./dialog/termination.js";
export { type IncomingReferRequest, type Referral, type ReferralOptions } from "./dialog/referral.js";
export { SessionDialog } from "./dialog/session-dialog.js";

export { AllowedMethods, type Capabilities, DEFAULT_CAPABILITIES } from "./user-agent/capabilities.js";
export {
  type CallerIdentity,
  type CallerTrust,
  isAnonymous,
  readCallerIdentity,
} from "./user-agent/caller-identity.js";
export { type AnswerModeDecision, type AnswerModePolicy, decideAnswerMode } from "./user-agent/decide-answer-mode.js";
export {
  decideIdentity,
  identitiesToVerify,
  type IdentityDecision,
  type IdentityOutcome,
  type IdentityPolicy,
} from "./user-agent/decide-identity.js";
export { decideReferrer, type ReferrerDecision, type ReferrerPolicy } from "./user-agent/decide-referrer.js";
export { type Authentication, type Authenticator } from "./user-agent/authenticator.js";
export { type ChallengeAnswer, type ChallengeResponder } from "./user-agent/challenge-responder.js";
export { type Diagnostic, type DiagnosticReason } from "./user-agent/diagnostic.js";
export {
  ByeUserAgentServer,
  InDialogUserAgentServer,
  InfoUserAgentServer,
} from "./user-agent/in-dialog-user-agent-server.js";
export { earlyMediaHeaders } from "./user-agent/early-media-headers.js";
export {
  type DigestAuthentication,
  type DigestChallenger,
  type DigestFailure,
} from "./user-agent/digest/digest-authentication.js";
export { createDigestChallenger } from "./user-agent/digest/digest-challenger.js";
export {
  createDigestResponder,
  type DigestRequest,
  type DigestResponderOptions,
  type DigestUser,
} from "./user-agent/digest/digest-responder.js";
export { type DigestAlgorithm, type Hash, type HashName } from "./user-agent/digest/digest-hash.js";
export { type Qop } from "./user-agent/digest/digest-response.js";
export { type FailureLimit } from "./user-agent/digest/failure-counts.js";
export {
  type DigestChallengerOptions,
  type DigestCryptography,
  type DigestSecret,
} from "./user-agent/digest/digest-options.js";
export { InviteUserAgentServer } from "./user-agent/invite-user-agent-server.js";
export {
  MessageUserAgentServer,
  NonInviteUserAgentServer,
  NotifyUserAgentServer,
  RegisterUserAgentServer,
  SubscribeUserAgentServer,
} from "./user-agent/method-user-agent-servers.js";
export { type OutgoingRequestMessageOptions, type OutgoingRequestParts } from "./user-agent/out-of-dialog-request.js";
export { PrackUserAgentServer } from "./user-agent/prack-user-agent-server.js";
export { UpdateUserAgentServer } from "./user-agent/update-user-agent-server.js";
export { type Drain } from "./user-agent/drain.js";
export { hardened, type HardenedConfiguration } from "./user-agent/hardened.js";
export { type OverloadLimit, type OverloadLimits, type Rate } from "./user-agent/overload-limits.js";
export { isPublicTarget } from "./user-agent/public-target.js";
export { InDialogReferUserAgentServer, ReferUserAgentServer } from "./user-agent/refer-user-agent-server.js";
export { ReInviteUserAgentServer } from "./user-agent/re-invite-user-agent-server.js";
export { type Refusal, type RefusalCode } from "./user-agent/refusal.js";
export { type RequestCheck } from "./user-agent/request-policy.js";
export { type JoinPolicy, type ReplacementUsers, type ReplacesPolicy } from "./user-agent/decide-replacement.js";
export { targetDialog, type TargetDialogPolicy, type TargetedDialog } from "./user-agent/target-dialog.js";
export { type TraceEvent } from "./user-agent/trace-event.js";
export { type Disposal } from "./user-agent/disposal.js";
export { type Contact, type UserAgentCoreConfiguration } from "./user-agent/user-agent-core-configuration.js";
export { type UserAgentCoreDelegate } from "./user-agent/user-agent-core-delegate.js";
export { UserAgentServer } from "./user-agent/user-agent-server.js";
export { type InvitePolicy, type InviteVerdict, verifyInvite } from "./user-agent/verify-invite.js";

export { type AnswerOptions, type Call, type CallHandler, type HandleInviteOptions } from "./call/call.js";
export { CallEndedError } from "./call/call-ended-error.js";
export { CallSession } from "./call/call-session.js";
export { type RequestQueue } from "./call/request-queue.js";
export { RequestRefusedError } from "./call/request-refused-error.js";
export { UserAgentCore } from "./call/user-agent-core.js";

export { Registerer, RegistererState } from "./registration/registerer.js";
export { type RegistererOptions, type Registration } from "./registration/registerer-options.js";
