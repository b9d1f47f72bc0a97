import { type NameAddrHeader, parseNameAddr } from "../grammar/name-addr-header.js";
import { ParseFailure } from "../grammar/parse-failure.js";
import { unquote } from "../grammar/scanner.js";
import { type HeaderKey } from "./key.js";
import { headerId } from "./names.js";
import { parseNumber } from "./numbers.js";

/** Who has sent a call on. Anybody may claim it. */
export interface DiversionValue {
  /** The party that was called before. */
  readonly address: NameAddrHeader;
  /** In lower case: `unconditional`, `user-busy`, `no-answer`, `deflection`, …; `unknown` when nothing is said. */
  readonly reason: string;
  /** How many diversions this stands for; 1 when nothing is said. */
  readonly counter: number;
  /** How many there may be. */
  readonly limit: number | undefined;
  /** What of the party is not to be shown, in lower case: `full`, `name`, `uri` or `off`. */
  readonly privacy: string | undefined;
  /** Whether somebody has checked the address, in lower case: `yes` or `no`. */
  readonly screen: string | undefined;
}

/** RFC 5806 §4: the last diversion stands first. */
export const Diversion: HeaderKey<DiversionValue> = {
  id: headerId("Diversion"),
  parse(value, maxParameters) {
    const address = parseNameAddr(value, maxParameters);
    if (address instanceof ParseFailure) return address;
    return {
      address,
      reason: word(address, "reason") ?? "unknown",
      counter: count(address, "counter") ?? 1,
      limit: count(address, "limit"),
      privacy: word(address, "privacy"),
      screen: word(address, "screen"),
    };
  },
};

function word(address: NameAddrHeader, name: string): string | undefined {
  const text = address.getParam(name);
  return typeof text === "string" ? unquote(text).toLowerCase() : undefined;
}

function count(address: NameAddrHeader, name: string): number | undefined {
  const number = parseNumber(address.getParam(name) ?? "", 0xffff_ffff);
  return number instanceof ParseFailure ? undefined : number;
}
