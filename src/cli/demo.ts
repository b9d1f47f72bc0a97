import { setTimeout as pause } from "node:timers/promises";
import { TransportError } from "../errors.js";
import { type Address, createSystemEnvironment } from "../index.js";
import { CallLog } from "./call-log.js";
import { DemoCaller } from "./demo-caller.js";
import { type Output, serve } from "./serve.js";

/** A call and what has to come of it. */
interface Story {
  readonly title: string;
  /** Whom the caller asks for. */
  readonly user: string;
  readonly play: (caller: DemoCaller) => Promise<void>;
  /** Every status code that the caller got, 100 aside. */
  readonly expected: readonly number[];
}

const STORIES: readonly Story[] = [
  {
    title: "A call is answered: it rings, they talk for a second, the caller hangs up",
    user: "answer",
    play: async (caller) => {
      caller.invites();
      await caller.hears(180);
      await caller.hears(200);
      await pause(1_000);
      caller.hangsUp();
      await caller.hears(200, "BYE");
    },
    expected: [180, 200, 200],
  },
  {
    title: "A call is refused: the callee is busy",
    user: "busy",
    play: async (caller) => {
      caller.invites();
      await caller.hears(486);
    },
    expected: [486],
  },
  {
    title: "A call is cancelled: it rings, and the caller gives up",
    user: "ring",
    play: async (caller) => {
      caller.invites();
      await caller.hears(180);
      await pause(500);
      caller.cancels();
      await Promise.all([caller.hears(200, "CANCEL"), caller.hears(487)]);
    },
    expected: [180, 200, 487],
  },
];

/**
 * Places real calls over a socket of the loopback, and draws each as it happens.
 *
 * @returns Whether all went as it should.
 */
export async function runDemo(output: Output): Promise<boolean> {
  const listener = { protocol: "udp", family: 4, host: "127.0.0.1", port: 0, advertised: undefined } as const;
  const options = { listeners: [listener], certificate: undefined, timers: {}, quiet: true };
  const callee = await serve(options, output);
  // Drawn from the caller's side, who knows when each call is complete.
  const log = new CallLog((line) => output.out(line), createSystemEnvironment().clock);
  const failures: string[] = [];
  try {
    const [transport] = callee.transports;
    if (transport === undefined) throw new TransportError("no socket was opened");
    for (const [index, story] of STORIES.entries()) {
      output.out(`${index === 0 ? "" : "\n"}${story.title}\n`);
      const failure = await tell(story, index + 1, transport.bound, log);
      if (failure !== undefined) failures.push(`${story.user}: ${failure}`);
    }
  } finally {
    await callee.stop(1_000);
  }
  for (const failure of failures) output.problem(failure);
  const good = STORIES.length - failures.length;
  const which = failures.length === 0 ? " (one answered, one busy, one cancelled)" : "";
  output.out(`\n${good} of ${STORIES.length} calls over UDP went as they should${which}.`);
  return failures.length === 0;
}

/** Plays one story; says what was not as it should be. */
async function tell(
  { user, play, expected }: Story,
  number: number,
  callee: Address,
  log: CallLog,
): Promise<string | undefined> {
  const caller = await DemoCaller.open(user, number, callee, log);
  try {
    await play(caller);
    const got = caller.statusCodes.filter((statusCode) => statusCode !== 100);
    return isSame(got, expected) ? undefined : `${expected.join(", ")} was expected, but ${got.join(", ")} came`;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  } finally {
    await caller.close();
  }
}

function isSame(one: readonly number[], other: readonly number[]): boolean {
  return one.length === other.length && one.every((value, index) => value === other[index]);
}
