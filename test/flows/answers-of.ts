import { type Caller } from "../../src/testing/index.js";

/** What was answered, and to what: where a ladder shows two times 200. */
export function answersOf({ responses }: Caller): string[] {
  return responses.map(({ statusCode, method }) => `${statusCode} ${method}`);
}
