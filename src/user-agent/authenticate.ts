import { isReliable, type Transport } from "../environment/flow.js";
import { isThenable } from "../environment/thenable.js";
import { type IncomingRequestMessage } from "../message/incoming-request-message.js";
import { AuthenticatingServer } from "./authenticating-server.js";
import { type AuthenticatedPeer, type Authentication } from "./authenticator.js";
import { refuseNew } from "./refuse-new.js";
import { type Refusal } from "./refusal.js";
import { refuseStateless } from "./refuse-stateless.js";
import { reportRefusal } from "./report-refusal.js";
import { checkDuties } from "./response-duties.js";
import { type UserAgentHost } from "./user-agent-host.js";

/**
 * Has the sender of a new request found out before anything else is looked at, and goes on when the request is let in. RFC 3261 §8.2
 *
 * What stands in the way is answered without a transaction, RFC 3261 §26.3.2.4. ACK and CANCEL, which nobody may challenge, do not come
 * here, RFC 3261 §22.1.
 */
export function authenticate(
  host: UserAgentHost,
  message: IncomingRequestMessage,
  transport: Transport,
  proceed: () => void,
): void {
  const { authenticator } = host.configuration;
  const peer = peerToAsk(host, message, transport);
  if (authenticator === undefined || peer === "nobody") return proceed();
  // RFC 3261 §8.2.2.2: the other copy of a request that was let in has the same credentials, and they are used up.
  if (host.transactions.findMerged(message)) return refuseStateless(host, message, MERGED, transport);
  const judge = (outcome: Outcome): Judgement => judged(host, { message, transport }, peer, outcome);
  const outcome = host.callApplication(
    "authenticator",
    () => authenticator.authenticate(message, transport) ?? UNASKED,
  );
  if (isThenable(outcome)) {
    const server = new AuthenticatingServer(host, message, transport);
    return wait(host, server, outcome, judge, proceed);
  }
  const refusal = judge(outcome);
  if (refusal === LET_IN) return proceed();
  const sent = host.callApplication("authenticator", () => {
    checkDuties(refusal);
    refuseNew(host, message, refusal, transport);
    return true;
  });
  if (sent === undefined) refuseStateless(host, message, FAILED, transport);
}

/** What came of asking: `undefined` when the authenticator failed. */
type Outcome = Authentication | typeof UNASKED | undefined;

/** Whoever is not let in in so many words is refused, also where code without types forgets the refusal. */
type Judgement = Refusal | typeof LET_IN;

const UNASKED = "unasked";
const LET_IN = "let in";
const MERGED: Refusal = { code: "merged", statusCode: 482 };
const FAILED: Refusal = { code: "handler-failed", statusCode: 500 };

/** Who it has to be: anyone, the peer of the dialog, or nobody where there is no reason to ask. */
function peerToAsk(
  host: UserAgentHost,
  { callId, toTag, fromTag = "" }: IncomingRequestMessage,
  transport: Transport,
): AuthenticatedPeer | "anyone" | "nobody" {
  if (toTag === undefined) return "anyone";
  if (host.configuration.authenticateInDialog !== true) return "nobody";
  const dialog = host.dialogs.find(callId, toTag, fromTag);
  const peer = dialog && host.authenticatedPeers.get(dialog);
  // RFC 3261 §26.1.4: who has a connection to itself was asked when it began to use it.
  const isKnown = peer === undefined || (isReliable(transport) && transport === peer.transport);
  return isKnown ? "nobody" : peer;
}

function judged(
  host: UserAgentHost,
  { message, transport }: { readonly message: IncomingRequestMessage; readonly transport: Transport },
  peer: AuthenticatedPeer | "anyone",
  outcome: Outcome,
): Judgement {
  if (outcome === undefined) return FAILED;
  if (outcome === UNASKED) return LET_IN;
  if (outcome.kind !== "authenticated") return outcome.refusal;
  host.authenticatedPeers.set(message, { user: outcome.user, transport });
  return peer === "anyone" || peer.user === outcome.user ? LET_IN : { code: "forbidden", statusCode: 403 };
}

/** Keeps the request until it is known who has sent it; then it goes on as if it had come now. */
function wait(
  host: UserAgentHost,
  server: AuthenticatingServer,
  outcome: PromiseLike<Authentication | undefined>,
  judge: (outcome: Outcome) => Judgement,
  proceed: () => void,
): void {
  const settle = (settled: Outcome): void => {
    // Cancelled, out of time or disposed of meanwhile.
    if (server.answered) return;
    const refusal = judge(settled);
    if (refusal === LET_IN) {
      server.dispose();
      return proceed();
    }
    const sent = host.callApplication("authenticator", () => server.reject(refusal));
    if (sent === undefined) server.refuse(500, FAILED.code);
    else reportRefusal(host, server.message, refusal, server.transaction.transport);
  };
  outcome
    .then(
      (settled) => settle(settled ?? UNASKED),
      () => settle(undefined),
    )
    .then(undefined, (error: unknown) =>
      host.report({ reason: "internal-error", message: `a bug: ${String(error)}`, error }),
    );
}
