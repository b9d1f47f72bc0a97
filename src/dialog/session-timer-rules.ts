import { ParseFailure } from "../message/grammar/parse-failure.js";
import { MinSE } from "../message/header/numbers.js";
import { namesTag, Require, Supported } from "../message/header/option-tags.js";
import { formatSessionExpires, SessionExpires, type SessionExpiresValue } from "../message/header/session-expires.js";
import { type IncomingMessage } from "../message/incoming-message.js";
import {
  LONGEST_INTERVAL,
  type SessionRefresher,
  type SessionTimerSettings,
  SHORTEST_INTERVAL,
} from "./session-timer-settings.js";

/** What an INVITE or UPDATE says about session timers. */
export interface SessionTimerRequest {
  /** Whether Supported or Require lists `timer`: only then can the sender react to what we say. */
  readonly supported: boolean;
  readonly sessionExpires: SessionExpiresValue | ParseFailure | undefined;
  /** Seconds; `undefined` when it is missing or cannot be read. */
  readonly minSE: number | undefined;
}

/** What an INVITE or UPDATE gets in the matter of session timers. */
export type SessionTimerVerdict =
  | { readonly kind: "none" }
  | {
      readonly kind: "timer";
      /** Seconds. */
      readonly interval: number;
      readonly refresher: SessionRefresher;
      /** Whole lines for the 2xx. */
      readonly headers: readonly string[];
    }
  | { readonly kind: "refuse"; readonly statusCode: 400; readonly reasonPhrase: string }
  | { readonly kind: "refuse"; readonly statusCode: 422; readonly extraHeaders: readonly string[] };

/** Reads what a request says about session timers. */
export function readSessionTimerRequest(message: IncomingMessage): SessionTimerRequest {
  const minSE = message.first(MinSE);
  return {
    supported: namesTag(message, Supported, "timer") || namesTag(message, Require, "timer"),
    sessionExpires: message.first(SessionExpires),
    minSE: typeof minSE === "number" ? minSE : undefined,
  };
}

/** What an INVITE or UPDATE gets in the matter of session timers; without settings there are none. */
export function sessionTimerVerdict(
  message: IncomingMessage,
  settings: SessionTimerSettings | undefined,
): SessionTimerVerdict {
  // Nearly always, and nothing has to be read for it.
  if (settings === undefined || !(settings.initiate || message.hasHeader("Session-Expires"))) return NO_TIMER;
  return negotiateSessionTimer(readSessionTimerRequest(message), settings);
}

/** The rules for an INVITE or UPDATE of the peer. RFC 4028 §9 */
export function negotiateSessionTimer(
  request: SessionTimerRequest,
  settings: SessionTimerSettings,
): SessionTimerVerdict {
  const { supported, sessionExpires: asked } = request;
  // RFC 4028 is silent; our choice: who does not know timers cannot have meant it, and did not write it.
  if (asked instanceof ParseFailure) return supported ? MALFORMED : NO_TIMER;
  const floor = floorOf(request.minSE);
  if (asked === undefined) {
    if (!settings.initiate) return NO_TIMER;
    // RFC 4028 §9: the peer that asks for no timer still says below what it may not be.
    return timer(Math.max(settings.interval, floor), request, settings);
  }
  // RFC 4028 §9: a 422 is for those who can ask again with more.
  if (supported && asked.interval < settings.minimum) return tooSmall(settings.minimum);
  // RFC 4028 §5: what a proxy wrote and nobody may write; it may not be raised either.
  if (asked.interval < SHORTEST_INTERVAL) return NO_TIMER;
  // RFC 4028 §9: never raised; lowered not below the Min-SE that came with it.
  return timer(Math.min(asked.interval, Math.max(settings.maximum, floor)), request, settings);
}

