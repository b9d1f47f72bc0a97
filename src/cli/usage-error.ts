/** The program was started wrongly; the message says how, for the person who did. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}
