/** The methods by name, as SIP.js has them in `C`. */
export const C = {
  ACK: "ACK",
  BYE: "BYE",
  CANCEL: "CANCEL",
  INFO: "INFO",
  INVITE: "INVITE",
  MESSAGE: "MESSAGE",
  NOTIFY: "NOTIFY",
  OPTIONS: "OPTIONS",
  PRACK: "PRACK",
  PUBLISH: "PUBLISH",
  REFER: "REFER",
  REGISTER: "REGISTER",
  SUBSCRIBE: "SUBSCRIBE",
  UPDATE: "UPDATE",
} as const;

/** One text for each method that is registered: a message then holds none of its own. */
export function knownMethod(method: string): string {
  return METHODS.get(method) ?? method;
}

const METHODS: ReadonlyMap<string, string> = new Map(Object.entries(C));

/** Every registered method: what tells 405 (known, not served) from 501 (never heard of). RFC 3261 §21.4.6, §21.5.2 */
export const KNOWN_METHODS: ReadonlySet<string> = new Set(Object.values(C));
