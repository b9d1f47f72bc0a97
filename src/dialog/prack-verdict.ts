import { ParseFailure } from "../message/grammar/parse-failure.js";
import { type RAckValue } from "../message/header/rack.js";
import { type Carrier, type OfferAnswerState } from "./offer-answer-table.js";

/** What a dialog says about a PRACK. The one who asked acts on it. */
export type PrackVerdict =
  | { readonly kind: "matched" }
  /** It acknowledges what was open when the final response went. */
  | { readonly kind: "late" }
  /** The application keeps the numbers itself. */
  | { readonly kind: "application" }
  | { readonly kind: "reject"; readonly statusCode: number; readonly reasonPhrase?: string };

/** The facts that the rules weigh. */
export interface PrackContext {
  /** Whether the application writes RSeq itself. */
  readonly applicationPracks: boolean;
  readonly rack: RAckValue | ParseFailure | undefined;
  /** Whether a response that is open has these numbers. */
  readonly matches: (rack: RAckValue) => boolean;
  /** The INVITE has its final response. */
  readonly ended: boolean;
  /** Whether the PRACK carries a session description. */
  readonly described: boolean;
  readonly exchange: OfferAnswerState;
  readonly carrier: Carrier | undefined;
}

/** The rules for a PRACK that its dialog has let in, in the order in which they are checked. RFC 3262 §3, §5 */
export function judgePrack(context: PrackContext): PrackVerdict {
  const { rack, described, exchange, carrier } = context;
  if (context.applicationPracks) return { kind: "application" };
  // RFC 3262 §7.2: it belongs in every PRACK.
  if (rack === undefined) return { kind: "reject", statusCode: 400, reasonPhrase: "Missing RAck header field" };
  if (rack instanceof ParseFailure) {
    return { kind: "reject", statusCode: 400, reasonPhrase: "Malformed RAck header field" };
  }
  if (!context.matches(rack)) return { kind: "reject", statusCode: 481 };
  if (context.ended) return { kind: "late" };
  if (!described || exchange === "Stable") return { kind: "matched" };
  // The answer to our offer; or, crossing our UPDATE, an offer that goes first. RFC 6337 §4.3
  if (exchange === "Local" && (carrier === "1xx" || carrier === "UPDATE")) return { kind: "matched" };
  // RFC 6337 §2.2: a second offer before the answer to the first; what it acknowledges stays open.
  return { kind: "reject", statusCode: 488 };
}
