/** How far a final response to a request of ours reaches: no further, to the subscription or the call that it belongs to, to all of the dialog. */
export type DialogEffect = "transaction" | "subscription" | "call" | "dialog";

/** RFC 5057 §5.1: these say that the peer, or its way to us, is no more. */
const ENDS_THE_DIALOG: ReadonlySet<number> = new Set([404, 410, 416, 482, 483, 484, 485, 502, 604]);

/** RFC 5057 §5.1: these say so of what the request belongs to only. RFC 3261 §12.2.1.2 has 408 and 481. */
const ENDS_THE_USAGE: ReadonlySet<number> = new Set([408, 480, 481]);

/** RFC 5057 §5.3: these belong to a subscription, not to the call in the same dialog. */
const OF_SUBSCRIPTIONS: ReadonlySet<string> = new Set(["NOTIFY", "REFER", "SUBSCRIBE"]);

/** Whether a failure of a request inside a dialog ends the call in it. RFC 3261 §12.2.1.2, RFC 5057 §5.1 */
export function endsCall(method: string, statusCode: number): boolean {
  const effect = dialogEffect(method, statusCode);
  return effect === "call" || effect === "dialog";
}

/** Whether a failure of a request inside a dialog ends more than that request. RFC 3261 §12.2.1.2, RFC 5057 §5.1 */
export function dialogEffect(method: string, statusCode: number): DialogEffect {
  if (ENDS_THE_DIALOG.has(statusCode)) return "dialog";
  // Without INVITE and BYE there is no call to keep.
  const essential = method === "INVITE" || method === "BYE";
  if (essential && (statusCode === 405 || statusCode === 501)) return "call";
  if (!ENDS_THE_USAGE.has(statusCode)) return "transaction";
  return OF_SUBSCRIPTIONS.has(method) ? "subscription" : "call";
}
