import { type ParseFailure } from "../grammar/parse-failure.js";
import { type HeaderId } from "./names.js";

/** The typed name of a header: what it is called, and how one of its values is read. */
export interface HeaderKey<T> {
  /** The header's row in `names.ts`. */
  readonly id: HeaderId;
  /**
   * Reads one value; of a list header, one element. Never throws.
   *
   * @param maxParameters - How many parameters it may have. Default: any number.
   */
  parse(value: string, maxParameters?: number): T | ParseFailure;
}
