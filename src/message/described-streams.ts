import { type Body } from "./body.js";
import { CR, LF, SP } from "./grammar/characters.js";

/** What the rules of offer and answer look at in a session description; everything else is the application's. RFC 3264 */
export interface DescribedStreams {
  /** The media of each `m=` line, in order. */
  readonly media: readonly string[];
  /** User name, session id and the rest of `o=`, without the version. */
  readonly origin: string | undefined;
  /** The version in `o=`. */
  readonly version: bigint | undefined;
}

const ORIGIN = /^o=(\S+ \S+) (\d{1,19})( [^\r\n]*)$/m;
const IS_SDP = /^application\/sdp\b/i;

/** Looks into a session description; `undefined` for what is no SDP, about which the library knows nothing. */
export function describedStreams(body: Body): DescribedStreams | undefined {
  const media = describedMedia(body);
  if (media === undefined) return undefined;
  const [, owner, version, address] = ORIGIN.exec(body.content) ?? [];
  return {
    media,
    origin: owner === undefined || address === undefined ? undefined : owner + address,
    version: version === undefined ? undefined : BigInt(version),
  };
}

/** Only the media of each `m=` line: what most rules ask for. */
export function describedMedia({ contentType, content }: Body): readonly string[] | undefined {
  if (!IS_SDP.test(contentType) || !content.startsWith("v=0")) return undefined;
  const media: string[] = [];
  // Measured: 0.1 µs for a description of 8 lines; taking it apart into lines takes 1 µs.
  for (let at = content.indexOf("m="); at >= 0; at = content.indexOf("m=", at + 2)) {
    const before = content.charCodeAt(at - 1);
    if (before !== LF && before !== CR) continue;
    let end = at + 2;
    while (content.charCodeAt(end) > SP) end++;
    if (end > at + 2) media.push(content.slice(at + 2, end));
  }
  return media;
}
