import { describe, expect, test } from "vitest";
import { DatagramOutbox } from "../../../src/adapters/node/datagram-outbox.js";

const TO = { host: "192.0.2.1", port: 5060 };
const FIRST = Uint8Array.of(1);
const SECOND = Uint8Array.of(2);

function outbox(fail?: Error) {
  const sent: number[] = [];
  const held: (() => void)[] = [];
  const box = new DatagramOutbox((octets, _to, left) => {
    sent.push(octets[0] ?? 0);
    held.push(() => left(fail));
  });
  return { box, sent, release: () => held.splice(0).forEach((left) => left()) };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

describe("datagrams of one turn of the event loop", () => {
  test("leave together at its end, in their order", async () => {
    const { box, sent, release } = outbox();

    const all = [box.send(FIRST, TO), box.send(SECOND, TO)];
    expect(sent).toEqual([]);
    await turn();
    expect(sent).toEqual([1, 2]);
    release();
    await Promise.all(all);
  });

  test("leave at once where something else must not overtake them, and only once", async () => {
    const { box, sent, release } = outbox();

    const left = box.send(FIRST, TO);
    box.flush();
    expect(sent).toEqual([1]);
    const next = box.send(SECOND, TO);
    await turn();
    expect(sent).toEqual([1, 2]);
    release();
    await Promise.all([left, next]);
  });

  test("fail each by itself", async () => {
    const { box, release } = outbox(new Error("no way"));

    const left = box.send(FIRST, TO);
    await turn();
    release();
    await expect(left).rejects.toThrow("no way");
  });

  test("are waited for until the system has taken them", async () => {
    const { box, release } = outbox();
    let isEmpty = false;

    const left = box.send(FIRST, TO);
    const empty = box.empty().then(() => (isEmpty = true));
    await turn();
    expect(isEmpty).toBe(false);
    release();
    await Promise.all([left, empty]);
    await box.empty();
  });
});
