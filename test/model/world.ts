import { type SessionDelegate } from "../../src/index.js";
import { type CallFlow, callFlow, SeededRandom } from "../../src/testing/index.js";
import { Observer } from "./observer.js";

const sdp = (content: string) => ({ contentDisposition: "session", contentType: "application/sdp", content });

/** What our application does with what comes inside a call, drawn for each request. */
export type Mood = "accepts" | "refuses" | "waits";

/** A whole core, its application and its caller, on a wire that misbehaves. */
export interface World {
  readonly flow: CallFlow;
  /** Whether the last message of the caller's may come again: on a reliable transport nothing does, and after 64*T1 it is a new one. */
  readonly isRemembered: () => boolean;
  readonly observer: Observer;
  /** Does something of our application's; a refusal by a typed error is right, and anything else is not. */
  readonly attempt: (what: string, action: () => unknown) => void;
  /** What our application does with the next requests. */
  mood: Mood;
  readonly faults: readonly string[];
  /** A description that has not been said yet. */
  readonly describe: () => string;
}

const TYPED = new Set([
  "SIP_TRANSACTION_STATE",
  "SIP_SESSION_STATE",
  "SIP_OFFER_ANSWER",
  "SIP_UNSUPPORTED_EXTENSION",
  "SIP_INFO_PACKAGE",
]);

/** @param seed - Of the weather, and of what the core draws. */
export function createWorld(seed: number, protocol: string): World {
  const faults: string[] = [];
  let described = 0;
  const describe = (): string => `description ${(described += 1)}`;
  const world: { mood: Mood } = { mood: "accepts" };
  const answer = (request: Answerable, body: boolean): void => {
    // RFC 4320 §4.2: what is not answered in time is better not answered at all; only offers have a limit of their own.
    if (world.mood === "waits" && body) return;
    attempt("answer", () =>
      world.mood !== "refuses" ? request.accept(body ? { body: sdp(describe()) } : {}) : request.reject(),
    );
  };
  const session: SessionDelegate = {
    onUpdate: (request) => {
      if (request.message.body !== "") answer(request, true);
    },
    onPrack: (request) => {
      if (request.message.body !== "") answer(request, true);
    },
    onInfo: (request) => answer(request, false),
    onRefer: (request) => answer(request, false),
    onMessage: (request) => answer(request, false),
  };
  const flow = callFlow({ random: new SeededRandom(seed), protocol, session });
  const observer = new Observer(flow.wire, () => flow.clock.now());

  let sentAt = 0;
  flow.wire.onMessage(({ from }) => {
    if (from === "caller") sentAt = flow.clock.now();
  });
  const isRemembered = (): boolean => protocol === "UDP" && flow.clock.now() - sentAt < 30_000;

  function attempt(what: string, action: () => unknown): void {
    try {
      flow.wire.together(action);
    } catch (error) {
      const code = error instanceof Error && "code" in error ? String(error.code) : String(error);
      // Without a call there is nothing to do something with.
      if (!TYPED.has(code) && !/no INVITE|there is no session|inside a dialog/.test(String(error))) {
        faults.push(`${what}: ${String(error)}`);
      }
    }
  }

  return Object.assign(world, { flow, isRemembered, observer, attempt, faults, describe });
}

/** A request that our application may answer. */
interface Answerable {
  accept(options: object): unknown;
  reject(): unknown;
}
