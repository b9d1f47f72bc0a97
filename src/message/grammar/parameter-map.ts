/** Names in lower case; `null` for a parameter without a value. */
export interface ParameterMap {
  [name: string]: string | null;
}

/** Makes an empty map in which even `__proto__` is a name like any other. */
export function emptyParameters(): ParameterMap {
  // Proof for the assertion: an object without a prototype has no members but its own.
  return Object.create(null) as ParameterMap;
}
