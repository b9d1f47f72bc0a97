import { type Transport } from "../environment/flow.js";
import { type DialogState } from "../dialog/dialog-state.js";
import { type DialogMap } from "../dialog/dialog-map.js";
import { type DialogUser } from "../dialog/dialog-user.js";
import { type SessionDialog } from "../dialog/session-dialog.js";
import { type TerminatedDialogs } from "../dialog/terminated-dialogs.js";
import { type Body } from "../message/body.js";
import { type IncomingRequestMessage } from "../message/incoming-request-message.js";
import { type Limits } from "../message/limits.js";
import { type OutgoingResponse, type ResponseOptions } from "../message/outgoing-response.js";
import { type InviteServerTransaction } from "../transaction/invite-server-transaction.js";
import { type TransactionMap } from "../transaction/transaction-map.js";
import { type AnsweringServers } from "./answering-servers.js";
import { type AuthenticatedPeer } from "./authenticator.js";
import { type Capabilities } from "./capabilities.js";
import { type Diagnostic } from "./diagnostic.js";
import { type ServerCounts } from "./server-counts.js";
import { type Subscriptions } from "./subscriptions.js";
import { type UserAgentCoreConfiguration } from "./user-agent-core-configuration.js";
import { type UserAgentCoreDelegate } from "./user-agent-core-delegate.js";

/** What the user agent servers and clients need from the core. `UserAgentCore` implements it. */
export interface UserAgentHost extends DialogUser {
  readonly configuration: UserAgentCoreConfiguration;
  readonly delegate: UserAgentCoreDelegate;
  /** Who is given a request out of a dialog: the delegate, or what a door puts in the place of a missing member. */
  readonly handlers: UserAgentCoreDelegate;
  /** What is served now: the configured list, and the methods whose delegate is set. */
  readonly capabilities: Capabilities;
  /** How large and how many things in a message may be. */
  readonly limits: Limits;
  readonly transactions: TransactionMap;
  readonly dialogs: DialogMap<SessionDialog>;
  /** Those that ended a short while ago, where somebody may ask for them. */
  readonly terminatedDialogs: TerminatedDialogs;
  /** Who answers each server transaction that is not settled. */
  readonly servers: AnsweringServers;
  /** How many requests are alive, where limits or a drain ask for it. */
  readonly counts: ServerCounts | undefined;
  /** Whether a server is let go when nothing is left but to repeat its response. */
  readonly settles: boolean;
  /** Who waits for the responses of each live client transaction. */
  readonly clients: Set<WaitingClient>;
  /** Whom the authenticator has found to be the sender of a message, or the peer of a dialog. */
  readonly authenticatedPeers: WeakMap<object, AuthenticatedPeer>;
  /** Who is told by NOTIFY. */
  readonly subscriptions: Subscriptions;
  /** The way out when none is named. @throws Error when there is none */
  readonly transport: Transport;
  /** Sent-by where the transport has no local address. */
  readonly viaHost: string;
  /** Answers without a transaction, with a tag that is the same for the same request. RFC 3261 §8.2.7 */
  replyStateless(message: IncomingRequestMessage, options: ResponseOptions, transport?: Transport): OutgoingResponse;
  /** Whether a new request out of a dialog may come in; if not, all has been done about it. */
  admits(message: IncomingRequestMessage, transport: Transport): boolean;
  /** Whether an ACK has the tag of our reply to its INVITE without a transaction. */
  acknowledgesStateless(ack: IncomingRequestMessage): boolean;
  /** Makes the dialog of an INVITE that is being answered. */
  createDialog(transaction: InviteServerTransaction, state: DialogState, offer: Body | undefined): SessionDialog;
  /** Sends outside every transaction; a failure is logged. @param otherwise - Done then. */
  sendDirectly(transport: Transport, text: string, otherwise?: () => void): void;
  report(diagnostic: Diagnostic): void;
}

/** A client, seen by those who are not its application. */
export interface WaitingClient {
  dispose(): void;
}
