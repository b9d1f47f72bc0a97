import { TOKEN } from "../grammar/characters.js";
import { checkedTokens } from "../grammar/checked-text.js";
import { formatParameters } from "../grammar/parameter-format.js";
import { emptyParameters, type ParameterMap } from "../grammar/parameter-map.js";
import { ParseFailure } from "../grammar/parse-failure.js";
import { type HeaderKey } from "./key.js";
import { headerId } from "./names.js";
import { readValueWithParameters } from "./value-with-parameters.js";

/** What a subscription is about. */
export interface EventValue {
  /** The package, with its templates: `refer`, `presence.winfo`. Case matters. */
  readonly type: string;
  /** Tells subscriptions to one package in one dialog apart. Case matters. */
  readonly id: string | undefined;
  readonly parameters: ParameterMap;
}

/** RFC 6665 §8.2.1 */
export const Event: HeaderKey<EventValue> = {
  id: headerId("Event"),
  parse(value, maxParameters) {
    const read = readValueWithParameters(value, TOKEN, "event package", maxParameters);
    if (read instanceof ParseFailure) return read;
    return { type: read.value, id: read.parameters["id"] ?? undefined, parameters: read.parameters };
  },
};

/** Writes the value of an Event header. @throws TypeError for a package that is no token; for CR, LF and NUL in a parameter. */
export function formatEvent({ type, id, parameters }: Pick<EventValue, "type"> & Partial<EventValue>): string {
  const all: ParameterMap = Object.assign(emptyParameters(), parameters);
  if (id !== undefined) all["id"] = id;
  return checkedTokens([type], "Event").join("") + formatParameters(all);
}
