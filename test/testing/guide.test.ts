import { readFileSync } from "node:fs";
import { describe, expect, onTestFinished, test } from "vitest";
import { UserAgentCore } from "../../src/user-agent/user-agent-core.js";
import {
  answer,
  callFlow as bareCallFlow,
  type CallFlowOptions,
  CountingRandom,
  inviteText,
  ManualClock,
  offer,
  readInvite,
  receiveInvite,
  SeededRandom,
} from "../../src/testing/index.js";
import { LiveLadder, messageLabel } from "../../src/trace/index.js";

function callFlow(options: CallFlowOptions = {}) {
  return bareCallFlow({ atEnd: onTestFinished, ...options });
}

describe("the guide to testing", () => {
  test("reads a message in one line", () => {
    const invite = readInvite(inviteText({ offer, headers: { Subject: "tea" } }));

    expect(invite.getHeader("subject")).toBe("tea");
  });

  test("reads a message that was written by hand", () => {
    const byHand = readInvite(`
      INVITE sip:bob@192.0.2.4 SIP/2.0
      Via: SIP/2.0/UDP pc1.example.org;branch=z9hG4bK1
      From: Alice <sip:alice@example.org>;tag=1
      To: Bob <sip:bob@example.net>
      Call-ID: 1
      CSeq: 1 INVITE
      Max-Forwards: 70
    `);

    expect(byHand.from.displayName).toBe("Alice");
  });

  test("draws a call, and looks into its messages", () => {
    const { alice, bob, wait, ladder } = callFlow();

    alice.invites({ offer });
    bob.rings();
    wait(2_000);
    bob.accepts({ answer });
    wait(2_000);
    alice.acknowledges();
    wait(6_000);
    alice.hangsUp();

    expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |-- INVITE offer ----------->|
        0.0  |                            | onInvite
        0.0  |<-------------------- 180 --|
        0.0  |                            | Early
        2.0  |<------------- 200 answer --|
        2.0  |                            | AckWait
        2.5  |<------------- 200 answer --|
        3.5  |<------------- 200 answer --|
        4.0  |-- ACK -------------------->|
        4.0  |                            | onAck, Confirmed
       10.0  |-- BYE -------------------->|
       10.0  |                            | onBye
       10.0  |<-------------------- 200 --|
       10.0  |                            | Terminated
    `);

    expect(alice.received(200, "INVITE").getHeader("contact")).toContain("sip:bob@192.0.2.4");
    expect(alice.received(200, "INVITE").toTag).toBe(alice.received(180).toTag);
    expect(bob.request.message.body).toBe(offer);
  });

  test("has a wire misbehave", () => {
    const { alice, bob, wait, wire, ladder } = callFlow();
    wire.loses("200", { times: 2 });
    wire.delays("ACK", 1_500);

    alice.invites({ offer });
    bob.accepts({ answer });
    wait(1_500);
    alice.acknowledges();
    wait(1_500);
    alice.hangsUp();

    expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |-- INVITE offer ----------->|
        0.0  |                            | onInvite
        0.0  |x------------- 200 answer --|
        0.0  |                            | AckWait
        0.5  |x------------- 200 answer --|
        1.5  |<------------- 200 answer --|
        1.5  |-- ACK --...                |
        3.0  |                ...-- ACK ->|
        3.0  |                            | onAck, Confirmed
        3.0  |-- BYE -------------------->|
        3.0  |                            | onBye
        3.0  |<-------------------- 200 --|
        3.0  |                            | Terminated
    `);
  });

  test("has a wire misbehave by a seed", () => {
    const seed = 1;
    const { alice, wait, wire, bob } = callFlow();
    wire.misbehaves({ random: new SeededRandom(seed), loses: 0.05, doubles: 0.2, delays: 200 });

    alice.invites({ offer });
    wait(200);
    bob.rejects();
    wait(200);
    alice.acknowledges();

    expect(alice.received(486).method).toBe("INVITE");
  });

  test("gives a core of one's own time, chance and an INVITE", () => {
    const clock = new ManualClock();
    const core = new UserAgentCore({ environment: { clock, random: new CountingRandom() } });

    clock.advance(32_000);

    expect(clock.pending).toBe(0);

    const { responses } = receiveInvite(core, inviteText({ offer }));

    expect(responses.map(({ statusCode }) => statusCode)).toEqual([486]);
  });

  test("writes a ladder as it happens", () => {
    const lines: string[] = [];
    const ladder = new LiveLadder((line) => lines.push(line), { start: 10_000 });

    ladder.message({ time: 10_000, from: "alice", to: "bob", label: messageLabel(inviteText({ offer })) });

    expect(lines).toEqual(["time   alice                      bob", "  0.0  |-- INVITE sdp ------------->|"]);
  });

  test("says nothing that does not stand in this file", () => {
    const here = squeeze(readFileSync(new URL(import.meta.url), "utf8"));
    const guide = readFileSync(new URL("../../docs/testing.md", import.meta.url), "utf8");
    const blocks = [...guide.matchAll(/```ts\n(.*?)```/gs)].map(([, code = ""]) => code.replace(/^import .*\n/gm, ""));

    expect(blocks.length).toBeGreaterThan(8);
    for (const block of blocks) expect(here).toContain(squeeze(block));
  });
});

function squeeze(code: string): string {
  return code.replace(/\s+/g, " ").trim();
}
