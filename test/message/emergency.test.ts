import { describe, expect, test } from "vitest";
import { readClaimedLocations, readEmergencyClaim } from "../../src/message/emergency.js";
import { request } from "./support.js";

describe("RFC 3261 §20.26 what a request says of an emergency", () => {
  test.each([
    ["INVITE urn:service:sos SIP/2.0", {}, { service: "sos", isEmergency: true }],
    ["INVITE urn:service:SOS.Fire SIP/2.0", {}, { service: "sos.fire", isEmergency: true }],
    ["INVITE urn:service:sosx SIP/2.0", {}, { service: undefined, isEmergency: false }],
    ["INVITE urn:service:counseling SIP/2.0", {}, { service: undefined, isEmergency: false }],
    ["INVITE sip:psap@h SIP/2.0", { To: "<urn:service:sos.police>" }, { service: "sos.police", isEmergency: true }],
    ["INVITE sip:bob@h SIP/2.0", { Priority: "Emergency" }, { priority: "emergency", isEmergency: true }],
    ["INVITE sip:bob@h SIP/2.0", { Priority: "psap-callback" }, { isEmergency: true }],
    ["INVITE sip:bob@h SIP/2.0", { Priority: "urgent" }, { priority: "urgent", isEmergency: false }],
    ["INVITE sip:bob@h SIP/2.0", { Priority: "a b" }, { priority: undefined, isEmergency: false }],
    ["INVITE sip:sos@h SIP/2.0", {}, { service: undefined, priority: undefined, isEmergency: false }],
  ])("%s %j: %j", (start, headers, claim) => {
    expect(readEmergencyClaim(request({ start, headers }))).toMatchObject(claim);
  });
});

describe("RFC 6442 §4.1 where a caller says it is", () => {
  test("is told as references, as far as they can be read", () => {
    const lines = ["Geolocation: <cid:target123@h>, nowhere", "Geolocation: <https://ls.example.org/1>"];

    expect(readClaimedLocations(request({ lines })).uris.map(String)).toEqual([
      "cid:target123@h",
      "https://ls.example.org/1",
    ]);
  });

  test.each([
    [[], false],
    [["Geolocation-Routing: yes"], true],
    [["Geolocation-Routing: no"], false],
    [["Geolocation-Routing: a b"], false],
    [["Geolocation-Routing: yes", "Geolocation-Routing: yes"], false],
  ])("RFC 6442 §4.2: with %j the way may be found by it: %s", (lines, mayRoute) => {
    expect(readClaimedLocations(request({ lines })).mayRoute).toBe(mayRoute);
  });
});
