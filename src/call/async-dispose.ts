/** The key of what `await using` calls; where the runtime has none yet, the one that compilers put in its place. */
export const asyncDispose: typeof Symbol.asyncDispose =
  // The library's types say that it is always there; runtimes of 2025 differ.
  (Symbol as { readonly asyncDispose?: typeof Symbol.asyncDispose }).asyncDispose ??
  (Symbol.for("Symbol.asyncDispose") as typeof Symbol.asyncDispose);
