import { type IncomingMessage } from "../message/incoming-message.js";

/** What the other party has to keep of a dialog, in the simplest form that is right: texts as they came. */
export class CallerDialog {
  /** Our side's tag, once a response has named it. */
  remoteTag: string | undefined;
  /** Where requests go: our side's last Contact. */
  target: string | undefined;
  /** Values of Route, the first hop first. */
  routes: readonly string[] = [];
  /** Whether a 2xx has come. */
  confirmed = false;

  /** RFC 3261 §12.1.2: what a response to an INVITE says. The first 2xx has the last word on the routes. */
  learn(response: IncomingMessage & { readonly statusCode: number }): void {
    this.remoteTag = response.toTag;
    this.refresh(response);
    if (!this.confirmed) this.routes = response.getHeaders("Record-Route").reverse();
    this.confirmed ||= response.statusCode >= 200;
  }

  /** RFC 3261 §12.2: a Contact in a target refresh, whoever sent it. */
  refresh(message: IncomingMessage): void {
    const target = uriIn(message.getHeader("Contact"));
    if (target !== undefined) this.target = target;
  }
}

/** The dialogs that the responses to the other party's INVITEs have made, each with a tag of our side. */
export class CallerDialogs {
  /** The one that requests belong to when nothing else is said: the one that began last, or that a 2xx has confirmed since. */
  current = new CallerDialog();
  readonly #byTag = new Map<string, CallerDialog>();

  /** The dialog with this tag of our side; the current one where there is none. */
  with(tag: string | undefined): CallerDialog {
    return (tag === undefined ? undefined : this.#byTag.get(tag)) ?? this.current;
  }

  /** Takes in what a response to an INVITE says of its dialog, which may be a new one. */
  learn(response: IncomingMessage & { readonly statusCode: number }): void {
    const { toTag, statusCode } = response;
    if (toTag === undefined || statusCode === 100 || statusCode >= 300) return;
    const dialog = this.#byTag.get(toTag) ?? this.#begin(toTag);
    if (statusCode >= 200 && !dialog.confirmed) this.current = dialog;
    dialog.learn(response);
  }

  #begin(tag: string): CallerDialog {
    if (this.current.remoteTag !== undefined) this.current = new CallerDialog();
    this.#byTag.set(tag, this.current);
    return this.current;
  }
}

const BRACKETED = /<([^<>]*)>/;

/** The URI of a Contact value. */
function uriIn(value: string | undefined): string | undefined {
  return value === undefined ? undefined : (BRACKETED.exec(value)?.[1] ?? value.split(";")[0]?.trim());
}
