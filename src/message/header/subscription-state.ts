import { TOKEN } from "../grammar/characters.js";
import { checkedTokens } from "../grammar/checked-text.js";
import { type ParameterMap } from "../grammar/parameter-map.js";
import { ParseFailure } from "../grammar/parse-failure.js";
import { type HeaderKey } from "./key.js";
import { headerId } from "./names.js";
import { parseNumber } from "./numbers.js";
import { readValueWithParameters } from "./value-with-parameters.js";

/** How it stands with a subscription. */
export interface SubscriptionStateValue {
  /** In lower case. */
  readonly state: "active" | "pending" | "terminated" | (string & {});
  /** Why it is over, in lower case: `noresource`, `timeout`, `rejected`, … */
  readonly reason: string | undefined;
  /** Seconds that are left. */
  readonly expires: number | undefined;
  /** Seconds after which another attempt makes sense. */
  readonly retryAfter: number | undefined;
  readonly parameters: ParameterMap;
}

/** RFC 6665 §8.2.3 */
export const SubscriptionState: HeaderKey<SubscriptionStateValue> = {
  id: headerId("Subscription-State"),
  parse(value, maxParameters) {
    const read = readValueWithParameters(value, TOKEN, "state of a subscription", maxParameters);
    if (read instanceof ParseFailure) return read;
    const { parameters } = read;
    return {
      state: read.value.toLowerCase(),
      reason: parameters["reason"]?.toLowerCase(),
      expires: secondsOf(parameters["expires"]),
      retryAfter: secondsOf(parameters["retry-after"]),
      parameters,
    };
  },
};

/** Writes the value of a Subscription-State header from its state, reason and times. @throws TypeError for a word that is no token. */
export function formatSubscriptionState(
  value: Pick<SubscriptionStateValue, "state"> & Partial<SubscriptionStateValue>,
): string {
  const { state, reason, expires, retryAfter } = value;
  const parts = [
    ...checkedTokens([state], "Subscription-State"),
    ...(reason === undefined ? [] : checkedTokens([reason], "Subscription-State").map((word) => `reason=${word}`)),
    ...(expires === undefined ? [] : [`expires=${expires}`]),
    ...(retryAfter === undefined ? [] : [`retry-after=${retryAfter}`]),
  ];
  return parts.join(";");
}

function secondsOf(text: string | null | undefined): number | undefined {
  const seconds = parseNumber(text ?? "", 0xffff_ffff);
  return seconds instanceof ParseFailure ? undefined : seconds;
}
