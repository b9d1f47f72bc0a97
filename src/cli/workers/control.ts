import { type Places } from "./assignment.js";

/** What the primary process tells a worker. */
export type Order =
  /** Open a way for the others. */
  | {
      readonly kind: "start";
      /** Where workers listen to each other. */
      readonly folder: string;
      /** What their challenges have in common. */
      readonly secret: string;
      /** A port of its own. */
      readonly port: number | undefined;
    }
  /** Open the sockets. */
  | { readonly kind: "listen" }
  | { readonly kind: "places"; readonly places: Places }
  /** Another one has your place: finish your calls. Milliseconds. */
  | { readonly kind: "leave"; readonly grace: number }
  /** End your calls. Milliseconds. */
  | { readonly kind: "stop"; readonly patience: number };

/** What a worker tells the primary process. */
export type Report =
  /** It waits for orders. */
  | { readonly kind: "here" }
  /** The others can reach it. */
  | { readonly kind: "linked" }
  /** It listens. */
  | { readonly kind: "ready"; readonly listening: readonly string[] }
  /** It cannot do what it should, and ends. */
  | { readonly kind: "failed"; readonly exitCode: number; readonly message: string }
  /** It has left: nothing is its any more. */
  | { readonly kind: "done" }
  /** How many calls it has. */
  | { readonly kind: "calls"; readonly ringing: number; readonly answered: number };

/** Whether it is one of ours: the runtime sends messages of its own by the same way. */
export function isOrder(message: unknown): message is Order {
  return ORDERS.has(kindOf(message));
}

/** Whether it is one of ours. */
export function isReport(message: unknown): message is Report {
  return REPORTS.has(kindOf(message));
}

const ORDERS: ReadonlySet<unknown> = new Set<Order["kind"]>(["start", "listen", "places", "leave", "stop"]);
const REPORTS: ReadonlySet<unknown> = new Set<Report["kind"]>(["here", "linked", "ready", "done", "failed", "calls"]);

function kindOf(message: unknown): unknown {
  return typeof message === "object" && message !== null && "kind" in message ? message.kind : undefined;
}
