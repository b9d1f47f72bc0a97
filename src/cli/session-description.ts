import { isIPv6 } from "node:net";
import { type MediaAttributes, type MediaDescription, parse, type SessionDescription, write } from "sdp-transform";
import { type Body, type Random } from "../index.js";
import { BrowserTransport } from "./browser-transport.js";
import { answeredGroups } from "./bundle-groups.js";
import { BROWSER_CODECS, commonCodecs, formatsOf, TELEPHONE_CODECS } from "./codecs.js";

type Direction = NonNullable<MediaAttributes["direction"]>;
/** A stream as it is written: what the offer or the answer says of it. */
type Stream = MediaDescription;
/** What is said of all streams together. */
type Common = Partial<Pick<SessionDescription, "groups" | "icelite" | "iceOptions">> & {
  readonly timing?: SessionDescription["timing"] | undefined;
};

export interface LocalDescriptionOptions {
  /** Where media would be sent. */
  readonly address: string;
  /** Of the origin line; another for each call. */
  readonly sessionId: number;
  /** Of the program's certificate, had it one: SHA-256. */
  readonly fingerprint: string;
  readonly random: Random;
}

/** What our side says of the media of one call: audio to a port where nobody listens. RFC 3264; to browsers RFC 9429 §5.3.1 */
export class LocalDescription {
  readonly #address: string;
  readonly #sessionId: number;
  readonly #transport: BrowserTransport;
  #version = 0;
  #written = "";
  #streams: readonly Stream[] = [OUR_OFFER];
  #common: Common = {};

  constructor({ address, sessionId, fingerprint, random }: LocalDescriptionOptions) {
    this.#address = address;
    this.#sessionId = sessionId;
    this.#transport = new BrowserTransport(address, fingerprint, random);
  }

