import {
  type AcceptOptions,
  type EarlyDialog,
  type OutgoingProgressResponse,
  type OutgoingResponseWithSession,
  type ProgressOptions,
  type Session,
} from "../dialog/session.js";
import { type Body } from "../message/body.js";
import { type ResponseOptions } from "../message/outgoing-response.js";
import { type DescriptionKind } from "../trace/message-summary.js";
import { type DescriptionOptions } from "./request-parts.js";

/** How a response is to be; the body is given as what it is. */
export type CalleeResponseOptions = Partial<ResponseOptions> & DescriptionOptions;
export type CalleeAcceptOptions = CalleeResponseOptions & Pick<AcceptOptions, "sessionTimers">;
export type CalleeProgressOptions = CalleeResponseOptions & Pick<ProgressOptions, "reliable">;

/** What a script's part in a call needs of the call. */
export interface AnswererOptions {
  /** Runs what Bob does, so that messages leave when he is done. */
  readonly act: <T>(action: () => T) => T;
  /** Told which bodies are offers and which are answers. */
  readonly onDescription: (description: string, kind: DescriptionKind) => void;
  /** Told of the session that a response has made, or belongs to. */
  readonly onSession: (session: Session) => void;
}

/** An INVITE, or one of the early dialogs that it has. */
export interface Answerable {
  accept(options: AcceptOptions): OutgoingResponseWithSession;
  progress(options: ProgressOptions): OutgoingProgressResponse;
}

/** The verbs with which a script answers an INVITE. */
export abstract class Answerer {
  readonly #options: AnswererOptions;

  constructor(options: AnswererOptions) {
    this.#options = options;
  }

  protected abstract get answerable(): Answerable;

  /** Sends a 180. */
  rings(options: CalleeProgressOptions = {}): OutgoingProgressResponse {
    return this.progresses({ statusCode: 180, ...options });
  }

  /** Sends a provisional response. @param options - `statusCode` 101 to 199. @defaultValue 183 */
  progresses(options: CalleeProgressOptions = {}): OutgoingProgressResponse {
    const { statusCode = 183 } = options;
    return this.#answer(() => this.answerable.progress({ ...this.described(options), statusCode }));
  }

  /** Accepts. @param options - `statusCode` 200 to 299. @defaultValue 200 */
  accepts(options: CalleeAcceptOptions = {}): OutgoingResponseWithSession {
    const { statusCode = 200 } = options;
    return this.#answer(() => this.answerable.accept({ ...this.described(options), statusCode }));
  }

  protected act<T>(action: () => T): T {
    return this.#options.act(action);
  }

  /** The description as a body, known as what it is from now on. */
  protected described<T extends DescriptionOptions & { readonly body?: Body | undefined }>(
    options: T,
  ): Omit<T, "offer" | "answer"> {
    const { offer, answer, ...rest } = options;
    if (offer !== undefined) this.#options.onDescription(offer, "offer");
    if (answer !== undefined) this.#options.onDescription(answer, "answer");
    const content = offer ?? answer;
    return content === undefined
      ? rest
      : { ...rest, body: { contentDisposition: "session", contentType: "application/sdp", content } };
  }

  #answer<T extends OutgoingResponseWithSession>(send: () => T): T {
    return this.act(() => {
      const response = send();
      this.#options.onSession(response.session);
      return response;
    });
  }
}

/** One of several early dialogs of an INVITE, as a script answers in it. */
export class CalleeEarlyDialog extends Answerer {
  readonly #dialog: EarlyDialog;

  constructor(dialog: EarlyDialog, options: AnswererOptions) {
    super(options);
    this.#dialog = dialog;
  }

  get toTag(): string {
    return this.#dialog.toTag;
  }

  /** @throws Error when there is none yet: nothing has been sent in this dialog. */
  get session(): Session {
    const { session } = this.#dialog;
    if (session === undefined) throw new Error(`there is no session: nothing has been sent in dialog ${this.toTag}`);
    return session;
  }

  /** Ends this dialog, and not the INVITE. @param options - `statusCode`: what a final response would have said. @defaultValue 487 */
  terminates(options: { readonly statusCode?: number; readonly extraHeaders?: readonly string[] } = {}): void {
    this.act(() => this.#dialog.terminate(options));
  }

  protected override get answerable(): Answerable {
    return this.#dialog;
  }
}
