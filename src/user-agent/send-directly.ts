import { type Transport } from "../environment/flow.js";
import { type Logger } from "../environment/logger.js";
import { traceMessage } from "./trace-message.js";
import { type UserAgentHost } from "./user-agent-host.js";

/** Sends outside every transaction. A failure, at once or later, is logged, `otherwise` is called, and it goes no further. */
export function sendDirectly(
  host: UserAgentHost,
  logger: Logger,
  transport: Transport,
  text: string,
  otherwise?: () => void,
): void {
  const failed = (error: unknown): void => {
    logger.warn(`not sent by ${transport.protocol}: ${error instanceof Error ? error.message : String(error)}`);
    otherwise?.();
  };
  traceMessage(host, "out", text, transport);
  try {
    transport.send(text)?.catch(failed);
  } catch (error) {
    failed(error);
  }
}
