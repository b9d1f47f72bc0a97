import { type Capabilities } from "./capabilities.js";
import { acceptEncodingLine, acceptLanguageLine, acceptLine, allowLine } from "./response-duties.js";

/** What the 200 to an OPTIONS tells of us. RFC 3261 §11.2 */
export function optionsHeaders(can: Capabilities): readonly string[] {
  const supported = can.optionTags.length === 0 ? ["Supported:"] : [];
  return [allowLine(can), acceptLine(can), acceptEncodingLine(can), acceptLanguageLine(can), ...supported];
}
