import { TOKEN } from "../grammar/characters.js";
import { ParseFailure } from "../grammar/parse-failure.js";
import { type HeaderKey } from "./key.js";
import { headerId } from "./names.js";
import { readValueWithParameters } from "./value-with-parameters.js";

/** RFC 4488 §4: whether a REFER makes a subscription. Parameters are of no meaning. */
export const ReferSub: HeaderKey<boolean> = {
  id: headerId("Refer-Sub"),
  parse(value, maxParameters) {
    const read = readValueWithParameters(value, TOKEN, "true or false", maxParameters);
    if (read instanceof ParseFailure) return read;
    const word = read.value.toLowerCase();
    return word === "true" || word === "false" ? word === "true" : new ParseFailure("true or false", 0);
  },
};
