import { describe, expect, test } from "vitest";
import { formatAddress, resolveBinding, withoutZone } from "../../../src/adapters/node/bound-socket.js";

describe("RFC 4007 §11.2 the zone of an address", () => {
  test.each([
    ["fe80::1%eth0", "fe80::1"],
    ["fe80::1", "fe80::1"],
    ["192.0.2.1", "192.0.2.1"],
  ])("%s without it is %s", (host, bare) => {
    expect(withoutZone(host)).toBe(bare);
  });
});

describe("where a socket is bound", () => {
  test.each([
    ["127.0.0.1", 0, "udp4"],
    ["::1", 0, "udp6"],
    ["localhost", 4, "udp4"],
  ] as const)("%s, family %d: %s", async (host, family, type) => {
    expect((await resolveBinding(host, 5060, family)).type).toBe(type);
  });

  test.each([
    [{ host: "192.0.2.1", port: 5060 }, "192.0.2.1:5060"],
    [{ host: "::1", port: 5060 }, "[::1]:5060"],
    [{ host: "a.example", port: 5060 }, "a.example:5060"],
  ])("%j is written %s", (address, text) => {
    expect(formatAddress(address)).toBe(text);
  });
});
