import { BodyPart } from "./body-part.js";
import { ParseFailure } from "./grammar/parse-failure.js";
import { unquote } from "./grammar/scanner.js";
import { type URI } from "./grammar/uri.js";
import { ReferredBy } from "./header/from-to.js";
import { type IncomingMessage } from "./incoming-message.js";

/** Who has sent somebody to us, as that somebody says: nothing of it is proven. RFC 3892 §2.3 */
export interface Referrer {
  readonly uri: URI;
  readonly displayName: string | undefined;
  /** By which `token` is found; `undefined` where the header names none. */
  readonly cid: string | undefined;
  /** The part of the body that the referrer has signed. Without one whoever sent the request may have made all of it up. */
  readonly token: BodyPart | undefined;
}

/** Reads the Referred-By of a request; `undefined` when it has none. RFC 3892 §2.3 */
export function readReferrer(message: IncomingMessage): Referrer | ParseFailure | undefined {
  const referredBy = message.first(ReferredBy);
  if (referredBy === undefined || referredBy instanceof ParseFailure) return referredBy;
  const { uri, displayName } = referredBy;
  const quoted = referredBy.getParam("cid");
  const cid = typeof quoted === "string" ? unquote(quoted) : undefined;
  const body = cid === undefined ? undefined : BodyPart.of(message);
  return { uri, displayName, cid, token: body && findPart(body, `<${cid}>`) };
}

function findPart(part: BodyPart, contentId: string): BodyPart | undefined {
  if (part.getHeader("content-id") === contentId) return part;
  if (part.parts === undefined || part.parts instanceof ParseFailure) return undefined;
  for (const inner of part.parts) {
    const found = findPart(inner, contentId);
    if (found !== undefined) return found;
  }
  return undefined;
}
