import { type Body, contentDispositionFor, getBody } from "./body.js";
import { ParseFailure } from "./grammar/parse-failure.js";
import { ContentDisposition, ContentType } from "./header/content.js";
import { type IncomingMessage } from "./incoming-message.js";
import { DEFAULT_MULTIPART_LIMITS, type MultipartLimits, splitMultipart } from "./multipart.js";

/**
 * The session description of a message: its body, or that part of a multipart body which is one.
 *
 * RFC 5621 §4.2: multiparts may nest; of the parts of an alternative the last one that is understood counts, of any other the first.
 *
 * @returns `undefined` when there is none, and where the multipart goes beyond the limits.
 */
export function sessionDescription(
  message: IncomingMessage,
  limits: MultipartLimits = DEFAULT_MULTIPART_LIMITS,
): Body | undefined {
  const body = getBody(message);
  return body && findDescription(body, limits, { left: limits.parts }, 0);
}

function findDescription(
  body: Body,
  limits: MultipartLimits,
  parts: { left: number },
  depth: number,
): Body | undefined {
  const type = ContentType.parse(body.contentType);
  if (type instanceof ParseFailure) return undefined;
  if (type.type !== "multipart") return isDescription(body) ? body : undefined;
  const boundary = type.parameters["boundary"];
  if (!boundary || depth >= limits.depth) return undefined;
  const split = splitMultipart(body.content, boundary, parts.left);
  if (split instanceof ParseFailure) return undefined;
  parts.left -= split.length;
  const order = type.subtype === "alternative" ? split.reverse() : split;
  for (const { headers, content } of order) {
    const contentType = headers.get("content-type") ?? "text/plain";
    const found = findDescription(
      { contentType, content, contentDisposition: dispositionOf(headers.get("content-disposition"), contentType) },
      limits,
      parts,
      depth + 1,
    );
    if (found) return found;
  }
  return undefined;
}

/** RFC 3261 §20.11: what has the disposition `session` describes the session; SDP has it by default. */
function isDescription(body: Body): boolean {
  return body.contentDisposition === "session" && body.content !== "";
}

function dispositionOf(text: string | undefined, contentType: string): string {
  const disposition = text === undefined ? undefined : ContentDisposition.parse(text);
  return disposition === undefined || disposition instanceof ParseFailure
    ? contentDispositionFor(contentType)
    : disposition.type;
}
