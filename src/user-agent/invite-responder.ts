import { type Environment } from "../environment/environment.js";
import { TransactionStateError } from "../errors.js";
import { type OfferAnswer } from "../dialog/offer-answer.js";
import { type PrackOutcome, ReliableProvisionals } from "../dialog/reliable-provisionals.js";
import {
  type OutgoingProgressResponse,
  type OutgoingResponseWithSession,
  type ProgressOptions,
} from "../dialog/session.js";
import { type SessionDialog } from "../dialog/session-dialog.js";
import { type Body } from "../message/body.js";
import { type IncomingRequestMessage } from "../message/incoming-request-message.js";
import { type OutgoingResponse, type ResponseOptions } from "../message/outgoing-response.js";
import { descriptionIn } from "../message/session-description.js";
import { type Capabilities } from "./capabilities.js";
import { InfoPackageAnswer } from "./info-package-answer.js";
import { relocateBy } from "./relocate.js";
import { type Reliability, reliabilityOf } from "./reliability.js";
import { responseBody } from "./response-body.js";
import { allowLine, has } from "./response-duties.js";

/** What the responses to an INVITE, in one dialog, need of the server that answers it. */
export interface InviteAnswerer {
  readonly message: IncomingRequestMessage;
  readonly environment: Environment;
  readonly capabilities: Capabilities;
  /** What is announced where the peer asks which INFO packages we want. */
  readonly wantedInfoPackages: readonly string[];
  /** How many reliable responses may wait for those before them. */
  readonly mostQueued: number | undefined;
  /** Whether a final response has been sent. */
  readonly answered: boolean;
  /** Builds a response that belongs to the dialog, or throws. */
  constructForDialog(options: ResponseOptions): OutgoingResponse;
  sendResponse(statusCode: number, response: OutgoingResponse): void;
  /** 64*T1 without the PRACK. */
  onPrackTimeout(): void;
  /** A PRACK without the answer to our offer. */
  onAnswerMissing(): void;
}

/** What the dialog does when the 2xx goes. */
export type Commit = (description: Body | undefined, dialog: SessionDialog) => void;

/**
 * The responses to an INVITE in one dialog: which are reliable, which description goes into them, which wait. RFC 3262 §3, §5
 *
 * Its public methods check, change, send and tell, as those of the server do.
 */
export class InviteResponder {
  readonly #answerer: InviteAnswerer;
  #provisionals: ReliableProvisionals | undefined;
  #accepted: OutgoingResponse | undefined;
  readonly #infoPackages: InfoPackageAnswer;

  constructor(answerer: InviteAnswerer, message: IncomingRequestMessage) {
    this.#answerer = answerer;
    this.#infoPackages = new InfoPackageAnswer(message);
  }

  /** The 2xx that has been sent, or waits. */
  get accepted(): OutgoingResponse | undefined {
    return this.#accepted;
  }

  /** A reliable response that is not acknowledged keeps the INVITE alive by itself. RFC 3262 §3 */
  get busy(): boolean {
    return this.#provisionals?.unacknowledged === true;
  }

  /** How many reliable responses wait for their turn. */
  get queued(): number {
    return this.#provisionals?.queued ?? 0;
  }

  /** @param session - Makes the dialog, or gives it; called when nothing can be refused any more. */
  progress(
    options: ResponseOptions & Pick<ProgressOptions, "reliable">,
    exchange: OfferAnswer,
    session: () => SessionDialog,
  ): OutgoingProgressResponse {
    const answerer = this.#answerer;
    const how = reliabilityOf(answerer.message, options.reliable, options, answerer.capabilities);
    // The application repeats what it has numbered itself, to the letter.
    const kind = how === "unreliable" ? "preview" : "1xx";
    const body = how === "application" ? options.body : responseBody(exchange, options.statusCode, kind, options.body);
    if (how === "reliable") return this.#progressReliably(withBody(options, body), session);
    const said = how === "unreliable" ? this.#infoPackages.leaveOut(options) : this.#announce(options);
    const response = answerer.constructForDialog(withBody(said, body));
    const dialog = session();
    relocateBy(dialog, options);
    if (how === "application") this.#infoPackages.commit(dialog, said);
    this.#describe(dialog, how, body);
    answerer.sendResponse(options.statusCode, response);
    return { message: response.message, session: dialog, acknowledged: undefined };
  }

