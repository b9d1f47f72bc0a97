import { type URI } from "../message/grammar/uri.js";
import { type IncomingRequestMessage } from "../message/incoming-request-message.js";
import { constructOutgoingResponse } from "../message/outgoing-response.js";
import { inspectRefer, inspectReferContact } from "./inspect-refer.js";
import { inspectSessionTimer } from "./inspect-session-timer.js";
import { type Refusal } from "./refusal.js";
import { CHECK_FAILED, type RequestCheck, type RequestPolicy } from "./request-policy.js";
import { checkDuties } from "./response-duties.js";
import { type UserAgentCoreConfiguration } from "./user-agent-core-configuration.js";
import { type UserAgentHost } from "./user-agent-host.js";

/** Of a core, what its checks look at. */
export type InspectingHost = Pick<
  UserAgentHost,
  "configuration" | "capabilities" | "limits" | "sessionTimers" | "callApplication"
>;

/** What a core goes by when it checks a request out of a dialog. Where the application is asked, it may fail. */
export function corePolicy(host: InspectingHost, merged: boolean): RequestPolicy {
  const { configuration, capabilities, limits, sessionTimers } = host;
  const accept = configuration.acceptRequestUri ?? ((uri: URI) => isOurUser(uri, configuration));
  return {
    capabilities,
    limits,
    merged,
    requireReliable: configuration.requireReliable ?? false,
    acceptRequestUri: (uri, message) => host.callApplication("acceptRequestUri", () => accept(uri, message)),
    acceptTarget: targetCheck(host),
    inspect: [inspectRefer, inspectReferContact, (message) => inspectSessionTimer(message, sessionTimers)],
    extra: (configuration.inviteChecks ?? []).map((check) => guarded(check, host)),
  };
}

/** Whether requests of ours may go somewhere, by the application. */
export function targetCheck(host: InspectingHost): RequestPolicy["acceptTarget"] {
  const { acceptTarget } = host.configuration;
  if (acceptTarget === undefined) return () => true;
  return (uri) => host.callApplication("acceptTarget", () => acceptTarget(uri));
}

/** As SIP.js: only the user part counts. */
function isOurUser(uri: URI, { aor, contact }: UserAgentCoreConfiguration): boolean {
  const ours = [aor, contact?.uri, contact?.pubGruu, contact?.tempGruu].filter((own) => own !== undefined);
  return ours.length === 0 || ours.some((own) => own.user === uri.user);
}

/** A check that throws, or gives what cannot be written, is a 500. */
function guarded(check: RequestCheck, host: InspectingHost): RequestCheck {
  return (message) => {
    const outcome = host.callApplication("inviteChecks", () => checkedRefusal(check(message), message) ?? "none");
    return outcome === undefined ? CHECK_FAILED : outcome === "none" ? undefined : outcome;
  };
}

function checkedRefusal(refusal: Refusal | undefined, message: IncomingRequestMessage): Refusal | undefined {
  if (refusal === undefined) return undefined;
  const { statusCode } = refusal;
  if (!(statusCode >= 300))
    throw new TypeError(`cannot refuse with ${statusCode}: the status code has to be 300 to 699`);
  checkDuties(refusal);
  constructOutgoingResponse(message, { ...refusal, toTag: "checked" });
  return refusal;
}