/** RFC 4028 §9, table 2: who refreshes, and whether the peer has to know that there is a timer. */
function timer(
  interval: number,
  { supported, sessionExpires }: SessionTimerRequest,
  settings: SessionTimerSettings,
): SessionTimerVerdict {
  const chosen = sessionExpires instanceof ParseFailure ? undefined : sessionExpires?.refresher;
  const refresher = supported ? (chosen ?? settings.refresher) : "uas";
  const line = `Session-Expires: ${formatSessionExpires({ interval, refresher })}`;
  return { kind: "timer", interval, refresher, headers: supported ? [line, "Require: timer"] : [line] };
}

function tooSmall(minimum: number): SessionTimerVerdict {
  return { kind: "refuse", statusCode: 422, extraHeaders: [`Min-SE: ${minimum}`] };
}

/** What a dialog knows when it sends an INVITE or UPDATE. */
export interface RefreshFacts {
  /** Seconds, as last agreed. */
  readonly interval: number;
  /** Seconds: the largest Min-SE seen in the dialog, in a request or a 422. */
  readonly minSE: number | undefined;
  readonly weRefresh: boolean;
}

/** The lines of an INVITE or UPDATE of ours while a timer runs. RFC 4028 §7.4 */
export function refreshHeaders({ interval, minSE, weRefresh }: RefreshFacts): readonly string[] {
  // RFC 4028 §7.4: the roles are those of the new request, in which we are the UAC.
  const refresher = weRefresh ? "uac" : "uas";
  if (minSE === undefined) return [`Session-Expires: ${formatSessionExpires({ interval, refresher })}`];
  const floor = floorOf(minSE);
  const value = formatSessionExpires({ interval: Math.max(interval, floor), refresher });
  return [`Session-Expires: ${value}`, `Min-SE: ${floor}`];
}

/** The lines of an INVITE or UPDATE of ours that asks for a timer where none runs. RFC 4028 §7.1 */
export function firstRequestHeaders({ interval }: SessionTimerSettings, minSE: number | undefined): readonly string[] {
  const value = formatSessionExpires({ interval: Math.max(interval, floorOf(minSE)), refresher: undefined });
  return minSE === undefined
    ? [`Session-Expires: ${value}`]
    : [`Session-Expires: ${value}`, `Min-SE: ${floorOf(minSE)}`];
}

/** Whether header lines of our application have a Session-Expires: then the time is its own affair. */
export function writesSessionExpires(lines: readonly string[]): boolean {
  return lines.some((line) => SESSION_EXPIRES.test(line));
}

const SESSION_EXPIRES = /^(?:session-expires|x)[ \t]*:/i;

/** What both sides go by from a 2xx on. */
export interface AgreedTimer {
  /** Seconds, from 90 to 2³¹ − 1. */
  readonly interval: number;
  readonly weRefresh: boolean;
}

/**
 * What the peer's 2xx to an INVITE or UPDATE of ours has agreed on; `undefined`: there is no timer. RFC 4028 §7.2
 *
 * @param asked - Who was to refresh by our request; it counts where the 2xx names nobody.
 */
export function agreedByPeer(message: IncomingMessage, asked: SessionRefresher = "uac"): AgreedTimer | undefined {
  const value = message.first(SessionExpires);
  if (value === undefined || value instanceof ParseFailure) return undefined;
  // RFC 4028 §5: no less than 90, whatever the peer says; less would have us send without end.
  const interval = Math.max(value.interval, SHORTEST_INTERVAL);
  return { interval, weRefresh: (value.refresher ?? asked) === "uac" };
}

/** RFC 4028 §5: a missing Min-SE means 90, and none is less. */
function floorOf(minSE: number | undefined): number {
  return Math.min(Math.max(minSE ?? SHORTEST_INTERVAL, SHORTEST_INTERVAL), LONGEST_INTERVAL);
}

const NO_TIMER: SessionTimerVerdict = { kind: "none" };
const MALFORMED: SessionTimerVerdict = {
  kind: "refuse",
  statusCode: 400,
  reasonPhrase: "Malformed Session-Expires header field",
};
