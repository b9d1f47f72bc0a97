import { TOKEN } from "../grammar/characters.js";
import { checkedTokens } from "../grammar/checked-text.js";
import { formatParameters } from "../grammar/parameter-format.js";
import { type ParameterMap } from "../grammar/parameter-map.js";
import { ParseFailure } from "../grammar/parse-failure.js";
import { type HeaderKey } from "./key.js";
import { headerId } from "./names.js";
import { readValueWithParameters } from "./value-with-parameters.js";

/** A kind of thing that INFO carries within a call. */
export interface InfoPackageValue {
  /** Case matters; packages compare by it alone. */
  readonly name: string;
  readonly parameters: ParameterMap;
}

/** RFC 6086 §7.2: what an INFO carries. One without it is of the old kind. */
export const InfoPackage: HeaderKey<InfoPackageValue> = { id: headerId("Info-Package"), parse: readPackage };

/**
 * RFC 6086 §7.3: what the sender wants to get. Present and empty it means nothing for now, which is not the same as absent:
 * `announcedInfoPackages` tells the two apart.
 */
export const RecvInfo: HeaderKey<InfoPackageValue> = { id: headerId("Recv-Info"), parse: readPackage };

/** Writes one value of an Info-Package or Recv-Info header. @throws TypeError for no token, CR, LF and NUL. */
export function formatInfoPackage({ name, parameters }: InfoPackageValue): string {
  return checkedTokens([name], "Info-Package").join("") + formatParameters(parameters);
}

function readPackage(value: string, maxParameters?: number): InfoPackageValue | ParseFailure {
  const read = readValueWithParameters(value, TOKEN, "package", maxParameters);
  return read instanceof ParseFailure ? read : { name: read.value, parameters: read.parameters };
}
