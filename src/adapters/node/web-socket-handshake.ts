import { type IncomingMessage, STATUS_CODES } from "node:http";
import { type Duplex } from "node:stream";
import { type Timer } from "../../environment/clock.js";
import { type ConnectionRefusal } from "./connection-event.js";
import { type CompleteWebSocketSettings, type HandshakeVerdict } from "./web-socket-server-options.js";

/** What becomes of a handshake. */
export type HandshakeOutcome =
  { readonly kind: "accept"; readonly context: unknown } | ({ readonly kind: "refuse" } & HandshakeRefusal);

/** How a handshake is refused. */
export interface HandshakeRefusal {
  readonly statusCode: number;
  readonly reason: ConnectionRefusal;
  readonly headers?: { readonly [name: string]: string };
  readonly error?: Error;
}

/** RFC 7118 §4.1: the one subprotocol that is spoken here. */
export const SUBPROTOCOL = "sip";

/** What has to be so before the application is asked. */
export function offersSip(request: IncomingMessage): boolean {
  const offered = request.headers["sec-websocket-protocol"] ?? "";
  return offered.split(",").some((name) => name.trim() === SUBPROTOCOL);
}

/** Whether a request is for the path that SIP is spoken at. */
export function isAtPath(request: IncomingMessage, path: string | undefined): boolean {
  return path === undefined || (request.url ?? "").replace(/\?.*$/s, "") === path;
}

/** Asks the application, for a while. Never rejects. */
export async function askApplication(
  request: IncomingMessage,
  { authorize, handshakeTimeout, environment }: CompleteWebSocketSettings,
): Promise<HandshakeOutcome> {
  if (authorize === undefined) return { kind: "accept", context: undefined };
  let timer: Timer | undefined;
  const tooLate = new Promise<HandshakeOutcome>((resolve) => {
    const late = { kind: "refuse", statusCode: 503, reason: "handshake" } as const;
    timer = environment.clock.setTimer(handshakeTimeout, { onTimer: () => resolve(late) }, "authorize");
  });
  const asked = Promise.resolve(request).then(authorize).then(outcomeOf).catch(failed);
  const outcome = await Promise.race([asked, tooLate]);
  timer?.stop();
  return outcome;
}

function outcomeOf(verdict: HandshakeVerdict): HandshakeOutcome {
  if (verdict === true) return { kind: "accept", context: undefined };
  if (verdict === false) return { kind: "refuse", statusCode: 403, reason: "origin" };
  if ("context" in verdict) return { kind: "accept", context: verdict.context };
  const { statusCode } = verdict;
  if (!Number.isInteger(statusCode) || statusCode < 400 || statusCode > 599) {
    throw new RangeError(`cannot refuse a handshake with ${statusCode}: not 400 to 599`);
  }
  return { kind: "refuse", reason: "origin", ...verdict };
}

function failed(reason: unknown): HandshakeOutcome {
  const error = reason instanceof Error ? reason : new Error(String(reason));
  return { kind: "refuse", statusCode: 500, reason: "origin", error };
}

/** Answers a handshake with a refusal, and closes. */
export function writeRefusal(socket: Duplex, { statusCode, headers = {} }: Omit<HandshakeRefusal, "reason">): void {
  if (!socket.writable) return void socket.destroy();
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`.replace(/[\r\n]+/g, " "));
  const head = [
    `HTTP/1.1 ${statusCode} ${STATUS_CODES[statusCode] ?? "Refused"}`,
    ...lines,
    "Connection: close",
    "Content-Length: 0",
  ];
  socket.end(`${head.join("\r\n")}\r\n\r\n`, () => socket.destroy());
}
