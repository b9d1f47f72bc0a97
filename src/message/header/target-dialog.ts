import { ParseFailure } from "../grammar/parse-failure.js";
import { readCallIdAndTags } from "./call-id-and-tags.js";
import { type HeaderKey } from "./key.js";
import { headerId } from "./names.js";

/** A dialog of the receiver that the sender knows of. The tags are those of the receiver: its own is `localTag`. */
export interface TargetDialogValue {
  /** To the octet. */
  readonly callId: string;
  readonly localTag: string;
  readonly remoteTag: string;
}

/** RFC 4538 §7: with both tags. One that lacks a tag cannot be read, and counts for nothing. */
export const TargetDialog: HeaderKey<TargetDialogValue> = {
  id: headerId("Target-Dialog"),
  parse(value, maxParameters) {
    const read = readCallIdAndTags(value, ["local-tag", "remote-tag"], maxParameters);
    if (read instanceof ParseFailure) return read;
    const [localTag, remoteTag] = read.tags;
    return { callId: read.callId, localTag, remoteTag };
  },
};

/** Writes the value of a Target-Dialog header: `localTag` is that of whoever receives it. */
export function formatTargetDialog({ callId, localTag, remoteTag }: TargetDialogValue): string {
  return `${callId};local-tag=${localTag};remote-tag=${remoteTag}`;
}
