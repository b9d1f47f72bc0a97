import { ParseFailure } from "../grammar/parse-failure.js";
import { readCallIdAndTags } from "./call-id-and-tags.js";
import { type HeaderKey } from "./key.js";
import { headerId } from "./names.js";

/** A dialog as it is named by someone who is not in it. The tags are those of its receiver: local is `toTag`, remote `fromTag`. */
export interface DialogReference {
  /** To the octet. */
  readonly callId: string;
  /** `0` stands also for a peer that has none, as in RFC 2543. */
  readonly toTag: string;
  /** `0` stands also for a peer that has none, as in RFC 2543. */
  readonly fromTag: string;
  /** Whether only a dialog that is not confirmed yet is meant; of a Join always `false`. */
  readonly earlyOnly: boolean;
}

/** RFC 3891 §6.1: with exactly one to-tag and one from-tag. */
export const Replaces: HeaderKey<DialogReference> = {
  id: headerId("Replaces"),
  parse: (value, maxParameters) => readReference(value, maxParameters, "early-only"),
};

/** RFC 3911 §7.1: with exactly one to-tag and one from-tag. */
export const Join: HeaderKey<DialogReference> = {
  id: headerId("Join"),
  parse: (value, maxParameters) => readReference(value, maxParameters),
};

/** Writes the value of a Replaces or Join header. */
export function formatDialogReference({ callId, toTag, fromTag, earlyOnly }: DialogReference): string {
  return `${callId};to-tag=${toTag};from-tag=${fromTag}${earlyOnly ? ";early-only" : ""}`;
}

function readReference(value: string, maxParameters?: number, flag?: string): DialogReference | ParseFailure {
  const read = readCallIdAndTags(value, TAGS, maxParameters);
  if (read instanceof ParseFailure) return read;
  const [toTag, fromTag] = read.tags;
  return { callId: read.callId, toTag, fromTag, earlyOnly: flag !== undefined && flag in read.parameters };
}

const TAGS = ["to-tag", "from-tag"] as const;
