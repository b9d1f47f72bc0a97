import { type NameAddrHeader, parseNameAddr } from "../grammar/name-addr-header.js";
import { ParseFailure } from "../grammar/parse-failure.js";
import { splitAtCommas } from "../grammar/scanner.js";
import { type URI } from "../grammar/uri.js";
import { type HeaderKey } from "./key.js";
import { headerId } from "./names.js";
import { Privacy, privacyOf } from "./privacy.js";
import { Reason, type ReasonValue } from "./reason.js";

/** One target that a request had on its way. Anybody may claim it. */
export interface HistoryInfoValue {
  /** As it came: what its URI has of header fields is still in it. */
  readonly target: NameAddrHeader;
  /** Its place in the tree of targets: `1.2.1` was the first one after `1.2`. `undefined` without one that can be read. */
  readonly index: string | undefined;
  /**
   * How the request came to this target, from that with the other index: the address changed and the user did not (`rc`), the user
   * changed (`mp`), nothing changed (`np`).
   */
  readonly origin: { readonly kind: "rc" | "mp" | "np"; readonly index: string } | undefined;
  /** Why the request left this target again, as far as it can be read. */
  readonly reasons: readonly ReasonValue[];
  /** What of it is not to be shown, in lower case: `history`, … */
  readonly privacy: readonly string[];
}

/** RFC 7044 §5: the targets in the order of their index, the last one the present. */
export const HistoryInfo: HeaderKey<HistoryInfoValue> = {
  id: headerId("History-Info"),
  parse(value, maxParameters) {
    const target = parseNameAddr(value, maxParameters);
    if (target instanceof ParseFailure) return target;
    return {
      target,
      index: indexIn(target, "index"),
      origin: originOf(target),
      reasons: reasonsIn(target.uri),
      privacy: privacyIn(target.uri),
    };
  },
};

const INDEX = /^\d{1,9}(?:\.\d{1,9})*$/;
const KINDS = ["rc", "mp", "np"] as const;

function indexIn(target: NameAddrHeader, name: string): string | undefined {
  const text = target.getParam(name);
  return typeof text === "string" && INDEX.test(text) ? text : undefined;
}

function originOf(target: NameAddrHeader): HistoryInfoValue["origin"] {
  for (const kind of KINDS) {
    const index = indexIn(target, kind);
    if (index !== undefined) return { kind, index };
  }
  return undefined;
}

/** RFC 7044 §5: Reason and Privacy are header fields of the URI, escaped. */
function reasonsIn(uri: URI): readonly ReasonValue[] {
  return valuesIn(uri, "Reason")
    .flatMap(splitAtCommas)
    .map((value) => Reason.parse(value))
    .flatMap((value) => (value instanceof ParseFailure ? [] : value));
}

function privacyIn(uri: URI): readonly string[] {
  const words = valuesIn(uri, "Privacy")
    .map((value) => Privacy.parse(value))
    .flatMap((value) => (value instanceof ParseFailure ? [] : value.values));
  return privacyOf(words).values;
}

function valuesIn(uri: URI, name: string): readonly string[] {
  return uri.getHeader(name) ?? [];
}
