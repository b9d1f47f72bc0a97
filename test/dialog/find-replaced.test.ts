import { describe, expect, test } from "vitest";
import { Dialog } from "../../src/dialog/dialog.js";
import { DialogMap } from "../../src/dialog/dialog-map.js";
import { findReplaced } from "../../src/dialog/find-replaced.js";
import { TerminatedDialogs } from "../../src/dialog/terminated-dialogs.js";
import { type DialogReference } from "../../src/message/header/replaces.js";
import { ManualClock } from "../../src/testing/index.js";
import { stateOf } from "./dialog-alone.js";

/** Dialogs with these tags, local and remote; the names of those found. */
function finder(...tags: readonly (readonly [localTag: string, remoteTag: string])[]) {
  const dialogs = new DialogMap();
  const clock = new ManualClock();
  const terminated = new TerminatedDialogs(clock);
  for (const [localTag, remoteTag] of tags) dialogs.add(new Dialog({ ...stateOf(), localTag, remoteTag }));
  const find = (toTag: string, fromTag: string, callId = "fx-call-1"): string => {
    const reference: DialogReference = { callId, toTag, fromTag, earlyOnly: false };
    const found = findReplaced(reference, dialogs, terminated);
    return found.kind === "live" ? `${found.dialog.localTag}/${found.dialog.remoteTag}` : found.kind;
  };
  return { find, dialogs, terminated, clock };
}

describe("RFC 3891 §3 the dialog that Replaces names", () => {
  test("is found by Call-ID, its own tag in to-tag and the peer's in from-tag [RPL-3891-3-a] [JOI-3911-4-a]", () => {
    expect(finder(["b0b", "a11ce"]).find("b0b", "a11ce")).toBe("b0b/a11ce");
  });

  test.each([
    ["the tags the other way round", "a11ce", "b0b", "fx-call-1"],
    ["another Call-ID", "b0b", "a11ce", "fx-call-2"],
    ["the Call-ID in another case", "b0b", "a11ce", "FX-CALL-1"],
    ["another to-tag", "b0b2", "a11ce", "fx-call-1"],
    ["another from-tag", "b0b", "a11ce2", "fx-call-1"],
  ])("is not found with %s [RPL-3891-3-a]", (_what, toTag, fromTag, callId) => {
    expect(finder(["b0b", "a11ce"]).find(toTag, fromTag, callId)).toBe("none");
  });

  test("counts as none where there are several [RPL-3891-3-c]", () => {
    expect(finder(["b0b", "0"], ["b0b", ""]).find("b0b", "0")).toBe("none");
  });
});

describe("RFC 3891 §6.1 a tag that is 0", () => {
  test.each([
    ["a peer without a tag", ["b0b", ""], "b0b", "0"],
    ["a peer whose tag is 0", ["b0b", "0"], "b0b", "0"],
    ["a side of ours whose tag is 0", ["0", "a11ce"], "0", "a11ce"],
  ] as const)("finds %s [RPL-3891-6.1-a]", (_what, tags, toTag, fromTag) => {
    expect(finder(tags).find(toTag, fromTag)).toBe(tags.join("/"));
  });

  test("does not find a peer with another tag [RPL-3891-6.1-a]", () => {
    expect(finder(["b0b", "a11ce"]).find("b0b", "0")).toBe("none");
  });
});

describe("RFC 3891 §3 a dialog that ended a short while ago", () => {
  test("is remembered for 32 s [RPL-3891-3-d]", () => {
    const { find, terminated, clock } = finder();
    terminated.add({ callId: "fx-call-1", localTag: "b0b", remoteTag: "a11ce" });

    clock.advance(31_999);
    expect(find("B0B", "a11ce")).toBe("terminated");
    clock.advance(1);
    expect(find("b0b", "a11ce")).toBe("none");
  });

  test("is remembered without a timer", () => {
    const { terminated, clock } = finder();

    terminated.add({ callId: "fx-call-1", localTag: "b0b", remoteTag: "a11ce" });

    expect(clock.pendingNames).toEqual([]);
  });

  test("is not asked for where another is live", () => {
    const { find, terminated } = finder(["b0b", "0"]);
    terminated.add({ callId: "fx-call-1", localTag: "b0b", remoteTag: "" });

    expect(find("b0b", "0")).toBe("b0b/0");
  });

  test("of very many, the oldest are forgotten", () => {
    const { find, terminated } = finder();

    for (let i = 0; i <= 5_000; i++) terminated.add({ callId: "fx-call-1", localTag: `b${i}`, remoteTag: "a11ce" });

    expect([find("b0", "a11ce"), find("b1", "a11ce"), find("b5000", "a11ce")]).toEqual([
      "none",
      "terminated",
      "terminated",
    ]);
  });

  test("all are forgotten on demand", () => {
    const { find, terminated } = finder();
    terminated.add({ callId: "fx-call-1", localTag: "b0b", remoteTag: "a11ce" });

    terminated.clear();

    expect(find("b0b", "a11ce")).toBe("none");
  });
});
