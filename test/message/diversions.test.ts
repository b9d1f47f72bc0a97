import { describe, expect, test } from "vitest";
import { readDiversions } from "../../src/message/diversions.js";
import { request } from "./support.js";

function steps(...lines: string[]): unknown[] {
  return readDiversions(request({ lines })).map(({ address, reason }) => [address.uri.aor, reason]);
}

describe("RFC 5806 §4 diversions by Diversion", () => {
  test("the first one is at the head", () => {
    expect(
      steps(
        "Diversion: <sip:c@h>;reason=no-answer, <sip:b@h>;reason=user-busy",
        "Diversion: nobody",
        "Diversion: <sip:a@h>",
      ),
    ).toEqual([
      ["a@h", "unknown"],
      ["b@h", "user-busy"],
      ["c@h", "no-answer"],
    ]);
  });

  test.each([
    ["", false],
    [";privacy=off", false],
    [";privacy=full", true],
    [";privacy=name", true],
    [";privacy=whatever", true],
  ])("with %j the address is not to be shown: %s", (parameter, isPrivate) => {
    expect(readDiversions(request({ lines: [`Diversion: <sip:a@h>${parameter}`] }))).toMatchObject([{ isPrivate }]);
  });
});

describe("RFC 7044 §5 diversions by History-Info", () => {
  test("are the targets from which the call went to another user, and no others", () => {
    expect(
      steps(
        "History-Info: <sip:bob@example.com>;index=1",
        "History-Info: <sip:bob@192.0.2.4?Reason=SIP%3Bcause%3D302>;index=1.1;rc=1",
        "History-Info: <sip:carol@example.com>;index=1.2;mp=1.1",
        "History-Info: <sip:carol@192.0.2.5?Reason=SIP%3Bcause%3D408>;index=1.2.1;rc=1.2",
        "History-Info: <sip:voicemail@example.com>;index=1.3;mp=1.2.1",
      ),
    ).toEqual([
      ["bob@192.0.2.4", "unconditional"],
      ["carol@192.0.2.5", "no-answer"],
    ]);
  });

  test("before there were marks the reason alone told", () => {
    expect(
      steps(
        "History-Info: <sip:bob@h?Reason=Q.850%3Bcause%3D17%2CSIP%3Bcause%3D486>;index=1, <sip:carol@h>;index=1.1",
        "History-Info: <sip:dave@h?Reason=SIP%3Bcause%3D503>;index=1.2",
      ),
    ).toEqual([["bob@h", "user-busy"]]);
  });

  test.each([
    ["302", "unconditional"],
    ["408", "no-answer"],
    ["480", "deflection"],
    ["486", "user-busy"],
    ["487", "deflection"],
    ["503", "unavailable"],
    ["404", "unknown"],
    ["abc", "unknown"],
  ])("a cause %s in the next target is %s", (cause, reason) => {
    expect(steps(`History-Info: <sip:bob@h>;index=1, <sip:carol@h;cause=${cause}>;index=1.1;mp=1`)).toEqual([
      ["bob@h", reason],
    ]);
  });

  test("what is not to be shown says so; what stands in its URI is not given on", () => {
    const lines = [
      "History-Info: <sip:bob@h?Privacy=history&Reason=SIP%3Bcause%3D302>;index=1, <sip:c@h>;index=1.1;mp=1",
    ];
    const [step] = readDiversions(request({ lines }));

    expect(step).toMatchObject({ isPrivate: true, source: "history-info" });
    expect(String(step?.address)).toBe("<sip:bob@h>;index=1");
  });

  test("an index that is missing, or names itself, does no harm", () => {
    expect(steps("History-Info: <sip:a@h>, <sip:b@h>;mp=1", "History-Info: <sip:c@h>;index=1;mp=1")).toEqual([
      ["c@h", "unknown"],
    ]);
  });
});

describe("RFC 7044 §5 and RFC 5806 §4: both headers", () => {
  test("are one list, in which a party that both name is there once", () => {
    const lines = [
      "Diversion: <sip:c@h;x=y>;reason=no-answer, <sip:b@h>;reason=user-busy",
      "History-Info: <sip:b@h>;index=1, <sip:d@h;cause=486>;index=1.1;mp=1",
    ];

    expect(readDiversions(request({ lines }))).toMatchObject([
      { address: { uri: { user: "b" } }, source: "history-info" },
      { address: { uri: { user: "c" } }, source: "diversion" },
    ]);
  });

  test("as many as fit in a message take no time", () => {
    const history = Array.from({ length: 1_000 }, (_, i) => `<a:${i}>;index=${i};mp=${i + 1}`);
    const lines = [
      `History-Info: ${history.join()}`.slice(0, 16_000),
      `Diversion: ${Array(1_800).fill("<a:b>").join()}`,
    ];

    expect(readDiversions(request({ lines })).length).toBeGreaterThan(1_000);
  });
});
