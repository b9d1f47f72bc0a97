import { UnsupportedExtensionError } from "../errors.js";
import { type AcceptOptions } from "../dialog/session.js";
import { type SessionDialog } from "../dialog/session-dialog.js";
import { type AgreedTimer, sessionTimerVerdict, writesSessionExpires } from "../dialog/session-timer-rules.js";
import { completeSessionTimers, type SessionTimerSettings } from "../dialog/session-timer-settings.js";
import { type IncomingRequestMessage } from "../message/incoming-request-message.js";
import { type ResponseOptions } from "../message/outgoing-response.js";

/** What is wanted before the 2xx says otherwise; `undefined`: no session timers. */
export interface TimerContext {
  /** In all calls. */
  readonly configured: SessionTimerSettings | undefined;
  /** In this one. */
  readonly current: SessionTimerSettings | undefined;
}

/** A 2xx to an INVITE or UPDATE, with what it says of the session timer. */
export interface TimedResponse {
  readonly options: ResponseOptions;
  /** What both sides go by when it has been sent. */
  readonly agreed: AgreedTimer | undefined;
  /** What our application wants in this call from then on. */
  readonly settings: SessionTimerSettings | undefined;
}

/**
 * Adds Session-Expires and Require to a 2xx, as the request and our settings have it. RFC 4028 §9
 *
 * Where our application writes a Session-Expires itself, nothing is added, and nothing is timed: it does so itself.
 *
 * @throws TypeError for times that cannot be. @throws UnsupportedExtensionError for wishes where the core has no session timers.
 */
export function timedResponse(
  message: IncomingRequestMessage,
  wishes: ResponseOptions & Pick<AcceptOptions, "sessionTimers">,
  context: TimerContext,
): TimedResponse {
  const wanted = wantedTimers(wishes.sessionTimers, context);
  // Copied only where there is something to leave out.
  const options = wishes.sessionTimers === undefined ? wishes : { ...wishes, sessionTimers: undefined };
  const given = options.extraHeaders ?? [];
  const verdict = sessionTimerVerdict(message, wanted);
  // What would be refused has been refused before the application had the request.
  if (verdict.kind !== "timer" || writesSessionExpires(given)) return { options, agreed: undefined, settings: wanted };
  const own = isTimerRequired(given) ? verdict.headers.filter((line) => !line.startsWith("Require:")) : verdict.headers;
  const agreed = { interval: verdict.interval, weRefresh: verdict.refresher === "uas" };
  return { options: { ...options, extraHeaders: [...given, ...own] }, agreed, settings: wanted };
}

/** The 2xx is being sent. */
export function agreeByResponse(dialog: SessionDialog, { agreed, settings }: TimedResponse): void {
  dialog.useSessionTimers(settings);
  dialog.agreeOnTimer(agreed);
}

function wantedTimers(
  wishes: AcceptOptions["sessionTimers"],
  { configured, current }: TimerContext,
): SessionTimerSettings | undefined {
  if (wishes === undefined) return current;
  if (wishes === false) return undefined;
  if (configured !== undefined) return completeSessionTimers(wishes, current ?? configured);
  throw new UnsupportedExtensionError("cannot time the session: session timers are switched off");
}

function isTimerRequired(lines: readonly string[]): boolean {
  return lines.some((line) => /^require[ \t]*:(?:.*[\s,])?timer[ \t]*(?:,|$)/i.test(line));
}
