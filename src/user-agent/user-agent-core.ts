import { type Environment } from "../environment/environment.js";
import { type Flow, type Transport } from "../environment/flow.js";
import { TransactionStateError } from "../errors.js";
import { LoggerFactory, type Logger } from "../environment/logger.js";
import { createSystemEnvironment } from "../environment/system-environment.js";
import { type Dialog } from "../dialog/dialog.js";
import { type DialogState } from "../dialog/dialog-state.js";
import { type ClientDialog } from "../dialog/dialog-user.js";
import { DialogMap } from "../dialog/dialog-map.js";
import { type OutgoingRequest, type OutgoingRequestDelegate, type RequestOptions } from "../dialog/outgoing-request.js";
import { type OutgoingInviteRequest, type OutgoingInviteRequestDelegate } from "../dialog/session.js";
import { SessionDialog } from "../dialog/session-dialog.js";
import { type SessionTimerSettings } from "../dialog/session-timer-settings.js";
import { type Termination } from "../dialog/termination.js";
import { TerminatedDialogs } from "../dialog/terminated-dialogs.js";
import { type Body } from "../message/body.js";
import { ParseFailure } from "../message/grammar/parse-failure.js";
import { type IncomingMessage } from "../message/incoming-message.js";
import { IncomingRequestMessage } from "../message/incoming-request-message.js";
import { type IncomingResponseMessage } from "../message/incoming-response-message.js";
import { completeLimits, type Limits } from "../message/limits.js";
import { type OutgoingResponse, type ResponseOptions } from "../message/outgoing-response.js";
import { type OutgoingRequestMessage } from "../message/outgoing-request-message.js";
import { type InviteServerTransaction } from "../transaction/invite-server-transaction.js";
import { type ServerTransaction } from "../transaction/server-transaction.js";
import { TransactionMap } from "../transaction/transaction-map.js";
import { AnsweringServers } from "./answering-servers.js";
import { type AuthenticatedPeer } from "./authenticator.js";
import { callSafely } from "./call-safely.js";
import { type Capabilities } from "./capabilities.js";
import { checkConfiguration } from "./check-configuration.js";
import { checkOverload } from "./check-overload.js";
import { configuredCapabilities } from "./configured-capabilities.js";
import { type Diagnostic } from "./diagnostic.js";
import { dialogRequest } from "./dialog-request.js";
import { type Disposal, disposeOfAll } from "./disposal.js";
import { type Drain, Draining } from "./drain.js";
import { outOfDialogRequest, type OutgoingRequestParts, sendOutOfDialog } from "./out-of-dialog-request.js";
import { OverloadGate } from "./overload-gate.js";
import { type OverloadLimit } from "./overload-limits.js";
import { readReceived } from "./read-received.js";
import { receiveRequest } from "./receive-request.js";
import { receiveResponse } from "./receive-response.js";
import { receiveUnreadable, reportFailure } from "./receive-unreadable.js";
import { ReInviteUserAgentClient } from "./re-invite-user-agent-client.js";
import { reportDiagnostic } from "./report-diagnostic.js";
import { replyStateless } from "./reply-stateless.js";
import { responseTransport } from "./response-transport.js";
import { sendDirectly } from "./send-directly.js";
import { configuredSessionTimers } from "./session-timer-configuration.js";
import { ServerCounts } from "./server-counts.js";
import { StatelessTags } from "./stateless-tag.js";
import { Subscriptions } from "./subscriptions.js";
import { clientFor } from "./client-for.js";
import { traceMessage } from "./trace-message.js";
import { type UserAgentCoreConfiguration } from "./user-agent-core-configuration.js";
import { type UserAgentCoreDelegate } from "./user-agent-core-delegate.js";
import { type UserAgentHost, type WaitingClient } from "./user-agent-host.js";
import { withHandled } from "./with-handled.js";

/** The switchboard: takes what comes in to whom it belongs, and keeps what is alive. RFC 3261 §8.2 */
export class UserAgentCore implements UserAgentHost {
  readonly configuration: UserAgentCoreConfiguration;
  delegate: UserAgentCoreDelegate;
  readonly environment: Environment;
  readonly loggerFactory: LoggerFactory;
  readonly transactions = new TransactionMap();
  readonly dialogs: DialogMap<SessionDialog>;
  readonly terminatedDialogs: TerminatedDialogs;
  readonly servers = new AnsweringServers(this.transactions);
  readonly counts: ServerCounts | undefined;
  readonly settles: boolean = true;
  readonly clients = new Set<WaitingClient>();
  readonly authenticatedPeers = new WeakMap<object, AuthenticatedPeer>();
  readonly subscriptions = new Subscriptions();
  readonly viaHost: string;
  readonly limits: Limits;
  readonly sessionTimers: SessionTimerSettings | undefined;
  readonly #logger: Logger;
  readonly #statelessTags: StatelessTags;
  readonly #capabilities: Capabilities;
  #gate: OverloadGate | undefined;
  #drain: Draining | undefined;
  /** What has been traced as it came in, before it was read. */
  #traced: unknown;
  #disposed = false;

