import { type Environment } from "../environment/environment.js";
import { type Transport } from "../environment/flow.js";
import { type ClientDialog } from "../dialog/dialog-user.js";
import { type DialogState } from "../dialog/dialog-state.js";
import { type IncomingRequest } from "../dialog/incoming-request.js";
import { type OutgoingRequest, type OutgoingRequestDelegate } from "../dialog/outgoing-request.js";
import { type OutgoingInviteRequest, type OutgoingInviteRequestDelegate } from "../dialog/session.js";
import { type Body } from "../message/body.js";
import { type IncomingRequestMessage } from "../message/incoming-request-message.js";
import { type IncomingResponseMessage } from "../message/incoming-response-message.js";
import { type OutgoingRequestMessage } from "../message/outgoing-request-message.js";
import { type InviteServerTransaction } from "../transaction/invite-server-transaction.js";
import { NotifyUserAgentServer } from "../user-agent/method-user-agent-servers.js";
import { type Disposal } from "../user-agent/disposal.js";
import { UserAgentCore as Core } from "../user-agent/user-agent-core.js";
import { type UserAgentCoreConfiguration } from "../user-agent/user-agent-core-configuration.js";
import { type UserAgentCoreDelegate } from "../user-agent/user-agent-core-delegate.js";
import { UserAgentServer } from "../user-agent/user-agent-server.js";
import { AllowedMethods } from "./allowed-methods.js";
import { factoryCredentials } from "./factory-credentials.js";
import { Grammar } from "./grammar.js";
import { IncomingRequestMessage as WritableRequest } from "./incoming-request-message.js";
import { SessionDialog } from "./session-dialog.js";
import { createSipjsEnvironment } from "./timers.js";

/** Who sent a request out of a dialog: one of SIP.js's own user agent clients. */
export interface ForeignClient {
  readonly transaction: { receiveResponse(message: IncomingResponseMessage): void };
  dispose(): void;
}

/** Who subscribed to something: one of SIP.js's own subscription dialogs. */
export interface Subscriber {
  onNotify(request: NotifyUserAgentServer): void;
  dispose(): void;
}

/**
 * The core under SIP.js's names and with its defaults, as far as the RFCs allow them.
 *
 * What it does not have are clients for INVITE and SUBSCRIBE out of a dialog; SIP.js's own may register themselves in `userAgentClients` and
 * `subscribers`.
 */
export class UserAgentCore extends Core {
  /** By top-Via branch and method, one after the other. */
  readonly userAgentClients = new Map<string, ForeignClient>();
  /** By Call-ID, local tag and event, one after the other. */
  readonly subscribers = new Map<string, Subscriber>();
  /** SIP.js keeps a server for as long as its transaction. */
  override readonly settles = false;
  readonly #readings = new WeakMap<IncomingRequestMessage, Reading>();

  constructor(configuration: UserAgentCoreConfiguration, delegate: UserAgentCoreDelegate = {}) {
    super(withDefaults(configuration), delegate);
  }

  /** Who answers what came in, by the branch of its top Via. A copy; CANCELs are left out. */
  get userAgentServers(): ReadonlyMap<string, UserAgentServer> {
    const servers = new Map<string, UserAgentServer>();
    for (const [transaction, server] of this.servers) {
      if (server instanceof UserAgentServer && server.message.method !== "CANCEL") servers.set(transaction.id, server);
    }
    return servers;
  }

  /** The delegate, with SIP.js's answers where it has none. */
  override get handlers(): UserAgentCoreDelegate {
    const { delegate } = this;
    const handlers: UserAgentCoreDelegate = { onOptions: answerOptions, onSubscribe: refuseSubscription };
    for (const name of HANDLERS) {
      if (delegate[name] !== undefined) Object.assign(handlers, { [name]: delegate[name].bind(delegate) });
    }
    return handlers;
  }

