import { type Transport } from "../environment/flow.js";
import { OfferAnswerError } from "../errors.js";
import { sides } from "../dialog/offer-answer.js";
import { type IncomingRequestDelegate, type ResponseParts } from "../dialog/incoming-request.js";
import { type SessionDialog } from "../dialog/session-dialog.js";
import { type IncomingRequestMessage } from "../message/incoming-request-message.js";
import { type OutgoingResponse } from "../message/outgoing-response.js";
import { rejectedDescription } from "../message/rejected-description.js";
import { descriptionIn, sessionDescription } from "../message/session-description.js";
import { InfoPackageAnswer, wantedInfoPackages } from "./info-package-answer.js";
import { OfferedUserAgentServer } from "./offered-user-agent-server.js";
import { type UserAgentHost } from "./user-agent-host.js";
import { checkedResponse } from "./checked-response.js";

/** Answers a PRACK; a description in it, or in its 2xx, moves offer and answer on. RFC 3262 §5 */
export class PrackUserAgentServer extends OfferedUserAgentServer {
  constructor(
    dialog: SessionDialog,
    core: UserAgentHost,
    message: IncomingRequestMessage,
    delegate?: IncomingRequestDelegate,
    transport?: Transport,
  ) {
    super(dialog, core, message, delegate, transport);
    if (dialog.pracksByApplication) dialog.receiveDescription(sessionDescription(message, core.limits), "PRACK");
  }

  /**
   * Answers with a 2xx. A session description that nothing asked for is left out.
   *
   * @throws OfferAnswerError (`SIP_OFFER_ANSWER`) when the PRACK holds an offer and `body` no answer. Nothing has been sent or changed.
   */
  override accept(options: ResponseParts = {}): OutgoingResponse {
    const checked = checkedResponse(options, [200, 299], 200);
    const description = descriptionIn(checked.body);
    if (this.#owesAnswer && description === undefined && !this.dialog.pracksByApplication) {
      throw new OfferAnswerError("cannot send 2xx to PRACK: the offer in it has to be answered");
    }
    const problem = description && this.dialog.offerAnswer.problemSending(description, "2xx to PRACK");
    if (problem !== undefined) throw new OfferAnswerError(`cannot send 2xx to PRACK: ${problem}`);
    const idle = description !== undefined && !this.#owesAnswer && !this.dialog.pracksByApplication;
    const infoPackages = new InfoPackageAnswer(this.message);
    const said = infoPackages.write(checked, () => wantedInfoPackages(this.dialog, this.core));
    const response = this.construct(idle ? { ...said, body: undefined } : said);
    this.dialog.sendDescription(description, "2xx to PRACK");
    infoPackages.commit(this.dialog, said);
    this.sendResponse(checked.statusCode, response);
    return response;
  }

  /** The answer that takes nothing of the offer, or a bare 200. RFC 6337 §2.3 */
  override answerInItsPlace(): void {
    const offer = sessionDescription(this.message, this.core.limits);
    if (!this.#owesAnswer || offer === undefined) return void this.accept();
    const { before } = this.dialog.offerAnswer;
    this.accept({ body: rejectedDescription(offer, before && sides(before).ours) });
  }

  /** RFC 3262 §3: what waited for the PRACK goes after its response. */
  protected override sendResponse(statusCode: number, response: OutgoingResponse): void {
    if (statusCode >= 300 && this.#owesAnswer) this.dialog.refuseOffer();
    super.sendResponse(statusCode, response);
    if (statusCode >= 200) this.dialog.prackAnswered(statusCode < 300);
  }

  protected override release(cause: "disposed" | "dropped"): void {
    super.release(cause);
    if (this.answered) return;
    if (this.#owesAnswer) this.dialog.refuseOffer();
    // RFC 3262 §3: without a response it acknowledges nothing.
    if (cause === "dropped") this.dialog.prackAnswered(false);
  }

  get #owesAnswer(): boolean {
    const { state, carrier } = this.dialog.offerAnswer;
    return state === "Remote" && carrier === "PRACK";
  }
}
