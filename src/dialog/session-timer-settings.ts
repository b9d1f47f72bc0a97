import { type SessionExpiresValue } from "../message/header/session-expires.js";

/** Who sends the refreshes, by the roles in the request that is answered: its sender, or we. */
export type SessionRefresher = NonNullable<SessionExpiresValue["refresher"]>;

/** What we want of session timers (RFC 4028). All times are seconds, from 90 to 2³¹ − 1. */
export interface SessionTimerSettings {
  /** How long a session lasts without a refresh where it is we who ask for a timer. @defaultValue 1800 */
  readonly interval: number;
  /** Shortest interval that may be asked of us; what is shorter is answered 422. @defaultValue 90 */
  readonly minimum: number;
  /** Longest interval that we agree to; what is longer is lowered to it, but not below the peer's Min-SE. @defaultValue 2147483647 */
  readonly maximum: number;
  /** Who is to refresh where the peer leaves it open: the sender of the request, or we who answer it. @defaultValue "uac" */
  readonly refresher: SessionRefresher;
  /**
   * Whether we ask for a timer where the peer does not. A peer that does not know timers needs to do nothing: we refresh.
   *
   * @defaultValue false
   */
  readonly initiate: boolean;
}

/** What may be said of session timers for one call. What is refused for its time is refused before the application has the call. */
export type SessionTimerOptions = Partial<Omit<SessionTimerSettings, "minimum">>;

/** RFC 4028 §4, §5: no interval is shorter. */
export const SHORTEST_INTERVAL = 90;

/** RFC 4028 §11 names no limit; our choice: 68 years. */
export const LONGEST_INTERVAL = 0x7fff_ffff;

/** RFC 4028 §4: half an hour is what is recommended. */
export const DEFAULT_SESSION_TIMERS: SessionTimerSettings = {
  interval: 1800,
  minimum: SHORTEST_INTERVAL,
  maximum: LONGEST_INTERVAL,
  refresher: "uac",
  initiate: false,
};

/**
 * Completes the settings.
 *
 * @param base - What stands where a member is missing. @defaultValue `DEFAULT_SESSION_TIMERS`
 * @throws TypeError that names the member which cannot be used.
 */
export function completeSessionTimers(
  given: Partial<SessionTimerSettings>,
  base: SessionTimerSettings = DEFAULT_SESSION_TIMERS,
): SessionTimerSettings {
  const {
    minimum = base.minimum,
    maximum = base.maximum,
    interval = within(base.interval, minimum, maximum),
    refresher = base.refresher,
    initiate = base.initiate,
  } = given;
  check("minimum", minimum, SHORTEST_INTERVAL, LONGEST_INTERVAL);
  check("maximum", maximum, minimum, LONGEST_INTERVAL);
  check("interval", interval, minimum, maximum);
  if (!REFRESHERS.has(refresher)) {
    throw new TypeError(`cannot use sessionTimers.refresher: ${JSON.stringify(refresher)} is neither "uac" nor "uas"`);
  }
  return { interval, minimum, maximum, refresher, initiate };
}

/** A user without types may pass anything. */
const REFRESHERS: ReadonlySet<string> = new Set<SessionRefresher>(["uac", "uas"]);

function within(value: number, least: number, most: number): number {
  return Math.min(Math.max(value, least), most);
}

function check(name: string, value: number, least: number, most: number): void {
  if (Number.isInteger(value) && value >= least && value <= most) return;
  throw new TypeError(`cannot use sessionTimers.${name}: ${value} is no whole number from ${least} to ${most}`);
}
