import { type Address } from "../environment/flow.js";
import { type MessageSummary, summarizeMessage } from "../trace/message-summary.js";

/** Who stands at an end of the wire: the party that calls, or our side. */
export type WireSide = "caller" | "callee";

/** A message on the wire. */
export interface WireMessage extends MessageSummary {
  /** Who sent it. */
  readonly from: WireSide;
  /** Where it was sent to: the other end's address, unless a flow towards another one was used. */
  readonly destination: Address;
  /** As it was sent. */
  readonly data: string | Uint8Array;
}

/** @internal */
export function wireMessage(from: WireSide, destination: Address, data: string | Uint8Array): WireMessage {
  return { ...summarizeMessage(data), from, destination, data };
}

/**
 * Which messages are meant: a method (`"ACK"`), a status code (`"200"`), a status code and what it answers (`"200 BYE"`),
 * a class (`"1xx"`, `"2xx INVITE"`), every message (`"*"`), or a condition.
 */
export type MessageSelector = string | ((message: WireMessage) => boolean);

const CLASS = /^[1-6]xx$/;

/** Whether the selector means the message. */
export function selects(selector: MessageSelector, message: WireMessage): boolean {
  if (typeof selector === "function") return selector(message);
  if (selector === "*") return true;
  const [name = "", answered] = selector.split(" ");
  if (answered !== undefined && answered !== message.cseqMethod) return false;
  if (message.statusCode === undefined) return answered === undefined && name === message.method;
  const code = String(message.statusCode);
  return CLASS.test(name) ? code.startsWith(name.charAt(0)) : name === code;
}
