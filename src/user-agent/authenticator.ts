import { type Flow, type Transport } from "../environment/flow.js";
import { type IncomingRequestMessage } from "../message/incoming-request-message.js";
import { type Refusal } from "./refusal.js";

/** Who has sent a request, or why that is not known. */
export type Authentication =
  | { readonly kind: "authenticated"; readonly user: string }
  /** `challenge`: to be sent again with (other) credentials. `refuse`: not to be sent again like this. */
  | { readonly kind: "challenge" | "refuse"; readonly refusal: Refusal };

/** Finds out who has sent a request. */
export interface Authenticator {
  /**
   * @param flow - The way it came by: `flow.remote` is where it comes from, whatever its header fields say.
   * @returns Nothing for a request that need not be asked: it is let in, and has no user.
   */
  authenticate(
    message: IncomingRequestMessage,
    flow: Flow,
  ): Authentication | undefined | PromiseLike<Authentication | undefined>;
}

/** Whom the authenticator has let in, and the way by which the user came. */
export interface AuthenticatedPeer {
  readonly user: string;
  readonly transport: Transport;
}
