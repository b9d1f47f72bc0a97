import { describe, expect, test } from "vitest";
import { type CalleeState } from "../../src/dialog/callee-table.js";
import { type SessionDialog } from "../../src/dialog/session-dialog.js";
import { readRequest, requestText } from "../../src/testing/index.js";
import { dialogAlone } from "./dialog-alone.js";

const answer = { contentDisposition: "session", contentType: "application/sdp", content: "answer" };

const ack = (cseq = 1001) => readRequest(requestText("ACK", { toTag: "b0b", cseq }));

/** Brings a new dialog to a state. */
const WAY: Readonly<Record<CalleeState, (dialog: SessionDialog) => void>> = {
  Early: () => undefined,
  Moratorium: (dialog) => dialog.acceptInvite(1001, answer, { repeat: () => undefined }),
  Established: (dialog) => {
    WAY.Moratorium(dialog);
    dialog.receiveAck(ack());
  },
  Mortal: (dialog) => {
    WAY.Established(dialog);
    dialog.bye();
  },
  Morgue: (dialog) => {
    WAY.Mortal(dialog);
    dialog.byeOver();
  },
};

function dialogIn(state: CalleeState) {
  const alone = dialogAlone();
  WAY[state](alone.dialog);
  alone.asked.length = 0;
  return alone;
}

type Asked = "bye" | "dispose" | "end" | "info" | "invite" | "message" | "notify" | "prack" | "refer";

const METHODS: readonly Asked[] = ["bye", "dispose", "end", "info", "invite", "message", "notify", "prack", "refer"];

/** What each method of `METHODS` leads to: `!` throws, `-` nothing is sent, otherwise what is sent. */
const EXPECTED: Readonly<Record<CalleeState, string>> = {
  Early: "! - refuse_480 INFO ! ! ! PRACK !",
  Moratorium: "! - - INFO ! MESSAGE NOTIFY PRACK REFER",
  Established: "BYE - BYE INFO INVITE MESSAGE NOTIFY PRACK REFER",
  Mortal: "! - - ! ! ! ! ! !",
  Morgue: "! - - ! ! ! ! ! !",
};

const cells = Object.entries(EXPECTED).flatMap(([state, row]) =>
  row.split(" ").map((outcome, column) => [state as CalleeState, METHODS[column] ?? "end", outcome] as const),
);

/** Calls a method, and says what came of it as `EXPECTED` does. */
function outcomeOf(dialog: SessionDialog, method: Asked, asked: readonly string[]): string {
  try {
    dialog[method]();
  } catch (error) {
    return `! ${(error as { code: string }).code}`;
  }
  return asked.length === 0 ? "-" : asked.join(" ").replace(" ", "_");
}

describe("RFC 3261 §15 what our user may ask of a session, in every state", () => {
  test.each(cells)("%s, %s(): %s [BYE-15-a] [BYE-15-b] [DLG-13-a] [REI-14.1-b]", (state, method, outcome) => {
    const { dialog, asked } = dialogIn(state);

    expect(outcomeOf(dialog, method, asked)).toBe(outcome === "!" ? "! SIP_SESSION_STATE" : outcome);
  });

  test.each(cells.filter(([, , outcome]) => outcome === "!"))("%s, %s(): nothing has changed", (state, method) => {
    const { dialog, asked, dialogs } = dialogIn(state);
    const before = [dialog.state, dialog.localSequenceNumber, dialog.signalingState, dialogs.size];

    outcomeOf(dialog, method, asked);

    expect([dialog.state, dialog.localSequenceNumber, dialog.signalingState, dialogs.size]).toEqual(before);
    expect(asked).toEqual([]);
  });

  test.each([
    ["Early", "Early", "HaveRemoteOffer"],
    ["Moratorium", "AckWait", "Stable"],
    ["Established", "Confirmed", "Stable"],
    ["Mortal", "Terminated", "Closed"],
    ["Morgue", "Terminated", "Closed"],
  ] as const)("%s is shown as %s, %s", (state, sessionState, signalingState) => {
    const { dialog } = dialogIn(state);

    expect([dialog.sessionState, dialog.signalingState]).toEqual([sessionState, signalingState]);
  });
});

describe("RFC 3261 §12.3 a dialog that is over", () => {
  test.each(["Early", "Moratorium", "Established", "Mortal"] as const)(
    "disposed of in %s it has no timer, and is not found any more [DLG-12.3-c]",
    (state) => {
      const { dialog, clock, dialogs } = dialogIn(state);

      dialog.dispose();

      expect([clock.pending, dialogs.size]).toEqual([0, 0]);
    },
  );

  test("has the wish to end remembered until the ACK, with what was to be said [BYE-15-b]", () => {
    const { dialog, asked } = dialogIn("Moratorium");

    dialog.end();
    dialog.receiveAck(ack(999));
    expect(asked).toEqual([]);
    dialog.receiveAck(ack());

    expect(asked).toEqual(["BYE"]);
  });

  test("leaves a repeated wish as it was first said", () => {
    const { dialog, asked } = dialogIn("Early");

    dialog.end({ statusCode: 603 });
    dialog.end();

    expect(asked).toEqual(["refuse 603"]);
  });
});

describe("RFC 3261 §14.1 another INVITE is under way", () => {
  test.each([
    ["our own", (dialog: SessionDialog) => void dialog.invite()],
    ["one of the peer's that waits for our user", (dialog: SessionDialog) => dialog.beginReInvite(answer)],
    [
      "one of the peer's that waits for its ACK",
      (dialog: SessionDialog) => {
        dialog.beginReInvite(answer);
        dialog.acceptReInvite(1002, undefined, answer, { repeat: () => undefined });
      },
    ],
  ])("%s: invite() throws [REI-14.1-b]", (_whose, begin) => {
    const { dialog } = dialogIn("Established");

    begin(dialog);

    expect(() => dialog.invite()).toThrow(/another INVITE is under way/);
    dialog.dispose();
  });

  test.each(["accepted", "refused"] as const)("ours was %s: invite() is legal again [REI-14.1-c]", (outcome) => {
    const { dialog, asked } = dialogIn("Established");

    dialog.invite();
    dialog.inviteOver(outcome);
    dialog.invite();

    expect(asked).toEqual(["INVITE", "INVITE"]);
  });
});
