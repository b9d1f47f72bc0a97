import { createSystemEnvironment } from "../../src/environment/system-environment.js";
import { LoggerFactory } from "../../src/environment/logger.js";
import { DialogMap } from "../../src/dialog/dialog-map.js";
import { type DialogState, dialogStateForServer } from "../../src/dialog/dialog-state.js";
import { type DialogUser } from "../../src/dialog/dialog-user.js";
import { type OutgoingInviteRequest } from "../../src/dialog/session.js";
import { SessionDialog } from "../../src/dialog/session-dialog.js";
import { DEFAULT_LIMITS } from "../../src/message/limits.js";
import { OutgoingRequestMessage } from "../../src/message/outgoing-request-message.js";
import { inviteText, ManualClock, offer, readInvite, type RequestTextOptions } from "../../src/testing/index.js";
import { InviteServerTransaction } from "../../src/transaction/invite-server-transaction.js";

const transport = { protocol: "UDP", send: () => undefined };

/** The state that answering an INVITE makes. */
export function stateOf(options: RequestTextOptions = {}, protocol = "UDP"): DialogState {
  const invite = readInvite(inviteText({ offer, ...options }));
  return dialogStateForServer(invite, "b0b", true, { ...transport, protocol }, "<sip:bob@192.0.2.4>");
}

/** A dialog with nothing above it but a list of what it asks for: `refuse 480`, `BYE`, … */
export function dialogAlone(options: RequestTextOptions = {}) {
  const asked: string[] = [];
  const clock = new ManualClock();
  const loggerFactory = new LoggerFactory();
  loggerFactory.builtinEnabled = false;
  const dialogs = new DialogMap();
  const send: DialogUser["sendReInvite"] = (_dialog, message): OutgoingInviteRequest => {
    asked.push(message.method);
    return { message, delegate: undefined, dispose: () => undefined, cancel: () => undefined };
  };
  const user: DialogUser = {
    environment: { ...createSystemEnvironment(), clock },
    loggerFactory,
    dialogs,
    sessionTimers: undefined,
    flowRecoveryTimeout: 32_000,
    limits: DEFAULT_LIMITS,
    refuseInvite: (_transaction, statusCode) => {
      asked.push(`refuse ${statusCode}`);
      dialog.refuseInvite();
    },
    makeRequest: (of, method, _options, sequence) =>
      new OutgoingRequestMessage({
        method,
        requestUri: of.remoteTargetText,
        via: "SIP/2.0/UDP 192.0.2.4;branch=z9hG4bK1",
        routes: of.routeSet,
        from: of.localParty,
        to: of.remoteParty,
        callId: of.callId,
        cseq: sequence ?? of.nextLocalSequenceNumber(),
      }),
    sendRequest: send,
    sendReInvite: send,
    endEarlyDialog: () => {
      asked.push("refuse 487");
      dialog.refuseInvite();
    },
    reportDescription: () => undefined,
    callApplication: (_what, call) => call(),
  };
  const invite = readInvite(inviteText({ offer, ...options }));
  const transaction = new InviteServerTransaction(invite, transport, { loggerFactory, environment: user.environment });
  const dialog = new SessionDialog(transaction, user, stateOf(options));
  return { dialog, asked, clock, dialogs };
}
