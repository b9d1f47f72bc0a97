import { ParseFailure } from "./grammar/parse-failure.js";
import { ContentDisposition, ContentType } from "./header/content.js";
import { type HeaderKey } from "./header/key.js";
import { checkedText } from "./grammar/checked-text.js";
import { IncomingMessage } from "./incoming-message.js";
import { ownedText } from "./owned-text.js";

/** What a message carries. RFC 3261 §7.4 */
export interface Body {
  /** What it is for: `session`, `render`, … with its parameters, if any. */
  readonly contentDisposition: string;
  readonly contentType: string;
  readonly content: string;
}

/** Whatever has a body of ours: an `OutgoingRequestMessage`. */
export interface BodyHolder {
  readonly body?: Body | undefined;
}

/** Whether this is a body. As in SIP.js the disposition may be missing. */
export function isBody(value: unknown): value is Body {
  if (typeof value !== "object" || value === null) return false;
  const { content, contentType, contentDisposition } = value as Partial<Record<keyof Body, unknown>>;
  if (typeof content !== "string" || typeof contentType !== "string") return false;
  return contentDisposition === undefined || typeof contentDisposition === "string";
}

/**
 * The body of a message, or a body made complete: a missing disposition is that which the type implies.
 *
 * @returns `undefined` for an empty one, and for one from the network that does not say its type. Never throws.
 */
export function getBody(message: IncomingMessage | BodyHolder | Body): Body | undefined {
  if (message instanceof IncomingMessage) return receivedBody(message);
  if (isBody(message)) return completed(message);
  const { body } = message;
  return body && completed(body);
}

/** The same body in text of its own: one that is cut from a message keeps all of the message in memory. */
export function ownedBody({ contentDisposition, contentType, content }: Body): Body {
  return { contentDisposition, contentType: ownedType(contentType), content: ownedText(content) };
}

/** One text for the type that nearly all of them have. */
function ownedType(contentType: string): string {
  return contentType === "application/sdp" ? "application/sdp" : ownedText(contentType);
}

/** Makes a body of what SIP.js took for one before it had `Body`: a session description, or a text with its type. */
export function fromBodyLegacy(legacy: string | { readonly body: string; readonly contentType: string }): Body {
  const content = typeof legacy === "string" ? legacy : legacy.body;
  const contentType = typeof legacy === "string" ? "application/sdp" : legacy.contentType;
  return { contentDisposition: contentDispositionFor(contentType), contentType, content };
}

/**
 * Makes sure that what is said of a body can be written, and read again.
 *
 * @throws TypeError for CR, LF or NUL, and for what is no media type or no disposition. Nothing has been sent or changed.
 */
export function checkedBody(body: Body): Body {
  const { contentType, contentDisposition } = body;
  // Nearly always, and known to be right.
  if (contentType !== "application/sdp" && isUnreadable(ContentType, contentType, "body.contentType")) {
    throw new TypeError(`cannot write body.contentType: "${contentType}" is no media type`);
  }
  // A body of the application may lack its disposition, or have an empty one, as `isBody` has it.
  if (contentDisposition && isUnreadable(ContentDisposition, contentDisposition, "body.contentDisposition")) {
    throw new TypeError(`cannot write body.contentDisposition: "${contentDisposition}" is no disposition`);
  }
  return body;
}

function isUnreadable(key: HeaderKey<unknown>, text: string, field: string): boolean {
  return key.parse(checkedText(text, field)) instanceof ParseFailure;
}

/** What a body of this type is for when nothing is said. RFC 3261 §20.11 */
export function contentDispositionFor(contentType: string): string {
  return contentType === "application/sdp" || SDP.test(contentType) ? "session" : "render";
}

const SDP = /^[ \t]*application[ \t]*\/[ \t]*sdp[ \t]*(?:;|$)/i;

function receivedBody(message: IncomingMessage): Body | undefined {
  const contentType = message.getHeader("Content-Type");
  const content = message.body;
  if (content === "" || !contentType) return undefined;
  const disposition = message.first(ContentDisposition);
  const contentDisposition =
    disposition === undefined || disposition instanceof ParseFailure
      ? contentDispositionFor(contentType)
      : disposition.type;
  return { contentDisposition, contentType, content };
}

function completed(body: Body): Body | undefined {
  const { content, contentType } = body;
  // A body of the application may lack its disposition, or have an empty one, as `isBody` has it.
  const contentDisposition = body.contentDisposition || contentDispositionFor(contentType);
  return content === "" ? undefined : { contentDisposition, contentType, content };
}
