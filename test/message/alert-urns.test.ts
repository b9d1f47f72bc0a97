import { describe, expect, test } from "vitest";
import { findUnderstoodAlerts, readAlertUrns } from "../../src/message/alert-urns.js";
import { AlertInfo, CallInfo } from "../../src/message/header/info.js";
import { NameAddrHeader } from "../../src/message/grammar/name-addr-header.js";
import { request } from "./support.js";

const KNOWN = [
  "urn:alert:source:internal",
  "urn:alert:source:external",
  "urn:alert:service:call-waiting",
  "urn:alert:priority",
];

function alert(...lines: string[]) {
  return request({ lines: lines.map((value) => `Alert-Info: ${value}`) });
}

describe("RFC 7462 §11.1 alert URNs", () => {
  test("lists and rows are one list in their order, the one that counts most first [ALT-7462-11.1-a]", () => {
    const invite = alert("<urn:alert:source:internal>;x=1, <urn:alert:priority:high>", "<URN:ALERT:delay:yes>");

    expect(readAlertUrns(invite)).toEqual([
      "urn:alert:source:internal",
      "urn:alert:priority:high",
      "urn:ALERT:delay:yes",
    ]);
  });

  test("of two that contradict each other the earlier one counts [ALT-7462-11.1-a]", () => {
    const urns = ["urn:alert:source:external", "urn:alert:service:call-waiting", "urn:alert:source:internal"];

    expect(findUnderstoodAlerts(urns, KNOWN)).toEqual(["urn:alert:source:external", "urn:alert:service:call-waiting"]);
  });

  test.each([
    ["urn:alert:source:internal", "urn:alert:source:internal"],
    ["urn:alert:source:internal:foo", "urn:alert:source:internal"],
    ["urn:alert:source:internal:foo@example.com:bar", "urn:alert:source:internal"],
    ["URN:Alert:SOURCE:Internal:x", "urn:alert:source:internal"],
    ["urn:alert:priority:high", "urn:alert:priority"],
    ["urn:alert:source:friend", undefined],
    ["urn:alert:source", undefined],
    ["urn:alert:unheard:of", undefined],
    ["urn:alert:", undefined],
    ["urn:alert:source:internal-not", undefined],
    [`urn:alert:source:internal${":x".repeat(8_000)}`, "urn:alert:source:internal"],
    [`urn:alert:${":".repeat(8_000)}`, undefined],
  ])("%.60s is understood as %s [ALT-7462-11.1-b]", (urn, understood) => {
    expect(findUnderstoodAlerts([urn], KNOWN)).toEqual(understood === undefined ? [] : [understood]);
  });

  test("one that is not understood leaves its category to a later one [ALT-7462-11.1-b]", () => {
    expect(findUnderstoodAlerts(["urn:alert:source:friend", "urn:alert:source:internal"], KNOWN)).toEqual([
      "urn:alert:source:internal",
    ]);
    expect(findUnderstoodAlerts(["urn:alert:source:friend"], [])).toEqual([]);
  });

  test("other URIs beside them are there for who wants them, and are never fetched [ALT-7462-11.1-c] [ALT-3261-20.4-a]", () => {
    const invite = alert("<http://www.example.com/sounds/moo.wav>, <urn:alert:source:internal>", "urn:alert:delay:yes");

    expect(readAlertUrns(invite)).toEqual(["urn:alert:source:internal"]);
    expect(invite.all(AlertInfo).map((value) => value instanceof NameAddrHeader && value.uri.scheme)).toEqual([
      "http",
      "urn",
      false,
    ]);
  });
});

test("RFC 3261 §20.9 Call-Info has a purpose", () => {
  const invite = request({
    lines: ["Call-Info: <http://h/p,1.jpg>;purpose=icon, <cid:1@h>;purpose=info;x", "Call-Info: <sip:a@h>"],
  });

  expect(invite.all(CallInfo).map((value) => value instanceof NameAddrHeader && value.getParam("purpose"))).toEqual([
    "icon",
    "info",
    undefined,
  ]);
});
