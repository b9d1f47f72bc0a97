import { ParseFailure } from "../../src/message/grammar/parse-failure.js";
import { IncomingRequestMessage } from "../../src/message/incoming-request-message.js";
import { splitAtCommas } from "../../src/message/grammar/scanner.js";
import { Via } from "../../src/message/header/via.js";
import { IncomingResponseMessage } from "../../src/message/incoming-response-message.js";
import { fromOctetText, toOctetText } from "../../src/message/octet-text.js";
import { parseMessage } from "../../src/message/parse-message.js";
import { copyFaults } from "./answers.js";
import { FuzzedCallee } from "./callee.js";
import { CALLEE } from "./calls.js";
import { answerable, BUDGET, checkReading, type Fault, stackOf } from "./properties.js";
import { type Parsed } from "./read-everything.js";
import { type Scenario } from "./scenario.js";
import { timed } from "./stopwatch.js";

/** Told of what happens, to be counted. */
export interface Watcher {
  /** @param time - Of reading all of it. Milliseconds. */
  onRead(parsed: Parsed, message: string, time: number): void;
  onSent(message: Parsed): void;
  onDiagnostic(reason: string): void;
}

/** Puts a new callee through a scenario; gives the first property that does not hold. */
export function tryScenario(scenario: Scenario, watcher?: Watcher): Fault | undefined {
  const before = prototypeText();
  const trial = new Trial(scenario, watcher);
  const fault = trial.run();
  if (fault !== undefined) return fault;
  const after = prototypeText();
  return before === after ? undefined : { property: "Object.prototype is untouched", detail: after };
}

/** One scenario as it goes. */
class Trial {
  readonly #scenario: Scenario;
  readonly #callee: FuzzedCallee;
  readonly #watcher: Watcher | undefined;
  readonly #requests: IncomingRequestMessage[] = [];
  /** Those that must have a final response in the end. */
  readonly #owed = new Set<IncomingRequestMessage>();
  /** Those that could not be read. */
  readonly #refused: IncomingRequestMessage[] = [];
  readonly #known: Record<keyof typeof CALLEE, string> = { tag: "none", via: "SIP/2.0/UDP x", cseq: "1 BYE" };
  #seen = 0;
  #told = 0;

  constructor(scenario: Scenario, watcher: Watcher | undefined) {
    this.#scenario = scenario;
    this.#watcher = watcher;
    this.#callee = new FuzzedCallee(scenario.behaviour, scenario.protocol);
  }

  run(): Fault | undefined {
    for (const { wait, message } of this.#scenario.steps) {
      const fault = this.#step(wait, this.#filledIn(message));
      if (fault !== undefined) return fault;
    }
    return this.#end();
  }

  #step(wait: number, message: string): Fault | undefined {
    const reading = checkReading(message);
    if ("property" in reading) return reading;
    const { parsed, time } = reading;
    this.#watcher?.onRead(parsed, message, time);
    const { core, clock, diagnostics, sent } = this.#callee;
    try {
      clock.advance(wait);
      const early = this.#look();
      if (early !== undefined) return early;
      const isCopy = parsed instanceof IncomingRequestMessage && core.transactions.findServer(parsed) !== undefined;
      const request = answerable(parsed);
      if (request !== undefined) this.#requests.unshift(request);
      if (request !== undefined && parsed instanceof ParseFailure) this.#refused.push(request);
      // A second time it would be another message to the same callee.
      if (request !== undefined && !isCopy) this.#owed.add(request);
      const served = timed(() => this.#callee.receive(fromOctetText(message)), Infinity);
      if (served.time > BUDGET && this.#isSlowToServe(message)) {
        return { property: "a message is served in its time", detail: `${served.time.toFixed(0)} ms` };
      }
      if (request === undefined) {
        const isSilent = diagnostics.length === this.#told && sent.length === this.#seen;
        if (parsed instanceof ParseFailure && isSilent)
          return { property: "nothing is dropped in silence", detail: parsed.expected };
      }
    } catch (error) {
      return { property: "receive never throws", detail: stackOf(error) };
    }
    return this.#look();
  }

