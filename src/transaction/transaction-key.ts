import { type IncomingRequestMessage } from "../message/incoming-request-message.js";
import { type IncomingResponseMessage } from "../message/incoming-response-message.js";

/**
 * RFC 3261 §17.2.3: what a request has in common with every request of its branch, whatever the method: branch and sent-by.
 *
 * @returns A text of its own; `undefined` without a branch that RFC 3261 calls unique; the caller then compares as RFC 2543 did.
 */
export function branchKey(message: IncomingRequestMessage): string | undefined {
  const branch = message.viaBranch;
  if (branch === undefined || !isUnique(branch)) return undefined;
  const { host, port } = message.via;
  // An absent port is not the default one: it differs from every port that is written.
  // Joined, it is a text of its own at once.
  return [COOKIE, branch.slice(COOKIE.length).toLowerCase(), "\n", host.toLowerCase(), "\n", port ?? ""].join("");
}

/** The branch that a `branchKey` begins with, in lower case but for the cookie. */
export function branchIn(key: string): string {
  return key.slice(0, key.indexOf("\n"));
}

/**
 * What a request shares with its repetitions and with the copies of it that came by other ways (RFC 3261 §8.2.2.2), whatever the
 * method: Call-ID, CSeq number and From tag. A text of its own.
 */
export function identityKey(message: IncomingRequestMessage): string {
  return [message.callId, message.cseq, message.fromTag ?? ""].join("\n");
}

/** RFC 3261 §17.1.3: top-Via branch and CSeq method. */
export function clientKey(branch: string, method: string): string {
  return `${branch.toLowerCase()}\n${method}`;
}

/** `clientKey` of a response; `undefined` when it has no branch, so belongs to nothing of ours. */
export function responseKey(message: IncomingResponseMessage): string | undefined {
  const branch = message.viaBranch;
  return branch === undefined ? undefined : clientKey(branch, message.method);
}

/** RFC 3261 §17.2.3: an ACK belongs to the transaction of an INVITE, every other method to its own. */
export function transactionMethod(method: string): string {
  return method === "ACK" ? "INVITE" : method;
}

/** RFC 3261 §8.1.1.7: the cookie, and something after it; tokens compare without case. */
function isUnique(branch: string): boolean {
  if (branch.length <= COOKIE.length) return false;
  return branch.startsWith(COOKIE) || branch.slice(0, COOKIE.length).toLowerCase() === COOKIE.toLowerCase();
}

const COOKIE = "z9hG4bK";
