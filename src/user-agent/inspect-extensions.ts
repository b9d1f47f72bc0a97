import { ParseFailure } from "../message/grammar/parse-failure.js";
import { Require, Supported } from "../message/header/option-tags.js";
import { type IncomingRequestMessage } from "../message/incoming-request-message.js";
import { type Capabilities } from "./capabilities.js";
import { type Refusal } from "./refusal.js";
import { badRequest } from "./request-policy.js";

/** Do we have what the request requires? RFC 3261 §8.2.2.3 */
export function inspectExtensions(message: IncomingRequestMessage, capabilities: Capabilities): Refusal | undefined {
  const required = message.all(Require);
  if (required.length === 0) return undefined;
  const tags = required.filter((tag) => !(tag instanceof ParseFailure)).map(String);
  if (tags.length < required.length) return badRequest("bad-require", "Malformed Require header field");
  const understood = new Set(capabilities.optionTags.map((tag) => tag.toLowerCase()));
  // RFC 3262 §4: an INVITE has reliable responses, and nothing else.
  if (message.method !== "INVITE") understood.delete("100rel");
  const unsupported = tags.filter((tag) => !understood.has(tag.toLowerCase()));
  if (unsupported.length === 0) return undefined;
  return { code: "bad-extension", statusCode: 420, extraHeaders: [`Unsupported: ${unsupported.join(", ")}`] };
}

/** Has the caller what we require? RFC 3261 §21.4.16, RFC 3262 §4 */
export function inspectReliability(message: IncomingRequestMessage, required: boolean): Refusal | undefined {
  if (!required || message.method !== "INVITE" || allowsReliable(message)) return undefined;
  return { code: "extension-required", statusCode: 421, extraHeaders: ["Require: 100rel"] };
}

function allowsReliable(message: IncomingRequestMessage): boolean {
  const tags = [...message.all(Supported), ...message.all(Require)];
  return tags.some((tag) => typeof tag === "string" && tag.toLowerCase() === "100rel");
}
