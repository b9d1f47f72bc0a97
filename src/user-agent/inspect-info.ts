import { ParseFailure } from "../message/grammar/parse-failure.js";
import { Accept } from "../message/header/accept.js";
import { readInfo } from "../message/info-message.js";
import { type IncomingRequestMessage } from "../message/incoming-request-message.js";
import { recvInfoLine } from "./info-package-answer.js";
import { type Refusal } from "./refusal.js";
import { badRequest } from "./request-policy.js";
import { type UserAgentHost } from "./user-agent-host.js";

/** May an INFO come, by its package? One of the old kind, without a package, is the application's to judge. RFC 6086 §4.2.2, §5.2.2 */
export function inspectInfo(
  message: IncomingRequestMessage,
  announced: readonly string[],
  { configuration, limits }: Pick<UserAgentHost, "configuration" | "limits">,
): Refusal | undefined {
  const info = readInfo(message, limits);
  if (info === undefined) return undefined;
  if (info instanceof ParseFailure) return badRequest("bad-info-package", "Malformed Info-Package header field");
  if (!announced.includes(info.name)) return unknownPackage(announced);
  const types = configuration.infoPackages?.[info.name] ?? [];
  const { payload } = info;
  if (payload === undefined || types.length === 0 || types.some((type) => isOfType(payload.contentType, type))) {
    return undefined;
  }
  return { code: "unsupported-media-type", statusCode: 415, extraHeaders: [`Accept: ${types.join(", ")}`] };
}

/** RFC 6086 §4.2.2: nobody waits for it; here is what somebody waits for. */
export function unknownPackage(announced: readonly string[]): Refusal {
  return { code: "info-package-unknown", statusCode: 469, extraHeaders: [recvInfoLine(announced)] };
}

function isOfType(contentType: string, type: string): boolean {
  const [is, may] = [Accept.parse(contentType), Accept.parse(type)];
  if (is instanceof ParseFailure || may instanceof ParseFailure) return false;
  return (may.type === "*" || may.type === is.type) && (may.subtype === "*" || may.subtype === is.subtype);
}
