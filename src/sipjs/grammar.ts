import { type NameAddrHeader } from "../message/grammar/name-addr-header.js";
import { freshCodesOf } from "../message/grammar/codes.js";
import { skipQuoted } from "../message/grammar/scanner.js";
import {
  readAddress,
  readBracketed,
  readContacts,
  readDisplayName,
  readRecordRoutes,
} from "./grammar/address-rules.js";
import { readChallenge } from "./grammar/challenge-rule.js";
import { readSipFragment, readStartLine } from "./grammar/start-line-rule.js";
import { NO_MATCH } from "./grammar/text.js";
import { readAbsoluteUri, readHost, readSipUri, readUuid } from "./grammar/uri-rules.js";
import {
  readCallId,
  readContentDisposition,
  readContentType,
  readCSeqValue,
  readDigits,
  readEvent,
  readMinSE,
  readOptionTags,
  readReplaces,
  readSessionExpires,
  readSubscriptionState,
} from "./grammar/value-rules.js";
import { readViaValue } from "./grammar/via-rule.js";
import { type URI } from "./uri.js";

/**
 * SIP.js's grammar: the values that its rules give, read by this library's scanner. Its members may be replaced.
 *
 * Nothing else in the library reads by it: what is decided is decided by the typed headers.
 */
export const Grammar = {
  /**
   * Reads a text by the rule with this name: a header's name with `_` for `-`, or `SIP_URI`, `Name_Addr_Header`, `Request_Response`, …
   *
   * @returns The value, or -1 when the text is not of that shape or there is no such rule. Never throws.
   */
  // The values are as many as the rules; SIP.js has `any` here.
  parse(input: string, startRule: string): unknown {
    const rule = RULES.get(startRule);
    return rule === undefined ? NO_MATCH : rule(unfolded(input));
  },

  /** Reads a name-addr; brackets have to stand around the URI. */
  nameAddrHeaderParse(nameAddrHeader: string): NameAddrHeader | undefined {
    const value = Grammar.parse(nameAddrHeader, "Name_Addr_Header");
    // Proof for the assertion: the rule gives this or -1.
    return value === NO_MATCH ? undefined : (value as NameAddrHeader);
  },

  /** Reads a sip or sips URI. */
  URIParse(uri: string): URI | undefined {
    const value = Grammar.parse(uri, "SIP_URI");
    // Proof for the assertion: the rule gives this or -1.
    return value === NO_MATCH ? undefined : (value as URI);
  },
};

const RULES: ReadonlyMap<string, (input: string) => unknown> = new Map<string, (input: string) => unknown>([
  ["absoluteURI", readAbsoluteUri],
  ["Call_ID", readCallId],
  ["challenge", readChallenge],
  ["Contact", readContacts],
  ["Content_Disposition", readContentDisposition],
  ["Content_Length", readDigits],
  ["Content_Type", readContentType],
  ["CSeq", readCSeqValue],
  ["displayName", readDisplayName],
  ["Event", readEvent],
  ["From", readAddress],
  ["host", readHost],
  ["Max_Forwards", readDigits],
  ["Min_SE", readMinSE],
  ["Name_Addr_Header", readBracketed],
  ["Proxy_Authenticate", readChallenge],
  ["quoted_string", (input) => (isQuotedString(input) ? {} : NO_MATCH)],
  ["Record_Route", readRecordRoutes],
  ["Refer_To", readAddress],
  ["Replaces", readReplaces],
  ["Request_Response", readStartLine],
  ["Require", readOptionTags],
  ["Session_Expires", readSessionExpires],
  ["SIP_URI", readSipUri],
  ["sipfrag", readSipFragment],
  ["Subscription_State", readSubscriptionState],
  ["Supported", readOptionTags],
  ["To", readAddress],
  ["uuid", readUuid],
  ["Via", readViaValue],
  ["WWW_Authenticate", readChallenge],
]);

/** RFC 3261 §7.3.1: a line break before white space is white space. As long as before, for values say where they stood. */
function unfolded(text: string): string {
  return text.includes("\r\n") ? text.replace(/\r\n(?=[ \t])/g, "  ") : text;
}

function isQuotedString(text: string): boolean {
  return text.startsWith('"') && skipQuoted(freshCodesOf(text), 0, text.length) === text.length;
}
