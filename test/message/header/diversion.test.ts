import { describe, expect, test } from "vitest";
import { ParseFailure } from "../../../src/message/grammar/parse-failure.js";
import { Diversion } from "../../../src/message/header/diversion.js";
import { HistoryInfo } from "../../../src/message/header/history-info.js";
import { read, request } from "../support.js";

describe("RFC 5806 §4 Diversion", () => {
  test.each([
    [
      "<tel:+19195551212>;reason=unconditional;counter=1;privacy=off",
      { reason: "unconditional", counter: 1, privacy: "off", limit: undefined, screen: undefined },
    ],
    [
      '"Bob, office" <sip:bob@h>;Reason="User-Busy";counter=03;limit=5;screen=YES;privacy="full"',
      { reason: "user-busy", counter: 3, limit: 5, screen: "yes", privacy: "full" },
    ],
    ["sip:bob@h", { reason: "unknown", counter: 1, limit: undefined, privacy: undefined }],
    ["<sip:bob@h>;reason;counter=many;limit=-1", { reason: "unknown", counter: 1, limit: undefined }],
    ["<sip:bob@h>;counter=99999999999999", { counter: 1 }],
  ])("reads %j", (text, expected) => {
    expect(read(Diversion, text)).toMatchObject(expected);
  });

  test.each(["", "bob", "<sip:bob@h", "<sip:bob@h>;reason=a;reason=b", "<sip:bob@h>;;"])("fails on %j", (text) => {
    expect(Diversion.parse(text)).toBeInstanceOf(ParseFailure);
  });

  test("rows and commas are one list", () => {
    const lines = ["Diversion: <sip:c@h>;reason=no-answer, <sip:b@h>", "diversion: <sip:a@h>"];

    expect(request({ lines }).all(Diversion)).toMatchObject([
      { address: { uri: { user: "c" } }, reason: "no-answer" },
      { address: { uri: { user: "b" } } },
      { address: { uri: { user: "a" } } },
    ]);
  });
});

describe("RFC 7044 §5 History-Info", () => {
  test("has a place, a way by which it came, and why it was left, in the header fields of its URI", () => {
    const entry = read(
      HistoryInfo,
      "<sip:bob@p1.example.com;p=x?Reason=SIP%3Bcause%3D302%3Btext%3D%22Moved%2C%20twice%22%2CQ.850%3Bcause%3D17&Privacy=history>;index=1.1;mp=1",
    );

    expect(entry).toMatchObject({
      index: "1.1",
      origin: { kind: "mp", index: "1" },
      reasons: [
        { protocol: "SIP", cause: 302, text: "Moved, twice" },
        { protocol: "Q.850", cause: 17 },
      ],
      privacy: ["history"],
    });
    expect(entry.target.uri.user).toBe("bob");
  });

  test.each([
    ["<sip:a@h>;index=1", { index: "1", origin: undefined, reasons: [], privacy: [] }],
    ["<sip:a@h>;index=1.10.3;rc=1.10", { index: "1.10.3", origin: { kind: "rc", index: "1.10" } }],
    ["<sip:a@h>;index=1;np=1", { origin: { kind: "np", index: "1" } }],
    ["<sip:a@h>", { index: undefined }],
    ["<sip:a@h>;index", { index: undefined }],
    ["<sip:a@h>;index=1..2;mp=x", { index: undefined, origin: undefined }],
    ["<sip:a@h>;index=1.9999999999", { index: undefined }],
    ["<tel:+1201;cause=302>;index=1", { index: "1" }],
    ["<sip:a@h?Reason=%3B%3B&Reason=SIP>;index=1", { reasons: [{ protocol: "SIP", cause: undefined }] }],
    ["<sip:a@h?Privacy=>;index=1", { privacy: [] }],
    ["<sip:a@h?Privacy=history%3Bid>;index=1", { privacy: ["history", "id"] }],
  ])("reads %j", (text, expected) => {
    expect(read(HistoryInfo, text)).toMatchObject(expected);
  });

  test.each(["", "index=1", "<sip:a@h>;index=1;index=2", "sip:a@h?Reason=SIP;index=1", "<sip:a@h"])(
    "fails on %j",
    (text) => {
      expect(HistoryInfo.parse(text)).toBeInstanceOf(ParseFailure);
    },
  );

  test("commas in the URI separate nothing", () => {
    const lines = ["History-Info: <sip:a,b@h?Reason=SIP>;index=1, <sip:c@h>;index=1.1"];

    expect(request({ lines }).all(HistoryInfo)).toMatchObject([{ index: "1" }, { index: "1.1" }]);
  });
});
