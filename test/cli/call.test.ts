import { describe, expect, test } from "vitest";
import { Call } from "../../src/cli/call.js";
import { offer } from "../../src/testing/index.js";
import { callFlow } from "../testing/flow.js";

describe("RFC 3261 §21.5.1 a fault of the program in the middle of a call", () => {
  test.each([
    ["before it is answered: the caller gets a 500", false, [500]],
    ["after it is answered: the call goes on", true, [200]],
  ])("%s", (_when, answered, expected) => {
    const { alice, bob, clock, random } = callFlow();
    const problems: unknown[] = [];
    const fault = new Error("oh");
    alice.invites({ offer });
    const call = new Call(bob.request, {
      clock,
      random,
      local: { host: "192.0.2.4", port: 5060 },
      fingerprint: "00",
      onProblem: (problem) => problems.push(problem),
      onOver: () => undefined,
    });
    if (answered) call.answers();

    call.attempt(() => {
      throw fault;
    });

    expect(problems).toEqual([fault]);
    expect(alice.responses.map(({ statusCode }) => statusCode)).toEqual(expected);
    alice.acknowledges();
    if (answered) alice.hangsUp();
  });
});
