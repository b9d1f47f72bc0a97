import { ParseFailure } from "../../message/grammar/parse-failure.js";
import { parseUri, URI } from "../../message/grammar/uri.js";
import { equivalentURI } from "../../message/grammar/uri-equality.js";
import { type IncomingRequestMessage } from "../../message/incoming-request-message.js";

/** The URI that credentials name; `undefined` for what is none. Some clients write a host and nothing else. */
export function readDigestUri(text: string): URI | undefined {
  const uri = parseUri(text);
  if (uri instanceof URI && !isHostAndPort(uri)) return uri;
  const host = parseUri(`sip:${text}`);
  return host instanceof ParseFailure ? undefined : host;
}

/** `localhost:5060` reads as a URI of a scheme that nobody knows. */
function isHostAndPort({ isOpaque, scheme, opaqueText = "" }: URI): boolean {
  return isOpaque && scheme !== "tel" && PORT.test(opaqueText);
}

const PORT = /^\d{1,5}$/;

/**
 * Whether credentials are for the user who is called. RFC 8760 §2.6: the URI in them need not be the Request-URI, since proxies write
 * another; it may name whom the Request-URI or To name, or the host alone.
 */
export function namesWhoIsCalled(uri: URI, { ruri, to }: IncomingRequestMessage): boolean {
  if (!uri.isOpaque && uri.user === undefined) return true;
  return [ruri, to.uri].some(
    (called) => equivalentURI(uri, called) || (!uri.isOpaque && !called.isOpaque && uri.user === called.user),
  );
}
