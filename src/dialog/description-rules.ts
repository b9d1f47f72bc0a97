import { type Body } from "../message/body.js";
import { describedMedia, describedStreams } from "../message/described-streams.js";

/** Why this cannot be the answer to that offer; nothing when it can, and when one of the two is no SDP. RFC 3264 §6 */
export function answerProblem(offer: Body | undefined, answer: Body): string | undefined {
  const offered = offer && describedMedia(offer);
  const answered = describedMedia(answer);
  if (offered === undefined || answered === undefined) return undefined;
  if (offered.length !== answered.length)
    return `${offered.length} streams are offered and ${answered.length} answered`;
  const stranger = offered.findIndex((media, index) => media !== answered[index]);
  return stranger === -1 ? undefined : `stream ${stranger + 1} is offered as ${offered[stranger] ?? ""}`;
}

/** Whether an offer leaves out streams that the session has: each keeps its place, if with port 0. RFC 3264 §8 */
export function losesStreams(standing: Body | undefined, offer: Body): boolean {
  const before = standing && describedMedia(standing)?.length;
  const after = describedMedia(offer)?.length;
  return before !== undefined && after !== undefined && after < before;
}

/** What is odd about the origin of a description, seen beside the one before it from the same side. RFC 3264 §8 */
export function originOddity(before: Body | undefined, after: Body): string | undefined {
  const [old, now] = [before && describedStreams(before), describedStreams(after)];
  if (before === undefined || old?.version === undefined || now?.version === undefined) return undefined;
  if (old.origin !== now.origin) return "another origin";
  const same = before.content === after.content;
  if (old.version === now.version) return same ? undefined : "a change under the same version";
  return now.version === old.version + 1n ? undefined : "a version that is not one above the last";
}
