import { afterEach, describe, expect, test, vi } from "vitest";
import { Levels, LoggerFactory } from "../../src/environment/logger.js";

afterEach(() => {
  vi.restoreAllMocks();
});

function spyOnConsole() {
  const lines: string[] = [];
  for (const level of ["error", "warn", "log", "debug"] as const) {
    vi.spyOn(console, level).mockImplementation((line: string) => lines.push(`${level}: ${line}`));
  }
  return lines;
}

describe("LoggerFactory", () => {
  test("writes lines up to its level to the console, `log` at first", () => {
    const lines = spyOnConsole();
    const logger = new LoggerFactory().getLogger("sip.transaction.ist");

    logger.error("e");
    logger.warn("w");
    logger.log("l");
    logger.debug("d");

    expect(lines).toEqual([
      "error: sip.transaction.ist | e",
      "warn: sip.transaction.ist | w",
      "log: sip.transaction.ist | l",
    ]);
  });

  test("gives every line to the connector, whatever the level, and none to the console when told so", () => {
    const lines = spyOnConsole();
    const connector = vi.fn();
    const factory = new LoggerFactory();
    factory.builtinEnabled = false;
    factory.level = Levels.error;
    factory.connector = connector;

    factory.getLogger("sip.core").debug("d");

    expect(connector.mock.calls).toEqual([["debug", "sip.core", undefined, "d"]]);
    expect(factory.connector).toBe(connector);
    expect(lines).toEqual([]);
  });

  test("keeps a label only while the level is debug, and shares loggers by category otherwise", () => {
    const lines = spyOnConsole();
    const factory = new LoggerFactory();
    const shared = factory.getLogger("sip.core", "one");
    expect(factory.getLogger("sip.core", "two")).toBe(shared);
    factory.level = Levels.debug;

    factory.getLogger("sip.core", "three").debug("d");
    shared.debug("d");

    expect(lines).toEqual(["debug: sip.core | three | d", "debug: sip.core | d"]);
  });

  test.each([
    [-1, Levels.error],
    [4, Levels.debug],
    [1.9, Levels.warn],
    [Number.NaN, Levels.log],
    ["warn", Levels.log],
    [undefined, Levels.log],
  ])("takes %j for the nearest level, and leaves it for what is no number", (level, nearest) => {
    const factory = new LoggerFactory();

    // Proof for the assertion: what a program without types may set.
    factory.level = level as Levels;

    expect(factory.level).toBe(nearest);
  });

  test("a connector that is no function counts as none", () => {
    const factory = new LoggerFactory();
    factory.builtinEnabled = false;
    Object.assign(factory, { connector: "console" });

    expect(factory.connector).toBeUndefined();
    expect(() => {
      factory.getLogger("sip.core").error("lost");
    }).not.toThrow();
  });

  test("is set through any of its loggers", () => {
    const factory = new LoggerFactory();
    const logger = factory.getLogger("sip.core");

    logger.level = Levels.debug;

    expect(factory.level).toBe(Levels.debug);
    expect(logger.level).toBe(Levels.debug);
  });

  test("says whether a line would reach anyone", () => {
    const factory = new LoggerFactory();
    expect(factory.heeds(Levels.log)).toBe(true);
    expect(factory.heeds(Levels.debug)).toBe(false);
    factory.builtinEnabled = false;
    expect(factory.heeds(Levels.error)).toBe(false);
    factory.connector = () => undefined;
    expect(factory.heeds(Levels.debug)).toBe(true);
  });
});
