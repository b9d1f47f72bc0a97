import { describe, expect, test } from "vitest";
import { type Frame, FrameReader, frameStart } from "../../../src/cli/workers/frames.js";

describe("what workers tell each other", () => {
  const frames = [
    { head: "datagram 1 0 5060 192.0.2.1", octets: octetsOf("INVITE") },
    { head: "gone 1 2", octets: octetsOf("") },
    { head: "sent 7 äöü", octets: octetsOf("the connection is gone") },
  ];

  test.each([1, 2, 3, 5, 7, 1_000])("is read again from a stream that comes in pieces of %d octets", (size) => {
    const stream = Buffer.concat(frames.map(written));
    const { reader, read } = reading();

    const good = pieces(stream, size).map((piece) => reader.read(piece));

    expect(new Set(good)).toEqual(new Set([true]));
    expect(read).toEqual(frames);
  });

  test("is copied out of the stream", () => {
    const stream = written({ head: "x", octets: octetsOf("abc") });
    const { reader, read } = reading();

    reader.read(stream);
    stream.fill(0);

    expect(read).toEqual([{ head: "x", octets: octetsOf("abc") }]);
  });

  test.each([
    ["longer than any message", Buffer.from([255, 255, 255, 255, 0, 0])],
    ["with a head that is longer than the whole", Buffer.from([0, 0, 0, 3, 0, 9])],
  ])("is no frame: %s", (_what, octets) => {
    expect(reading().reader.read(octets)).toBe(false);
  });
});

function reading() {
  const read: Frame[] = [];
  return { read, reader: new FrameReader((frame) => read.push(frame)) };
}

function written({ head, octets }: Frame): Buffer {
  return Buffer.concat([frameStart(head, octets.length), octets]);
}

function pieces(stream: Buffer, size: number): Buffer[] {
  return Array.from({ length: Math.ceil(stream.length / size) }, (_, at) =>
    stream.subarray(at * size, (at + 1) * size),
  );
}

function octetsOf(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
