import { type Transport } from "../environment/flow.js";
import { dialogStateForServer } from "../dialog/dialog-state.js";
import { type IncomingRequestDelegate } from "../dialog/incoming-request.js";
import { type IncomingReferRequest, type Referral, type ReferralOptions } from "../dialog/referral.js";
import { type SessionDialog } from "../dialog/session-dialog.js";
import { SubscriptionDialog } from "../dialog/subscription-dialog.js";
import { ParseFailure } from "../message/grammar/parse-failure.js";
import { type IncomingRequestMessage } from "../message/incoming-request-message.js";
import { type OutgoingResponse, type ResponseOptions } from "../message/outgoing-response.js";
import { readReferTarget, type ReferTarget } from "../message/refer-target.js";
import { acceptReferral } from "./accept-referral.js";
import { contactFor } from "./contact.js";
import { InDialogUserAgentServer } from "./in-dialog-user-agent-server.js";
import { NonInviteUserAgentServer } from "./method-user-agent-servers.js";
import { has } from "./response-duties.js";
import { type UserAgentHost } from "./user-agent-host.js";

/** Answers a REFER out of a dialog; its 2xx makes a dialog for the NOTIFYs. RFC 3515 §2.4.2 */
export class ReferUserAgentServer extends NonInviteUserAgentServer implements IncomingReferRequest {
  get referTo(): ReferTarget {
    return targetIn(this.message);
  }

  acceptReferral(options: ReferralOptions = {}): Referral {
    const { transport } = this.transaction;
    return acceptReferral(this.core, this, options, () => {
      const state = dialogStateForServer(this.message, this.toTag, false, transport, this.#contact);
      const dialog = new SubscriptionDialog(state, transport);
      return { dialog, id: this.core.subscriptions.idFor(dialog, this.message.cseq) };
    });
  }

  protected override construct(options: ResponseOptions): OutgoingResponse {
    const succeeds = options.statusCode >= 200 && options.statusCode < 300;
    return super.construct(succeeds ? withContact(options, this.#contact) : options, { recordRoute: succeeds });
  }

  get #contact(): string {
    return contactFor(this.core, this.message, this.transaction.transport);
  }
}

/** Answers a REFER inside the dialog of a call. RFC 3515 §2.4.2 */
export class InDialogReferUserAgentServer extends InDialogUserAgentServer implements IncomingReferRequest {
  /** That the NOTIFYs carry. RFC 3515 §2.4.6 */
  readonly #id: number | undefined;

  constructor(
    dialog: SessionDialog,
    core: UserAgentHost,
    message: IncomingRequestMessage,
    delegate?: IncomingRequestDelegate,
    transport?: Transport,
  ) {
    super(dialog, core, message, delegate, transport);
    this.#id = core.subscriptions.idFor(dialog, message.cseq);
  }

  get referTo(): ReferTarget {
    return targetIn(this.message);
  }

  acceptReferral(options: ReferralOptions = {}): Referral {
    return acceptReferral(this.core, this, options, () => ({ dialog: this.dialog, id: this.#id }));
  }

  protected override construct(options: ResponseOptions): OutgoingResponse {
    const succeeds = options.statusCode >= 200 && options.statusCode < 300;
    return super.construct(succeeds ? withContact(options, this.dialog.localContact) : options);
  }
}

/** RFC 3515 §2.2: a 2xx to a REFER says where we are. */
function withContact(options: ResponseOptions, contact: string): ResponseOptions {
  const { extraHeaders = [] } = options;
  return has(extraHeaders, "contact")
    ? options
    : { ...options, extraHeaders: [...extraHeaders, `Contact: ${contact}`] };
}

/** What the core hands over has one that can be read. */
function targetIn(message: IncomingRequestMessage): ReferTarget {
  const target = readReferTarget(message);
  if (target instanceof ParseFailure)
    throw new TypeError(`cannot tell what is referred to: expected ${target.expected}`);
  return target;
}
