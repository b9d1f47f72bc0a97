import { type Body } from "./body.js";
import { withNextVersion } from "./session-version.js";

/**
 * The answer that rejects every stream of an offer, for where an offer has to be answered and nobody can take it. RFC 3264 §6
 *
 * @param own - Our last description: its origin goes on. @defaultValue none yet
 */
export function rejectedDescription(offer: Body, own: Body | undefined): Body {
  const lines = offer.content.split(/\r\n|\r|\n/);
  const origin = own && ORIGIN.exec(withNextVersion(own, own).content)?.[0];
  const times = lines.filter((line) => line.startsWith("t="));
  const head = ["v=0", origin ?? "o=- 0 0 IN IP4 0.0.0.0", "s=-", "c=IN IP4 0.0.0.0"];
  const content = [...head, ...(times.length > 0 ? times : ["t=0 0"]), ...lines.flatMap(rejectedStream), ""].join(
    "\r\n",
  );
  return { contentDisposition: "session", contentType: "application/sdp", content };
}

const ORIGIN = /^o=[^\r\n]*/m;
const STREAM = /^(m=\S+)(?: \S+( \S.*)?)?/;

/** RFC 3264 §6: port 0, and the formats as they were; of a line that breaks off, any, so that each stream is answered. */
function rejectedStream(line: string): string[] {
  const [, kind, rest = " RTP/AVP 0"] = STREAM.exec(line) ?? [];
  return kind === undefined ? [] : [`${kind} 0${rest}`];
}
