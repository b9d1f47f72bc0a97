import { describe, expect, test } from "vitest";
import { RecentFlows } from "../../../src/adapters/node/udp-flow.js";

const flows = () =>
  new RecentFlows({
    router: undefined,
    local: () => ({ host: "192.0.2.4", port: 5060 }),
    send: () => Promise.resolve(),
  });

describe("the ways back to peers", () => {
  test("datagrams of one peer share one", () => {
    const recent = flows();

    expect(recent.backTo("192.0.2.1", 5060)).toBe(recent.backTo("192.0.2.1", 5060));
  });

  test("no peer gets that of another, whoever took whose place", () => {
    const recent = flows();
    const peers = [
      ["192.0.2.1", 5060],
      ["192.0.2.2", 5060],
      ["192.0.2.1", 5060 + 64],
      ["fe80::1%eth0", 5060],
      ["192.0.2.1", 5060],
    ] as const;

    for (const [host, port] of peers) {
      expect(recent.backTo(host, port).remote).toEqual({ host: host.replace(/%.*/, ""), port });
    }
  });
});
