import { isIPv6 } from "node:net";
import { type MediaAttributes, type MediaDescription, parse, type SessionDescription, write } from "sdp-transform";
import { type Body } from "../index.js";

type Direction = NonNullable<MediaAttributes["direction"]>;
/** A stream as it is written: what the offer or the answer says of it. */
type Stream = MediaDescription;

/** What our side says of the media of one call: audio by PCMU or PCMA, to a port where nobody listens. RFC 3264 */
export class LocalDescription {
  readonly #address: string;
  readonly #sessionId: number;
  #version = 0;
  #written = "";
  #streams: readonly Stream[] = [OUR_OFFER];

  /**
   * @param address - Where media would be sent.
   * @param sessionId - Of the origin line; another for each call.
   */
  constructor(address: string, sessionId: number) {
    this.#address = address;
    this.#sessionId = sessionId;
  }

  /** An offer: at first of both codecs (RFC 3264 §5), later of the streams that were agreed on; RFC 3264 §8: none of them is left out. */
  offer(): Body {
    return this.#write(
      this.#streams.map((stream) => (stream.port === 0 ? stream : { ...stream, direction: "sendrecv" })),
    );
  }

  /** What was said last, said again; before anything was said, an offer. */
  repeat(): Body {
    return this.#version === 0 ? this.offer() : this.#write(this.#streams);
  }

  /** The answer to an offer, or `undefined` when it cannot be read, or offers streams and none that we can take. */
  answer(offer: string): Body | undefined {
    const offered = parse(offer);
    if (!isReadable(offered)) return undefined;
    const taken = offered.media.find(isAcceptable);
    const anyWanted = offered.media.some(({ port }) => port !== 0);
    if (anyWanted && taken === undefined) return undefined;
    const streams = offered.media.map((media) => (media === taken ? accept(media, offered) : decline(media)));
    return this.#write(streams, offered.timing);
  }

  #write(streams: readonly Stream[], timing: SessionDescription["timing"] = { start: 0, stop: 0 }): Body {
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
        media: [...streams],
      });
    // RFC 3264 §8: the version rises by one when anything else has changed, and only then.
    if (this.#version === 0 || describe(this.#version) !== this.#written) this.#version += 1;
    this.#streams = streams;
    this.#written = describe(this.#version);
    return { contentDisposition: "session", contentType: "application/sdp", content: this.#written };
  }
}

/** Nobody listens there: port 9 throws away what it gets (RFC 863), and an SDP reader takes it for any other port. */
const DUMMY_PORT = 9;

const PCMU = { payload: 0, codec: "PCMU", rate: 8000 };
const PCMA = { payload: 8, codec: "PCMA", rate: 8000 };

const OUR_OFFER: Stream = {
  type: "audio",
  port: DUMMY_PORT,
  protocol: "RTP/AVP",
  payloads: "0 8",
  rtp: [PCMU, PCMA],
  fmtp: [],
  direction: "sendrecv",
};

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

function isAcceptable(media: Stream): boolean {
  return media.type === "audio" && media.protocol === "RTP/AVP" && media.port !== 0 && codecsOf(media).length > 0;
}

function accept(media: Stream, offer: SessionDescription): Stream {
  const codecs = codecsOf(media);
  const direction = media.direction ?? offer.direction ?? "sendrecv";
  return {
    type: media.type,
    port: DUMMY_PORT,
    protocol: media.protocol,
    payloads: codecs.map(({ payload }) => payload).join(" "),
    rtp: codecs,
    fmtp: [],
    direction: MIRRORED[direction],
  };
}

/** RFC 3264 §6: the stream keeps its place; the port says that it is not wanted. */
function decline(media: Stream): Stream {
  return { type: media.type, port: 0, protocol: media.protocol, payloads: formatsOf(media), rtp: [], fmtp: [] };
}

/** Those of ours that are offered, in the offer's order and under its numbers. RFC 3551 §6: 0 and 8 need no map. */
function codecsOf(media: Stream): Stream["rtp"] {
  return formatsOf(media)
    .split(" ")
    .map(Number)
    .flatMap((payload) => {
      const mapped = media.rtp.find((map) => map.payload === payload);
      const known = mapped ? BY_NAME.get(mapped.codec.toUpperCase()) : BY_NUMBER.get(payload);
      return known && (mapped?.rate ?? 8000) === 8000 ? [{ ...known, payload }] : [];
    });
}

/** The reader makes a number of a single format. */
function formatsOf({ payloads = "" }: { readonly payloads?: string | number }): string {
  return String(payloads);
}

const BY_NAME = new Map([PCMU, PCMA].map((codec) => [codec.codec, codec]));
const BY_NUMBER = new Map([PCMU, PCMA].map((codec) => [codec.payload, codec]));
