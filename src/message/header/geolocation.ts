import { TOKEN } from "../grammar/characters.js";
import { type NameAddrHeader } from "../grammar/name-addr-header.js";
import { ParseFailure } from "../grammar/parse-failure.js";
import { parseInfo } from "./info.js";
import { type HeaderKey } from "./key.js";
import { headerId } from "./names.js";
import { readValueWithParameters } from "./value-with-parameters.js";

/** RFC 6442 §4.1: where the caller is, by reference: a part of the body (`cid:`) or a place to ask. */
export const Geolocation: HeaderKey<NameAddrHeader> = { id: headerId("Geolocation"), parse: parseInfo };

/** RFC 6442 §4.2: whether the location may be used to find the way. What is neither `yes` nor `no` is no. */
export const GeolocationRouting: HeaderKey<boolean> = {
  id: headerId("Geolocation-Routing"),
  parse(value, maxParameters) {
    const read = readValueWithParameters(value, TOKEN, "yes or no", maxParameters);
    return read instanceof ParseFailure ? read : read.value.toLowerCase() === "yes";
  },
};
