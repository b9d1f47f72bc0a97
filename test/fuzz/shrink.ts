import { type Scenario, type Step } from "./scenario.js";
import { tryScenario } from "./try-scenario.js";
import { type Property } from "./properties.js";

/** How often it is tried. */
const TRIES = 3_000;

/** A smaller scenario in which the same property does not hold: fewer messages, fewer rows, fewer octets. */
export function shrink(scenario: Scenario, property: Property): Scenario {
  let tries = 0;
  let best = scenario;
  const fails = (steps: readonly Step[]): boolean => {
    tries++;
    if (tryScenario({ ...scenario, steps }, undefined)?.property !== property) return false;
    best = { ...scenario, steps };
    return true;
  };
  for (let at = best.steps.length - 1; at >= 0; at--) fails(best.steps.filter((_, i) => i !== at));
  for (const separator of ["\r\n", ""]) {
    for (let at = 0; at < best.steps.length; at++) {
      const { wait = 0, message = "" } = best.steps[at] ?? {};
      const replaced = (text: string): boolean =>
        fails(best.steps.map((step, i) => (i === at ? { wait, message: text } : step)));
      shrinkList(message.split(separator), (pieces) => tries < TRIES && replaced(pieces.join(separator)));
    }
  }
  return best;
}

/** Leaves out halves, then quarters, then single ones, as long as it still fails. */
function shrinkList(list: readonly string[], fails: (list: readonly string[]) => boolean): void {
  let left = list;
  for (let size = Math.ceil(left.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let at = 0; at < left.length;) {
      const without = [...left.slice(0, at), ...left.slice(at + size)];
      if (fails(without)) left = without;
      else at += size;
    }
  }
}
