import { parseIPv4, parseIPv6 } from "../../message/grammar/ip-address.js";
import { splitAtCommas } from "../../message/grammar/scanner.js";
import { isTokenText, NO_MATCH, otherParams, type Param, type Params, readNumber, readParams } from "./text.js";
import { type HostType, hostTypeOf } from "./uri-rules.js";

/** One hop as SIP.js gives it. */
export interface ViaValue {
  protocol: string;
  transport: string;
  host_type: HostType;
  host: string;
  port?: number;
  ttl?: number;
  maddr?: string;
  received?: string;
  branch?: string;
  /** Text, not a number; without a value it stands in `params`. */
  rport?: string;
  params?: Params;
}

const SHAPE =
  /^([^\s/;]+)[ \t]*\/[ \t]*([^\s/;]+)[ \t]*\/[ \t]*([^\s/;]+)[ \t]+(\[[^\]]*\]|[^\s:;[\]]+)(?:[ \t]*:[ \t]*(\d{1,5}))?(?=[ \t]*(?:;|$))/;

/** A Via; of several in one text the last one counts, as in SIP.js. */
export function readViaValue(text: string): ViaValue | typeof NO_MATCH {
  const values = splitAtCommas(text).map(readHop);
  const whole: Partial<ViaValue> = {};
  for (const value of values) {
    if (value === NO_MATCH) return NO_MATCH;
    Object.assign(whole, value);
  }
  // Proof for the assertion: there is one hop at least, and each has what is compulsory.
  return whole as ViaValue;
}

function readHop(text: string): ViaValue | typeof NO_MATCH {
  const [sentBy, protocol, version, transport, host, port] = SHAPE.exec(text) ?? [];
  if (sentBy === undefined || host === undefined || !isTokenText(protocol) || !isTokenText(version)) return NO_MATCH;
  const hostType = hostTypeOf(host);
  const params = readParams(text, sentBy.length);
  if (hostType === undefined || params === undefined || !isTokenText(transport)) return NO_MATCH;
  const value: ViaValue = { protocol, transport, host_type: hostType, host };
  if (port !== undefined) value.port = Number(port);
  const others = params.filter((param) => !takeParam(value, param));
  const rest = otherParams(others);
  if (rest) value.params = rest;
  return value;
}

/** @returns whether the parameter has a meaning of its own, and a value that fits. */
function takeParam(via: ViaValue, { name, value }: Param): boolean {
  switch (name) {
    case "branch":
      if (!isTokenText(value)) return false;
      via.branch = value;
      return true;
    case "received":
      return takeReceived(via, value);
    case "rport":
      if (value === undefined || !/^\d{1,5}$/.test(value)) return false;
      via.rport = value;
      return true;
    case "ttl": {
      const ttl = value !== undefined && value.length <= 3 ? readNumber(value) : undefined;
      if (ttl !== undefined) via.ttl = ttl;
      return ttl !== undefined;
    }
    case "maddr":
      return takeMaddr(via, value);
    default:
      return false;
  }
}

/** Of SIP.js's values, not of its sense: the kind of the address that is read last is the kind of the host. */
function takeReceived(via: ViaValue, value: string | undefined): boolean {
  if (value === undefined) return false;
  if (parseIPv4(value)) via.host_type = "IPv4";
  else if (parseIPv6(value.startsWith("[") ? value.slice(1, -1) : value)) via.host_type = "IPv6";
  else return false;
  via.received = value;
  return true;
}

/** As above: SIP.js takes `maddr` for the host. What the core goes by is `message.via`, which knows better. */
function takeMaddr(via: ViaValue, value: string | undefined): boolean {
  const hostType = hostTypeOf(value ?? "");
  if (value === undefined || hostType === undefined) return false;
  via.maddr = via.host = value;
  via.host_type = hostType;
  return true;
}
