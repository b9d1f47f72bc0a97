import { DEFAULT_TIMER_VALUES } from "../../src/index.js";
import { Caller, CountingRandom, ManualClock, MemoryWire, offer } from "../../src/testing/index.js";
import { CallLog } from "../../src/cli/call-log.js";
import { Callee } from "../../src/cli/callee.js";

/** The program's callee at the end of a wire in memory, and Alice at the other, who asks for `user`. */
export function calleeAt(
  user: string,
  options: { readonly automatic?: boolean; readonly numbers?: readonly number[] } = {},
) {
  const { automatic = true, numbers = [0] } = options;
  const clock = new ManualClock();
  const wire = new MemoryWire({ clock });
  const lines: string[] = [];
  const problems: string[] = [];
  const callee = new Callee({
    environment: { clock, random: new CountingRandom({ numbers }), timers: DEFAULT_TIMER_VALUES },
    log: new CallLog((line) => lines.push(line), clock),
    onProblem: (line) => problems.push(line),
  });
  wire.callee.onMessage = (data, flow) => callee.receive(data, flow);
  const alice = new Caller({
    send: (text) => void wire.caller.send(text),
    defaults: { requestUri: `sip:${user}@anywhere.example.com` },
    ...(automatic && { automatic: { answer: offer } }),
  });
  wire.caller.onMessage = (data) => alice.receive(data);
  return {
    alice,
    callee,
    wire,
    problems,
    wait: (duration: number) => clock.advance(duration),
    /** Lets what waits for a promise go on. */
    settle: async () => {
      for (let turn = 0; turn < 5; turn += 1) await Promise.resolve();
    },
    /** The drawing without the numbers of the calls. */
    ladder: () => lines.map((line) => line.slice("#1    ".length)).join("\n"),
  };
}
