import {
  answer,
  type CallerRequestOptions,
  type CallFlow,
  type CallFlowOptions,
  offer,
} from "../../src/testing/index.js";
import { callFlow } from "../testing/flow.js";

export interface EstablishedCallOptions extends CallFlowOptions {
  /** What the INVITE is to have. @defaultValue an offer */
  readonly invite?: CallerRequestOptions;
}

/** A call that Alice made, Bob answered with this and Alice acknowledged. The ladder begins after that. */
export function establishedCall(
  { invite = { offer }, ...options }: EstablishedCallOptions = {},
  given = answer,
): CallFlow {
  const flow = callFlow(options);
  flow.alice.invites(invite);
  flow.bob.accepts(invite.offer === undefined ? { offer: given } : { answer: given });
  flow.alice.acknowledges(invite.offer === undefined ? { answer: offer } : {});
  flow.ladder.clear();
  return flow;
}