  /**
   * Works at once, with no argument too: each has its default.
   * @throws TypeError that names the member of the configuration which cannot be written into a message.
   */
  constructor(configuration: UserAgentCoreConfiguration = {}, delegate: UserAgentCoreDelegate = {}) {
    checkConfiguration(configuration);
    this.configuration = configuration;
    this.delegate = delegate;
    this.environment = { ...createSystemEnvironment(), ...configuration.environment };
    this.loggerFactory = configuration.loggerFactory ?? new LoggerFactory();
    this.viaHost = configuration.viaHost ?? `${this.environment.random.token()}.invalid`;
    this.limits = completeLimits(configuration.limits);
    this.#logger = this.loggerFactory.getLogger("sip.user-agent-core");
    this.#statelessTags = new StatelessTags(this.environment.random);
    this.#capabilities = configuredCapabilities(configuration);
    this.sessionTimers = configuredSessionTimers(configuration, this.#capabilities.optionTags);
    this.terminatedDialogs = new TerminatedDialogs(this.environment.clock);
    const asked = configuration.replaces !== undefined || configuration.join !== undefined;
    this.dialogs = new DialogMap(asked ? (dialog) => this.terminatedDialogs.add(dialog) : undefined);
    const { overload } = configuration;
    const counts = overload && new ServerCounts();
    this.counts = counts;
    this.transactions.onServerOver = counts && ((transaction) => counts.end(transaction));
    this.#gate = counts && new OverloadGate(this, overload, counts, this.#statelessTags);
  }

  get capabilities(): Capabilities {
    return withHandled(this.#capabilities, this.delegate);
  }

  get handlers(): UserAgentCoreDelegate {
    return this.delegate;
  }

  get flowRecoveryTimeout(): number {
    return this.configuration.flowRecoveryTimeout ?? 32_000;
  }

  get transport(): Transport {
    const transport = this.configuration.transportAccessor?.();
    if (transport === undefined) throw new Error("no transport: the message came by no flow and none is configured");
    return transport;
  }

  /**
   * Takes in what a transport has received: one whole message. Never throws.
   *
   * @param data - One datagram, one WebSocket message, or one message cut from a stream.
   * @param flow - The way it came by, and the way back.
   */
  receive(data: string | Uint8Array, flow: Flow): void {
    try {
      this.#receive(data, flow);
    } catch (error) {
      this.report({ reason: "internal-error", message: `a bug: ${String(error)}`, transport: flow, error });
    }
  }

  /** Takes in a request that has been read already. @param transport - The way back. @defaultValue the configured one */
  receiveIncomingRequestFromTransport(
    message: IncomingRequestMessage,
    transport: Transport | undefined = this.configuration.transportAccessor?.(),
  ): void {
    if (transport === undefined) return this.report({ reason: "no-transport", message: `dropped ${message.method}` });
    if (this.#disposed) return this.report({ reason: "disposed", message: `dropped ${message.method}`, transport });
    this.#traceReceived(message, transport);
    receiveRequest(this, message, transport);
  }

  /** Takes in a response that has been read already. */
  receiveIncomingResponseFromTransport(message: IncomingResponseMessage): void {
    this.#traceReceived(message, this.configuration.transportAccessor?.());
    if (!receiveResponse(this, message)) {
      this.report({ reason: "stray-response", message: `dropped a ${message.statusCode} to ${message.method}` });
    }
  }

  replyStateless(
    message: IncomingRequestMessage,
    options: ResponseOptions,
    transport: Transport = this.transport,
  ): OutgoingResponse {
    return replyStateless(this, this.#statelessTags, message, options, transport);
  }

  acknowledgesStateless(ack: IncomingRequestMessage): boolean {
    return ack.toTag === this.#statelessTags.tagFor(ack);
  }

  admits(message: IncomingRequestMessage, transport: Transport): boolean {
    return this.#gate?.admits(message, transport) ?? true;
  }

  /**
   * Builds a request out of a dialog, to be sent by `request`; what it is about is in its `extraHeaders`. @throws TypeError for text that would
   * break a line; UnsupportedExtensionError (`SIP_UNSUPPORTED_EXTENSION`) for INVITE, ACK and CANCEL: a callee makes no calls.
   */
  makeOutgoingRequestMessage(...parts: OutgoingRequestParts): OutgoingRequestMessage {
    return outOfDialogRequest(this, ...parts);
  }

  /** Sends what `makeOutgoingRequestMessage` has built. @throws TransactionStateError (`SIP_TRANSACTION_STATE`) once the core is disposed of. */
  request(message: OutgoingRequestMessage, delegate?: OutgoingRequestDelegate): OutgoingRequest {
    if (this.#disposed) throw new TransactionStateError(`cannot send ${message.method}: the core has been disposed of`);
    return sendOutOfDialog(this, message, delegate);
  }

  /** How many new requests each limit of `overload` has kept out. */
  get breaches(): ReadonlyMap<OverloadLimit, number> {
    return this.#gate?.breaches ?? new Map();
  }

  /**
   * Has what is alive go on to its end, and lets nothing new begin: new requests out of a dialog are answered 503 without state. Done once;
   * asking again changes `retryAfter`. RFC 3261 §21.5.4
   *
   * @param options - `retryAfter`: seconds; each 503 says between that and twice as much. @defaultValue none is said: others are asked at once
   * @throws TypeError when `retryAfter` is no whole number from 0 up. Nothing has changed.
   */
  drain({ retryAfter }: { readonly retryAfter?: number } = {}): Drain {
    checkOverload({ retryAfter });
    this.#gate ??= new OverloadGate(this, {}, new ServerCounts(), this.#statelessTags);
    this.#gate.drain(retryAfter);
    return (this.#drain ??= new Draining(this));
  }

  /** Forgets everything that is alive, without a word to the peers, and stops every timer. Nothing keeps the process alive after it. */
  dispose(): Disposal {
    this.#disposed = true;
    const disposal = disposeOfAll(this, this.#logger);
    this.#drain?.dispose();
    return disposal;
  }

  createDialog(transaction: InviteServerTransaction, state: DialogState, offer: Body | undefined): SessionDialog {
    return new SessionDialog(transaction, this, state, undefined, offer);
  }

  refuseInvite(
    transaction: ServerTransaction,
    statusCode: number,
    options: RequestOptions | undefined,
    termination: Termination,
  ): void {
    // What our own user has asked for comes with options.
    const code = options === undefined ? "dialog-ended" : undefined;
    this.servers.get(transaction)?.refuse(statusCode, code, options?.extraHeaders, termination);
  }

  endEarlyDialog(transaction: ServerTransaction, dialog: Dialog, termination: Termination): void {
    this.servers.get(transaction)?.endEarlyDialog(dialog, termination);
  }

  reportDescription(message: string): void {
    this.report({ reason: "odd-description", message });
  }

  makeRequest(
    dialog: ClientDialog,
    method: string,
    options?: RequestOptions,
    sequence?: number,
  ): OutgoingRequestMessage {
    return dialogRequest(this, dialog, method, options, sequence);
  }

  sendRequest(
    dialog: ClientDialog,
    message: OutgoingRequestMessage,
    delegate: OutgoingRequestDelegate | undefined,
  ): OutgoingRequest {
    return clientFor(this, dialog, message, delegate).start();
  }

  sendReInvite(
    dialog: ClientDialog,
    message: OutgoingRequestMessage,
    delegate: OutgoingInviteRequestDelegate | undefined,
  ): OutgoingInviteRequest {
    return new ReInviteUserAgentClient(this, dialog, message, delegate).start();
  }

  sendDirectly(transport: Transport, text: string, otherwise?: () => void): void {
    sendDirectly(this, this.#logger, transport, text, otherwise);
  }

  callApplication<T>(what: string, call: () => T): T | undefined {
    return callSafely(call, (error) =>
      this.report({ reason: "application-error", message: `${what} threw: ${String(error)}`, error }),
    );
  }

  report(diagnostic: Diagnostic): void {
    reportDiagnostic(diagnostic, this.delegate, this.#logger);
  }

  /** What is handed in as it was read by somebody else is traced when it is handed in. */
  #traceReceived(message: IncomingMessage, transport: Transport | undefined): void {
    if (this.#traced !== message && transport !== undefined) traceMessage(this, "in", message.data, transport);
    this.#traced = undefined;
  }

  #receive(data: string | Uint8Array, flow: Flow): void {
    if (this.#disposed) return this.report({ reason: "disposed", message: "dropped what came in", transport: flow });
    traceMessage(this, "in", data, flow);
    const message = readReceived(data, flow, this);
    this.#traced = message;
    if (message instanceof ParseFailure) return receiveUnreadable(this, message, flow);
    if (message.mended) reportFailure(this, "mended", message.mended, flow);
    if (!(message instanceof IncomingRequestMessage)) return this.receiveIncomingResponseFromTransport(message);
    this.receiveIncomingRequestFromTransport(message, responseTransport(message, flow));
  }
}
