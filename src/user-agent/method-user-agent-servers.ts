import { type Transport } from "../environment/flow.js";
import { type IncomingRequestDelegate } from "../dialog/incoming-request.js";
import { type IncomingRequestMessage } from "../message/incoming-request-message.js";
import { type OutgoingResponse, type ResponseOptions } from "../message/outgoing-response.js";
import { NonInviteServerTransaction } from "../transaction/non-invite-server-transaction.js";
import { optionsHeaders } from "./options-headers.js";
import { type UserAgentHost } from "./user-agent-host.js";
import { UserAgentServer } from "./user-agent-server.js";

/** Answers a request other than INVITE out of a dialog. RFC 3261 §8.2 */
export class NonInviteUserAgentServer extends UserAgentServer {
  constructor(
    core: UserAgentHost,
    message: IncomingRequestMessage,
    delegate?: IncomingRequestDelegate,
    transport?: Transport,
  ) {
    super(NonInviteServerTransaction, core, message, delegate, transport);
  }
}

/** Answers an OPTIONS; every response tells what we can do. RFC 3261 §11.2 */
export class OptionsUserAgentServer extends NonInviteUserAgentServer {
  protected override construct(options: ResponseOptions): OutgoingResponse {
    const extraHeaders = [...(options.extraHeaders ?? []), ...optionsHeaders(this.core, options)];
    return super.construct({ ...options, extraHeaders });
  }
}

// Names that SIP.js has, without behaviour of their own.

/** RFC 3428 */
export class MessageUserAgentServer extends NonInviteUserAgentServer {}
/** RFC 6665 */
export class NotifyUserAgentServer extends NonInviteUserAgentServer {}
/** RFC 3261 §10 */
export class RegisterUserAgentServer extends NonInviteUserAgentServer {}
/** RFC 6665 */
export class SubscribeUserAgentServer extends NonInviteUserAgentServer {}
