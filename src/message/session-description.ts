import { type Body, getBody } from "./body.js";
import { BodyPart, type MultipartLimits } from "./body-part.js";
import { ParseFailure } from "./grammar/parse-failure.js";
import { ContentType } from "./header/content.js";
import { type IncomingMessage } from "./incoming-message.js";
import { DEFAULT_LIMITS } from "./limits.js";

/**
 * The session description of a message: its body, or that part of a multipart body which is one.
 *
 * RFC 5621 §4.2: multiparts may nest; of the parts of an alternative the last one that is understood counts, of any other the first.
 *
 * @returns `undefined` when there is none, and where the multipart goes beyond the limits.
 */
export function sessionDescription(
  message: IncomingMessage,
  limits: MultipartLimits = DEFAULT_LIMITS,
): Body | undefined {
  const body = message.hasBody ? getBody(message) : undefined;
  if (body === undefined) return undefined;
  const type = message.first(ContentType);
  if (type === undefined || type instanceof ParseFailure) return undefined;
  // Nearly always; and nothing has to be taken apart for it.
  if (type.type !== "multipart") return body.contentDisposition === SESSION ? body : undefined;
  const whole = BodyPart.of(message, limits);
  const part = whole && findDescription(whole);
  return part && { contentDisposition: SESSION, contentType: part.contentType, content: part.content };
}

/** The body, if it is a session description: disposition `session`, which SDP has by default. RFC 3261 §20.11 */
export function descriptionIn(body: Body | undefined): Body | undefined {
  if (body === undefined) return undefined;
  const whole = getBody(body);
  return DISPOSITION_SESSION.test(whole?.contentDisposition ?? "") ? whole : undefined;
}

const DISPOSITION_SESSION = /^session[ \t]*(?:;|$)/i;

function findDescription(part: BodyPart): BodyPart | undefined {
  // RFC 3261 §20.11: what has the disposition `session` describes the session; SDP has it by default.
  if (part.parts === undefined) return isDescription(part) ? part : undefined;
  if (part.parts instanceof ParseFailure) return undefined;
  for (const inner of bestFirst(part, part.parts)) {
    const found = findDescription(inner);
    if (found) return found;
  }
  return undefined;
}

function isDescription(part: BodyPart): boolean {
  const { type, disposition, isEmpty, isTransferEncoded } = part;
  return disposition === SESSION && !isEmpty && !isTransferEncoded && !(type instanceof ParseFailure);
}

/** RFC 2046 §5.1.4: the alternatives stand in the order in which they get better. */
function bestFirst({ type }: BodyPart, parts: readonly BodyPart[]): readonly BodyPart[] {
  return type instanceof ParseFailure || type.subtype !== "alternative" ? parts : [...parts].reverse();
}

const SESSION = "session";
