import { describe, expect, test } from "vitest";
import { contactTarget } from "../../src/dialog/dialog-state.js";
import { inviteText, readInvite } from "../../src/testing/index.js";
import { stateOf } from "./dialog-alone.js";

describe("RFC 3261 §12.1.1 what a dialog begins with", () => {
  test("is read off the INVITE [DLG-12-a] [DLG-12.1.1-g] [DLG-12.1.1-h] [DLG-12.1.1-i]", () => {
    expect(stateOf({ requestUri: "sip:somebody@192.0.2.4" })).toEqual({
      early: true,
      callId: "fx-call-1",
      localTag: "b0b",
      remoteTag: "a11ce",
      localSequenceNumber: undefined,
      remoteSequenceNumber: 1001,
      localURI: "sip:bob@example.net",
      remoteURI: "sip:alice@example.org",
      remoteTarget: "sip:alice@pc1.example.org",
      routeSet: [],
      localContact: "<sip:bob@192.0.2.4>",
      secure: false,
    });
  });

  test("the route set is the Record-Route in the order received, parameters and all [DLG-12.1.1-e]", () => {
    const { routeSet } = stateOf({
      headers: {
        "Record-Route": ["<sip:p2.example.net;lr;foo=bar>;x=1, <sip:p1.example.org;lr>", "<sip:p0.example.org>"],
      },
    });

    expect(routeSet).toEqual([
      "<sip:p2.example.net;lr;foo=bar>;x=1",
      "<sip:p1.example.org;lr>",
      "<sip:p0.example.org>",
    ]);
  });

  test("no From tag is an empty remote tag [DLG-12.1.1-j]", () => {
    expect(stateOf({ headers: { From: "<sip:alice@example.org>" } }).remoteTag).toBe("");
  });

  test.each([
    ["sips over TLS", "TLS", "sips", true],
    ["sips over WSS", "WSS", "sips", true],
    ["sips over TCP", "TCP", "sips", false],
    ["sip over TLS", "TLS", "sip", false],
  ])("%s: secure is right [DLG-12.1.1-d]", (_what, protocol, scheme, secure) => {
    const invite = { requestUri: `${scheme}:bob@192.0.2.4`, headers: { Contact: `<${scheme}:alice@pc1.example.org>` } };

    expect(stateOf(invite, protocol).secure).toBe(secure);
  });
});

describe("RFC 3261 §19.1.1 a Contact as a target", () => {
  test.each([
    ["<sip:alice@pc1.example.org;transport=tcp>;expires=5", "sip:alice@pc1.example.org;transport=tcp"],
    ["sip:alice@pc1.example.org;expires=5", "sip:alice@pc1.example.org"],
    ["<sip:alice@pc1.example.org;method=INVITE?Subject=tea>", "sip:alice@pc1.example.org"],
    ["*", undefined],
    ["<not a uri", undefined],
    [undefined, undefined],
  ])("%j gives %j", (contact, target) => {
    expect(contactTarget(readInvite(inviteText({ headers: { Contact: contact } })))).toBe(target);
  });
});
