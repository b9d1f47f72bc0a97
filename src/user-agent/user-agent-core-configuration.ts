import { type Environment } from "../environment/environment.js";
import { type Transport } from "../environment/flow.js";
import { type LoggerFactory } from "../environment/logger.js";
import { type URI } from "../message/grammar/uri.js";
import { type IncomingRequestMessage } from "../message/incoming-request-message.js";
import { type Limits } from "../message/limits.js";
import { type Authenticator } from "./authenticator.js";
import { type ChallengeResponder } from "./challenge-responder.js";
import { type SessionTimerSettings } from "../dialog/session-timer-settings.js";
import { type Capabilities } from "./capabilities.js";
import { type JoinPolicy, type ReplacesPolicy } from "./decide-replacement.js";
import { type OverloadLimits } from "./overload-limits.js";
import { type RequestCheck } from "./request-policy.js";
import { type TargetDialogPolicy } from "./target-dialog.js";
import { type TraceEvent } from "./trace-event.js";

/** Where we want to be reached. `toString` gives a whole Contact value, angle brackets included. */
export interface Contact {
  readonly uri: URI;
  readonly pubGruu?: URI | undefined;
  readonly tempGruu?: URI | undefined;
  toString(options?: { anonymous?: boolean; outbound?: boolean; register?: boolean }): string;
}

