import { TOKEN } from "../grammar/characters.js";
import { checkedTokens } from "../grammar/checked-text.js";
import { formatParameters } from "../grammar/parameter-format.js";
import { type ParameterMap } from "../grammar/parameter-map.js";
import { ParseFailure } from "../grammar/parse-failure.js";
import { type HeaderKey } from "./key.js";
import { headerId } from "./names.js";
import { readValueWithParameters } from "./value-with-parameters.js";

/** How the caller wants the call to be answered. `decideAnswerMode` weighs it. */
export interface AnswerModeValue {
  /** In lower case: `auto` without the user, `manual` by the user. */
  readonly mode: "auto" | "manual" | (string & {});
  /** Whether any other way is as good as none. */
  readonly required: boolean;
  readonly parameters: ParameterMap;
}

/** RFC 5373 §3 */
export const AnswerMode: HeaderKey<AnswerModeValue> = { id: headerId("Answer-Mode"), parse: readMode };

/** RFC 5373 §3: with the wish to be treated as somebody with privileges. */
export const PrivAnswerMode: HeaderKey<AnswerModeValue> = { id: headerId("Priv-Answer-Mode"), parse: readMode };

/** Writes the value of either header, for a response that tells how the call was answered. @throws TypeError for no token, CR, LF and NUL. */
export function formatAnswerMode({ mode, parameters }: Pick<AnswerModeValue, "mode" | "parameters">): string {
  const [word = ""] = checkedTokens([mode], "Answer-Mode");
  return word.charAt(0).toUpperCase() + word.slice(1) + formatParameters(parameters);
}

function readMode(value: string, maxParameters?: number): AnswerModeValue | ParseFailure {
  const read = readValueWithParameters(value, TOKEN, "answer mode", maxParameters);
  if (read instanceof ParseFailure) return read;
  const { parameters } = read;
  return { mode: read.value.toLowerCase(), required: "require" in parameters, parameters };
}
