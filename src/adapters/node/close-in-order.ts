import { type NodeTransport } from "./router.js";

/** What is to end before the sockets are closed: a `UserAgentCore`. */
export interface ClosingCore {
  drain(): { readonly finished: Promise<void>; end(): void };
  dispose(): unknown;
}

/** How a transport layer is closed. */
export interface CloseOptions {
  /** Whose calls are to end first. It is disposed of. @defaultValue none: the sockets are closed at once */
  readonly core?: ClosingCore;
  /** Milliseconds that what is alive may go on. @defaultValue 0 */
  readonly grace?: number;
  /** Milliseconds that the end of what is left may take: BYEs and their answers. @defaultValue 2_000 */
  readonly endTimeout?: number;
}

/** Drains, ends what is left, closes. RFC 3261 §21.5.4 */
export async function closeInOrder(
  transports: readonly NodeTransport[],
  { core, grace = 0, endTimeout = 2_000 }: CloseOptions,
): Promise<void> {
  if (core !== undefined) {
    const drain = core.drain();
    await soon(drain.finished, grace);
    drain.end();
    await soon(drain.finished, endTimeout);
    core.dispose();
  }
  await Promise.allSettled(transports.map((transport) => transport.close()));
}

/** Waits for it, but no longer than that. */
async function soon(awaited: Promise<void>, milliseconds: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const over = new Promise<void>((resolve) => (timer = setTimeout(resolve, milliseconds)));
  await Promise.race([awaited, over]);
  clearTimeout(timer);
}
