import { type MediaDescription } from "sdp-transform";

type Codec = MediaDescription["rtp"][number];

const PCMU = { payload: 0, codec: "PCMU", rate: 8000 };
const PCMA = { payload: 8, codec: "PCMA", rate: 8000 };
const OPUS = { payload: 111, codec: "opus", rate: 48_000, encoding: 2 };
const EVENTS = [8000, 48_000].map((rate) => ({ payload: 101, codec: "telephone-event", rate }));

/** Codecs that we say we have. */
export type CodecSet = ReadonlyMap<string, Codec>;

/** What every telephone has, and all that we offer. */
export const TELEPHONE_CODECS: CodecSet = byName([PCMU, PCMA]);

/** The same and what browsers prefer, with their key presses (RFC 4733). */
export const BROWSER_CODECS: CodecSet = byName([OPUS, PCMU, PCMA, ...EVENTS]);

/**
 * Those of ours that are offered, in the offer's order and under its numbers. RFC 3551 §6: 0 and 8 need no map.
 *
 * @returns Nothing when no voice can be sent: key presses alone are no codec.
 */
export function commonCodecs(media: MediaDescription, ours: CodecSet): readonly Codec[] {
  const common = formatsOf(media)
    .split(" ")
    .map(Number)
    .flatMap((payload) => {
      const mapped = media.rtp.find((map) => map.payload === payload);
      const known = mapped ? ours.get(nameOf(mapped)) : STATIC.get(payload);
      return known ? [{ ...known, payload }] : [];
    });
  return common.some(({ codec }) => codec !== "telephone-event") ? common : [];
}

/** The formats of a stream as they stand in its line; the reader makes a number of a single one. */
export function formatsOf({ payloads = "" }: { readonly payloads?: string | number }): string {
  return String(payloads);
}

function byName(codecs: readonly Codec[]): CodecSet {
  return new Map(codecs.map((codec) => [nameOf(codec), codec]));
}

function nameOf({ codec, rate = 8000 }: Codec): string {
  return `${codec.toLowerCase()}/${rate}`;
}

const STATIC: ReadonlyMap<number, Codec> = new Map([PCMU, PCMA].map((codec) => [codec.payload, codec]));
