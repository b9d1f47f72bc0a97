import { type IncomingMessage } from "./incoming-message.js";

/** Headers that somebody here reads, and whose URIs may point at a part of the body. RFC 3261 §20.4, §20.9; RFC 6442 §4.1 */
const WITH_URIS = ["Geolocation", "Call-Info", "Alert-Info"] as const;

/** What a `cid:` URI, or a Content-ID with or without its brackets, names. RFC 2392 §2 */
export function contentIdOf(reference: string): string {
  const bare = reference.trim().replace(/^<|>$/g, "");
  return /^cid:/i.test(bare) ? unescaped(bare.slice("cid:".length)) : bare;
}

/** Whether a header of the message points at the part of the body with this Content-ID. RFC 5621 §9.3 */
export function isReferenced(message: IncomingMessage, contentId: string): boolean {
  const id = contentIdOf(contentId);
  if (id === "") return false;
  return (
    WITH_URIS.some((name) => message.getHeaders(name).some((value) => urisIn(value).includes(id))) ||
    // RFC 3892 §3: a token that vouches for the referrer.
    message.getHeaders("Referred-By").some((value) => value.includes(`cid="${id}"`))
  );
}

function urisIn(value: string): string[] {
  return [...value.matchAll(/<(cid:[^<>]*)>/gi)].map(([, uri = ""]) => contentIdOf(uri));
}

function unescaped(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
