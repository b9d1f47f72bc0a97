import { describe, expect, test } from "vitest";
import { isReliable } from "../../src/environment/flow.js";
import { ManualClock } from "../../src/testing/manual-clock.js";
import { MemoryWire, type MemoryWireOptions } from "../../src/testing/memory-wire.js";
import { SeededRandom } from "../../src/testing/seeded-random.js";

const invite = message("INVITE sip:bob@192.0.2.4 SIP/2.0", "1 INVITE");
const ack = message("ACK sip:bob@192.0.2.4 SIP/2.0", "1 ACK");
const bye = message("BYE sip:bob@192.0.2.4 SIP/2.0", "2 BYE");
const ringing = message("SIP/2.0 180 Ringing", "1 INVITE");
const ok = message("SIP/2.0 200 OK", "1 INVITE");
const okToBye = message("SIP/2.0 200 OK", "2 BYE");

function message(startLine: string, cseq: string): string {
  return `${startLine}\r\nCSeq: ${cseq}\r\n\r\n`;
}

function wireAndLog(options: MemoryWireOptions = {}) {
  const clock = new ManualClock();
  const wire = new MemoryWire({ clock, ...options });
  const log: string[] = [];
  const name = (data: string | Uint8Array) =>
    String(data)
      .split(" ")
      .slice(0, 2)
      .join(" ")
      .replace(/ sip.*|SIP\S* /, "");
  wire.callee.onMessage = (data) => log.push(`bob got ${name(data)} at ${clock.now()}`);
  wire.caller.onMessage = (data) => log.push(`alice got ${name(data)} at ${clock.now()}`);
  return { clock, wire, log };
}

describe("a memory wire", () => {
  test("delivers at once what each end sends to the other, with the flow to answer by", () => {
    const { wire, log } = wireAndLog();
    wire.callee.onMessage = (_, flow) => void flow.send(ringing);

    void wire.caller.send(invite);

    expect(log).toEqual(["alice got 180 at 0"]);
    expect(wire.callee.remote).toEqual({ host: "192.0.2.1", port: 5060 });
    expect(wire.callee.local).toEqual(wire.caller.remote);
  });

  test("keeps what is sent while another message is received until that is done", () => {
    const { wire, log } = wireAndLog();
    wire.callee.onMessage = (_, flow) => {
      void flow.send(ringing);
      log.push("bob is done");
    };

    void wire.caller.send(invite);

    expect(log).toEqual(["bob is done", "alice got 180 at 0"]);
  });

  test("keeps what is sent together until all is said, even when that throws", () => {
    const { wire, log } = wireAndLog();

    const say = () =>
      wire.together(() => {
        void wire.callee.send(ringing);
        log.push("still talking");
        throw new Error("stumbles");
      });

    expect(say).toThrow("stumbles");
    expect(log).toEqual(["still talking", "alice got 180 at 0"]);
  });

  test("takes time when told so, and keeps the order", () => {
    const { clock, wire, log } = wireAndLog({ latency: 40 });

    void wire.caller.send(invite);
    void wire.caller.send(ack);
    clock.advance(39);
    expect(log).toEqual([]);

    clock.advance(1);
    expect(log).toEqual(["bob got INVITE at 40", "bob got ACK at 40"]);
  });

  test.each([
    ["UDP", undefined, false],
    ["TCP", undefined, true],
    ["WS", undefined, true],
    ["UDP", true, true],
    ["TCP", false, false],
  ])("over %s with reliable %s is reliable: %s", (protocol, reliable, expected) => {
    const { wire } = wireAndLog({ protocol, ...(reliable !== undefined && { reliable }) });

    expect(wire.callee.protocol).toBe(protocol);
    expect(isReliable(wire.callee)).toBe(expected);
  });

  test("says where a message was meant to go, where a flow towards another address can be had", () => {
    const { wire, log } = wireAndLog();
    const destinations: unknown[] = [];
    wire.onMessage(({ destination }) => destinations.push(destination));

    void wire.callee.towards?.({ host: "192.0.2.99", port: 5070 }).send(ok);

    expect(destinations).toEqual([{ host: "192.0.2.99", port: 5070 }]);
    expect(log).toEqual(["alice got 200 at 0"]);
    expect(new MemoryWire({ protocol: "WS" }).callee.towards).toBeUndefined();
  });
});

