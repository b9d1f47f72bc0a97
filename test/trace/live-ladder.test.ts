import { describe, expect, test } from "vitest";
import { LiveLadder } from "../../src/trace/index.js";

describe("a live ladder", () => {
  test("writes each line as it happens, the names first", () => {
    const lines: string[] = [];
    const ladder = new LiveLadder((line) => lines.push(line), { parties: ["alice", "bob"], width: 20 });

    ladder.message({ time: 0, from: "alice", to: "bob", label: "INVITE offer" });
    expect(lines).toEqual(["time   alice              bob", "  0.0  |-- INVITE offer --->|"]);

    ladder.note({ time: 200, party: "bob", text: "onInvite" });
    expect(lines.at(-1)).toBe("  0.2  |                    | onInvite");
  });

  test("moves what happens after a thousand seconds to the right, because the margin has been drawn", () => {
    const lines: string[] = [];
    const ladder = new LiveLadder((line) => lines.push(line), { width: 20 });

    ladder.message({ time: 1_800_000, from: "alice", to: "bob", label: "UPDATE" });
    ladder.note({ time: 1_800_000, party: "bob", text: "onUpdate" });

    expect(lines.slice(1)).toEqual(["1800.0  |-- UPDATE --------->|", "1800.0  |                    | onUpdate"]);
  });

  test("cuts a label short that has no room, because what is written cannot be made wider", () => {
    const lines: string[] = [];
    const ladder = new LiveLadder((line) => lines.push(line), { width: 16 });

    ladder.message({ time: 0, from: "bob", to: "alice", label: "A-LONG-METHOD sdp" });

    expect(lines.at(-1)).toBe("  0.0  |<- A-LONG-ME… --|");
  });
});
