import { type Termination } from "../dialog/termination.js";
import { Exception } from "../errors.js";

/** A call has ended before what was asked for came about. What a promise of a call fails with, and the `reason` of its signal. */
export class CallEndedError extends Exception {
  override readonly name: string = "CallEndedError";
  readonly code: string = "SIP_CALL_ENDED";
  /** How it has ended. */
  readonly termination: Termination;

  constructor(termination: Termination) {
    const { cause, statusCode } = termination;
    super(`the call has ended: ${cause}${statusCode === undefined ? "" : `, ${statusCode}`}`);
    this.termination = termination;
  }
}
