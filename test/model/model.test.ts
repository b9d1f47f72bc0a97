import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { SeededRandom } from "../../src/testing/index.js";
import { commands } from "./commands.js";
import { createWorld, type World } from "./world.js";

const SEED = Number(process.env["MODEL_SEED"] ?? 6337);
const RUNS = Number(process.env["MODEL_RUNS"] ?? 120);

/** Lets everything come to its end: what waits is refused, what lives is ended, and the caller answers what she is asked. */
function settle({ flow, attempt }: World): void {
  flow.wire.behaves();
  for (let round = 0; round < 4; round += 1) {
    // What is late arrives first.
    flow.wait(1_000);
    for (const request of flow.bob.requests) attempt("reject", () => request.reject());
    for (const session of flow.bob.sessions) attempt("end", () => session.end());
    flow.wait(33_000);
    for (const request of flow.alice.requests.splice(0)) {
      if (request.method !== "ACK") flow.alice.answers(request, request.method === "INVITE" ? 487 : 200);
    }
  }
  flow.core.dialogs.forEach((dialog) => attempt("dispose", () => dialog.dispose()));
}

/** What every run has to hold, whatever has been done in it. */
function judge(world: World): void {
  const { flow, observer, faults } = world;
  settle(world);
  const internal = flow.diagnostics.filter(
    ({ reason }) => reason === "internal-error" || reason === "application-error",
  );
  expect([...faults, ...internal.map(({ message }) => message)]).toEqual([]);
  expect(observer.broken).toEqual([]);
  expect(observer.unanswered).toEqual([]);
  expect(flow.alice.unreadable).toEqual([]);
  expect(flow.bob.faults).toEqual([]);
  flow.end();
}

describe(`RFC 6337 §2.2 whatever the two sides do [REL-3262-5-e] (MODEL_SEED=${SEED})`, () => {
  test.each([
    ["UDP", {}],
    ["UDP", { loses: 0.1, doubles: 0.1 }],
    ["UDP", { delays: 300, doubles: 0.2, loses: 0.05 }],
    ["TCP", { delays: 100 }],
  ])(
    "over %s in weather %j nothing throws, leaks or stays unanswered, and what goes out obeys the rules [MIX-9]",
    (protocol, weather) => {
      fc.assert(
        fc.property(fc.commands(commands(), { maxCommands: 40, size: "max" }), fc.nat(2 ** 31 - 1), (deeds, seed) => {
          const world = createWorld(seed, protocol);
          world.flow.wire.misbehaves({ random: new SeededRandom(seed + 1), ...weather });
          fc.modelRun(() => ({ model: {}, real: world }), deeds);
          judge(world);
        }),
        { numRuns: RUNS, seed: SEED },
      );
    },
  );
});
