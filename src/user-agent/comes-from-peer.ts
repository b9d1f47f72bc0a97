import { type Transport } from "../environment/flow.js";
import { type Dialog } from "../dialog/dialog.js";
import { NameAddrHeader, parseNameAddr } from "../message/grammar/name-addr-header.js";
import { sourceOf, sourceOfHost } from "./source-of.js";

/**
 * Whether a request inside a dialog comes from where its peer is: from where the INVITE came, or from a host that is on its path or its
 * target by address. RFC 3261 §26.1.4
 */
export function comesFromPeer(
  dialog: Pick<Dialog, "remoteTarget" | "routeSet"> & { readonly transport: Transport },
  transport: Transport,
): boolean {
  const source = sourceOf(transport);
  if (source === sourceOf(dialog.transport)) return true;
  const routes = dialog.routeSet.map((text) => parseNameAddr(text)).filter((route) => route instanceof NameAddrHeader);
  return [dialog.remoteTarget, ...routes.map(({ uri }) => uri)].some(({ host }) => sourceOfHost(host) === source);
}
