import { type TimerValues, DEFAULT_TIMER_VALUES } from "../environment/environment.js";
import { type Random } from "../environment/random.js";
import { LoggerFactory } from "../environment/logger.js";
import { type SessionDelegate } from "../dialog/session.js";
import { type Diagnostic, type DiagnosticReason } from "../user-agent/diagnostic.js";
import { type UserAgentCoreConfiguration } from "../user-agent/user-agent-core-configuration.js";
import { type UserAgentCoreDelegate } from "../user-agent/user-agent-core-delegate.js";
import { UserAgentCore } from "../call/user-agent-core.js";
import { Ladder } from "../trace/ladder.js";
import { type DescriptionKind } from "../trace/message-summary.js";
import { Callee } from "./callee.js";
import { Caller, type CallerOptions } from "./caller.js";
import { CountingRandom } from "./counting-random.js";
import { Labels } from "./labels.js";
import { checkLeavings, type ExpectedLeavings } from "./leak-check.js";
import { ManualClock } from "./manual-clock.js";
import { MemoryWire } from "./memory-wire.js";
import { type RequestTextOptions } from "./request-text.js";

export interface CallFlowOptions {
  /** As it stands in Via: `UDP`, `TCP`, `TLS`, `WS`, `WSS`. @defaultValue "UDP" */
  readonly protocol?: string;
  /** @defaultValue false for `UDP`, true for every other protocol */
  readonly reliable?: boolean;
  /** How long each message is on its way. Milliseconds. @defaultValue 0: delivered at once */
  readonly latency?: number;
  /** @defaultValue a `CountingRandom`: tags are `tag-1`, `tag-2`, … */
  readonly random?: Random;
  /** @defaultValue T1 500, T2 4000, T4 5000 */
  readonly timers?: Partial<TimerValues>;
  /** Of our core, beside clock, random and timers. @defaultValue a Bob at 192.0.2.4 that logs nothing */
  readonly configuration?: Partial<UserAgentCoreConfiguration>;
  /** What our core's application does, beside what `bob` does. With an `onInvite`, `bob` gets the INVITE first. */
  readonly delegate?: UserAgentCoreDelegate;
  /** What `bob` does in a session, instead of what he does by himself; see `Callee`. */
  readonly session?: SessionDelegate;
  /** What every request of Alice has, unless said otherwise at the request. */
  readonly alice?: RequestTextOptions;
  /** Alice acknowledges and answers by herself; see `CallerOptions`. @defaultValue not */
  readonly automatic?: CallerOptions["automatic"];
  /**
   * Told to run the leak check when the test is over: Vitest's `onTestFinished`, or what another runner has in its place.
   *
   * @defaultValue the check runs when the test calls `end()`
   */
  readonly atEnd?: (check: () => void) => void;
}

/** A call from Alice to Bob, on a wire that obeys, at a time that stands still. */
export interface CallFlow {
  /** The other party, as a script. */
  readonly alice: Caller;
  /** Our side: drives `core` by its public interface. */
  readonly bob: Callee;
  readonly core: UserAgentCore;
  readonly clock: ManualClock;
  readonly random: Random;
  readonly wire: MemoryWire;
  /** What the core dropped, and what went wrong, in order. */
  readonly diagnostics: readonly Diagnostic[];
  /** What crossed the wire, and what Bob was told. */
  readonly ladder: Ladder;
  /**
   * Lets a third party call Bob: a script and a wire of her own, and a column right of Bob's.
   *
   * @param options - What every request of hers has. @defaultValue From, its tag and the Call-ID by her name
   */
  readonly joinedBy: (name: string, options?: RequestTextOptions) => ThirdParty;
  /** Lets time pass. Milliseconds. @defaultValue 0: only what is due now happens */
  readonly wait: (duration?: number) => void;
  /** As `wait`, for an application that awaits (`core.handleInvite`): promises go on before each timer, and at the end. */
  readonly pass: (duration?: number) => Promise<void>;
  /**
   * Ends the flow: lets the timers of what is over run out (64*T1 and T4), then fails when a timer, a transaction or a dialog is left,
   * or when a delegate threw meanwhile. Works once.
   *
   * @param expected - What may be left.
   * @throws LeakError that names what is left.
   */
  readonly end: (expected?: ExpectedLeavings) => void;
}

/** Another party than Alice. */
export interface ThirdParty {
  readonly caller: Caller;
  readonly wire: MemoryWire;
}