  override receiveIncomingRequestFromTransport(message: IncomingRequestMessage, transport?: Transport): void {
    if (message.method === "NOTIFY" && this.#notifySubscriber(message, transport)) return;
    if (!(message instanceof WritableRequest)) return super.receiveIncomingRequestFromTransport(message, transport);
    const reading = this.#readings.get(message);
    const { toTag } = message;
    // An application may have written its own tag into what it was given; a second look at the same request must not see it.
    if (reading !== undefined && isSame(reading, message)) message.toTag = reading.toTag;
    else this.#readings.set(message, readingOf(message));
    super.receiveIncomingRequestFromTransport(message, transport);
    if (reading !== undefined && isSame(reading, message)) message.toTag = toTag;
  }

  override receiveIncomingResponseFromTransport(message: IncomingResponseMessage): void {
    const client = this.userAgentClients.get((message.viaBranch ?? "") + message.method);
    if (client === undefined) return super.receiveIncomingResponseFromTransport(message);
    client.transaction.receiveResponse(message);
  }

  /** Makes a dialog with SIP.js's members. */
  override createDialog(
    transaction: InviteServerTransaction,
    state: DialogState,
    offer: Body | undefined,
  ): SessionDialog {
    return new SessionDialog(transaction, this, state, undefined, offer);
  }

  override sendReInvite(
    dialog: ClientDialog,
    message: OutgoingRequestMessage,
    delegate: OutgoingInviteRequestDelegate | undefined,
  ): OutgoingInviteRequest {
    return super.sendReInvite(dialog, message, acknowledgingThrough(dialog, delegate));
  }

  /** Forgets everything that is alive. As in SIP.js the core may be used again afterwards. */
  override dispose(): Disposal {
    const requests = [...this.servers.values()].filter((server) => !server.answered).length;
    const disposal = { sessions: this.dialogs.size, requests, transactions: this.transactions.size };
    for (const client of this.userAgentClients.values()) client.dispose();
    for (const subscriber of this.subscribers.values()) subscriber.dispose();
    for (const server of [...this.servers.values()]) server.dispose();
    for (const dialog of [...this.dialogs.values()]) dialog.dispose();
    this.transactions.dispose();
    this.counts?.clear();
    for (const map of [this.userAgentClients, this.subscribers, this.dialogs]) map.clear();
    return disposal;
  }

  /** Alias of `request`. */
  message(message: OutgoingRequestMessage, delegate?: OutgoingRequestDelegate): OutgoingRequest {
    return this.request(message, delegate);
  }

  /** Alias of `request`. */
  publish(message: OutgoingRequestMessage, delegate?: OutgoingRequestDelegate): OutgoingRequest {
    return this.request(message, delegate);
  }

  /** Alias of `request`. */
  register(message: OutgoingRequestMessage, delegate?: OutgoingRequestDelegate): OutgoingRequest {
    return this.request(message, delegate);
  }

  /** Alias of `dispose`. */
  reset(): void {
    this.dispose();
  }

  #notifySubscriber(message: IncomingRequestMessage, transport: Transport = this.transport): boolean {
    if (this.subscribers.size === 0 || message.toTag === undefined) return false;
    if (this.transactions.findServer(message) !== undefined) return false;
    const event = Grammar.parse(message.getHeader("Event") ?? "", "Event") as { readonly event?: string };
    const subscriber = this.subscribers.get(`${message.callId}${message.toTag}${event.event ?? ""}`);
    subscriber?.onNotify(new NotifyUserAgentServer(this, message, undefined, transport));
    return subscriber !== undefined;
  }
}

/** What a message said when it was handed in. */
interface Reading {
  readonly method: string;
  readonly callId: string;
  readonly cseq: number;
  readonly viaBranch: string | undefined;
  readonly toTag: string | undefined;
}

function readingOf({ method, callId, cseq, viaBranch, toTag }: IncomingRequestMessage): Reading {
  return { method, callId, cseq, viaBranch, toTag };
}

function isSame(reading: Reading, message: IncomingRequestMessage): boolean {
  return (
    reading.method === message.method &&
    reading.callId === message.callId &&
    reading.cseq === message.cseq &&
    reading.viaBranch === message.viaBranch
  );
}

/** The 200 to an OPTIONS says what SIP.js's says. RFC 3261 §11.2 */
const ACCEPTED_TYPES: readonly string[] = ["application/sdp", "application/dtmf-relay"];
const OPTIONS_HEADERS: readonly string[] = [
  `Allow: ${AllowedMethods.join(", ")}`,
  `Accept: ${ACCEPTED_TYPES.join(", ")}`,
];

const HANDLERS = [
  "onInvite",
  "onMessage",
  "onNotify",
  "onOptions",
  "onPublish",
  "onRefer",
  "onRegister",
  "onSubscribe",
] as const;

/** RFC 6665 has no code for "nobody is here to notify"; SIP.js's choice. */
function refuseSubscription(request: IncomingRequest): void {
  request.reject({ statusCode: 480 });
}

function answerOptions(request: IncomingRequest): void {
  request.accept({ extraHeaders: OPTIONS_HEADERS });
}

/** SIP.js's configuration, with what it lacks. Changes of the original are seen. */
function withDefaults(configuration: UserAgentCoreConfiguration): UserAgentCoreConfiguration {
  const environment: Partial<Environment> = { ...createSipjsEnvironment(), ...configuration.environment };
  const capabilities = {
    methods: AllowedMethods,
    // A body of any type is the application's to refuse: SIP.js's upper layer asks its description handler. RFC 3261 §8.2.3
    contentTypes: [...ACCEPTED_TYPES, "*/*"],
    ...configuration.capabilities,
  };
  // SIP.js's applications time their sessions themselves, if at all.
  const sessionTimers = configuration.sessionTimers ?? false;
  const credentials = configuration.credentials ?? factoryCredentials(configuration);
  return Object.assign(Object.create(configuration) as object, {
    environment,
    capabilities,
    sessionTimers,
    credentials,
  });
}

/** Has `ack` of a response go through the dialog, which knows what SIP.js's upper layer expects of it. */
function acknowledgingThrough(
  dialog: ClientDialog,
  delegate: OutgoingInviteRequestDelegate | undefined,
): OutgoingInviteRequestDelegate | undefined {
  if (delegate === undefined || !(dialog instanceof SessionDialog)) return delegate;
  return {
    onTrying: (response) => delegate.onTrying?.(response),
    onProgress: (response) => delegate.onProgress?.(response),
    onRedirect: (response) => delegate.onRedirect?.(response),
    onReject: (response) => delegate.onReject?.(response),
    ...(delegate.onAccept === undefined
      ? {}
      : {
          onAccept: (response) => {
            dialog.acknowledgeWith((options) => response.ack(options));
            delegate.onAccept?.({ ...response, ack: (options) => dialog.ack(options) });
          },
        }),
  };
}
