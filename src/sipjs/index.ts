// The core under SIP.js 0.21's names: `import { UserAgentCore, Parser, … } from "sip-uas/sipjs"`.

export { Exception, SessionStateError, TransactionStateError, TransportError } from "../errors.js";
export { Levels, type LogConnector, Logger, LoggerFactory } from "../environment/logger.js";
export { type Transport } from "../environment/flow.js";

export { NameAddrHeader } from "../message/grammar/name-addr-header.js";
export { Parameters } from "../message/grammar/parameters.js";
export { equivalentURI } from "../message/grammar/uri-equality.js";
export { Grammar } from "./grammar.js";
export { URI } from "./uri.js";

export { type Body, fromBodyLegacy, getBody, isBody } from "../message/body.js";
export { IncomingMessage } from "../message/incoming-message.js";
export { C } from "../message/methods.js";
export { utf8Length } from "../message/octet-text.js";
export { OutgoingRequestMessage } from "../message/outgoing-request-message.js";
export { type OutgoingResponse, type ResponseOptions } from "../message/outgoing-response.js";
export { getReasonPhrase } from "../message/reason-phrases.js";
export { DigestAuthentication, type DigestChallenge } from "./digest-authentication.js";
export { type HeaderDictionary, type HeaderEntry } from "./header-dictionary.js";
export { IncomingRequestMessage } from "./incoming-request-message.js";
export { IncomingResponseMessage } from "./incoming-response-message.js";
export { constructOutgoingResponse } from "./outgoing-response.js";
export { Parser } from "./parser.js";
export { createRandomToken, headerize, newTag } from "./tokens.js";

export { ServerTransaction } from "../transaction/server-transaction.js";
export { Transaction } from "../transaction/transaction.js";
export { TransactionState } from "../transaction/transaction-state.js";
export { type ServerTransactionUser, type TransactionUser } from "../transaction/transaction-user.js";
export { InviteServerTransaction, NonInviteServerTransaction } from "./server-transactions.js";
export { Timers } from "./timers.js";

export { Dialog } from "../dialog/dialog.js";
export {
  type IncomingAckRequest,
  type IncomingRequest,
  type IncomingRequestDelegate,
  type ResponseParts,
} from "../dialog/incoming-request.js";
export {
  type IncomingResponse,
  type OutgoingAckRequest,
  type OutgoingRequest,
  type OutgoingRequestDelegate,
  type RequestOptions,
} from "../dialog/outgoing-request.js";
export {
  type AckableIncomingResponseWithSession,
  type IncomingInviteRequest,
  type OutgoingInviteRequest,
  type OutgoingInviteRequestDelegate,
  type OutgoingResponseWithSession,
  type PrackableIncomingResponseWithSession,
  type Session,
  type SessionDelegate,
  SessionState,
  SignalingState,
} from "../dialog/session.js";
export { type CreateRequestOptions, type DialogState, SessionDialog } from "./session-dialog.js";
export { SubscriptionState } from "./subscription-state.js";

export { InviteUserAgentServer } from "../user-agent/invite-user-agent-server.js";
export {
  MessageUserAgentServer,
  RegisterUserAgentServer,
  SubscribeUserAgentServer,
} from "../user-agent/method-user-agent-servers.js";
export { type Contact, type UserAgentCoreConfiguration } from "../user-agent/user-agent-core-configuration.js";
export { type UserAgentCoreDelegate } from "../user-agent/user-agent-core-delegate.js";
export { UserAgentServer } from "../user-agent/user-agent-server.js";
export { AllowedMethods } from "./allowed-methods.js";
export {
  ByeUserAgentServer,
  InfoUserAgentServer,
  NotifyUserAgentServer,
  PrackUserAgentServer,
  ReferUserAgentServer,
  ReInviteUserAgentServer,
} from "./in-dialog-user-agent-servers.js";
export { type ForeignClient, type Subscriber, UserAgentCore } from "./user-agent-core.js";