  /** An offer: at first of both codecs (RFC 3264 §5), later of the streams that were agreed on; RFC 3264 §8: none of them is left out. */
  offer(): Body {
    return this.#write(
      this.#streams.map((stream) => (stream.port === 0 ? stream : { ...asOffered(stream), direction: "sendrecv" })),
      this.#common,
    );
  }

  /** What was said last, said again; before anything was said, an offer. */
  repeat(): Body {
    return this.#version === 0 ? this.offer() : this.#write(this.#streams.map(asOffered), this.#common);
  }

  /** The answer to an offer, or `undefined` when it cannot be read, or offers streams and none that we can take. */
  answer(offer: string): Body | undefined {
    const offered = this.#read(offer);
    const taken = offered?.media.find((media) => isAcceptable(media, offered));
    if (offered === undefined || (taken === undefined && offered.media.some(isWanted))) return undefined;
    return this.#answer(offered, taken);
  }

  /** The same, but where no stream can be taken the answer says so of each. */
  answerInAnyCase(offer: string): Body | undefined {
    const offered = this.#read(offer);
    return (
      offered &&
      this.#answer(
        offered,
        offered.media.find((media) => isAcceptable(media, offered)),
      )
    );
  }

  #read(offer: string): SessionDescription | undefined {
    const offered = parse(offer.replace(NUMBER_OF_PORTS, "$1"));
    // RFC 3264 §8: a stream that was agreed on keeps its place for ever.
    const tooFew = this.#version > 0 && offered.media.length < this.#streams.length;
    return isReadable(offered) && !tooFew ? offered : undefined;
  }

  #answer(offered: SessionDescription, taken: Stream | undefined): Body {
    const streams = offered.media.map((media) => (media === taken ? this.#accept(media, offered) : decline(media)));
    const groups = answeredGroups(offered, streams);
    const withIce = streams.some(({ iceUfrag }) => iceUfrag !== undefined);
    return this.#write(streams, {
      timing: offered.timing,
      ...(groups.length > 0 && { groups }),
      ...(withIce && OUR_ICE),
    });
  }

  #accept(media: Stream, offer: SessionDescription): Stream {
    const codecs = commonCodecs(media, codecsFor(media, offer));
    const payloads = codecs.map(({ payload }) => payload);
    const direction = media.direction ?? offer.direction ?? "sendrecv";
    return {
      type: media.type,
      port: DUMMY_PORT,
      protocol: media.protocol,
      payloads: payloads.join(" "),
      rtp: [...codecs],
      fmtp: media.fmtp.filter(({ payload }) => payloads.includes(payload)),
      direction: MIRRORED[direction],
      ...midOf(media),
      ...(media.rtcpMux && { rtcpMux: media.rtcpMux }),
      ...(BrowserTransport.isAskedFor(media, offer) && this.#transport.answer(media, offer)),
    };
  }

  #write(streams: readonly Stream[], common: Common): Body {
    const { timing = { start: 0, stop: 0 }, ...shared } = common;
    const ipVer = isIPv6(this.#address) ? 6 : 4;
    const describe = (sessionVersion: number) =>
      write({
        version: 0,
        origin: {
          username: "-",
          sessionId: this.#sessionId,
          sessionVersion,
          netType: "IN",
          ipVer,
          address: this.#address,
        },
        name: "-",
        connection: { version: ipVer, ip: this.#address },
        timing,
        ...shared,
        media: [...streams],
      });
    // RFC 3264 §8: the version rises by one when anything else has changed, and only then.
    if (this.#version === 0 || describe(this.#version) !== this.#written) this.#version += 1;
    this.#streams = streams;
    this.#common = common;
    this.#written = describe(this.#version);
    return { contentDisposition: "session", contentType: "application/sdp", content: this.#written };
  }
}

/** Nobody listens there: port 9 throws away what it gets (RFC 863), and an SDP reader takes it for any other port. */
const DUMMY_PORT = 9;

const OUR_OFFER: Stream = {
  type: "audio",
  port: DUMMY_PORT,
  protocol: "RTP/AVP",
  payloads: "0 8",
  rtp: [...TELEPHONE_CODECS.values()],
  fmtp: [],
  direction: "sendrecv",
};

/** RFC 8445 §2.5: we have an address and do no checks of our own. */
const OUR_ICE = { icelite: "ice-lite", iceOptions: "ice2" } as const;

/** RFC 8866 §5.14: `40000/2` is two ports in a row. We answer for the first; the reader knows no such thing. */
const NUMBER_OF_PORTS = /^(m=\S+ \d+)\/\d+(?= )/gm;

/** Two directions as seen from either side. RFC 3264 §6.1 */
const MIRRORED: Readonly<Record<Direction, Direction>> = {
  sendrecv: "sendrecv",
  sendonly: "recvonly",
  recvonly: "sendonly",
  inactive: "inactive",
};

/** The reader leaves out what it does not understand, whatever its types say. */
function isReadable(offer: Partial<SessionDescription>): boolean {
  const { media = [], origin, version } = offer;
  return (
    version === 0 &&
    origin !== undefined &&
    media.every(({ type, port }: Partial<Stream>) => type !== undefined && port !== undefined)
  );
}

/** RFC 9143 §6: a stream that exists only within its group has no port of its own. */
function isWanted({ port, bundleOnly }: Stream): boolean {
  return port !== 0 || bundleOnly !== undefined;
}

function isAcceptable(media: Stream, offer: SessionDescription): boolean {
  const known = media.protocol === "RTP/AVP" || BrowserTransport.isAskedFor(media, offer);
  return media.type === "audio" && known && isWanted(media) && commonCodecs(media, codecsFor(media, offer)).length > 0;
}

function codecsFor(media: Stream, offer: SessionDescription): typeof TELEPHONE_CODECS {
  return BrowserTransport.isAskedFor(media, offer) ? BROWSER_CODECS : TELEPHONE_CODECS;
}

/** RFC 3264 §6: the stream keeps its place; the port says that it is not wanted. */
function decline(media: Stream): Stream {
  const { type, protocol } = media;
  return { type, port: 0, protocol, payloads: formatsOf(media), rtp: [], fmtp: [], ...midOf(media) };
}

/** RFC 5888 §9.1: the answer names a stream as the offer does. */
function midOf({ mid }: Stream): Pick<Stream, "mid"> {
  return mid === undefined ? {} : { mid };
}

/** RFC 8842 §5.5: who offers leaves it to the peer who begins the handshake. */
function asOffered(stream: Stream): Stream {
  return stream.setup === undefined ? stream : { ...stream, setup: "actpass" };
}
