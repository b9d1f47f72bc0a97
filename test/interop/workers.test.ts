import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { bundle, type Program } from "../support/bundle.js";
import { ProgramWithWorkers } from "../cli/workers/program-with-workers.js";
import { builtInCaller, hasSipp, scenario, type Wire } from "./sipp.js";

const UDP: Wire = { transport: "UDP", host: "127.0.0.1" };

describe.skipIf(!hasSipp)("SIPp calls a callee that has two workers", { timeout: 90_000 }, () => {
  let program: Program;

  beforeAll(async () => {
    program = await bundle("src/cli/main.ts");
  }, 60_000);

  afterAll(() => program.remove());

  test.each<Wire["transport"]>(["UDP", "TCP", "TCP, one for each"])(
    "by %s: of 600 calls, a hundred a second, none fails, and both have answered",
    async (transport) => {
      const { service, port } = await start(program, transport === "UDP" ? "UDP" : "TCP");

      const { exitCode, complaints } = await builtInCaller({ ...UDP, transport }, port, "answer", 600, 100);

      expect({ exitCode, complaints }).toEqual({ exitCode: 0, complaints: "" });
      // One connection has one worker, and so have all calls by it.
      expect(service.workers).toHaveLength(transport === "TCP" ? 1 : 2);
    },
  );

  test("of 600 calls during which all workers are replaced, none fails", async () => {
    const { service, port } = await start(program);

    const calling = builtInCaller(UDP, port, "answer", 600, 100);
    await service.says(/-- BYE/);
    service.signal("SIGHUP");

    const { exitCode, complaints } = await calling;
    expect({ exitCode, complaints }).toEqual({ exitCode: 0, complaints: "" });
    expect(service.workers).toEqual([1, 2, 3, 4]);
  });

  describe("one call after the other, all by the shared address", () => {
    test.each([
      ["re-invite", "instant"],
      ["re-invited", "reinvite"],
      ["cancel-while-ringing", "ring"],
      ["prack", "rel"],
      ["update", "instant"],
      ["updated", "update"],
      ["refer", "instant"],
    ])("%s goes as its scenario says, wherever its Call-ID leads", async (name, user) => {
      const { port } = await start(program);

      for (let call = 0; call < 4; call += 1) {
        const { exitCode, complaints } = await scenario(UDP, port, name, user, { header: "Supported" });
        expect({ exitCode, complaints }).toEqual({ exitCode: 0, complaints: "" });
      }
    });
  });
});

async function start(
  program: Program,
  protocol: "UDP" | "TCP" = "UDP",
): Promise<{ readonly service: ProgramWithWorkers; readonly port: number }> {
  const settings = { UAS_UDP: "127.0.0.1:0", UAS_TCP: "127.0.0.1:0" };
  const service = await ProgramWithWorkers.start(program, settings);
  return { service, port: service.port(protocol) };
}
