import { describe, expect, test } from "vitest";
import { readReferrer } from "../../src/message/referrer.js";
import { decideReferrer, type ReferrerPolicy } from "../../src/user-agent/decide-referrer.js";
import { requestOf } from "./support.js";

const OK = { kind: "ok", verified: false };
const REFUSED = { kind: "refuse", statusCode: 429, reasonPhrase: "Provide Referrer Identity" };

function decide(referredBy: string | undefined, policy?: ReferrerPolicy): unknown {
  const message = requestOf("INVITE", {
    headers: { ...(referredBy === undefined ? {} : { "Referred-By": referredBy }), "Content-ID": "<1@h>" },
    body: "signed",
    contentType: "multipart/signed;boundary=b",
  });
  return decideReferrer(readReferrer(message), policy);
}

describe("RFC 3892 §2.3 who is said to have sent a caller here", () => {
  test.each([
    [undefined, {}, OK],
    ["<sip:r@h>", undefined, OK],
    ["<sip:r@h>", { isTokenValid: true }, OK],
    ['<sip:r@h>;cid="1@h"', {}, OK],
    ['<sip:r@h>;cid="1@h"', { isTokenValid: true }, { kind: "ok", verified: true }],
    ['<sip:r@h>;cid="1@h"', { isTokenValid: true, requiresToken: true }, { kind: "ok", verified: true }],
    [";;", {}, OK],
  ])(
    "%s, %j: %j; without a token that was checked nobody is verified [RBY-3892-2.3-a]",
    (referredBy, policy, decision) => {
      expect(decide(referredBy, policy)).toEqual(decision);
    },
  );

  test.each([
    ['<sip:r@h>;cid="1@h"', { isTokenValid: false }],
    ['<sip:r@h>;cid="missing@h"', {}],
    ['<sip:r@h>;cid="missing@h"', { isTokenValid: true }],
    ["<sip:r@h>", { requiresToken: true }],
    ['<sip:r@h>;cid="1@h"', { requiresToken: true }],
    [undefined, { requiresToken: true }],
    [";;", { requiresToken: true }],
  ])("%s, %j: 429 [RBY-3892-2.3-b]", (referredBy, policy) => {
    expect(decide(referredBy, policy)).toEqual(REFUSED);
  });
});
