import { type IncomingMessage } from "../message/incoming-message.js";

/** What the other party has to keep of a dialog, in the simplest form that is right: texts as they came. */
export class CallerDialog {
  /** Our side's tag, once a response has named it. */
  remoteTag: string | undefined;
  /** Where requests go: our side's last Contact. */
  target: string | undefined;
  /** Values of Route, the first hop first. */
  routes: readonly string[] = [];

  /** RFC 3261 §12.1.2: what a response to the INVITE says. A 2xx has the last word on tag and routes. */
  learn(response: IncomingMessage & { readonly statusCode: number }): void {
    if (response.toTag === undefined || response.statusCode === 100 || response.statusCode >= 300) return;
    this.remoteTag = response.toTag;
    this.refresh(response);
    this.routes = response.getHeaders("Record-Route").reverse();
  }

  /** RFC 3261 §12.2: a Contact in a target refresh, whoever sent it. */
  refresh(message: IncomingMessage): void {
    const target = uriIn(message.getHeader("Contact"));
    if (target !== undefined) this.target = target;
  }
}

const BRACKETED = /<([^<>]*)>/;

/** The URI of a Contact value. */
function uriIn(value: string | undefined): string | undefined {
  return value === undefined ? undefined : (BRACKETED.exec(value)?.[1] ?? value.split(";")[0]?.trim());
}
