import { type Transport } from "../environment/flow.js";
import { type IncomingRequestDelegate } from "../dialog/incoming-request.js";
import { type IncomingRequestMessage } from "../message/incoming-request-message.js";
import {
  ByeUserAgentServer as CoreByeUserAgentServer,
  InfoUserAgentServer as CoreInfoUserAgentServer,
} from "../user-agent/in-dialog-user-agent-server.js";
import { NotifyUserAgentServer as CoreNotifyUserAgentServer } from "../user-agent/method-user-agent-servers.js";
import { PrackUserAgentServer as CorePrackUserAgentServer } from "../user-agent/prack-user-agent-server.js";
import { ReferUserAgentServer as CoreReferUserAgentServer } from "../user-agent/refer-user-agent-server.js";
import { ReInviteUserAgentServer as CoreReInviteUserAgentServer } from "../user-agent/re-invite-user-agent-server.js";
import { type UserAgentHost } from "../user-agent/user-agent-host.js";
import { UserAgentServer } from "../user-agent/user-agent-server.js";
import { SessionDialog } from "./session-dialog.js";

// SIP.js's constructors know the core by the dialog. `instanceof` holds for those that the core itself has made, too.

/** Answers an INVITE that asks for a change to a session. RFC 3261 §14.2 */
export class ReInviteUserAgentServer extends CoreReInviteUserAgentServer {
  constructor(
    dialog: SessionDialog,
    message: IncomingRequestMessage,
    delegate?: IncomingRequestDelegate,
    transport?: Transport,
  ) {
    super(dialog, dialog.userAgentCore, message, delegate, transport);
  }

  static override [Symbol.hasInstance](value: unknown): boolean {
    return value instanceof CoreReInviteUserAgentServer;
  }
}

/** Answers a BYE. RFC 3261 §15.1.2 */
export class ByeUserAgentServer extends CoreByeUserAgentServer {
  constructor(
    dialog: SessionDialog,
    message: IncomingRequestMessage,
    delegate?: IncomingRequestDelegate,
    transport?: Transport,
  ) {
    super(dialog, dialog.userAgentCore, message, delegate, transport);
  }

  static override [Symbol.hasInstance](value: unknown): boolean {
    return value instanceof CoreByeUserAgentServer;
  }
}

/** Answers an INFO. RFC 6086 */
export class InfoUserAgentServer extends CoreInfoUserAgentServer {
  constructor(
    dialog: SessionDialog,
    message: IncomingRequestMessage,
    delegate?: IncomingRequestDelegate,
    transport?: Transport,
  ) {
    super(dialog, dialog.userAgentCore, message, delegate, transport);
  }

  static override [Symbol.hasInstance](value: unknown): boolean {
    return value instanceof CoreInfoUserAgentServer;
  }
}

/** Answers a PRACK. RFC 3262 */
export class PrackUserAgentServer extends CorePrackUserAgentServer {
  constructor(
    dialog: SessionDialog,
    message: IncomingRequestMessage,
    delegate?: IncomingRequestDelegate,
    transport?: Transport,
  ) {
    super(dialog, dialog.userAgentCore, message, delegate, transport);
  }

  static override [Symbol.hasInstance](value: unknown): boolean {
    return value instanceof CorePrackUserAgentServer;
  }
}

/** Answers a NOTIFY, inside a dialog or out of one. RFC 6665 */
export class NotifyUserAgentServer extends CoreNotifyUserAgentServer {
  constructor(
    dialogOrCore: SessionDialog | UserAgentHost,
    message: IncomingRequestMessage,
    delegate?: IncomingRequestDelegate,
    transport?: Transport,
  ) {
    super(coreOf(dialogOrCore), message, delegate, transport);
  }

  static override [Symbol.hasInstance](value: unknown): boolean {
    return value instanceof UserAgentServer && value.message.method === "NOTIFY";
  }
}

/** Answers a REFER, inside a dialog or out of one. RFC 3515 */
export class ReferUserAgentServer extends CoreReferUserAgentServer {
  constructor(
    dialogOrCore: SessionDialog | UserAgentHost,
    message: IncomingRequestMessage,
    delegate?: IncomingRequestDelegate,
    transport?: Transport,
  ) {
    super(coreOf(dialogOrCore), message, delegate, transport);
  }

  static override [Symbol.hasInstance](value: unknown): boolean {
    return value instanceof UserAgentServer && value.message.method === "REFER";
  }
}

function coreOf(dialogOrCore: SessionDialog | UserAgentHost): UserAgentHost {
  return dialogOrCore instanceof SessionDialog ? dialogOrCore.userAgentCore : dialogOrCore;
}
