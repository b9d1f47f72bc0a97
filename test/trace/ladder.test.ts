import { describe, expect, test } from "vitest";
import { Ladder, ladderSerializer } from "../../src/trace/index.js";

describe("a ladder", () => {
  test("draws messages between the lines and notes beside them, with seconds from the start", () => {
    const ladder = new Ladder({ start: 5_000 });

    ladder.message({ time: 5_000, from: "alice", to: "bob", label: "INVITE offer" });
    ladder.note({ time: 5_000, party: "bob", text: "onInvite" });
    ladder.message({ time: 7_000, from: "bob", to: "alice", label: "200 answer" });
    ladder.message({ time: 15_000, from: "alice", to: "bob", label: "ACK" });

    expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |-- INVITE offer ----------->|
        0.0  |                            | onInvite
        2.0  |<------------- 200 answer --|
       10.0  |-- ACK -------------------->|
    `);
  });

  test("has room for calls that last for hours", () => {
    const ladder = new Ladder();

    ladder.message({ time: 900_000, from: "alice", to: "bob", label: "UPDATE" });
    ladder.message({ time: 36_000_000, from: "bob", to: "alice", label: "BYE" });
    ladder.note({ time: 36_000_000, party: "bob", text: "Terminated" });

    expect(ladder).toMatchInlineSnapshot(`
      time     alice                      bob
        900.0  |-- UPDATE ----------------->|
      36000.0  |<-------------------- BYE --|
      36000.0  |                            | Terminated
    `);
  });

  test("joins the notes of one party that follow each other at the same time", () => {
    const ladder = new Ladder();

    ladder.note({ time: 0, party: "bob", text: "onAck" });
    ladder.note({ time: 0, party: "bob", text: "Confirmed" });
    ladder.note({ time: 100, party: "bob", text: "onBye" });
    ladder.note({ time: 100, party: "alice", text: "listens" });
    ladder.note({ time: 100, party: "bob", text: "Terminated" });
    ladder.breakLine();
    ladder.note({ time: 100, party: "bob", text: "again" });

    expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |                            | onAck, Confirmed
        0.1  |                            | onBye
        0.1  | listens                    |
        0.1  |                            | Terminated
        0.1  |                            | again
    `);
  });

  test("draws a lost message with x for its head, and a late one when it leaves and when it arrives", () => {
    const ladder = new Ladder();

    ladder.message({ time: 0, from: "alice", to: "bob", label: "INVITE", fate: "lost" });
    ladder.message({ time: 0, from: "bob", to: "alice", label: "200", fate: "lost" });
    ladder.message({ time: 500, from: "alice", to: "bob", label: "ACK", fate: "leaves" });
    ladder.message({ time: 600, from: "bob", to: "alice", label: "200 answer", fate: "leaves" });
    ladder.message({ time: 2_000, from: "alice", to: "bob", label: "ACK", fate: "arrives" });
    ladder.message({ time: 2_100, from: "bob", to: "alice", label: "200 answer", fate: "arrives" });

    expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |-- INVITE -----------------x|
        0.0  |x-------------------- 200 --|
        0.5  |-- ACK --...                |
        0.6  |         ...-- 200 answer --|
        2.0  |                ...-- ACK ->|
        2.1  |<- 200 answer --...         |
    `);
  });

  test("has as many columns as there are parties, and passes those in between", () => {
    const ladder = new Ladder({ parties: ["alice", "proxy", "bob"], width: 18 });

    ladder.message({ time: 0, from: "alice", to: "proxy", label: "INVITE" });
    ladder.message({ time: 0, from: "proxy", to: "bob", label: "INVITE" });
    ladder.note({ time: 0, party: "proxy", text: "forwards" });
    ladder.note({ time: 0, party: "alice", text: "waits" });
    ladder.message({ time: 1_000, from: "bob", to: "alice", label: "200" });

    expect(ladder).toMatchInlineSnapshot(`
      time   alice            proxy              bob
        0.0  |-- INVITE ------->|                  |
        0.0  |                  |-- INVITE ------->|
        0.0  |                  | forwards         |
        0.0  | waits            |                  |
        1.0  |<----------------------------- 200 --|
    `);
  });

  test("is made wider by a long label, and shows finer times when asked", () => {
    const ladder = new Ladder({ decimals: 3, width: 10 });

    ladder.message({ time: 1.5, from: "alice", to: "bob", label: "A-METHOD-OF-MANY-WORDS sdp" });
    ladder.message({ time: 120_000, from: "bob", to: "alice", label: "200" });

    expect(ladder).toMatchInlineSnapshot(`
      time     alice                          bob
        0.002  |-- A-METHOD-OF-MANY-WORDS sdp ->|
      120.000  |<------------------------ 200 --|
    `);
  });

  test("notes a message of someone who has no line", () => {
    const ladder = new Ladder();

    ladder.message({ time: 0, from: "carol", to: "bob", label: "BYE" });

    expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  | BYE (carol to bob)         |
    `);
  });

  test("is only its names when nothing happened, or when that was cleared", () => {
    const ladder = new Ladder();
    ladder.note({ time: 0, party: "bob", text: "onInvite" });

    ladder.clear();

    expect(ladder.toString()).toBe("time   alice                      bob");
    expect(ladder.length).toBe(0);
  });
});

describe("a ladder in a snapshot", () => {
  test("is its drawing in JSON, in equality, and for a serializer", () => {
    const ladder = new Ladder();
    ladder.message({ time: 0, from: "alice", to: "bob", label: "INVITE" });
    const drawing = ladder.toString();

    expect(JSON.stringify({ ladder })).toBe(JSON.stringify({ ladder: drawing }));
    expect(drawing).toEqual(ladder);
    expect(ladder).not.toEqual(new Ladder());
    expect(new Ladder()).toEqual(new Ladder());
    expect("another").not.toEqual(ladder);
    expect(ladderSerializer.test(ladder)).toBe(true);
    expect(ladderSerializer.test({})).toBe(false);
    expect(ladderSerializer.serialize(ladder)).toBe(drawing);
  });
});
