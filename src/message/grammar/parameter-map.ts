/** Names in lower case; `null` for a parameter without a value. */
export interface ParameterMap {
  [name: string]: string | null;
}

/** Makes an empty map in which even `__proto__` is a name like any other. */
export function emptyParameters(): ParameterMap {
  // Proof for the assertion: an object without a prototype has no members but its own.
  return Object.create(null) as ParameterMap;
}

/** For values that have none and to which nobody adds one: a map of its own for each would be larger than the value. */
export const NO_PARAMETERS: ParameterMap = Object.freeze(emptyParameters());

/** A copy without the parameters of these names. */
export function withoutParameters(parameters: ParameterMap, names: readonly string[]): ParameterMap {
  const others = emptyParameters();
  for (const name of Object.keys(parameters)) if (!names.includes(name)) others[name] = parameters[name] ?? null;
  return others;
}
