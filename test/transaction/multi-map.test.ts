import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { MultiMap } from "../../src/transaction/multi-map.js";

interface Item {
  readonly name: string;
}

const any = (): boolean => true;

describe("a map of few values under each key", () => {
  test("finds of several values the one added last that fits", () => {
    const map = new MultiMap<Item>();
    const [a, b, c] = [{ name: "a" }, { name: "b" }, { name: "c" }];
    for (const item of [a, b, c]) map.add("key", item);

    expect(map.find("key", any)).toBe(c);
    expect(map.find("key", ({ name }) => name < "c")).toBe(b);
    expect(map.find("key", ({ name }) => name > "c")).toBeUndefined();
    expect(map.find("other", any)).toBeUndefined();
  });

  test("does not find a single value that does not fit", () => {
    const map = new MultiMap<Item>();
    map.add("key", { name: "a" });

    expect(map.find("key", ({ name }) => name === "b")).toBeUndefined();
  });

  test("leaves the others under the key when one is removed, and forgets none that is not there", () => {
    const map = new MultiMap<Item>();
    const [a, b, stranger] = [{ name: "a" }, { name: "b" }, { name: "stranger" }];
    map.add("key", a);
    map.remove("key", stranger);
    map.add("key", b);
    map.remove("key", stranger);
    map.remove("other", a);
    map.remove("key", b);

    expect([...map]).toEqual([a]);
    expect(map.find("key", any)).toBe(a);
  });

  test("has what a list of pairs has, whatever is added and removed", () => {
    const step = fc.record({ key: fc.constantFrom("x", "y"), item: fc.nat(3), add: fc.boolean() });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        const items = [0, 1, 2, 3].map((number) => ({ name: String(number) }));
        const map = new MultiMap<Item>();
        let expected: { readonly key: string; readonly item: Item }[] = [];
        for (const { key, item: index, add } of steps) {
          const item = items[index] ?? { name: "none" };
          const isThere = expected.some((pair) => pair.key === key && pair.item === item);
          if (add && !isThere) {
            map.add(key, item);
            expected.unshift({ key, item });
          } else if (!add) {
            map.remove(key, item);
            expected = expected.filter((pair) => pair.key !== key || pair.item !== item);
          }
        }

        for (const key of ["x", "y"]) {
          expect(map.find(key, any)).toBe(expected.find((pair) => pair.key === key)?.item);
        }
        expect([...map].map(({ name }) => name).sort()).toEqual(expected.map(({ item }) => item.name).sort());
      }),
    );
  });
});
