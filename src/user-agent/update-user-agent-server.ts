import { type Transport } from "../environment/flow.js";
import { OfferAnswerError } from "../errors.js";
import { contactTarget } from "../dialog/dialog-state.js";
import { type IncomingRequestDelegate, type ResponseParts } from "../dialog/incoming-request.js";
import { type SessionDialog } from "../dialog/session-dialog.js";
import { type IncomingRequestMessage } from "../message/incoming-request-message.js";
import { type OutgoingResponse } from "../message/outgoing-response.js";
import { descriptionIn, sessionDescription } from "../message/session-description.js";
import { dialogResponse } from "./dialog-response.js";
import { InfoPackageAnswer, wantedInfoPackages } from "./info-package-answer.js";
import { OfferedUserAgentServer } from "./offered-user-agent-server.js";
import { relocateBy } from "./relocate.js";
import { timedResponse } from "./timed-response.js";
import { type UserAgentHost } from "./user-agent-host.js";
import { checkedResponse } from "./checked-response.js";

/** Answers an UPDATE: refreshes the target, and answers an offer. RFC 3311 §5.2 */
export class UpdateUserAgentServer extends OfferedUserAgentServer {
  readonly #described: boolean;
  readonly #infoPackages: InfoPackageAnswer;

  constructor(
    dialog: SessionDialog,
    core: UserAgentHost,
    message: IncomingRequestMessage,
    delegate?: IncomingRequestDelegate,
    transport?: Transport,
  ) {
    super(dialog, core, message, delegate, transport);
    const description = sessionDescription(message, core.limits);
    this.#described = description !== undefined;
    this.#infoPackages = new InfoPackageAnswer(message);
    dialog.beginUpdate(description);
    dialog.addPending(this);
  }

  /** Whether it asks for nothing but what stands. RFC 3311 §5.2 */
  get asksForNothingNew(): boolean {
    return !this.#described || this.#standing !== undefined;
  }

  /**
   * Answers with a 2xx. Without a body, an offer that asks for nothing new is answered by our last description; a description that
   * nothing asked for is left out.
   *
   * @throws OfferAnswerError (`SIP_OFFER_ANSWER`) when an offer would go without its answer. Nothing has been sent or changed.
   */
  override accept(options: ResponseParts = {}): OutgoingResponse {
    const checked = checkedResponse(options, [200, 299], 200);
    const given = this.#described || descriptionIn(checked.body) === undefined ? checked.body : undefined;
    const body = given ?? this.#standing;
    const description = descriptionIn(body);
    if (this.#described && description === undefined) {
      throw new OfferAnswerError(`cannot send ${checked.statusCode} to UPDATE: the offer in it has to be answered`);
    }
    const { dialog } = this;
    const problem = description && dialog.offerAnswer.problemSending(description, "2xx to UPDATE");
    if (problem !== undefined) throw new OfferAnswerError(`cannot send ${checked.statusCode} to UPDATE: ${problem}`);
    const { sessionTimers } = dialog;
    const timed = timedResponse(
      this.message,
      { ...checked, body },
      { configured: sessionTimers, current: sessionTimers },
    );
    const said = this.#infoPackages.write(timed.options, () => wantedInfoPackages(dialog, this.core));
    const response = this.construct(dialogResponse(said, dialog.localContact, this.core));
    dialog.acceptUpdate(contactTarget(this.message), description);
    if (!dialog.early) dialog.agreeOnTimer(timed.agreed);
    relocateBy(dialog, checked);
    this.#infoPackages.commit(dialog, said);
    this.sendResponse(checked.statusCode, response);
    return response;
  }

  /** RFC 3311 §5.2: it cannot be answered at once. */
  override answerInItsPlace(): void {
    this.refuse(504, "answer-timeout");
  }

  protected override release(cause: "disposed" | "dropped"): void {
    if (!this.answered) this.dialog.refuseUpdate();
    super.release(cause);
  }

  protected override get defaultRejection(): number {
    return 488;
  }

  protected override sendResponse(statusCode: number, response: OutgoingResponse): void {
    if (statusCode >= 300) this.dialog.refuseUpdate();
    super.sendResponse(statusCode, response);
    // RFC 3262 §3 in spirit: the answer to an UPDATE goes before the 2xx to the INVITE.
    if (statusCode >= 200) this.dialog.releaseAccept();
  }

  get #standing() {
    return this.#described ? this.dialog.standingFor(sessionDescription(this.message, this.core.limits)) : undefined;
  }
}
