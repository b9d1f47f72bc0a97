import { type Timer } from "../environment/clock.js";
import { InDialogUserAgentServer } from "./in-dialog-user-agent-server.js";

/** How long our application may look at an offer that wants an answer at once. Milliseconds. RFC 3311 §5.2 */
const PROMPTNESS = 2_000;

/** Answers a PRACK or an UPDATE, which do not wait for a person. RFC 3262 §5, RFC 3311 §5.2 */
export abstract class OfferedUserAgentServer extends InDialogUserAgentServer {
  #prompt: Timer | undefined;

  /** What is answered when our application has no answer in time. */
  protected abstract answerInItsPlace(): void;

  override limitWaiting(): void {
    super.limitWaiting();
    if (!this.answered) this.#prompt = this.core.environment.clock.setTimer(PROMPTNESS, this, "prompt");
  }

  /** @internal The clock's. */
  override onTimer(name: string): void {
    if (name !== "prompt") return super.onTimer(name);
    this.core.report({ reason: "unanswered", message: `${this.message.method} was not answered in time` });
    this.answerInItsPlace();
  }

  protected override stopTimers(): void {
    super.stopTimers();
    this.#prompt?.stop();
  }
}
