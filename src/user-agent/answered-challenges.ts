import { isThenable } from "../environment/thenable.js";
import { type IncomingResponseMessage } from "../message/incoming-response-message.js";
import { type OutgoingRequestMessage } from "../message/outgoing-request-message.js";
import { type ChallengeAnswer, type ChallengeResponder } from "./challenge-responder.js";
import { type UserAgentHost } from "./user-agent-host.js";

/** RFC 3261 §22.2, §22.3 */
export function isChallenge({ statusCode }: IncomingResponseMessage): boolean {
  return statusCode === 401 || statusCode === 407;
}

/** The header lines with credentials. */
export function credentialsOf({ extraHeaders }: OutgoingRequestMessage): readonly string[] {
  return extraHeaders.filter((line) => CREDENTIALS.test(line));
}

/** The challenges to one request, each time that it is sent. RFC 3261 §8.1.3.5 */
export class AnsweredChallenges {
  /** Whether the answer to one is not known yet. */
  waiting = false;
  readonly #host: UserAgentHost;
  readonly #responder: ChallengeResponder;
  /** The lines that the request had at first. */
  readonly #given: readonly string[];
  #count = 0;

  constructor(host: UserAgentHost, responder: ChallengeResponder, request: OutgoingRequestMessage) {
    this.#host = host;
    this.#responder = responder;
    this.#given = request.extraHeaders;
  }

  /**
   * Has a challenge answered.
   *
   * @param settled - Called at once or later, with the lines to send it again with, or nothing; never when `false` is returned.
   * @returns Whether there is an answer, or may be one.
   */
  answer(
    request: OutgoingRequestMessage,
    response: IncomingResponseMessage,
    settled: (extraHeaders: readonly string[] | undefined) => void,
  ): boolean {
    // Whoever challenges without end gets no end of requests, whatever the responder says.
    if (this.#count >= MOST) return false;
    this.#count += 1;
    const outcome = this.#host.callApplication("credentials", () => this.#responder.respond(request, response));
    if (outcome === undefined) return false;
    if (!isThenable(outcome)) {
      settled(this.#withCredentials(outcome));
      return true;
    }
    this.waiting = true;
    const done = (lines: ChallengeAnswer): void => {
      this.waiting = false;
      settled(lines && this.#withCredentials(lines));
    };
    // What it rejects with has been reported already.
    outcome
      .then(done, () => done(undefined))
      .then(undefined, (error: unknown) =>
        this.#host.report({ reason: "internal-error", message: `a bug: ${String(error)}`, error }),
      );
    return true;
  }

  #withCredentials(lines: readonly string[]): readonly string[] {
    return [...this.#given.filter((line) => !CREDENTIALS.test(line)), ...lines];
  }
}

// One for each of a few proxies and the callee, and as many nonces that were too old.
const MOST = 5;
const CREDENTIALS = /^(?:proxy-)?authorization[ \t]*:/i;
