import { describe, expect, test } from "vitest";
import { encodePcap } from "../../src/trace/index.js";
import { ipAddressOctets } from "../../src/trace/ip-address.js";

const octets = new TextEncoder().encode("OPTIONS sip:bob@h SIP/2.0\r\n\r\n!");
const alice = { host: "192.0.2.1", port: 5060 };
const bob = { host: "192.0.2.4", port: 5061 };

/** RFC 1071: over a part with its checksum in place the sum of words is all ones. */
function onesSum(part: Uint8Array): number {
  const view = new DataView(part.buffer, part.byteOffset, part.byteLength);
  let sum = 0;
  for (let i = 0; i < part.length; i += 2) sum += i + 1 < part.length ? view.getUint16(i) : view.getUint8(i) << 8;
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16);
  return sum;
}

describe("a capture", () => {
  test("begins with the header of a pcap file of raw IP, and has nothing more when there are no packets", () => {
    expect([...encodePcap([])]).toEqual([
      ...[0xa1, 0xb2, 0xc3, 0xd4, 0, 2, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 0, 0, 0, 101],
    ]);
  });

  test("holds each message in a datagram, with its time to the microsecond", () => {
    const file = encodePcap([{ time: 1_500.25, from: alice, to: bob, octets }]);
    const view = new DataView(file.buffer);

    expect([view.getUint32(24), view.getUint32(28)]).toEqual([1, 500_250]);
    expect([view.getUint32(32), view.getUint32(36)]).toEqual([28 + octets.length, 28 + octets.length]);
    expect(file.length).toBe(40 + 28 + octets.length);
    expect([...file.subarray(40 + 12, 40 + 20)]).toEqual([192, 0, 2, 1, 192, 0, 2, 4]);
    expect([view.getUint16(60), view.getUint16(62), view.getUint16(64)]).toEqual([5060, 5061, 8 + octets.length]);
    expect(file.subarray(68)).toEqual(octets);
  });

  test("has the checksums of IPv4 (RFC 791 §3.1) and of UDP (RFC 768)", () => {
    const file = encodePcap([{ time: 0, from: alice, to: bob, octets }]);
    const udp = file.subarray(60);
    const pseudoHeader = [192, 0, 2, 1, 192, 0, 2, 4, 0, 17, udp.length >> 8, udp.length & 255];

    expect(onesSum(file.subarray(40, 60))).toBe(0xffff);
    expect(onesSum(Uint8Array.from([...pseudoHeader, ...udp]))).toBe(0xffff);
  });

  test("writes IPv6 with its checksum (RFC 8200 §3, RFC 8200 §8.1), and an IPv4 address beside it as IPv6 too (RFC 4291 §2.5.5.2)", () => {
    const file = encodePcap([{ time: 0, from: { host: "::1", port: 1 }, to: bob, octets }]);
    const udp = file.subarray(80);

    expect(file[40]).toBe(0x60);
    expect([...file.subarray(40 + 8, 40 + 40)]).toEqual([
      ...new Array<number>(15).fill(0),
      1,
      ...new Array<number>(10).fill(0),
      ...[255, 255, 192, 0, 2, 4],
    ]);
    expect(onesSum(Uint8Array.from([...file.subarray(48, 80), 0, 17, udp.length >> 8, udp.length & 255, ...udp]))).toBe(
      0xffff,
    );
  });

  test("gives a host that is no address one of its own, the same each time", () => {
    const named = { host: "pc1.invalid", port: 5060 };
    const file = encodePcap([
      { time: 0, from: named, to: { host: "other.invalid", port: 1 }, octets },
      { time: 1, from: bob, to: named, octets },
    ]);
    const second = 40 + 28 + octets.length + 16;

    expect([...file.subarray(52, 60)]).toEqual([198, 51, 100, 1, 198, 51, 100, 2]);
    expect([...file.subarray(second + 16, second + 20)]).toEqual([198, 51, 100, 1]);
  });

  test("cuts off what no datagram can hold", () => {
    const file = encodePcap([{ time: 0, from: alice, to: bob, octets: new Uint8Array(70_000) }]);

    expect(file.length).toBe(40 + 28 + 65_000);
  });
});

describe("RFC 4291 §2.2 the octets of an address", () => {
  test.each([
    ["192.0.2.1", [192, 0, 2, 1]],
    ["::", [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]],
    ["[2001:DB8::9:1]", [0x20, 1, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 9, 0, 1]],
    ["fe80::1%eth0", [0xfe, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]],
    ["1:2:3:4:5:6:7:8", [0, 1, 0, 2, 0, 3, 0, 4, 0, 5, 0, 6, 0, 7, 0, 8]],
    ["::ffff:192.0.2.1", [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 255, 255, 192, 0, 2, 1]],
  ])("of %s", (text, expected) => {
    expect(ipAddressOctets(text)).toEqual(expected);
  });

  test.each([
    "",
    "example.org",
    "1.2.3",
    "1.2.3.256",
    "1.2.3.4.5",
    "1:2:3",
    "1::2::3",
    "1:2:3:4:5:6:7:8:9",
    "g::1",
    "1:2:3:4:5:6:7::8",
    ":1",
  ])("of %j are not known", (text) => {
    expect(ipAddressOctets(text)).toBeUndefined();
  });
});
