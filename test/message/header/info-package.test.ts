import { describe, expect, test } from "vitest";
import { announcedInfoPackages } from "../../../src/message/announced-info-packages.js";
import { ParseFailure } from "../../../src/message/grammar/parse-failure.js";
import { formatInfoPackage, InfoPackage, RecvInfo } from "../../../src/message/header/info-package.js";
import { read, request } from "../support.js";

describe("RFC 6086 §7.2 Info-Package, RFC 6086 §7.3 Recv-Info", () => {
  test.each([
    ["infoDtmf", { name: "infoDtmf", parameters: {} }],
    ["Foo ; bar=1 ; baz", { name: "Foo", parameters: { bar: "1", baz: null } }],
    ['g.3gpp.mid-call;x="a, b"', { name: "g.3gpp.mid-call", parameters: { x: "a, b" } }],
  ])("read %j, with case", (text, expected) => {
    for (const key of [InfoPackage, RecvInfo]) expect(read(key, text)).toEqual(expected);
  });

  test.each(["", ";x=1", "a b", "a;", '"a"', "a,b"])("fail on %j", (text) => {
    for (const key of [InfoPackage, RecvInfo]) expect(key.parse(text)).toBeInstanceOf(ParseFailure);
  });

  test("an INFO is of one package", () => {
    expect(request({ lines: ["Info-Package: a", "Info-Package: b"] }).first(InfoPackage)).toBeInstanceOf(ParseFailure);
  });

  test.each(["foo", "g.3gpp.mid-call;x=1;y"])("%s is written as it was read", (text) => {
    expect(formatInfoPackage(read(InfoPackage, text))).toBe(text);
  });
});

describe("RFC 6086 §5.2.2 the packages that a message announces", () => {
  function announced(...lines: string[]): readonly string[] | undefined {
    return announcedInfoPackages(request({ lines }))?.map(({ name }) => name);
  }

  test.each([
    [[], undefined],
    [["Recv-Info:"], []],
    [["Recv-Info:   "], []],
    [["Recv-Info: foo"], ["foo"]],
    [
      ["recv-info: foo, bar;x=1", "RECV-INFO: Foo"],
      ["foo", "bar", "Foo"],
    ],
    [["Recv-Info:", "Recv-Info: foo"], ["foo"]],
    [["Recv-Info: foo, ;;, bar"], ["foo", "bar"]],
    [["Recv-Info: ,"], []],
  ])("%j announce %j: none is not the same as nothing said [INF-6086-5.2.2-a] [INF-6086-5.2.3-a]", (lines, names) => {
    expect(announced(...lines)).toEqual(names);
  });
});
