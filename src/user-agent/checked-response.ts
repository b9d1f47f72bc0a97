import { type ResponseParts } from "../dialog/incoming-request.js";

/** A copy of the options with a status code that fits. @throws TypeError */
export function checkedResponse<T extends ResponseParts>(
  options: T,
  [lowest, highest]: readonly [number, number],
  usual: number,
): T & { readonly statusCode: number } {
  const { statusCode = usual } = options;
  if (Number.isInteger(statusCode) && statusCode >= lowest && statusCode <= highest) return { ...options, statusCode };
  throw new TypeError(`cannot send ${statusCode}: the status code has to be ${lowest} to ${highest}`);
}
