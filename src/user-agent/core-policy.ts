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
export function corePolicy(host: InspectingHost, merged: boolean, protocol?: string): RequestPolicy {
  const { configuration, capabilities, limits } = host;
  const { acceptRequestUri, inspect } = askingOf(host);
  const checks = configuration.inviteChecks;
  return {
    capabilities,
    limits,
    merged,
    protocol,
    requireReliable: configuration.requireReliable ?? false,
    acceptRequestUri,
    acceptTarget: targetCheck(host),
    inspect,
    extra: checks === undefined ? NONE : checks.map((check) => guarded(check, host)),
  };
}

/** Whether requests of ours may go somewhere, by the application; `undefined` where it does not care. */
export function targetCheck(host: InspectingHost): RequestPolicy["acceptTarget"] {
  const { acceptTarget } = host.configuration;
  return acceptTarget && ((uri) => host.callApplication("acceptTarget", () => acceptTarget(uri)));
}

/** What is the same for each request of a core: made with the first. */
type Asking = Pick<RequestPolicy, "acceptRequestUri" | "inspect">;

const asking = new WeakMap<InspectingHost, Asking>();

function askingOf(host: InspectingHost): Asking {
  let known = asking.get(host);
  if (known === undefined) {
    known = {
      acceptRequestUri: (uri, message) => {
        const { acceptRequestUri } = host.configuration;
        if (acceptRequestUri === undefined) return isOurUser(uri, host.configuration);
        return host.callApplication("acceptRequestUri", () => acceptRequestUri(uri, message));
      },
      inspect: [inspectRefer, inspectReferContact, (message) => inspectSessionTimer(message, host.sessionTimers)],
    };
    asking.set(host, known);
  }
  return known;
}

/** As SIP.js: only the user part counts. */
function isOurUser(uri: URI, { aor, contact }: UserAgentCoreConfiguration): boolean {
  if (aor === undefined && contact === undefined) return true;
  const ours = [aor, contact?.uri, contact?.pubGruu, contact?.tempGruu].filter((own) => own !== undefined);
  return ours.length === 0 || ours.some((own) => own.user === uri.user);
}

const NONE: readonly RequestCheck[] = [];

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
