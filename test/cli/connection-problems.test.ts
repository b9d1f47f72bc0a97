import { expect, test } from "vitest";
import { ConnectionProblems } from "../../src/cli/connection-problems.js";

const remote = { host: "192.0.2.1", port: 40_000 };

test("what is wrong with connections is told once for each kind, and the usual ends never", () => {
  const lines: string[] = [];
  const problems = new ConnectionProblems((line) => lines.push(line));

  problems.tell({ type: "up", protocol: "TCP", remote, incoming: true });
  problems.tell({ type: "down", protocol: "TCP", remote, reason: "peer" });
  problems.tell({ type: "down", protocol: "TCP", remote, reason: "idle" });
  for (let copies = 0; copies < 1_000; copies += 1) {
    problems.tell({ type: "refused", protocol: "TCP", remote, reason: "too-many" });
    problems.tell({ type: "down", protocol: "TCP", remote, reason: "error", error: new Error("read ECONNRESET") });
  }
  problems.tell({ type: "refused", protocol: "WS", remote: { host: "::1", port: 1 }, reason: "subprotocol" });

  expect(lines).toEqual([
    "tcp 192.0.2.1:40000: refused, as there are too many connections (further ones are not told)",
    "tcp 192.0.2.1:40000: closed by an error: read ECONNRESET (further ones are not told)",
    "ws [::1]:1: refused, as it does not offer the subprotocol sip (further ones are not told)",
  ]);
});
