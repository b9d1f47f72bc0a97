import { type IncomingRequestMessage, sessionDescription } from "../index.js";

/** The offer that an INVITE carries, alone or among other parts. */
export function offeredIn(message: IncomingRequestMessage): string | undefined {
  return sessionDescription(message)?.content;
}
