import { describe, expect, test } from "vitest";
import { Dialog } from "../../src/dialog/dialog.js";
import { stateOf } from "./dialog-alone.js";

describe("RFC 3261 §12 a dialog", () => {
  test("is known by Call-ID, local tag and remote tag [DLG-12-a]", () => {
    const dialog = new Dialog(stateOf());

    expect([dialog.callId, dialog.localTag, dialog.remoteTag]).toEqual(["fx-call-1", "b0b", "a11ce"]);
    expect(dialog.id).toBe("fx-call-1b0ba11ce");
  });

  test("becomes a confirmed one without any other change [DLG-12.1.1-k]", () => {
    const dialog = new Dialog(stateOf());
    dialog.nextLocalSequenceNumber();
    dialog.advanceRemoteSequenceNumber(1005);

    dialog.confirm();

    expect([dialog.early, dialog.localSequenceNumber, dialog.remoteSequenceNumber]).toEqual([false, 1, 1005]);
  });
});

describe("RFC 3261 §12.2.1.1 its own sequence numbers", () => {
  test("there is none before the first request [DLG-12.1.1-h]", () => {
    const dialog = new Dialog(stateOf());

    expect([dialog.localSequenceNumber, dialog.remoteSequenceNumber]).toEqual([undefined, 1001]);
  });

  test("then they rise one by one, whatever the peer's are [DLG-12.2.1.1-b]", () => {
    const dialog = new Dialog(stateOf());

    expect([1, 2, 3].map(() => dialog.nextLocalSequenceNumber())).toEqual([1, 2, 3]);
  });
});

describe("RFC 3261 §12.2.2 the peer's sequence numbers", () => {
  test.each([
    ["one higher", 1001, 1002, true],
    ["many higher [DLG-12.2.2-d]", 1001, 5000, true],
    ["lower [DLG-12.2.2-c]", 1001, 1000, false],
    ["equal [DLG-12.2.2-e]", 1001, 1001, false],
    ["the greatest of 32 bits [DLG-12.2.2-h]", 5, 4_294_967_295, true],
    ["around the end [DLG-12.2.2-h]", 4_294_967_295, 0, false],
    ["the first of all [DLG-12.2.2-f]", undefined, 7, true],
    ["the first of all, and 0 [DLG-12.2.2-f]", undefined, 0, true],
  ])("%s", (_how, remoteSequenceNumber, sequence, inOrder) => {
    const dialog = new Dialog({ ...stateOf(), remoteSequenceNumber });

    expect(dialog.advanceRemoteSequenceNumber(sequence)).toBe(inOrder);
    expect(dialog.remoteSequenceNumber).toBe(inOrder ? sequence : remoteSequenceNumber);
  });

  test("after the first, one below it is out of order [DLG-12.2.2-f]", () => {
    const dialog = new Dialog({ ...stateOf(), remoteSequenceNumber: undefined });

    dialog.advanceRemoteSequenceNumber(7);

    expect(dialog.advanceRemoteSequenceNumber(6)).toBe(false);
  });
});

describe("RFC 3261 §12.2.1.1 who is who in what we send", () => {
  test("From is what To was, To is what From was [DLG-12.1.1-i] [DLG-12.2.1.1-a]", () => {
    const dialog = new Dialog(stateOf());

    expect(dialog.localParty).toBe("<sip:bob@example.net>;tag=b0b");
    expect(dialog.remoteParty).toBe("<sip:alice@example.org>;tag=a11ce");
  });

  test("a null tag is left out [DLG-12.1.1-j]", () => {
    const dialog = new Dialog({ ...stateOf(), remoteTag: "" });

    expect(dialog.remoteParty).toBe("<sip:alice@example.org>");
  });

  test("its URIs can be read, and changing what was read changes nothing", () => {
    const dialog = new Dialog(stateOf());

    dialog.remoteTarget.user = "mallory";

    expect(dialog.remoteTarget.toString()).toBe("sip:alice@pc1.example.org");
    expect([dialog.localURI.toString(), dialog.remoteURI.toString()]).toEqual([
      "sip:bob@example.net",
      "sip:alice@example.org",
    ]);
  });
});