  #end(): Fault | undefined {
    try {
      this.#callee.finish();
    } catch (error) {
      return { property: "receive never throws", detail: stackOf(error) };
    }
    const fault = this.#look();
    if (fault !== undefined) return fault;
    const [unanswered] = this.#owed;
    if (unanswered !== undefined && !this.#callee.diagnostics.some(({ reason }) => reason === "unanswered")) {
      return { property: "a request is answered", detail: unanswered.method.slice(0, 40) };
    }
    const { leavings } = this.#callee;
    return leavings.length === 0 ? undefined : { property: "nothing is left over", detail: leavings.join(", ") };
  }

  /** Looks at what was sent and told since the last time. */
  #look(): Fault | undefined {
    const { sent, diagnostics } = this.#callee;
    for (; this.#told < diagnostics.length; this.#told++) {
      const { reason = "", message = "", error } = diagnostics[this.#told] ?? {};
      this.#watcher?.onDiagnostic(reason);
      if (reason === "internal-error" || reason === "application-error") {
        return { property: "neither core nor application fail", detail: `${message}\n${stackOf(error)}` };
      }
    }
    for (; this.#seen < sent.length; this.#seen++) {
      const fault = this.#lookAt(sent[this.#seen] ?? "");
      if (fault !== undefined) return fault;
    }
    return undefined;
  }

  #lookAt(data: string | Uint8Array): Fault | undefined {
    const message = parseMessage(data);
    this.#watcher?.onSent(message);
    if (message instanceof ParseFailure) return this.#lookAtUnreadable(data, message);
    if (!(message instanceof IncomingResponseMessage)) {
      this.#known.via = message.getHeader("Via") ?? "";
      this.#known.cseq = message.getHeader("CSeq") ?? "";
      return undefined;
    }
    this.#known.tag = message.toTag ?? this.#known.tag;
    const faults = this.#requests.map((request) => copyFaults(request, message));
    const at = faults.findIndex((names) => names.length === 0);
    if (at < 0)
      return {
        property: "an answer copies its request",
        detail: `${message.statusCode}: ${faults[0]?.join(", ") ?? "no request"}`,
      };
    if (message.statusCode < 200) return undefined;
    this.#requests.forEach((request, i) => {
      if (faults[i]?.length === 0) this.#owed.delete(request);
    });
    return undefined;
  }

  /** RFC 3261 §8.2.6.2: the refusal of what cannot be read copies what cannot be read. All else of it has to be in order. */
  #lookAtUnreadable(data: string | Uint8Array, { header = "", expected, code }: ParseFailure): Fault | undefined {
    const text = typeof data === "string" ? data : toOctetText(data);
    const [, via = ""] = REFUSAL.exec(text) ?? [];
    const isViaReadable = isWithinReach(Via.parse(splitAtCommas(via)[0] ?? ""));
    const isCopied = COPIED.has(header) || code === "too-long";
    const isRefusal = isCopied && isViaReadable && this.#refused.length > 0;
    if (!isRefusal) return { property: "what is sent can be read", detail: `${header}: ${expected}` };
    // A refusal goes out at once: it is that of the last one.
    const refused = this.#refused.at(-1);
    if (refused !== undefined) this.#owed.delete(refused);
    return undefined;
  }

  /** Whether a new callee takes as long; the first time may have been that of the collector of garbage. */
  #isSlowToServe(message: string): boolean {
    const { behaviour, protocol } = this.#scenario;
    return timed(() => new FuzzedCallee(behaviour, protocol).receive(fromOctetText(message)), BUDGET).time > BUDGET;
  }

  #filledIn(message: string): string {
    const { tag, via, cseq } = this.#known;
    return message.replaceAll(CALLEE.tag, tag).replaceAll(CALLEE.via, via).replaceAll(CALLEE.cseq, cseq);
  }
}

/** The top Via and more rows, and nothing behind the empty line. */
const REFUSAL =
  /^SIP\/2\.0 [45]\d\d [^\r\n]*\r\nVia: ([^\r\n]*)\r\n(?:[!-9;-~]+: ?[^\r\n]*\r\n)*Content-Length: 0\r\n\r\n$/;
const COPIED: ReadonlySet<string> = new Set(["Via", "From", "To", "Call-ID", "CSeq"]);

/** Readable, or only beyond a limit of ours: that is copied too. */
function isWithinReach(value: unknown): boolean {
  return !(value instanceof ParseFailure) || value.expected.startsWith("fewer ");
}

function prototypeText(): string {
  return [Object.prototype, Array.prototype, Function.prototype]
    .map((prototype) => Reflect.ownKeys(prototype).map(String).join())
    .join("\n");
}
