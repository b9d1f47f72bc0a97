import { type Flow } from "../environment/flow.js";
import { type Logger } from "../environment/logger.js";
import { type IncomingRequestMessage } from "../message/incoming-request-message.js";
import { Load } from "./load.js";
import { type OverloadLimit, type OverloadLimits } from "./overload-limits.js";
import { RefusedRequests } from "./refused-requests.js";
import { reportRefusal } from "./report-refusal.js";
import { type ServerCounts } from "./server-counts.js";
import { sourceOf } from "./source-of.js";
import { type StatelessTags } from "./stateless-tag.js";
import { type UserAgentHost } from "./user-agent-host.js";

/** What the gate needs of its core. */
export type GateHost = Pick<
  UserAgentHost,
  "callApplication" | "dialogs" | "environment" | "loggerFactory" | "replyStateless" | "report"
>;

/**
 * Lets new requests in, or keeps them out: before their bodies are looked at or anybody is asked about them, without a transaction, and
 * with few words in the log. RFC 5390 §6
 */
export class OverloadGate {
  readonly #host: GateHost;
  readonly #limits: OverloadLimits;
  readonly #tags: StatelessTags;
  readonly #load: Load;
  readonly #refused: RefusedRequests;
  readonly #breaches = new Map<OverloadLimit, number>();
  readonly #logger: Logger;
  #quietUntil = -Infinity;
  #draining: { readonly retryAfter: number | undefined } | undefined;

  /** @param tags - Those of the core's stateless responses. */
  constructor(host: GateHost, limits: OverloadLimits, counts: ServerCounts, tags: StatelessTags) {
    const { busy } = limits;
    this.#host = host;
    this.#limits = limits;
    this.#tags = tags;
    this.#load = new Load(limits, counts, host.dialogs, () => {
      return busy !== undefined && host.callApplication("overload.busy", busy) === true;
    });
    this.#refused = new RefusedRequests(64 * host.environment.timers.T1);
    this.#logger = host.loggerFactory.getLogger("sip.overload");
  }

  /** How many requests each limit has kept out. */
  get breaches(): ReadonlyMap<OverloadLimit, number> {
    return new Map(this.#breaches);
  }

  /** From now on no new request is let in. @param retryAfter - As in the limits. */
  drain(retryAfter: number | undefined): void {
    this.#draining = { retryAfter };
  }

  /** Whether a new request out of a dialog may come in; if not, all has been done about it. Copies of one that is alive do not come here. */
  admits(message: IncomingRequestMessage, transport: Flow): boolean {
    const now = this.#host.environment.clock.now();
    if (this.#refusesAgain(message, transport, now)) return false;
    if (this.#draining !== undefined) {
      this.#refuse(message, transport, this.#draining.retryAfter, "draining");
      return false;
    }
    const request = { method: message.method, source: this.#limitedSource(transport), now };
    const limit = this.#load.reached(request);
    if (limit === undefined) this.#load.count(request);
    else this.#keepOut(message, transport, limit, now);
    return limit === undefined;
  }

  /** A copy of an INVITE that was refused is refused in the same words. RFC 3261 §17.1 */
  #refusesAgain(message: IncomingRequestMessage, transport: Flow, now: number): boolean {
    if (message.method !== "INVITE" || this.#refused.size === 0) return false;
    const earlier = this.#refused.find(this.#tags.tagFor(message), now);
    if (earlier !== undefined) this.#reply(message, transport, earlier.retryAfter);
    return earlier !== undefined;
  }

  #limitedSource(transport: Flow): string | undefined {
    const { trusts } = this.#limits;
    const { remote } = transport;
    const isTrusted = trusts && remote && this.#host.callApplication("overload.trusts", () => trusts(remote)) === true;
    return isTrusted === true ? undefined : sourceOf(transport);
  }

  #keepOut(message: IncomingRequestMessage, transport: Flow, limit: OverloadLimit, now: number): void {
    this.#note(limit, now);
    const { method, callId } = message;
    // RFC 3261 §11.2: an OPTIONS is answered as an INVITE would be, where that one would be refused for all.
    const isAnswered = method === "INVITE" || (method === "OPTIONS" && TOLD_TO_OPTIONS.has(limit));
    if (isAnswered && this.#limits.silent !== true) {
      return this.#refuse(message, transport, this.#limits.retryAfter, "overload", limit);
    }
    this.#host.report({
      reason: "dropped",
      message: `${method} was dropped: ${limit}`,
      code: "overload",
      limit,
      method,
      callId,
      transport,
    });
  }

  #refuse(
    message: IncomingRequestMessage,
    transport: Flow,
    least: number | undefined,
    code: "overload" | "draining",
    limit?: OverloadLimit,
  ): void {
    const { clock, random } = this.#host.environment;
    // RFC 5390 §5: one time for all would bring all of them back at once.
    const retryAfter = least === undefined ? undefined : least + random.below(least + 1);
    if (message.method === "INVITE") this.#refused.add(this.#tags.tagFor(message), retryAfter, clock.now());
    this.#reply(message, transport, retryAfter);
    reportRefusal(this.#host, message, { statusCode: 503, code, ...(limit !== undefined && { limit }) }, transport);
  }

  #reply(message: IncomingRequestMessage, transport: Flow, retryAfter: number | undefined): void {
    const extraHeaders = retryAfter === undefined ? [] : [`Retry-After: ${retryAfter}`];
    this.#host.replyStateless(message, { statusCode: 503, extraHeaders }, transport);
  }

  /** Counts them all, and writes of them once a minute. */
  #note(limit: OverloadLimit, now: number): void {
    this.#breaches.set(limit, (this.#breaches.get(limit) ?? 0) + 1);
    if (now < this.#quietUntil) return;
    this.#quietUntil = now + MINUTE;
    const total = [...this.#breaches.values()].reduce((sum, count) => sum + count, 0);
    this.#logger.warn(`${limit} is reached; ${total} new requests were kept out by now`);
  }
}

const MINUTE = 60_000;

const TOLD_TO_OPTIONS: ReadonlySet<OverloadLimit> = new Set(["busy", "pendingInvites", "dialogs"]);
