import { ParseFailure } from "./grammar/parse-failure.js";
import { RecvInfo, type InfoPackageValue } from "./header/info-package.js";
import { type IncomingMessage } from "./incoming-message.js";

/**
 * The INFO packages that the sender of a message wants to get; `undefined` when it says nothing, so that what it said before still holds.
 *
 * RFC 6086 §5.2.2: an empty list takes all back. What cannot be read is left out.
 */
export function announcedInfoPackages(message: IncomingMessage): readonly InfoPackageValue[] | undefined {
  if (!message.hasHeader("Recv-Info")) return undefined;
  return message.all(RecvInfo).flatMap((value) => (value instanceof ParseFailure ? [] : value));
}
