import fc from "fast-check";
import { type World, type Mood } from "./world.js";

/** One thing that somebody does. It is always possible, if not always right. */
export interface Deed {
  readonly name: string;
  readonly act: (world: World) => void;
}

class DeedCommand implements fc.Command<object, World> {
  readonly #deed: Deed;

  constructor(deed: Deed) {
    this.#deed = deed;
  }

  check(): boolean {
    return true;
  }

  run(_model: object, world: World): void {
    this.#deed.act(world);
  }

  toString(): string {
    return this.#deed.name;
  }
}

const MOODS: readonly Mood[] = ["accepts", "refuses", "waits"];
const ALLOW = { Allow: "INVITE, ACK, BYE, CANCEL, PRACK, UPDATE, INFO" };

/** What the caller does. She has no scruples; but what she cannot say at all, for want of a call, she leaves. */
const PEER: readonly Deed[] = [
  deed("INVITE offer, 100rel supported", ({ flow, describe }) => {
    flow.alice.invites({ offer: describe(), headers: { Supported: "100rel, 199, timer", ...ALLOW } });
  }),
  deed("INVITE, 100rel required", ({ flow, describe }) => {
    flow.alice.invites({ offer: describe(), headers: { Require: "100rel", ...ALLOW } });
  }),
  deed("INVITE without offer", ({ flow }) => flow.alice.invites({ headers: { Supported: "100rel", ...ALLOW } })),
  deed("re-INVITE offer", ({ flow, describe }) =>
    flow.alice.reinvites({ offer: describe(), headers: { Supported: "100rel", ...ALLOW } }),
  ),
  deed("re-INVITE without offer", ({ flow }) => flow.alice.reinvites({ headers: { Supported: "100rel", ...ALLOW } })),
  deed("ACK", ({ flow }) => flow.alice.acknowledges()),
  deed("ACK answer", ({ flow, describe }) => flow.alice.acknowledges({ answer: describe() })),
  deed("PRACK", ({ flow }) => flow.alice.pracks()),
  deed("PRACK with description", ({ flow, describe }) => flow.alice.pracks({ offer: describe() })),
  deed("PRACK for nothing", ({ flow }) => flow.alice.pracks({ rseq: 1 })),
  deed("UPDATE offer", ({ flow, describe }) => flow.alice.updates({ offer: describe() })),
  deed("UPDATE", ({ flow }) => flow.alice.updates()),
  deed("CANCEL", ({ flow }) => flow.alice.cancels()),
  deed("BYE", ({ flow }) => flow.alice.hangsUp()),
  deed("INFO", ({ flow }) => flow.alice.sends("INFO")),
  deed("REFER", ({ flow }) => flow.alice.refers()),
  deed("MESSAGE", ({ flow }) => flow.alice.sends("MESSAGE")),
  deed("OPTIONS", ({ flow }) => flow.alice.sends("OPTIONS")),
  deed("repeats the last message", (world) => (world.isRemembered() ? world.flow.alice.repeats() : undefined)),
  ...[180, 183, 200, 404, 408, 481, 488, 491, 500].map((statusCode) =>
    deed(`answers ${statusCode}`, ({ flow }) => flow.alice.answers(undefined, statusCode)),
  ),
  deed("answers 200 with description", ({ flow, describe }) =>
    flow.alice.answers(undefined, 200, { answer: describe() }),
  ),
  deed("answers a reliable 183 with description", ({ flow, describe }) =>
    flow.alice.answers("INVITE", 183, { answer: describe(), headers: { Require: "100rel", RSeq: 7 } }),
  ),
];

/** What our application does. */
const APPLICATION: readonly Deed[] = [
  ours("180", ({ flow }) => flow.bob.rings()),
  ours("183 answer", ({ flow, describe }) => flow.bob.progresses({ answer: describe() })),
  ours("reliable 180", ({ flow }) => flow.bob.rings({ reliable: true })),
  ours("reliable 183 answer", ({ flow, describe }) => flow.bob.progresses({ reliable: true, answer: describe() })),
  ours("reliable 183 offer", ({ flow, describe }) =>
    flow.bob.progresses({ reliable: "if-supported", offer: describe() }),
  ),
  ours("accept", ({ flow, describe }) => flow.bob.accepts({ answer: describe() })),
  ours("accept without body", ({ flow }) => flow.bob.accepts()),
  ours("reject", ({ flow }) => flow.bob.rejects()),
  ours("redirect", ({ flow }) => flow.bob.redirects(["sip:carol@example.org"])),
  ours("another early dialog", ({ flow }) => flow.bob.opensEarlyDialog().rings()),
  ours("UPDATE offer", ({ flow, describe }) => flow.bob.updates({ offer: describe() })),
  ours("UPDATE", ({ flow }) => flow.bob.updates()),
  ours("re-INVITE offer", ({ flow, describe }) => flow.bob.reinvites({ offer: describe() })),
  ours("re-INVITE without offer", ({ flow }) => flow.bob.reinvites()),
  ours("INFO", ({ flow }) => flow.bob.does((session) => session.info())),
  ours("BYE", ({ flow }) => flow.bob.hangsUp()),
  ours("end", ({ flow }) => flow.bob.ends()),
  ours("dispose", ({ flow }) => flow.bob.does((session) => session.dispose())),
];

const LIKELY: ReadonlySet<string> = new Set([
  "alice: INVITE offer, 100rel supported",
  "alice: PRACK",
  "alice: ACK",
  "alice: UPDATE offer",
  "alice: answers 200 with description",
  "bob: reliable 183 answer",
  "bob: accept",
  "bob: UPDATE offer",
]);

/** Everything that may happen, in any order. */
export function commands(): fc.Arbitrary<fc.Command<object, World>>[] {
  // What leads on is drawn more often: a call that nobody accepts shows little.
  const likely = [...PEER, ...APPLICATION].filter(({ name }) => LIKELY.has(name));
  const deeds = [...PEER, ...APPLICATION, ...likely, ...likely, ...likely].map((one) =>
    fc.constant(new DeedCommand(one)),
  );
  const time = fc
    .constantFrom(0, 20, 200, 500, 2_000, 11_000, 33_000)
    .map((duration) => new DeedCommand(deed(`${duration} ms`, ({ flow }) => flow.wait(duration))));
  const mood = fc.constantFrom(...MOODS).map(
    (next) =>
      new DeedCommand({
        name: `application ${next}`,
        act: (world) => {
          world.mood = next;
        },
      }),
  );
  return [...deeds, time, time, time, mood];
}

/** Something of the caller's, who says nothing where she has nobody to say it to. */
function deed(name: string, act: (world: World) => unknown): Deed {
  return {
    name: `alice: ${name}`,
    act: (world) => {
      try {
        act(world);
      } catch (error) {
        // Her own script misses what it needs: a response, a request, a dialog.
        if (!/nothing to|no such|no \w+ came/.test(String(error))) throw error;
      }
    },
  };
}

function ours(name: string, act: (world: World) => unknown): Deed {
  return { name: `bob: ${name}`, act: (world) => world.attempt(name, () => act(world)) };
}
