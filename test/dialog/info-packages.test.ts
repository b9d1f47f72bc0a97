import { describe, expect, test } from "vitest";
import { InfoPackages } from "../../src/dialog/info-packages.js";
import { infoPackagesIn } from "../../src/dialog/info-packages-in.js";

function sets({ ours, theirs }: InfoPackages): string {
  return `${ours?.join() ?? "-"}/${theirs.join()}`;
}

describe("RFC 6086 §5.2.2 the INFO packages of a dialog", () => {
  test("are none at first", () => {
    expect(sets(new InfoPackages())).toBe("-/");
  });

  test("hold until others take their place, each side its own [INF-6086-5.2.2-a]", () => {
    const packages = new InfoPackages();

    packages.change({ theirs: ["a"] });
    packages.change({ ours: ["x"] });
    expect(sets(packages)).toBe("x/a");
    packages.change({ theirs: [] });
    expect(sets(packages)).toBe("x/");
    packages.change({});
    expect(sets(packages)).toBe("x/");
  });
});

describe("RFC 6086 §5.2.4 a request that is refused", () => {
  test("leaves the sets as they were before it, whatever its provisional responses said [INF-6086-5.2.4-a]", () => {
    const packages = new InfoPackages();
    packages.change({ ours: ["x"], theirs: ["a"] });

    packages.changeForNow({ ours: ["y"], theirs: ["b"] });
    packages.changeForNow({ ours: ["z"] });
    packages.rollBack();

    expect(sets(packages)).toBe("x/a");
  });

  test("changes nothing any more once it was accepted", () => {
    const packages = new InfoPackages();

    packages.changeForNow({ ours: ["y"], theirs: ["b"] });
    packages.keep();
    packages.rollBack();

    expect(sets(packages)).toBe("y/b");
  });
});

describe("RFC 6086 §7.2, §7.3 the packages that header lines name", () => {
  test.each([
    [
      ["Recv-Info: foo, bar;x=1", "X: 1", "recv-info : baz"],
      ["foo", "bar", "baz"],
    ],
    [["Recv-Info:"], []],
    [["Recv-Info: Foo"], ["Foo"]],
    [["Info-Package: foo"], undefined],
    [["nothing"], undefined],
    [[], undefined],
  ])("are read of %j", (lines, names) => {
    expect(infoPackagesIn(lines, "Recv-Info")).toEqual(names);
  });

  test("are told apart by the header", () => {
    expect(infoPackagesIn(["Info-Package: foo;version=1", "Recv-Info: bar"], "Info-Package")).toEqual(["foo"]);
  });
});
