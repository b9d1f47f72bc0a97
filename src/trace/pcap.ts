import { type Address } from "../environment/flow.js";
import { ipAddressOctets } from "./ip-address.js";

/** One message as a capture shows it. */
export interface CapturedPacket {
  /** Milliseconds; since 1970 when the capture is to show the date. Fractions are kept to the microsecond. */
  readonly time: number;
  /** A host that is not an IP address gets one of 198.51.100.0/24, the same throughout the capture. */
  readonly from: Address;
  readonly to: Address;
  /** The message. Beyond 65,000 octets it is cut off. */
  readonly octets: Uint8Array;
}

/**
 * Writes messages as a capture file (pcap, raw IP), as if each had come in one UDP datagram: for Wireshark and tshark, where capturing is not allowed.
 *
 * What went over TCP or a WebSocket is shown as datagrams too. Times must not be negative.
 *
 * @returns The whole file.
 */
export function encodePcap(packets: readonly CapturedPacket[]): Uint8Array {
  const names = new Map<string, readonly number[]>();
  const parts = packets.map((packet) => {
    const octets = packet.octets.subarray(0, LONGEST);
    return { time: packet.time, datagram: ipDatagram(packet, octets, (host) => addressOctets(host, names)) };
  });
  const file = new Uint8Array(
    FILE_HEADER + parts.reduce((sum, { datagram }) => sum + RECORD_HEADER + datagram.length, 0),
  );
  const view = new DataView(file.buffer);
  view.setUint32(0, 0xa1b2c3d4);
  view.setUint16(4, 2);
  view.setUint16(6, 4);
  view.setUint32(16, 0xffff);
  view.setUint32(20, LINKTYPE_RAW);
  let at = FILE_HEADER;
  for (const { time, datagram } of parts) {
    const microseconds = Math.round(time * 1000);
    view.setUint32(at, Math.floor(microseconds / 1_000_000));
    view.setUint32(at + 4, microseconds % 1_000_000);
    view.setUint32(at + 8, datagram.length);
    view.setUint32(at + 12, datagram.length);
    file.set(datagram, at + RECORD_HEADER);
    at += RECORD_HEADER + datagram.length;
  }
  return file;
}

const FILE_HEADER = 24;
const RECORD_HEADER = 16;
/** A datagram begins with its IP header, of either version. */
const LINKTYPE_RAW = 101;
const LONGEST = 65_000;
const UDP = 17;
const HOP_LIMIT = 64;

function ipDatagram(
  packet: CapturedPacket,
  octets: Uint8Array,
  lookUp: (host: string) => readonly number[],
): Uint8Array {
  const [from, to] = sameVersion(lookUp(packet.from.host), lookUp(packet.to.host));
  const length = 8 + octets.length;
  const header = from.length === 4 ? ipv4Header(from, to, length) : ipv6Header(from, to, length);
  const udp = new Uint8Array(length);
  const view = new DataView(udp.buffer);
  view.setUint16(0, packet.from.port);
  view.setUint16(2, packet.to.port);
  view.setUint16(4, length);
  udp.set(octets, 8);
  // RFC 768, RFC 8200 §8.1: over addresses, length and protocol as well; 0 would mean that there is none.
  const pseudoHeader = [...from, ...to, length >> 8, length & 255, 0, UDP];
  view.setUint16(6, checksum([Uint8Array.from(pseudoHeader), udp]) || 0xffff);
  const datagram = new Uint8Array(header.length + length);
  datagram.set(header);
  datagram.set(udp, header.length);
  return datagram;
}

/** RFC 791 §3.1 */
function ipv4Header(from: readonly number[], to: readonly number[], length: number): Uint8Array {
  const total = 20 + length;
  const header = Uint8Array.from([
    0x45,
    0,
    total >> 8,
    total & 255,
    0,
    0,
    0x40,
    0,
    HOP_LIMIT,
    UDP,
    0,
    0,
    ...from,
    ...to,
  ]);
  new DataView(header.buffer).setUint16(10, checksum([header]));
  return header;
}

/** RFC 8200 §3 */
function ipv6Header(from: readonly number[], to: readonly number[], length: number): Uint8Array {
  return Uint8Array.from([0x60, 0, 0, 0, length >> 8, length & 255, UDP, HOP_LIMIT, ...from, ...to]);
}

/** RFC 1071: the ones' complement sum of 16-bit words; each part but the last has an even length. */
function checksum(parts: readonly Uint8Array[]): number {
  let sum = 0;
  for (const part of parts) {
    for (let i = 0; i < part.length; i += 2) sum += ((part[i] ?? 0) << 8) | (part[i + 1] ?? 0);
  }
  while (sum > 0xffff) sum = (sum & 0xffff) + Math.floor(sum / 0x10000);
  return ~sum & 0xffff;
}

type AddressPair = readonly [from: readonly number[], to: readonly number[]];

/** RFC 4291 §2.5.5.2: an IPv4 address beside an IPv6 one is written as one. */
function sameVersion(from: readonly number[], to: readonly number[]): AddressPair {
  if (from.length === to.length) return [from, to];
  return [asIpv6(from), asIpv6(to)];
}

function asIpv6(octets: readonly number[]): readonly number[] {
  return octets.length === 16 ? octets : [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 255, 255, ...octets];
}

function addressOctets(host: string, names: Map<string, readonly number[]>): readonly number[] {
  const octets = ipAddressOctets(host) ?? names.get(host);
  if (octets !== undefined) return octets;
  // RFC 5737: a net for examples, where nobody is.
  const made = [198, 51, 100, (names.size % 254) + 1];
  names.set(host, made);
  return made;
}
