import { type SessionDialog } from "../dialog/session-dialog.js";
import { type ResponseOptions } from "../message/outgoing-response.js";
import { valueOf } from "./response-duties.js";

/** A Contact that our application has given in a target refresh, or in its response, is where we are from now on. RFC 3311 §5.1, RFC 6141 §4.5 */
export function relocateBy(dialog: SessionDialog, { extraHeaders = [] }: Pick<ResponseOptions, "extraHeaders">): void {
  const contact = valueOf(extraHeaders, "contact");
  if (contact !== undefined) dialog.relocate(contact);
}
