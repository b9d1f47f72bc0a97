import { type Body } from "./body.js";

/** What the rules of offer and answer look at in a session description; everything else is the application's. RFC 3264 */
export interface DescribedStreams {
  /** The media of each `m=` line, in order. */
  readonly media: readonly string[];
  /** User name, session id and the rest of `o=`, without the version. */
  readonly origin: string | undefined;
  /** The version in `o=`. */
  readonly version: bigint | undefined;
}

const MEDIA = /^m=(\S+)/;
const LINE_END = /\r\n|\r|\n/;
const ORIGIN = /^o=(\S+ \S+) (\d{1,19})( [^\r\n]*)$/m;

/** Looks into a session description; `undefined` for what is no SDP, about which the library knows nothing. */
export function describedStreams({ contentType, content }: Body): DescribedStreams | undefined {
  if (!/^application\/sdp\b/i.test(contentType) || !content.startsWith("v=0")) return undefined;
  const [, owner, version, address] = ORIGIN.exec(content) ?? [];
  return {
    media: content.split(LINE_END).flatMap((line) => MEDIA.exec(line)?.[1] ?? []),
    origin: owner === undefined || address === undefined ? undefined : owner + address,
    version: version === undefined ? undefined : BigInt(version),
  };
}
