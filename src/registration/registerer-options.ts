import { type Flow } from "../environment/flow.js";
import { type URI } from "../message/grammar/uri.js";

/** Whom a registerer makes reachable, and where. */
export interface RegistererOptions {
  /** The address of record: who is called. @defaultValue `aor` of the core's configuration */
  readonly aor?: URI | undefined;
  /** Who keeps it. @defaultValue the host of the address of record, by the same scheme */
  readonly registrar?: URI | undefined;
  /** Seconds that are asked for, 1 or more. A registrar that wants more gets it. @defaultValue 600 */
  readonly expires?: number | undefined;
  /**
   * The URN of this device, the same for ever: `urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6`. With it the registrar keeps the flow, not
   * the address, and gives a GRUU if it can. RFC 5626 §4.1
   *
   * @defaultValue none: the address alone is registered
   */
  readonly instanceId?: string | undefined;
  /** Which of the flows of this device it is, 1 or more; only with `instanceId`. RFC 5626 §4.2 @defaultValue 1 */
  readonly regId?: number | undefined;
  /** The URI where calls are to come. @defaultValue that of the core's `contact`; without one the user at the near end of the flow */
  readonly contact?: URI | undefined;
  /** More parameters of the Contact, such as `q=0.5`. */
  readonly extraContactHeaderParams?: readonly string[] | undefined;
  /** Whole lines, `Name: value`. */
  readonly extraHeaders?: readonly string[] | undefined;
  /** Route values, in order: an outbound proxy. @defaultValue `routeSet` of the core's configuration */
  readonly routeSet?: readonly string[] | undefined;
  /** The way out. @defaultValue what `transportAccessor` of the core's configuration gives */
  readonly flow?: Flow | undefined;
  /**
   * How long to wait after a failure that may pass, doubled each time from the first up to `most`; drawn from the upper half. Milliseconds.
   * `false`: never again by itself. RFC 5626 §4.5
   *
   * @defaultValue 30_000 up to 1_800_000
   */
  readonly retry?: { readonly first?: number; readonly most?: number } | false | undefined;
}

/** What a registrar has agreed to. */
export interface Registration {
  /** Seconds from when it came. */
  readonly expires: number;
  /** Everywhere that the address of record is registered, as Contact values. */
  readonly contacts: readonly string[];
  /** Whether requests come over the flow that was registered. RFC 5626 §6 */
  readonly outbound: boolean;
  /** Seconds within which the registrar wants to hear something on the flow. RFC 5626 §4.4.1 */
  readonly flowTimer: number | undefined;
  /** This device and no other, wherever it is. RFC 5627 §3.1 */
  readonly pubGruu: URI | undefined;
  /** The same, for calls whose caller is not to know who it is. */
  readonly tempGruu: URI | undefined;
  /** Route values for the requests that come next. RFC 3608 §5 */
  readonly serviceRoute: readonly string[];
}

/** @throws TypeError for what cannot be asked for; nothing has been sent. */
export function checkRegistererOptions({ expires = 1, regId, instanceId, retry }: RegistererOptions): void {
  if (!Number.isInteger(expires) || expires < 1) throw new TypeError(`cannot register for ${String(expires)} seconds`);
  if (regId !== undefined && (!Number.isInteger(regId) || regId < 1 || regId >= 2 ** 31)) {
    throw new TypeError(`cannot register with regId ${String(regId)}: it is no whole number above 0`);
  }
  if (regId !== undefined && instanceId === undefined)
    throw new TypeError("cannot register with regId: instanceId is missing");
  if (instanceId !== undefined && !URN.test(instanceId))
    throw new TypeError("cannot register with instanceId: it is no URN");
  for (const wait of retry === false || retry === undefined ? [] : [retry.first, retry.most]) {
    if (wait !== undefined && !(wait > 0))
      throw new TypeError(`cannot use retry: ${String(wait)} is no number above 0`);
  }
}

const URN = /^urn:[a-z0-9][a-z0-9-]*:[\w()+,.:=@;$!*'%/-]+$/i;
