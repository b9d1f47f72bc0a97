import { isThenable } from "../environment/thenable.js";

/** Calls the application. What it throws, or rejects a promise with, goes to `failed` and no further. */
export function callSafely<T>(call: () => T, failed: (error: unknown) => void): T | undefined {
  try {
    const result = call();
    if (isThenable(result)) result.then(undefined, failed);
    return result;
  } catch (error) {
    failed(error);
    return undefined;
  }
}
