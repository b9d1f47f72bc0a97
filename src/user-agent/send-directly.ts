import { type Transport } from "../environment/flow.js";

/** Sends outside every transaction. A failure, at once or later, goes to `failed` and no further. */
export function sendDirectly(transport: Transport, text: string, failed: (why: string) => void): void {
  const tell = (error: unknown): void =>
    failed(`not sent by ${transport.protocol}: ${error instanceof Error ? error.message : String(error)}`);
  try {
    transport.send(text)?.catch(tell);
  } catch (error) {
    tell(error);
  }
}
