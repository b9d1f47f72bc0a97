import { describe, expect, test } from "vitest";
import { sourceOf } from "../../src/user-agent/source-of.js";
import { flowOf } from "./support.js";

const source = (host: string): string => sourceOf(flowOf("UDP", { remote: { host, port: 5060 } }));

describe("whom a limit per source is for [LIM-0-0-e]", () => {
  test("an IPv4 address, whatever its port", () => {
    expect(sourceOf(flowOf("UDP", { remote: { host: "192.0.2.1", port: 1 } }))).toBe(source("192.0.2.1"));
    expect(source("192.0.2.1")).not.toBe(source("192.0.2.2"));
  });

  test.each(["2001:db8:1:2::1", "2001:DB8:1:2:ffff::", "[2001:db8:1:2::9]", "2001:db8:1:2::1%eth0"])(
    "%s is one of an IPv6 network of 64 bits",
    (host) => {
      expect(source(host)).toBe("2001:db8:1:2");
    },
  );

  test("another network is another source", () => {
    expect(source("2001:db8:1:3::1")).not.toBe(source("2001:db8:1:2::1"));
  });

  test("an IPv4 address within IPv6 is that address", () => {
    expect(source("::ffff:192.0.2.1")).toBe(source("192.0.2.1"));
  });

  test("a name counts without case", () => {
    expect(source("PC1.example.org")).toBe(source("pc1.example.org"));
  });

  test("flows that say nothing are one source", () => {
    expect(sourceOf(flowOf("WS"))).toBe(sourceOf(flowOf("TCP")));
  });
});
