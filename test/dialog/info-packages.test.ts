import { describe, expect, test } from "vitest";
import { InfoPackages } from "../../src/dialog/info-packages.js";

function sets({ ours, theirs }: InfoPackages): string {
  return `${ours.join()}/${theirs.join()}`;
}

describe("RFC 6086 §5.2.2 the INFO packages of a dialog", () => {
  test("are none of ours, and those of the INVITE, at first", () => {
    expect(sets(new InfoPackages())).toBe("/");
    expect(sets(new InfoPackages(["a", "b"]))).toBe("/a,b");
  });

  test("hold until others take their place, each side its own [INF-6086-5.2.2-a]", () => {
    const packages = new InfoPackages(["a"]);

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
    const packages = new InfoPackages(["a"]);
    packages.change({ ours: ["x"] });

    packages.begin();
    packages.change({ ours: ["y"], theirs: ["b"] });
    packages.change({ ours: ["z"] });
    packages.rollBack();

    expect(sets(packages)).toBe("x/a");
  });

  test("changes nothing any more once it was accepted", () => {
    const packages = new InfoPackages(["a"]);

    packages.begin();
    packages.change({ ours: ["y"], theirs: ["b"] });
    packages.keep();
    packages.rollBack();

    expect(sets(packages)).toBe("y/b");
  });
});
