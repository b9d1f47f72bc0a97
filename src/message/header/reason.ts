import { TOKEN } from "../grammar/characters.js";
import { checkedText } from "../grammar/checked-text.js";
import { formatParameters } from "../grammar/parameter-format.js";
import { emptyParameters, type ParameterMap, withoutParameters } from "../grammar/parameter-map.js";
import { ParseFailure } from "../grammar/parse-failure.js";
import { isToken, quote } from "../grammar/scanner.js";
import { type HeaderKey } from "./key.js";
import { headerId } from "./names.js";
import { parseNumber } from "./numbers.js";
import { readValueWithParameters } from "./value-with-parameters.js";

/** Why a request or a response was sent. Anybody may claim anything here: nothing that costs money may rest on it. */
export interface ReasonValue {
  /** `SIP` and `Q.850` in this spelling, others as written: `STIR`, `Preemption`, … They compare without case. */
  readonly protocol: string;
  /** A status code where the protocol is SIP, a cause of ISDN where it is Q.850; `undefined` without one that can be read. */
  readonly cause: number | undefined;
  /** For people, unescaped and as long as it came: `reasonText` gives what may be shown. */
  readonly text: string | undefined;
  /** All of them, `cause` and `text` too, unquoted. `location` is only there with Q.850, where alone it means something. */
  readonly parameters: ParameterMap;
}

/** What a Reason is written from. */
export type ReasonParts = Pick<ReasonValue, "protocol"> & { readonly [K in keyof ReasonValue]?: ReasonValue[K] };

/** RFC 3326 §2: each protocol usually once. RFC 9366 §2: several values of one are no error; all are kept. */
export const Reason: HeaderKey<ReasonValue> = {
  id: headerId("Reason"),
  parse(value, maxParameters) {
    const read = readValueWithParameters(value, TOKEN, "protocol", maxParameters);
    if (read instanceof ParseFailure) return read;
    const protocol = knownProtocol(read.value);
    const cause = parseNumber(read.parameters["cause"] ?? "", 0xffff_ffff);
    return {
      protocol,
      cause: cause instanceof ParseFailure ? undefined : cause,
      text: read.parameters["text"] ?? undefined,
      parameters: withoutStrayLocation(protocol, read.parameters),
    };
  },
};

/**
 * Writes the value of a Reason header.
 *
 * @throws TypeError for two values of SIP or of Q.850, a protocol that is no token, a cause that is no number of 0 to 2³² − 1, a
 * `location` without Q.850, and for CR, LF and NUL in a text.
 */
export function formatReason(values: readonly ReasonParts[]): string {
  const protocols = values.map(({ protocol }) => knownProtocol(protocol));
  for (const protocol of ["SIP", "Q.850"]) {
    // RFC 9366 §2: several values of a protocol only where it says what that means, and these two do not.
    if (protocols.indexOf(protocol) !== protocols.lastIndexOf(protocol)) {
      throw new TypeError(`cannot write Reason: two values of ${protocol}`);
    }
  }
  return values.map((value, i) => formatValue(protocols[i] ?? "", value)).join(", ");
}

/**
 * The text of a reason as it may be shown: at most `limit` characters, without control characters and without those that turn the
 * direction of what is read. RFC 3326 §2: whoever sent the request may have written anything.
 *
 * @param limit - Characters. @defaultValue 256
 */
export function reasonText({ text }: Pick<ReasonValue, "text">, limit = 256): string | undefined {
  // Cut before it is searched, and never through a pair of surrogates.
  return text?.slice(0, limit).replace(HALF_PAIR, "").replace(NOT_SHOWN, " ");
}

const HALF_PAIR = /[\ud800-\udbff]$/;
const NOT_SHOWN = /[\p{Cc}\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

function knownProtocol(protocol: string): string {
  const capitals = protocol.toUpperCase();
  return capitals === "SIP" || capitals === "Q.850" ? capitals : protocol;
}

/** RFC 8606 §4: where a call was cleared is said of ISDN only. */
function withoutStrayLocation(protocol: string, parameters: ParameterMap): ParameterMap {
  return protocol === "Q.850" ? parameters : withoutParameters(parameters, ["location"]);
}

function formatValue(protocol: string, { cause, text, parameters = emptyParameters() }: ReasonParts): string {
  if (!isToken(protocol)) throw new TypeError(`cannot write Reason: ${JSON.stringify(protocol)} is no protocol`);
  if (cause !== undefined && !(Number.isInteger(cause) && cause >= 0 && cause <= 0xffff_ffff)) {
    throw new TypeError(`cannot write Reason: ${cause} is no cause`);
  }
  if (protocol !== "Q.850" && "location" in parameters) {
    throw new TypeError(`cannot write Reason: a location with ${protocol}, not with Q.850`);
  }
  const written = cause === undefined ? protocol : `${protocol};cause=${cause}`;
  const said = text === undefined ? "" : `;text=${quote(checkedText(text, "Reason"))}`;
  return written + said + formatParameters(withoutParameters(parameters, ["cause", "text"]));
}