describe("a wire that misbehaves", () => {
  test("loses as often as told, after as many as told, and only what one side sends", () => {
    const { wire, log } = wireAndLog();
    wire.loses("200", { times: 2, after: 1 });
    wire.loses("*", { from: "caller" });

    for (let i = 0; i < 4; i += 1) void wire.callee.send(ok);
    void wire.caller.send(ack);
    void wire.caller.send(ack);

    expect(log).toEqual(["alice got 200 at 0", "alice got 200 at 0", "bob got ACK at 0"]);
  });

  test("doubles", () => {
    const { wire, log } = wireAndLog();
    wire.doubles("INVITE");

    void wire.caller.send(invite);
    void wire.caller.send(invite);

    expect(log).toHaveLength(3);
  });

  test("delays, and later messages go first", () => {
    const { clock, wire, log } = wireAndLog();
    wire.delays("ACK", 1_500);

    void wire.caller.send(ack);
    void wire.caller.send(bye);
    clock.advance(1_500);

    expect(log).toEqual(["bob got BYE at 0", "bob got ACK at 1500"]);
  });

  test("reorders: the next message that goes the same way overtakes", () => {
    const { wire, log } = wireAndLog();
    wire.reorders("ACK");

    void wire.caller.send(ack);
    void wire.callee.send(ok);
    void wire.caller.send(bye);

    expect(log).toEqual(["alice got 200 at 0", "bob got BYE at 0", "bob got ACK at 0"]);
  });

  test("fails: the promise is rejected with whatever it was told", async () => {
    const { wire, log } = wireAndLog();
    wire.fails("200");
    wire.fails("180", { error: undefined });

    await expect(wire.callee.send(ok)).rejects.toThrow("the wire is down");
    await expect(wire.callee.send(ringing)).rejects.toBeUndefined();
    expect(wire.callee.send(ok)).toBeUndefined();
    expect(log).toEqual(["alice got 200 at 0"]);
  });

  test("tells its listeners how each message fared", () => {
    const { clock, wire } = wireAndLog();
    const fates: string[] = [];
    wire.onMessage((sent, fate, time) => fates.push(`${sent.method ?? sent.statusCode ?? "?"} ${fate} ${time}`));
    wire.loses("INVITE");
    wire.delays("ACK", 10);

    void wire.caller.send(invite);
    void wire.caller.send(ack);
    void wire.callee.send(ok);
    clock.advance(10);

    expect(fates).toEqual(["INVITE lost 0", "ACK leaves 0", "200 passes 0", "ACK arrives 10"]);
  });

  test("behaves again when told, and what was overtaken arrives", () => {
    const { wire, log } = wireAndLog();
    wire.loses("*", { times: Infinity, after: 1 });
    wire.reorders("INVITE");

    void wire.caller.send(invite);
    wire.behaves();
    void wire.caller.send(ack);

    expect(log).toEqual(["bob got INVITE at 0", "bob got ACK at 0"]);
  });

  test("misbehaves by chance, the same way for the same seed", () => {
    const fates = (seed: number) => {
      const { clock, wire, log } = wireAndLog();
      wire.misbehaves({ random: new SeededRandom(seed), loses: 0.2, doubles: 0.2, delays: 100 });
      for (let i = 0; i < 50; i += 1) void wire.caller.send(i % 2 === 0 ? invite : ack);
      clock.advance(100);
      return log;
    };

    expect(fates(1)).toEqual(fates(1));
    expect(fates(1)).not.toEqual(fates(2));
    expect(fates(1).length).toBeGreaterThan(30);
  });

  test.each([
    ["200", [ok, okToBye]],
    ["200 BYE", [okToBye]],
    ["2xx INVITE", [ok]],
    ["1xx", [ringing]],
    ["BYE", [bye]],
    ["INVITE", [invite]],
    ["*", [invite, ack, bye, ringing, ok, okToBye]],
    ["486", []],
  ])("selects by %j", (selector, expected) => {
    const { wire } = wireAndLog();
    const lost: unknown[] = [];
    wire.loses(selector, { times: Infinity });
    wire.onMessage(({ data }, fate) => fate === "lost" && lost.push(data));

    for (const text of [invite, ack, bye]) void wire.caller.send(text);
    for (const text of [ringing, ok, okToBye]) void wire.callee.send(text);

    expect(lost).toEqual(expected);
  });

  test("selects by a condition", () => {
    const { wire, log } = wireAndLog();
    wire.loses(({ cseqMethod, from }) => from === "callee" && cseqMethod === "BYE");

    void wire.callee.send(okToBye);
    void wire.caller.send(bye);

    expect(log).toEqual(["bob got BYE at 0"]);
  });
});
