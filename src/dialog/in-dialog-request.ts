import { parseNameAddr } from "../message/grammar/name-addr-header.js";
import { ParseFailure } from "../message/grammar/parse-failure.js";
import { type URI } from "../message/grammar/uri.js";
import { type Dialog } from "./dialog.js";

/** Where a request inside a dialog goes, and what says so in it. */
export interface Routing {
  readonly requestUri: string;
  /** Route values, in order. */
  readonly routes: readonly string[];
  /** The URI of the next hop. RFC 3261 §8.1.2 */
  readonly nextHop: URI;
}

/** Where requests go to in the end, and what they pass on the way. */
export type RoutedTarget = Pick<Dialog, "remoteTarget" | "remoteTargetText" | "routeSet">;

/** RFC 3261 §12.2.1.1: the route set and the remote target make the Request-URI and the Route header. */
export function routeRequest(dialog: RoutedTarget): Routing {
  const target = dialog.remoteTargetText;
  const [first, ...others] = dialog.routeSet;
  const route = first === undefined ? undefined : parseNameAddr(first);
  if (route === undefined || route instanceof ParseFailure) {
    return { requestUri: target, routes: [], nextHop: dialog.remoteTarget };
  }
  if (route.uri.hasParam("lr")) return { requestUri: target, routes: dialog.routeSet, nextHop: route.uri };
  // A strict router wants to be the Request-URI itself, and the target at the end of the Route.
  const requestUri = route.uri.clone();
  requestUri.deleteParam("method");
  requestUri.clearHeaders();
  return { requestUri: requestUri.toRaw(), routes: [...others, `<${target}>`], nextHop: route.uri };
}
