import { type MediaDescription, type SessionDescription } from "sdp-transform";

/** The groups of streams that share one transport: those of the offer, without what is not taken. RFC 9143 §7.3.3 */
export function answeredGroups(
  { groups = [] }: SessionDescription,
  streams: readonly MediaDescription[],
): NonNullable<SessionDescription["groups"]> {
  const taken = new Set(streams.filter(({ port }) => port !== 0).map(({ mid }) => textOf(mid)));
  return groups
    .filter(({ type }) => type === "BUNDLE")
    .map(({ type, mids }) => ({
      type,
      mids: textOf(mids)
        .split(" ")
        .filter((mid) => taken.has(mid))
        .join(" "),
    }))
    .filter(({ mids }) => mids !== "");
}

/** The reader makes a number of what looks like one. */
function textOf(value: string | number = ""): string {
  return String(value);
}
