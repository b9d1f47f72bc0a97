import { describe, expect, test } from "vitest";
import { ManualClock, SeededRandom } from "../../../src/testing/index.js";
import { openTcp, OPTIONS } from "./streams.js";

describe("a peer that closes its half", () => {
  test("is still sent what it waits for, and the connection closed when it waits no longer", async () => {
    const clock = new ManualClock();
    const { peer, receiver, events } = await openTcp({ environment: environment(clock) });
    peer.socket.end(OPTIONS);
    const { flow } = await receiver.next();
    await runs(clock, "halfOpen");

    const sent = flow.send("answer\r\n\r\n");
    expect(await peer.receivesHead()).toBe("answer\r\n\r\n");
    await runs(clock, "proof");
    clock.advance(500);
    await sent;
    clock.advance(32_000);

    expect(await events.next("down")).toMatchObject({ reason: "peer" });
    await peer.ends();
  });

  test("and that wants nothing is closed at once", async () => {
    const { peer, events } = await openTcp();

    peer.socket.end();

    expect(await events.next("down")).toMatchObject({ reason: "peer" });
  });

  test("and that has closed the other half, too, fails what is sent, instead of losing it [TRN-18.2.2-b]", async () => {
    const clock = new ManualClock();
    const { peer, receiver } = await openTcp({ environment: environment(clock) });
    peer.send(OPTIONS);
    const { flow } = await receiver.next();
    peer.close();
    await runs(clock, "halfOpen");

    const sent = flow.send("answer\r\n\r\n");
    await runs(clock, "proof");
    clock.advance(500);

    await expect(sent).rejects.toMatchObject({ code: "SIP_TRANSPORT" });
  });

  test("inside a message has that told", async () => {
    const { peer, events } = await openTcp();

    peer.socket.end("OPTIONS sip:a@b SIP/2.0\r\n");

    expect(await events.next("down")).toMatchObject({
      reason: "peer",
      error: { message: expect.stringContaining("inside a message") as string },
    });
  });
});

describe("RFC 5923 §8.3 after the peer has closed its half", () => {
  test("requests of ours take another connection [CRU-5923-8.3-a]", async () => {
    const clock = new ManualClock();
    const { transport, peer, receiver } = await openTcp({ environment: environment(clock) });
    peer.socket.end(OPTIONS);
    await receiver.next();
    await runs(clock, "halfOpen");

    const sent = transport.flow(peer.address).send("BYE\r\n\r\n");

    // Nobody listens there.
    await expect(sent).rejects.toMatchObject({ cause: { code: "ECONNREFUSED" } });
    expect(peer.text).toBe("");
  });
});

function environment(clock: ManualClock) {
  return { clock, random: new SeededRandom(1) };
}

/** Waits until the transport has come so far that it measures this time. */
async function runs(clock: ManualClock, timer: string): Promise<void> {
  await expect.poll(() => clock.pendingNames).toContain(timer);
}
