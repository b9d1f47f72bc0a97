import { type RequestingDialog } from "../dialog/dialog-user.js";
import { type IncomingReferRequest, type Referral, type ReferralOptions } from "../dialog/referral.js";
import { ReferSub } from "../message/header/refer-sub.js";
import { type ReferStatus, sipfrag } from "../message/refer-status.js";
import { type ReferTarget } from "../message/refer-target.js";
import { ReferSubscription } from "./refer-subscription.js";
import { type UserAgentHost } from "./user-agent-host.js";

/** RFC 3515 leaves it to us: longer than any phone rings. Seconds. */
const USUAL_EXPIRES = 180;

/** Answers a REFER with 200, and tells its sender that we are trying. RFC 3515 §2.4.2 */
export function acceptReferral(
  host: UserAgentHost,
  request: Pick<IncomingReferRequest, "message" | "referTo" | "accept">,
  { expires = USUAL_EXPIRES, subscription, extraHeaders = [] }: ReferralOptions,
  /** Called when nothing can be refused any more. */
  place: () => { readonly dialog: RequestingDialog; readonly id: number | undefined },
): Referral {
  if (!Number.isInteger(expires) || expires < 1 || expires > 0xffff_ffff) {
    throw new TypeError(`cannot accept the referral for ${expires} seconds: it has to be 1 to 4294967295`);
  }
  const target = request.referTo;
  const unwanted = request.message.first(ReferSub) === false;
  const wanted = subscription ?? !unwanted;
  // RFC 4488 §4: only who has asked for it.
  if (!wanted && !unwanted) throw new TypeError("cannot leave the peer untold: its REFER has no Refer-Sub of false");
  // RFC 7647 §5: a 202 says nothing more.
  request.accept({ statusCode: 200, extraHeaders: [...extraHeaders, ...(wanted ? [] : ["Refer-Sub: false"])] });
  if (!wanted) return new ReferralInProgress(target, undefined);
  const told = new ReferSubscription(host, { ...place(), expires });
  told.notify({ statusCode: 100 });
  return new ReferralInProgress(target, told);
}

class ReferralInProgress implements Referral {
  readonly target: ReferTarget;
  readonly #subscription: ReferSubscription | undefined;

  constructor(target: ReferTarget, subscription: ReferSubscription | undefined) {
    this.target = target;
    this.#subscription = subscription;
  }

  get subscribed(): boolean {
    return this.#subscription?.over === false;
  }

  notify(statusCode: number, reasonPhrase?: string): void {
    this.#subscription?.notify(checkedStatus(statusCode, reasonPhrase));
  }

  end(statusCode: number, reasonPhrase?: string): void {
    this.#subscription?.end(checkedStatus(statusCode, reasonPhrase));
  }
}

/** It may be a while until it is sent, and then nobody is there to be told what is wrong. */
function checkedStatus(statusCode: number, reasonPhrase: string | undefined): ReferStatus {
  const status = { statusCode, ...(reasonPhrase === undefined ? {} : { reasonPhrase }) };
  sipfrag(status);
  return status;
}
