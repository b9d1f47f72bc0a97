import { type Timer } from "../environment/clock.js";
import { type Transport } from "../environment/flow.js";
import { type IncomingRequestMessage } from "../message/incoming-request-message.js";
import { InviteServerTransaction as CoreInviteServerTransaction } from "../transaction/invite-server-transaction.js";
import { NonInviteServerTransaction as CoreNonInviteServerTransaction } from "../transaction/non-invite-server-transaction.js";
import { TransactionState } from "../transaction/transaction-state.js";
import { type ServerTransactionUser } from "../transaction/transaction-user.js";
import { createSipjsEnvironment, Timers } from "./timers.js";

const REPEAT = "provisionalAgain";

/**
 * An INVITE that came in, for whoever has no core: a proxy, or a test. The lengths of its timers are those of `Timers`.
 *
 * Reads only `method` and `viaBranch` of the request. Repeats the last response from 101 to 199 every
 * `Timers.PROVISIONAL_RESPONSE_INTERVAL`, as SIP.js does; in a core this is the user agent server's. RFC 3261 §13.3.1.1
 */
export class InviteServerTransaction extends CoreInviteServerTransaction {
  readonly #isAlone: boolean;
  #provisional: string | Uint8Array | undefined;
  #repeat: Timer | undefined;

  constructor(request: IncomingRequestMessage, transport: Transport, user: ServerTransactionUser) {
    super(request, transport, userWithTimers(user));
    this.#isAlone = user.environment === undefined;
    this.addStateChangeListener(() => this.#stopRepeating());
  }

  override receiveResponse(statusCode: number, response: string | Uint8Array): void {
    super.receiveResponse(statusCode, response);
    if (!this.#isAlone || statusCode <= 100 || statusCode >= 200) return;
    this.#provisional = response;
    this.#repeat ??= this.#startRepeating();
  }

  override dispose(): void {
    this.#stopRepeating();
    super.dispose();
  }

  override onTimer(name: string): void {
    if (name !== REPEAT) return super.onTimer(name);
    this.#repeat = this.#startRepeating();
    if (this.#provisional !== undefined) this.send(this.#provisional);
  }

  #startRepeating(): Timer {
    return this.environment.clock.setTimer(Timers.PROVISIONAL_RESPONSE_INTERVAL, this, REPEAT);
  }

  #stopRepeating(): void {
    if (this.state === TransactionState.Proceeding && this.#provisional === undefined) return;
    this.#repeat?.stop();
    this.#repeat = undefined;
  }
}

/** Any other request that came in, for whoever has no core. The lengths of its timers are those of `Timers`. */
export class NonInviteServerTransaction extends CoreNonInviteServerTransaction {
  constructor(request: IncomingRequestMessage, transport: Transport, user: ServerTransactionUser) {
    super(request, transport, userWithTimers(user));
  }
}

/** The user itself where it has an environment; else one that has, and passes all on to it. */
function userWithTimers(user: ServerTransactionUser): ServerTransactionUser {
  if (user.environment !== undefined) return user;
  return {
    loggerFactory: user.loggerFactory,
    environment: createSipjsEnvironment(),
    onStateChange: (state) => user.onStateChange?.(state),
    onSend: (message, transport) => user.onSend?.(message, transport),
    onTransportError: (error) => user.onTransportError?.(error),
    onAck: (message) => user.onAck?.(message),
    onTimeout: () => user.onTimeout?.(),
    ...(user.automaticTrying === undefined ? {} : { automaticTrying: () => user.automaticTrying?.() ?? "" }),
  };
}
