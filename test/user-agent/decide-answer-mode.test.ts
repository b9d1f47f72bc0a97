import { describe, expect, test } from "vitest";
import { type AnswerModePolicy, decideAnswerMode } from "../../src/user-agent/decide-answer-mode.js";
import { requestOf } from "./support.js";

const AUTOMATIC = { kind: "automatic", privileged: false };
const PRIVILEGED = { kind: "automatic", privileged: true };
const MANUAL = { kind: "manual" };
const NOT_AUTOMATIC = { kind: "refuse", statusCode: 403, reasonPhrase: "automatic answer forbidden" };
const NOT_MANUAL = { kind: "refuse", statusCode: 403, reasonPhrase: "manual answer forbidden" };

function decide(policy: AnswerModePolicy | undefined, mode?: string, privileged?: string): unknown {
  const headers = {
    ...(mode === undefined ? {} : { "Answer-Mode": mode }),
    ...(privileged === undefined ? {} : { "Priv-Answer-Mode": privileged }),
  };
  return decideAnswerMode(requestOf("INVITE", { headers }), policy);
}

describe("RFC 5373 §4.5.1 how a call is to be answered", () => {
  test.each([
    [undefined, MANUAL],
    ["Manual", MANUAL],
    ["Manual;require", MANUAL],
    ["Auto", AUTOMATIC],
    ["Auto;require", AUTOMATIC],
    ["Later", MANUAL],
    ["Auto Auto", MANUAL],
  ])("a caller that may have it: %s [ANM-5373-4.5.1-a] [ANM-5373-4.5.1-b]", (mode, decision) => {
    expect(decide({ mayAnswer: true }, mode)).toEqual(decision);
  });

  test.each([
    [undefined, MANUAL],
    ["Manual", MANUAL],
    ["Manual;require", MANUAL],
    ["Auto", MANUAL],
    ["Auto;require", NOT_AUTOMATIC],
    ["Later;require", { kind: "refuse", statusCode: 403, reasonPhrase: "unknown answer mode" }],
    ["constructor;require", { kind: "refuse", statusCode: 403, reasonPhrase: "unknown answer mode" }],
  ])(
    "one that may not: %s; what is required is never answered otherwise [ANM-5373-4.5.1-b] [ANM-5373-4.5.1-c]",
    (mode, decision) => {
      expect(decide({ mayAnswer: false }, mode)).toEqual(decision);
    },
  );

  test.each([
    ["Manual", AUTOMATIC],
    ["Manual;require", NOT_MANUAL],
    ["Auto", AUTOMATIC],
    [undefined, MANUAL],
  ])("where there is no user to answer: %s [ANM-5373-4.5.1-a]", (mode, decision) => {
    expect(decide({ mayAnswer: true, attended: false }, mode)).toEqual(decision);
  });

  test.each([undefined, {}])("without a policy (%j) no call is answered by itself [ANM-5373-4-a]", (policy) => {
    expect(decide(policy, "Auto", "Auto")).toEqual(MANUAL);
    expect(decide(policy, undefined, "Auto")).toEqual(MANUAL);
    expect(decide(policy, undefined, "Auto;require")).toEqual(NOT_AUTOMATIC);
  });

  test("whether it is required counts only once the mode is known [ANM-5373-4.2-a]", () => {
    expect(decide({}, "Auto")).toEqual(MANUAL);
    expect(decide({ mayAnswer: true }, "Auto;require", "Auto;require")).toEqual(AUTOMATIC);
    expect(decide({}, "Auto", "Auto;require")).toEqual(MANUAL);
  });
});

describe("RFC 5373 §4.1 a caller that claims privileges", () => {
  test.each([
    [{ mayAnswerPrivileged: true }, "Manual", "Auto", PRIVILEGED],
    [{ mayAnswerPrivileged: true }, "Auto;require", "Manual", MANUAL],
    [{ mayAnswerPrivileged: true }, undefined, "Auto;require", PRIVILEGED],
    [{ mayAnswer: true }, "Auto", "Auto;require", AUTOMATIC],
    [{ mayAnswer: true }, "Manual", "Auto", MANUAL],
    [{ mayAnswer: true }, undefined, "Auto", MANUAL],
    [{ mayAnswer: true }, undefined, "Auto;require", NOT_AUTOMATIC],
    [{ mayAnswer: true }, "Auto", ";;", AUTOMATIC],
  ])(
    "%j, Answer-Mode %s, Priv-Answer-Mode %s: the claim first, then the other [ANM-5373-4.1-a]",
    (policy, mode, privileged, decision) => {
      expect(decide(policy, mode, privileged)).toEqual(decision);
    },
  );
});

describe("RFC 5373 §3 where a mode means something", () => {
  const headers = { "Answer-Mode": "Auto;require" };

  test("only where a dialog begins: not in a re-INVITE, nor in another request [ANM-5373-3-a]", () => {
    const messages = [requestOf("INVITE", { headers, toTag: "b0b" }), requestOf("MESSAGE", { headers })];

    for (const message of messages) {
      expect(decideAnswerMode(message, {})).toEqual(MANUAL);
      expect(decideAnswerMode(message, { mayAnswer: true })).toEqual(MANUAL);
    }
  });
});
