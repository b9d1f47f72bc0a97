import { NameAddrHeader, parseNameAddr } from "../message/grammar/name-addr-header.js";
import { ParseFailure } from "../message/grammar/parse-failure.js";
import { splitAtCommas } from "../message/grammar/scanner.js";
import { CSeq, type CSeqValue } from "../message/header/cseq.js";
import { type HeaderKey } from "../message/header/key.js";
import { type HeaderId, headerKind, headerName } from "../message/header/names.js";
import { Via } from "../message/header/via.js";
import { NO_MATCH } from "./grammar/text.js";
import { readAddress } from "./grammar/address-rules.js";
import { type HeaderDictionary, rawValues } from "./header-dictionary.js";
import { URI } from "./uri.js";

/**
 * What a message that may be written to consists of: its header fields, and the members that were set over them.
 * A member that is not set is read from its header, each time, for its owner may have changed it.
 */
export class MessageMembers {
  headers: HeaderDictionary = {};
  data: string | undefined;
  body: string | undefined;
  method: string | undefined;
  callId: string | undefined;
  cseq: number | undefined;
  viaBranch: string | undefined;
  via: Partial<Via> | undefined;
  fromTag: string | undefined;
  toTag: string | undefined;
  from: NameAddrHeader | undefined;
  to: NameAddrHeader | undefined;
  readonly #addresses = new Map<string, { readonly raw: string; readonly address: NameAddrHeader }>();

  /**
   * What a member is that was not set and stands in no header. As in SIP.js it is `undefined` in a message that was given nothing yet;
   * in one that may be handed in to a core, something that the core can read.
   */
  otherwise<T>(usual: T): T {
    // Proof for the assertion: none. It is what SIP.js's types leave out, too, and nobody serves an empty message.
    return this.#isEmpty ? (undefined as T) : usual;
  }

  readVia(): Via {
    if (this.via !== undefined) return { ...NO_VIA, ...this.via, parameters: this.via.parameters ?? NO_VIA.parameters };
    const [first = ""] = this.rows("Via").flatMap(splitAtCommas);
    const via = Via.parse(first);
    return via instanceof ParseFailure ? this.otherwise(NO_VIA) : via;
  }

  readAddress(name: "From" | "To"): NameAddrHeader {
    const assigned = name === "From" ? this.from : this.to;
    if (assigned !== undefined) return assigned;
    const [raw] = rawValues(this.headers, name);
    if (raw === undefined) return this.otherwise(addressOf(""));
    const known = this.#addresses.get(name);
    if (known?.raw === raw) return known.address;
    const address = addressOf(raw);
    this.#addresses.set(name, { raw, address });
    return address;
  }

  readBranch(): string | undefined {
    return this.#isEmpty ? undefined : this.readVia().branch;
  }

  readTag(name: "From" | "To"): string | undefined {
    return this.#isEmpty ? undefined : (this.readAddress(name).getParam("tag") ?? undefined);
  }

  readCSeq(): CSeqValue | undefined {
    if (this.cseq !== undefined) return { sequence: this.cseq, method: this.method ?? "" };
    const [raw] = rawValues(this.headers, "CSeq");
    const value = raw === undefined ? undefined : CSeq.parse(raw);
    return value instanceof ParseFailure ? undefined : value;
  }

  /** The rows of a header, as the core reads them: members that were set count as rows, and each row is one line. */
  rows(name: string): string[] {
    return this.#rows(name).map(onOneLine);
  }

  #rows(name: string): string[] {
    if (name === "CSeq" && this.cseq !== undefined) return [`${this.cseq} ${this.method ?? ""}`];
    if (name === "Call-ID" && this.callId !== undefined) return [this.callId];
    const rows = rawValues(this.headers, name);
    if (rows.length > 0) return rows;
    if (name === "From" && this.from !== undefined) return [this.from.toString()];
    return name === "To" && this.to !== undefined ? [this.to.toString()] : [];
  }

  /** The rows of a header that is a list element by element, as far as SIP.js's own parser takes it apart. */
  values(name: string): string[] {
    const rows = this.rows(name);
    return SPLIT.has(name) ? rows.flatMap(splitAtCommas) : rows;
  }

  /** Each element of a header, by its key. */
  typed<T>(key: HeaderKey<T>): (T | ParseFailure)[] {
    const rows = this.rows(nameOf(key.id, ""));
    const elements =
      headerKind(key.id) === "list" ? rows.flatMap((row) => (row === "" ? [] : splitAtCommas(row))) : rows;
    return elements.map((element) => key.parse(element));
  }

  get #isEmpty(): boolean {
    const { headers, data, body, method, callId, cseq, viaBranch, via, fromTag, toTag, from, to } = this;
    const members = [data, body, method, callId, cseq, viaBranch, via, fromTag, toTag, from, to];
    return Object.keys(headers).length === 0 && members.every((member) => member === undefined);
  }
}

/** The headers that are lists of hops and addresses. RFC 3261 §7.3.1: a comma is as good as a row. */
export const SPLIT: ReadonlySet<string> = new Set(["Via", "Contact", "Route", "Record-Route"]);

/** The name of a header that the core asks for. */
export function nameOf(id: HeaderId, name: string): string {
  return id === 0 ? name : headerName(id);
}

function addressOf(raw: string): NameAddrHeader {
  const address = readAddress(raw);
  if (address !== NO_MATCH) return address;
  // Schemes that SIP.js does not know.
  const other = parseNameAddr(raw);
  return other instanceof ParseFailure ? new NameAddrHeader(new URI("sip", undefined, NOBODY), undefined) : other;
}

/** What an application has built may be copied into a response: there it must not make lines of its own. */
function onOneLine(value: string): string {
  return value.replace(/[\r\n]+[ \t]*/g, " ");
}

const NOBODY = "anonymous.invalid";

const NO_VIA: Via = {
  protocol: "SIP/2.0",
  transport: "UDP",
  host: NOBODY,
  port: undefined,
  branch: undefined,
  received: undefined,
  rport: undefined,
  maddr: undefined,
  ttl: undefined,
  parameters: {},
};
