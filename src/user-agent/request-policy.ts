import { type MultipartLimits } from "../message/body-part.js";
import { type URI } from "../message/grammar/uri.js";
import { type IncomingRequestMessage } from "../message/incoming-request-message.js";
import { type Capabilities } from "./capabilities.js";
import { type Refusal } from "./refusal.js";

/** One check of a request: nothing when it has nothing against it, else the refusal, ready to be sent. */
export type RequestCheck = (message: IncomingRequestMessage) => Refusal | undefined;

/** What the checks of a request out of a dialog go by. */
export interface RequestPolicy {
  readonly capabilities: Capabilities;
  /** How far a multipart body is taken apart. */
  readonly limits: MultipartLimits;
  /** Whether a live transaction holds a copy that came by another way. RFC 3261 §8.2.2.2 */
  readonly merged: boolean;
  /** Whether an INVITE has to allow reliable provisional responses; else 421. */
  readonly requireReliable: boolean;
  /** Whether the Request-URI is one of ours; else 404. `undefined`: the one who was asked failed. */
  readonly acceptRequestUri: (uri: URI, message: IncomingRequestMessage) => boolean | undefined;
  /** What the request came by, as it stands in Via. @defaultValue it does not matter */
  readonly protocol?: string | undefined;
  /** Whether requests of ours may go there; else 400. `undefined`: the one who was asked failed. @defaultValue they may go anywhere */
  readonly acceptTarget: ((uri: URI) => boolean | undefined) | undefined;
  /** What the extensions have to say, in the order in which they are asked. */
  readonly inspect: readonly RequestCheck[];
  /** What the application has to say, after all others; of an INVITE only. */
  readonly extra: readonly RequestCheck[];
}

/** The application's part in a check failed. RFC 3261 §21.5.1 */
export const CHECK_FAILED: Refusal = { code: "handler-failed", statusCode: 500 };

/** RFC 3261 §21.4.1 */
export function badRequest(code: Refusal["code"], reasonPhrase: string): Refusal {
  return { code, statusCode: 400, reasonPhrase };
}