  /** @param session - As with `progress`. @param commit - Done when the 2xx goes: at once, or when nothing holds it any more. */
  accept(
    options: ResponseOptions,
    exchange: OfferAnswer,
    session: () => SessionDialog,
    commit: Commit,
  ): OutgoingResponseWithSession {
    const answerer = this.#answerer;
    const body = responseBody(exchange, options.statusCode, "2xx", options.body);
    const said = this.#announce(options);
    const response = answerer.constructForDialog(withBody(said, body));
    const dialog = session();
    relocateBy(dialog, options);
    this.#infoPackages.commit(dialog, said);
    this.#accepted = response;
    const send = (): void => {
      dialog.endProvisionals();
      commit(descriptionIn(body), dialog);
      answerer.sendResponse(options.statusCode, response);
    };
    if (dialog.holdsAccept) dialog.holdAccept(send);
    else send();
    return { message: response.message, session: dialog };
  }

  #progressReliably(options: ResponseOptions, session: () => SessionDialog): OutgoingProgressResponse {
    const answerer = this.#answerer;
    const provisionals = (this.#provisionals ??= this.#createProvisionals(session));
    if (provisionals.queued >= (answerer.mostQueued ?? Infinity)) {
      throw new TransactionStateError(`cannot send ${options.statusCode}: ${provisionals.queued} wait for their PRACK`);
    }
    const rseq = provisionals.nextRSeq;
    const described = descriptionIn(options.body) !== undefined;
    const given = options.extraHeaders ?? [];
    // RFC 3311 §4: who describes the session reliably says that it takes UPDATE.
    const allow = described && !has(given, "allow") ? [allowLine(answerer.capabilities)] : [];
    const extraHeaders = [...given, ...allow, "Require: 100rel", `RSeq: ${rseq}`];
    const said = this.#announce({ ...options, extraHeaders });
    const response = answerer.constructForDialog(said);
    const dialog = session();
    relocateBy(dialog, options);
    this.#infoPackages.commit(dialog, said);
    dialog.attachProvisionals(provisionals);
    dialog.sendDescription(descriptionIn(options.body), "1xx");
    let settle: (outcome: PrackOutcome) => void = () => undefined;
    const acknowledged = new Promise<PrackOutcome>((resolve) => (settle = resolve));
    const send = (): void => answerer.sendResponse(options.statusCode, response);
    provisionals.add({ rseq, described, send, settle });
    return { message: response.message, session: dialog, acknowledged };
  }

  #announce(options: ResponseOptions): ResponseOptions {
    return this.#infoPackages.write(options, () => this.#answerer.wantedInfoPackages);
  }

  #createProvisionals(session: () => SessionDialog): ReliableProvisionals {
    const { message, environment } = this.#answerer;
    return new ReliableProvisionals(environment, {
      cseq: { sequence: message.cseq, method: "INVITE" },
      onTimeout: () => this.#answerer.onPrackTimeout(),
      onAnswerMissing: () => this.#answerer.onAnswerMissing(),
      onLapsed: () => session().forget(),
      onAnswered: () => session().releaseAccept(),
    });
  }

  #describe(dialog: SessionDialog, how: Reliability, body: Body | undefined): void {
    const description = descriptionIn(body);
    if (how === "unreliable") return dialog.showDescription(description);
    dialog.leavePracksToApplication();
    dialog.sendDescription(description, "1xx");
  }
}

/** Copied only where there is another body: nearly always it is the one that was given. */
function withBody(options: ResponseOptions, body: Body | undefined): ResponseOptions {
  return options.body === body ? options : { ...options, body };
}

/** In the refusal of an INVITE whose offer was ours and was never answered. */
export const ANSWER_MISSING = 'Warning: 399 sip-uas "Missing answer in PRACK"';
