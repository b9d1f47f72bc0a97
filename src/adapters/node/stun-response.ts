import { type Address } from "../../environment/flow.js";
import { parseIPv4, parseIPv6 } from "../../message/grammar/ip-address.js";

/**
 * Answers a STUN Binding request with the address that it came from: the keep-alive of phones behind a NAT. RFC 5626 §8, RFC 8489 §6.3
 *
 * @returns Nothing for what is no such request, or is made otherwise than it says.
 */
export function stunResponse(datagram: Uint8Array, source: Address): Uint8Array | undefined {
  if (datagram.length < HEADER) return undefined;
  const request = Buffer.from(datagram.buffer, datagram.byteOffset, datagram.length);
  const length = request.readUInt16BE(2);
  if (request.readUInt16BE(0) !== BINDING_REQUEST || length % 4 !== 0 || length !== datagram.length - HEADER)
    return undefined;
  const unknown = unknownAttributes(request);
  if (unknown === undefined) return undefined;
  // RFC 8489 §6.3.1: what has to be understood and is not.
  if (unknown.length > 0) return response(request, BINDING_ERROR, [UNKNOWN_ATTRIBUTE, listOf(unknown)]);
  const address = octetsOf(source);
  if (address === undefined) return undefined;
  // RFC 8489 §12.1: without the cookie it is a client of RFC 3489, which knows no XOR.
  if (request.readUInt32BE(4) !== MAGIC_COOKIE)
    return response(request, BINDING_SUCCESS, [mapped(1, source.port, address)]);
  const mask = request.subarray(4, HEADER);
  const masked = address.map((octet, at) => octet ^ (mask[at] ?? 0));
  return response(request, BINDING_SUCCESS, [mapped(0x20, source.port ^ mask.readUInt16BE(0), masked)]);
}

const HEADER = 20;
const MAGIC_COOKIE = 0x2112_a442;
const BINDING_REQUEST = 0x0001;
const BINDING_SUCCESS = 0x0101;
const BINDING_ERROR = 0x0111;

/** ERROR-CODE 420. RFC 8489 §14.8 */
const UNKNOWN_ATTRIBUTE = attribute(9, Buffer.from([0, 0, 4, 20]));

/** Of the attributes that have to be understood, those that are not; nothing when they cannot be taken apart. RFC 8489 §14 */
function unknownAttributes(request: Buffer): readonly number[] | undefined {
  const unknown: number[] = [];
  for (let at = HEADER; at < request.length;) {
    const [type, length] = [request.readUInt16BE(at), request.readUInt16BE(at + 2)];
    // RFC 8489 §14: from 0x8000 up whoever does not know them passes over them. USERNAME and the like need a password that there is none for.
    if (type < 0x8000) unknown.push(type);
    at += 4 + length + ((4 - (length % 4)) % 4);
    if (at > request.length) return undefined;
  }
  return unknown;
}

/** UNKNOWN-ATTRIBUTES. RFC 8489 §14.9 */
function listOf(types: readonly number[]): Buffer {
  const value = Buffer.alloc(2 * Math.min(types.length, 8));
  for (let at = 0; at < value.length; at += 2) value.writeUInt16BE(types[at / 2] ?? 0, at);
  return attribute(0x0a, value);
}

/** MAPPED-ADDRESS (1) and XOR-MAPPED-ADDRESS (0x20). RFC 8489 §14.1, §14.2 */
function mapped(type: number, port: number, address: Uint8Array): Buffer {
  return attribute(type, Buffer.from([0, address.length === 4 ? 1 : 2, port >> 8, port & 0xff, ...address]));
}

function attribute(type: number, value: Buffer): Buffer {
  const padding = (4 - (value.length % 4)) % 4;
  const head = Buffer.from([type >> 8, type & 0xff, value.length >> 8, value.length & 0xff]);
  return Buffer.concat([head, value, Buffer.alloc(padding)]);
}

function response(request: Buffer, type: number, attributes: readonly Buffer[]): Uint8Array {
  const body = Buffer.concat(attributes);
  const head = Buffer.from([type >> 8, type & 0xff, body.length >> 8, body.length & 0xff]);
  // The cookie and the transaction id are those of the request.
  return Buffer.concat([head, request.subarray(4, HEADER), body]);
}

function octetsOf({ host }: Address): Uint8Array | undefined {
  const [bare = ""] = host.split("%");
  const octets = parseIPv4(bare) ?? parseIPv6(bare)?.flatMap((group) => [group >> 8, group & 0xff]);
  return octets && Uint8Array.from(octets);
}
