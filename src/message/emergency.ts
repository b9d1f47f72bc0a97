import { ParseFailure } from "./grammar/parse-failure.js";
import { type URI } from "./grammar/uri.js";
import { Geolocation, GeolocationRouting } from "./header/geolocation.js";
import { Priority } from "./header/option-tags.js";
import { type IncomingRequestMessage } from "./incoming-request-message.js";

/** What a request says of an emergency. Anybody may claim one. */
export interface EmergencyClaim {
  /** The service that is called, such as `sos.fire`; in lower case. RFC 5031 */
  readonly service: string | undefined;
  /** In lower case: `emergency`, `psap-callback`, … */
  readonly priority: string | undefined;
  /** Whether either says that this is about an emergency. */
  readonly isEmergency: boolean;
}

/** Where a caller says it is. */
export interface ClaimedLocations {
  /** References: a part of the body (`cid:`), or a place to ask. Nothing here ever asks. */
  readonly uris: readonly URI[];
  /** Whether they may be used to find the way. */
  readonly mayRoute: boolean;
}

/** Reads whether a request is about an emergency: by its Request-URI, its To, or its Priority. RFC 3261 §20.26 */
export function readEmergencyClaim(message: IncomingRequestMessage): EmergencyClaim {
  const service = serviceOf(message.ruri) ?? serviceOf(message.to.uri);
  const value = message.first(Priority);
  const priority = typeof value === "string" ? value.toLowerCase() : undefined;
  const isEmergency = service !== undefined || priority === "emergency" || priority === "psap-callback";
  return { service, priority, isEmergency };
}

/** Reads where the caller says it is. RFC 6442 §4.1; RFC 6442 §4.2: nobody may find the way by it where nothing is said. */
export function readClaimedLocations(message: IncomingRequestMessage): ClaimedLocations {
  const uris = message.all(Geolocation).flatMap((value) => (value instanceof ParseFailure ? [] : value.uri));
  return { uris, mayRoute: message.first(GeolocationRouting) === true };
}

function serviceOf(uri: URI): string | undefined {
  const [, service] = SOS.exec(uri.toString()) ?? [];
  return service?.toLowerCase();
}

const SOS = /^urn:service:(sos(?:\.[a-z0-9-]+)*)$/i;
