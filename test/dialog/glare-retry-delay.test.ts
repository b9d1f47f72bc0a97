import { describe, expect, test } from "vitest";
import { glareRetryDelay } from "../../src/dialog/glare-retry-delay.js";

/** Draws every number below the limit, one after the other. */
function everyDraw(ownsCallId: boolean): number[] {
  const delays: number[] = [];
  let limit = 1;
  for (let draw = 0; draw < limit; draw += 1) {
    const below = (given: number): number => {
      limit = given;
      return draw;
    };
    delays.push(glareRetryDelay({ token: () => "", below }, ownsCallId));
  }
  return delays;
}

describe("RFC 3261 §14.1 how long to wait after a 491", () => {
  test("a callee waits 0 to 2 s in steps of 10 ms [REI-14.1-d] [OAM-6-c]", () => {
    const delays = everyDraw(false);

    expect([delays.at(0), delays.at(1), delays.at(-1)]).toEqual([0, 10, 2000]);
  });

  test("the owner of the Call-ID waits 2.1 to 4 s in steps of 10 ms [REI-14.1-d]", () => {
    const delays = everyDraw(true);

    expect([delays.at(0), delays.at(1), delays.at(-1)]).toEqual([2100, 2110, 4000]);
  });
});
