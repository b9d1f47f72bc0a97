import { onTestFinished } from "vitest";
import { callFlow as anyCallFlow, type CallFlow, type CallFlowOptions } from "../../src/testing/index.js";

/** A call whose leak check runs when the test is over. */
export function callFlow(options: CallFlowOptions = {}): CallFlow {
  return anyCallFlow({ atEnd: onTestFinished, ...options });
}
