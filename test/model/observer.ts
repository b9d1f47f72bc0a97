import { ParseFailure } from "../../src/message/grammar/parse-failure.js";
import { RAck, RSeq } from "../../src/message/header/rack.js";
import { type IncomingRequestMessage } from "../../src/message/incoming-request-message.js";
import { type IncomingResponseMessage } from "../../src/message/incoming-response-message.js";
import { parseMessage } from "../../src/message/parse-message.js";
import { type MemoryWire, type WireFate, type WireMessage } from "../../src/testing/index.js";

/** What an observer keeps of a request that has reached the core. */
interface Asked {
  readonly request: IncomingRequestMessage;
  final: { readonly statusCode: number; readonly data: string } | undefined;
  /** Whether it carries a session description. */
  readonly described: boolean;
}

/** One reliable response that has been sent. */
interface Reliable {
  readonly rseq: number;
  readonly described: boolean;
  acknowledged: boolean;
}

/**
 * Watches the wire, knows nothing of the core, and says what on it breaks a rule.
 *
 * It keeps its own account of each request and of each dialog, so that a mistake of the core cannot hide in the core's own state.
 */
export class Observer {
  readonly broken: string[] = [];
  /** By branch and method. */
  readonly #asked = new Map<string, Asked>();
  /** By number of the INVITE and our tag. */
  readonly #reliable = new Map<string, Reliable[]>();
  /** By our tag: the calls whose first 2xx has been acknowledged. */
  readonly #acknowledged = new Set<string>();
  /** By our tag: when the first 2xx left. */
  readonly #acceptedAt = new Map<string, number>();
  readonly #now: () => number;

  constructor(wire: MemoryWire, now: () => number) {
    this.#now = now;
    wire.onMessage((message, fate) => this.#see(message, fate));
  }

  /** The requests that reached the core and have no final response. */
  get unanswered(): readonly string[] {
    return [...this.#asked.values()]
      .filter(({ request, final }) => final === undefined && request.method !== "ACK")
      .map(({ request }) => `${request.method} ${request.cseq}`);
  }

  #see({ from, data }: WireMessage, fate: WireFate): void {
    const arrives = fate === "passes" || fate === "arrives";
    // What the caller sends counts when it arrives, what we send when it leaves.
    if (from === "caller" ? !arrives : fate === "arrives") return;
    const message = parseMessage(data);
    if (message instanceof ParseFailure) {
      if (from === "callee") this.broken.push(`we sent what cannot be read: ${message.expected}`);
      return;
    }
    if (from === "caller") this.#heard(message);
    else if ("statusCode" in message) this.#answered(message);
    else this.#sent(message);
  }

  #heard(message: IncomingRequestMessage | IncomingResponseMessage): void {
    if ("statusCode" in message) return;
    if (message.method === "ACK" && this.#acceptedAt.has(message.toTag ?? ""))
      this.#acknowledged.add(message.toTag ?? "");
    const key = `${message.viaBranch ?? ""} ${message.method}`;
    if (message.method !== "ACK" && !this.#asked.has(key)) {
      this.#asked.set(key, { request: message, final: undefined, described: message.body !== "" });
    }
  }

  #answered(response: IncomingResponseMessage): void {
    const { statusCode, method, viaBranch = "" } = response;
    const asked = this.#asked.get(`${viaBranch} ${method}`);
    const name = `${statusCode} to ${method} ${response.cseq}`;
    if (asked === undefined) return void this.broken.push(`${name}: nobody has asked`);
    if (statusCode >= 200) this.#final(asked, response, name);
    else if (asked.final !== undefined) this.broken.push(`${name} after ${asked.final.statusCode}`);
    else if (statusCode > 100 && method === "INVITE") this.#provisional(response, name);
    if (method !== "INVITE" && statusCode > 100 && statusCode < 200) this.broken.push(`${name} (RFC 4320 §4.1)`);
  }

  #final(asked: Asked, response: IncomingResponseMessage, name: string): void {
    const { statusCode, data, method } = response;
    if (asked.final === undefined) asked.final = { statusCode, data };
    // A CANCEL that overtakes its INVITE is answered without state, and its copy then finds what it is for.
    else if (method !== "CANCEL" && asked.final.data !== data)
      this.broken.push(`${name}: the final response was ${asked.final.statusCode}`);
    else return;
    if (statusCode >= 300) return;
    if (method === "PRACK") this.#acknowledge(asked.request);
    if (method === "INVITE") this.#accepted(response, name);
    if (method === "UPDATE" && asked.described !== (response.body !== "")) {
      this.broken.push(`${name}: an offer and its answer belong together (RFC 3311 §5.2)`);
    }
  }

  /** RFC 3262 §3, §5; RFC 3261 §13.3.1.4 */
  #accepted(response: IncomingResponseMessage, name: string): void {
    const { cseq, toTag = "" } = response;
    if (!this.#acceptedAt.has(toTag)) this.#acceptedAt.set(toTag, this.#now());
    const sent = this.#reliable.get(`${cseq} ${toTag}`) ?? [];
    if (sent.some(({ described, acknowledged }) => described && !acknowledged)) {
      this.broken.push(`${name} before the PRACK to a description (RFC 3262 §3)`);
    }
    const described = sent.some((reliable) => reliable.described);
    if (!described && response.body === "") this.broken.push(`${name} without a description (RFC 3261 §13.3.1.4)`);
    if (described && response.body !== "") this.broken.push(`${name} with a second description (RFC 6337 §2.2)`);
  }

  #provisional(response: IncomingResponseMessage, name: string): void {
    const rseq = response.first(RSeq);
    if (rseq === undefined || rseq instanceof ParseFailure) return;
    const key = `${response.cseq} ${response.toTag ?? ""}`;
    const sent = this.#reliable.get(key) ?? [];
    this.#reliable.set(key, sent);
    const last = sent.at(-1);
    if (last?.rseq === rseq) return;
    if (last !== undefined && rseq !== last.rseq + 1) this.broken.push(`${name}: RSeq ${rseq} after ${last.rseq}`);
    if (last?.acknowledged === false) this.broken.push(`${name} before the PRACK to the one before (RFC 3262 §3)`);
    if (response.getHeader("Require")?.includes("100rel") !== true) this.broken.push(`${name}: RSeq without Require`);
    sent.push({ rseq, described: response.body !== "", acknowledged: false });
  }

  #sent(request: IncomingRequestMessage): void {
    const { method, fromTag = "" } = request;
    if (method === "BYE") this.#bye(fromTag);
  }

  /** RFC 3261 §15: not on an early dialog, and not before the ACK, or 64*T1 after the 2xx. */
  #bye(tag: string): void {
    const acceptedAt = this.#acceptedAt.get(tag);
    if (acceptedAt === undefined) this.broken.push("BYE in a dialog that no 2xx has confirmed (RFC 3261 §15)");
    else if (!this.#acknowledged.has(tag) && this.#now() - acceptedAt < 32_000) this.broken.push("BYE before the ACK");
  }

  /** A PRACK counts when it is answered with a 2xx. */
  #acknowledge(request: IncomingRequestMessage): void {
    const rack = request.first(RAck);
    if (rack === undefined || rack instanceof ParseFailure) return;
    const sent = this.#reliable.get(`${rack.sequence} ${request.toTag ?? ""}`);
    const response = sent?.find(({ rseq }) => rseq === rack.rseq);
    if (response !== undefined) response.acknowledged = true;
  }
}