/**
 * Sets up a call: a core of ours with Bob as its application, Alice, a wire between them, a clock and a ladder.
 *
 * ```ts
 * const { alice, bob, wait, ladder, end } = callFlow();
 * alice.invites({ offer });
 * bob.accepts({ answer });
 * wait(500);
 * alice.acknowledges();
 * alice.hangsUp();
 * expect(ladder).toMatchInlineSnapshot();
 * end();
 * ```
 */
export function callFlow(options: CallFlowOptions = {}): CallFlow {
  const { protocol = "UDP", random = new CountingRandom() } = options;
  const clock = new ManualClock();
  const ladder = new Ladder();
  const diagnostics: Diagnostic[] = [];
  const labels = new Labels();
  const onDescription = (description: string, kind: DescriptionKind): void => labels.describe(description, kind);
  const wires: MemoryWire[] = [];
  /** What is sent meanwhile arrives when it is done, by whichever wire. */
  const together = <T>(action: () => T): T =>
    wires.reduce<() => T>((inner, each) => () => each.together(inner), action)();
  const party = (name: string, defaults: RequestTextOptions, number: number): ThirdParty => {
    const wire = new MemoryWire({ ...options, clock, caller: { host: `192.0.2.${number}`, port: 5060 } });
    wires.push(wire);
    wire.onMessage((message, fate, time) => {
      const [from, to] = message.from === "caller" ? [name, "bob"] : ["bob", name];
      ladder.message({ time, from, to, label: labels.of(message), fate });
    });
    const caller = new Caller({
      send: (text) => wire.caller.send(text),
      defaults: { protocol, ...defaults },
      branchPrefix: name === "alice" ? "z9hG4bKfx" : `z9hG4bK${name}`,
      onDescription,
      ...(options.automatic && { automatic: options.automatic }),
    });
    wire.caller.onMessage = (data) => caller.receive(data);
    wire.callee.onMessage = (data, flow) => {
      core.receive(data, flow);
      bob.lookAtSessions();
    };
    return { caller, wire };
  };
  const { caller: alice, wire } = party("alice", options.alice ?? {}, 1);

  const bob = new Callee({
    act: (action) =>
      together(() => {
        try {
          return action();
        } finally {
          bob.lookAtSessions();
        }
      }),
    note: (text, session) => ladder.note({ time: clock.now(), party: "bob", text: `${text}${labels.markOf(session)}` }),
    onDescription,
    session: options.session,
  });

  const timers = { ...DEFAULT_TIMER_VALUES, ...options.timers };
  const core = new UserAgentCore(
    { loggerFactory: silence(), ...options.configuration, environment: { clock, random, timers } },
    {
      ...options.delegate,
      onInvite: (request) => {
        bob.receive(request);
        return options.delegate?.onInvite?.(request);
      },
      onDiagnostic: (diagnostic) => {
        diagnostics.push(diagnostic);
        options.delegate?.onDiagnostic?.(diagnostic);
      },
    },
  );
  clock.onEachTurn(() => bob.lookAtSessions());

  let ended = false;
  const end = (expected?: ExpectedLeavings): void => {
    if (ended) return;
    ended = true;
    clock.advance(64 * timers.T1 + timers.T4);
    const transactions = core.transactions.transactions.map(({ kind, id, state }) => `${kind} ${id} ${state}`);
    const dialogs = [...core.dialogs.keys()];
    const thrown = diagnostics.filter(({ reason }) => FAULTS.has(reason)).map(({ error, message }) => error ?? message);
    const errors = [...thrown, ...bob.faults];
    checkLeavings({ errors, timers: clock.pendingNames, transactions, dialogs }, expected);
  };
  options.atEnd?.(() => end());

  let joined = 0;
  const joinedBy = (name: string, defaults: RequestTextOptions = {}): ThirdParty => {
    joined += 1;
    ladder.join(name);
    const hers = { from: `<sip:${name}@example.org>`, fromTag: name, callId: `fx-call-${name}` };
    return party(name, { ...hers, ...defaults }, 10 + joined);
  };

  const wait = (duration = 0): void => clock.advance(duration);
  const pass = (duration = 0): Promise<void> => clock.pass(duration);
  return {
    alice,
    bob,
    core,
    clock,
    random,
    wire,
    diagnostics,
    ladder,
    joinedBy,
    wait,
    pass,
    end,
  };
}

const FAULTS: ReadonlySet<DiagnosticReason> = new Set(["application-error", "internal-error"]);

function silence(): LoggerFactory {
  const loggerFactory = new LoggerFactory();
  loggerFactory.builtinEnabled = false;
  return loggerFactory;
}
