/** How far a final response to a request of ours reaches. */
export type DialogEffect = "transaction" | "dialog";

/** RFC 5057 §5.1: these say that the peer, or its way to us, is no more. RFC 3261 §12.2.1.2 has 408 and 481. */
const ENDS_THE_DIALOG: ReadonlySet<number> = new Set([404, 408, 410, 416, 480, 481, 482, 483, 484, 485, 502, 604]);

/** Whether a failure of a request inside a dialog ends more than that request. RFC 3261 §12.2.1.2, RFC 5057 §5.1 */
export function dialogEffect(method: string, statusCode: number): DialogEffect {
  // Without INVITE and BYE there is no call to keep.
  const essential = method === "INVITE" || method === "BYE";
  if (essential && (statusCode === 405 || statusCode === 501)) return "dialog";
  return ENDS_THE_DIALOG.has(statusCode) ? "dialog" : "transaction";
}