/** Everything may be left out. */
export interface UserAgentCoreConfiguration {
  /** Our address of record. */
  readonly aor?: URI | undefined;
  /** @defaultValue made for each call from the user part of its Request-URI and the local address of the flow it came by */
  readonly contact?: Contact | undefined;
  /** Display name in From of the requests we send. */
  readonly displayName?: string | undefined;
  /** @defaultValue a factory that writes warnings and worse to the console */
  readonly loggerFactory?: LoggerFactory | undefined;
  /** Clock, random numbers, timer values. @defaultValue those of the runtime */
  readonly environment?: Partial<Environment> | undefined;
  /** @defaultValue `DEFAULT_CAPABILITIES`, with `supportedOptionTags` as its option tags */
  readonly capabilities?: Partial<Capabilities> | undefined;
  /**
   * Whether a request out of a dialog is for us; if not it is answered 404. RFC 3261 §8.2.2.1
   *
   * @defaultValue the user part is that of `aor` or of the contact; with neither given, every user
   */
  readonly acceptRequestUri?: ((uri: URI, message: IncomingRequestMessage) => boolean) | undefined;
  /**
   * Whether requests of ours may go to this Contact or recorded route of a stranger's; else 400. `isPublicTarget` keeps them off this
   * machine. RFC 3261 §26.1.5
   *
   * @defaultValue to every one
   */
  readonly acceptTarget?: ((uri: URI) => boolean) | undefined;
  /**
   * Serves a request inside a dialog, and its ACK, only when it comes from the address that the INVITE came from, or from one that stands in
   * its Contact or its recorded routes; else 403. Not for peers that move, or that are known by name and have several addresses.
   * RFC 3261 §26.1.4
   *
   * @defaultValue false: who knows the tags is the peer
   */
  readonly sameSource?: boolean | undefined;
  /**
   * Takes a CANCEL only when its Request-URI, Call-ID, From, To and CSeq are those of the request, and, over a connection, when it comes from
   * the same address; else 481. RFC 3261 §9.1
   *
   * @defaultValue false: the branch is enough
   */
  readonly strictCancel?: boolean | undefined;
  /** Whether an INVITE out of a dialog has to allow reliable provisional responses; else 421. RFC 3262 §4 @defaultValue false */
  readonly requireReliable?: boolean | undefined;
  /** What there is to say against an INVITE out of a dialog before anybody rings, after all checks of the library. @defaultValue none */
  readonly inviteChecks?: readonly RequestCheck[] | undefined;
  /**
   * Finds out who sends a request, before anything else is looked at; such as `createDigestChallenger` of `sip-uas/node` makes. RFC 3261 §22
   *
   * Asked of every request out of a dialog; never of ACK and CANCEL.
   *
   * @defaultValue nobody is asked
   */
  readonly authenticator?: Authenticator | undefined;
  /** Milliseconds after which a request that the authenticator has not decided on is answered 500. @defaultValue 10_000 */
  readonly authenticationTimeout?: number | undefined;
  /**
   * Asks in a dialog, too, where the INVITE has named its user: it has to be the same one, else 403. Not asked of what comes over the
   * connection of that INVITE. RFC 3261 §26.1.4
   *
   * @defaultValue false
   */
  readonly authenticateInDialog?: boolean | undefined;
  /**
   * Answers challenges to the requests that we send, in dialogs and out of them; such as `createDigestResponder` makes. RFC 3261 §22.2
   *
   * @defaultValue none is answered: the 401 or 407 goes to the delegate of the request
   */
  readonly credentials?: ChallengeResponder | undefined;
  /** How large and how many things in a message may be; what is left out is as in `DEFAULT_LIMITS`. */
  readonly limits?: Partial<Limits> | undefined;
  /**
   * Serves messages that are wrong in one way that is well known and has one meaning, instead of answering 400; each is told as a
   * diagnostic, `mended`. docs/reading.md says which.
   *
   * @defaultValue false
   */
  readonly lenient?: boolean | undefined;
  /** What the core takes upon itself before it keeps new requests out. @defaultValue no limit; `hardened()` has them */
  readonly overload?: OverloadLimits | undefined;
  /**
   * Milliseconds after which an INVITE that the application left without a final response is answered 480, a re-INVITE 488; 0 for never.
   * An Expires that runs out sooner counts instead: then it is 487. RFC 3261 §13.3.1
   *
   * @defaultValue 0
   */
  readonly answerTimeout?: number | undefined;
  /**
   * Says in the Contact of each call that we are reached by the flow of the call only (`ob`): for whoever has registered over it, in a
   * browser or behind a NAT. A `contact` is asked for it by `toString({ outbound: true })`. RFC 5626 §4.3
   *
   * @defaultValue false
   */
  readonly outbound?: boolean | undefined;
  /**
   * Agrees to keep-alives that a caller offers by `keep` in its Via: how many seconds may lie between them; 0: that is left to the caller.
   * The transport has to answer them, as those of `sip-uas/node` do. RFC 6223 §4.4
   *
   * @defaultValue they are not agreed to
   */
  readonly keepAlive?: number | undefined;
  /**
   * Milliseconds that a call lives on when the connection it hangs on is gone and cannot be opened again from here (a WebSocket that the
   * peer opened) before it is ended with the cause `transport-lost`; a request of the peer by another connection saves it. 0: it lives on. An
   * INVITE that still rings is over at once: no answer can reach its caller. RFC 5626 §4.2.1, RFC 7118 §5
   *
   * @defaultValue 32_000
   */
  readonly flowRecoveryTimeout?: number | undefined;
  /**
   * What is wanted of session timers: what is left out is as in `DEFAULT_SESSION_TIMERS`. `false`: they are not supported; a Session-Expires
   * means nothing, and a caller that requires timers is refused. RFC 4028
   *
   * @defaultValue all as in `DEFAULT_SESSION_TIMERS` where the option tags of `capabilities` list `timer`, which those of
   * `DEFAULT_CAPABILITIES` do; else `false`
   */
  readonly sessionTimers?: Partial<SessionTimerSettings> | false | undefined;
  /**
   * Lets an INVITE take the place of a party in a call (RFC 3891), and adds `replaces` to the option tags: the application gets it with
   * `request.replaces`; when it accepts, the call that is replaced gets a BYE.
   *
   * @defaultValue Replaces means nothing to us
   */
  readonly replaces?: ReplacesPolicy | undefined;
  /**
   * Lets an INVITE come into a call (RFC 3911), and adds `join` to the option tags: the application gets it with `request.joins`, and mixes.
   *
   * @defaultValue Join means nothing to us
   */
  readonly join?: JoinPolicy | undefined;
  /**
   * Says that REFER is served here: adds `norefersub` (RFC 4488) to the option tags, and answers the SUBSCRIBEs that go with REFER.
   *
   * @defaultValue false
   */
  readonly refer?: boolean | undefined;
  /**
   * The INFO packages that we want to get in each call, by name, with the media types that their payload may have (`type/*` takes a whole
   * type; none named: every type). They are announced by Recv-Info to a peer that uses it; INFO of any other package is answered 469. A
   * Recv-Info among the `extraHeaders` of a response says otherwise for one call. RFC 6086
   *
   * @defaultValue none
   */
  readonly infoPackages?: Readonly<Record<string, readonly string[]>> | undefined;
  /** Says that `targetDialog` is asked, and adds `tdialog` to the option tags. RFC 4538 @defaultValue not */
  readonly targetDialog?: TargetDialogPolicy | undefined;
  /**
   * Milliseconds after which any other request that the application left without an answer is answered 500; 0 for never: then it is
   * forgotten after 64*T1, when its sender has given up. RFC 4320 §4.2
   *
   * @defaultValue 0
   */
  readonly requestTimeout?: number | undefined;
  /**
   * Told of every message that comes in and goes out, repetitions included, with credentials hidden. `formatLadder` and `formatMermaid` of
   * `sip-uas/trace` draw what it was told. Costs nothing when it is not set.
   *
   * @defaultValue nobody is told
   */
  readonly trace?: ((event: TraceEvent) => void) | undefined;
  /** Supported in the requests we send. @defaultValue the option tags of `capabilities` */
  readonly supportedOptionTags?: readonly string[] | undefined;
  /** Supported in responses. @defaultValue the option tags of `capabilities` */
  readonly supportedOptionTagsResponse?: readonly string[] | undefined;
  /** User-Agent; absent: none is written. */
  readonly userAgentHeaderFieldValue?: string | undefined;
  /** Writes `TCP` in Via whatever the transport is. @defaultValue false */
  readonly hackViaTcp?: boolean | undefined;
  /** Asks for RFC 3581 on every transport. @defaultValue false: on unreliable ones only */
  readonly viaForceRport?: boolean | undefined;
  /** Sent-by where the transport has no local address. @defaultValue a random name under `.invalid` (RFC 7118 §5) */
  readonly viaHost?: string | undefined;
  /** The way out for requests out of a dialog, and when a message is handed in without the flow it came by. */
  readonly transportAccessor?: (() => Transport | undefined) | undefined;
  /** Route of the requests that we send out of a dialog: an outbound proxy, or the service route of a registration. @defaultValue none */
  readonly routeSet?: readonly string[] | undefined;
  /** SIP.js's; not used. */
  readonly sipjsId?: string | undefined;
  /** SIP.js's: gives a `DigestAuthentication`. Used by the core of `sip-uas/sipjs`, unless there are `credentials`. */
  readonly authenticationFactory?: (() => unknown) | undefined;
}
