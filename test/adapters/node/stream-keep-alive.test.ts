import { describe, expect, test } from "vitest";
import { drawInterval } from "../../../src/adapters/node/keep-alive-pings.js";
import { ManualClock, SeededRandom } from "../../../src/testing/index.js";
import { type TcpOptions } from "../../../src/adapters/node/index.js";
import { connectTo, listenAt, openTcp, OPTIONS } from "./streams.js";

describe("RFC 5626 §3.5.1 keep-alives of the peer", () => {
  test("two empty lines between messages are answered at once with one [OUT-5626-5.4-a]", async () => {
    const { peer, receiver } = await openTcp();

    peer.send(`\r\n\r\n${OPTIONS}\r\n\r\n`);

    await (await receiver.next()).flow.send("after them");
    expect(await peer.receives("after them")).toBe("\r\n\r\nafter them");
  });

  test("inside a message they are part of it [OUT-5626-5.4-a]", async () => {
    const { peer, receiver } = await openTcp();

    peer.send("MESSAGE sip:a@b SIP/2.0\r\nContent-Length: 8\r\n\r\n\r\n\r\n\r\n\r\n");

    await (await receiver.next()).flow.send("nothing before");
    expect(await peer.receives("before")).toBe("nothing before");
  });
});

describe("RFC 5626 §4.4 keep-alives of ours", () => {
  test("each interval is in the last fifth of what was said [OUT-5626-4.4-a]", () => {
    const random = new SeededRandom(7);

    const drawn = Array.from({ length: 1_000 }, () => drawInterval(120_000, (limit) => random.below(limit)));

    expect(Math.min(...drawn)).toBeGreaterThanOrEqual(96_000);
    expect(Math.max(...drawn)).toBeLessThanOrEqual(120_000);
    expect(new Set(drawn).size).toBeGreaterThan(900);
  });

  test("a connection of ours is pinged, and goes on while pongs come", async () => {
    const { clock, peer } = await openOurs({ keepAlive: { interval: 120_000 } });

    for (let round = 0; round < 3; round += 1) {
      untilPing(clock);
      expect(await peer.receives("\r\n\r\n")).toBe("\r\n\r\n");
      peer.send("\r\n");
      await expect.poll(() => clock.pendingNames).not.toContain("pong");
    }
  });

  test("without a pong within ten seconds the connection has failed [OUT-5626-4.4.1-b]", async () => {
    const { clock, peer, events } = await openOurs({ keepAlive: { interval: 120_000 } });
    untilPing(clock);
    await peer.receives("\r\n\r\n");

    clock.advance(8_999);
    expect(clock.pendingNames).toContain("pong");
    clock.advance(1_001);

    expect(await events.next("down")).toMatchObject({ reason: "no-pong" });
  });

  test("two pongs are no ping of the peer, and a ping beside them is answered", async () => {
    const { clock, peer } = await openOurs({ keepAlive: { interval: 120_000 } });
    for (let round = 0; round < 2; round += 1) {
      untilPing(clock);
      await peer.receives("\r\n\r\n");
      peer.send("\r\n");
      await expect.poll(() => clock.pendingNames).not.toContain("pong");
    }

    peer.send("\r\n\r\n");

    expect(await peer.receives("\r\n")).toBe("\r\n");
    expect(peer.text).toBe("");
  });

  test("a connection that the peer has opened is the peer's to keep alive", async () => {
    const clock = new ManualClock();
    const { transport } = await openTcp({ keepAlive: { interval: 120_000 }, ...on(clock) });

    await connectTo(transport);

    expect(clock.pendingNames).not.toContain("ping");
  });
});

function on(clock: ManualClock): TcpOptions {
  return { environment: { clock, random: new SeededRandom(1) } };
}

/** Lets the time pass until a ping has been sent, to the second. */
function untilPing(clock: ManualClock): void {
  for (let seconds = 0; seconds < 120 && !clock.pendingNames.includes("pong"); seconds += 1) clock.advance(1_000);
}

/** A connection that we have opened. */
async function openOurs(options: TcpOptions) {
  const clock = new ManualClock();
  const { transport, events } = await openTcp({ ...options, ...on(clock) });
  const listener = await listenAt();
  await transport.flow(listener.address).send(OPTIONS);
  const peer = await listener.accepts();
  await peer.receives(OPTIONS);
  return { clock, peer, events };
}
