import { BodyPart, type MultipartLimits } from "./body-part.js";
import { type ParameterMap } from "./grammar/parameter-map.js";
import { ParseFailure } from "./grammar/parse-failure.js";
import { InfoPackage } from "./header/info-package.js";
import { type IncomingMessage } from "./incoming-message.js";
import { DEFAULT_LIMITS } from "./limits.js";

/** What an INFO carries, where it is of a package. RFC 6086 §4.3.1 */
export interface InfoMessage {
  /** Of the package. Case matters. */
  readonly name: string;
  readonly parameters: ParameterMap;
  /** The part of the body that belongs to the package; `undefined` where there is none. */
  readonly payload: BodyPart | undefined;
}

/** Reads an INFO; `undefined` for one of the old kind, without an Info-Package. RFC 6086 §4.3.1 */
export function readInfo(
  message: IncomingMessage,
  limits: MultipartLimits = DEFAULT_LIMITS,
): InfoMessage | ParseFailure | undefined {
  const read = message.first(InfoPackage);
  if (read === undefined || read instanceof ParseFailure) return read;
  const body = BodyPart.of(message, limits);
  return { ...read, payload: body && findPayload(body, true) };
}

function findPayload(part: BodyPart, isWhole: boolean): BodyPart | undefined {
  if (part.disposition === DISPOSITION) return part;
  // In the field the disposition may be missing where there is nothing it could be mistaken for.
  if (part.parts === undefined)
    return isWhole && part.getHeader("content-disposition") === undefined ? part : undefined;
  if (part.parts instanceof ParseFailure) return undefined;
  for (const inner of part.parts) {
    const found = findPayload(inner, false);
    if (found !== undefined) return found;
  }
  return undefined;
}

const DISPOSITION = "info-package";
