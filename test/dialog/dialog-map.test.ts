import { describe, expect, test } from "vitest";
import { Dialog } from "../../src/dialog/dialog.js";
import { DialogMap } from "../../src/dialog/dialog-map.js";
import { stateOf } from "./dialog-alone.js";

function oneDialog(tags: { localTag?: string; remoteTag?: string } = {}) {
  const dialogs = new DialogMap();
  const dialog = new Dialog({ ...stateOf(), ...tags });
  dialogs.add(dialog);
  return { dialogs, dialog };
}

describe("RFC 3261 §12 the live dialogs", () => {
  test("one is found by Call-ID, local tag and remote tag [DLG-12-a] [DLG-12.2-a]", () => {
    const { dialogs, dialog } = oneDialog();

    expect(dialogs.find("fx-call-1", "b0b", "a11ce")).toBe(dialog);
    expect(dialogs.get("fx-call-1b0ba11ce")).toBe(dialog);
  });

  test.each([
    ["another Call-ID", "fx-call-2", "b0b", "a11ce"],
    ["Call-ID in another case", "FX-CALL-1", "b0b", "a11ce"],
    ["another local tag", "fx-call-1", "b0b2", "a11ce"],
    ["no remote tag", "fx-call-1", "b0b", ""],
    ["the tags the other way round", "fx-call-1", "a11ce", "b0b"],
  ])("%s finds none", (_what, callId, localTag, remoteTag) => {
    expect(oneDialog().dialogs.find(callId, localTag, remoteTag)).toBeUndefined();
  });

  test.each([
    ["lower, asked in upper case", {}, "B0B", "A11CE"],
    ["upper, asked in lower case", { localTag: "B0B", remoteTag: "A11CE" }, "b0b", "a11ce"],
    ["mixed, asked otherwise mixed", { localTag: "B0b", remoteTag: "a11CE" }, "b0B", "A11ce"],
  ])("tags are tokens, whose case says nothing: %s", (_how, tags, localTag, remoteTag) => {
    const { dialogs, dialog } = oneDialog(tags);

    expect(dialogs.find("fx-call-1", localTag, remoteTag)).toBe(dialog);
  });

  test("a null remote tag is a tag like any other [DLG-12.1.1-j]", () => {
    const { dialogs, dialog } = oneDialog({ remoteTag: "" });

    expect(dialogs.find("fx-call-1", "b0b", "")).toBe(dialog);
  });

  test("one that is removed is found no more, under no spelling", () => {
    const { dialogs, dialog } = oneDialog({ localTag: "B0B" });

    dialogs.remove(dialog);

    expect(dialogs.find("fx-call-1", "B0B", "a11ce")).toBeUndefined();
    expect(dialogs.find("fx-call-1", "b0b", "a11ce")).toBeUndefined();
    expect(dialogs.size).toBe(0);
  });

  test("removing one that has been replaced leaves the other", () => {
    const { dialogs, dialog } = oneDialog({ localTag: "B0B" });
    const other = new Dialog({ ...stateOf(), localTag: "B0B" });
    dialogs.add(other);

    dialogs.remove(dialog);

    expect(dialogs.find("fx-call-1", "b0b", "a11ce")).toBe(other);
  });

  test("all are forgotten at once", () => {
    const { dialogs } = oneDialog({ localTag: "B0B" });

    dialogs.clear();

    expect(dialogs.find("fx-call-1", "b0b", "a11ce")).toBeUndefined();
  });
});
