import { type IncomingRequestMessage } from "../message/incoming-request-message.js";
import { namesTag, Require, Supported } from "../message/header/option-tags.js";
import { type ResponseOptions } from "../message/outgoing-response.js";
import { UnsupportedExtensionError } from "../errors.js";
import { type Capabilities } from "./capabilities.js";
import { valueOf } from "./response-duties.js";

/** How a provisional response goes: `application` when our application has numbered it and repeats it by itself. RFC 3262 §3 */
export type Reliability = "unreliable" | "reliable" | "application";

/**
 * Decides how a provisional response is sent.
 *
 * @throws UnsupportedExtensionError when it is to be reliable and one of the two sides cannot do that.
 */
export function reliabilityOf(
  message: IncomingRequestMessage,
  wanted: boolean | "if-supported" | undefined,
  options: ResponseOptions,
  { optionTags }: Capabilities,
): Reliability {
  if (isNumberedByApplication(options)) return "application";
  const required = namesTag(message, Require, "100rel");
  const possible = optionTags.includes("100rel") && (required || namesTag(message, Supported, "100rel"));
  if (wanted === true && !possible) {
    throw new UnsupportedExtensionError(
      `cannot send ${options.statusCode} reliably: 100rel is not supported by both sides`,
    );
  }
  // RFC 3262 §3: who requires it gets every one of them so.
  return possible && (required || (wanted !== undefined && wanted !== false)) ? "reliable" : "unreliable";
}

/** Whether the application has made this provisional response a reliable one by header fields of its own. */
function isNumberedByApplication({ extraHeaders = [] }: Pick<ResponseOptions, "extraHeaders">): boolean {
  const required = valueOf(extraHeaders, "require") ?? "";
  return valueOf(extraHeaders, "rseq") !== undefined && /(^|[,\s])100rel([,\s]|$)/i.test(required);
}
