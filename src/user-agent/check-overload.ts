import { type OverloadLimits, type Rate } from "./overload-limits.js";

/** @throws TypeError that names the limit which is no number, or none that a limit can be. */
export function checkOverload(limits: OverloadLimits): void {
  for (const [name, limit] of Object.entries(limits) as [string, OverloadLimits[keyof OverloadLimits]][]) {
    if (typeof limit === "object") checkRate(name, limit);
    // RFC 3261 §20.33: delta-seconds.
    else if (name === "retryAfter" && limit !== undefined) checkWhole(name, Number(limit));
    else if (typeof limit === "number" && !(limit >= 0)) throw unusable(name, limit, "no number from 0 up");
  }
}

function checkRate(name: string, { perSecond, burst = 1 }: Rate): void {
  if (!(perSecond > 0)) throw unusable(`${name}.perSecond`, perSecond, "no number above 0");
  if (!(burst >= 1)) throw unusable(`${name}.burst`, burst, "no number from 1 up");
}

function checkWhole(name: string, value: number): void {
  if (!(Number.isSafeInteger(value) && value >= 0)) throw unusable(name, value, "no whole number from 0 up");
}

function unusable(name: string, value: number, what: string): TypeError {
  return new TypeError(`cannot use overload.${name}: ${String(value)} is ${what}`);
}
