import { type Logger } from "../environment/logger.js";
import { type Diagnostic } from "./diagnostic.js";
import { type UserAgentCoreDelegate } from "./user-agent-core-delegate.js";

/** Tells the log and the application. One that throws over it is logged, and nothing more. */
export function reportDiagnostic(diagnostic: Diagnostic, delegate: UserAgentCoreDelegate, logger: Logger): void {
  const { reason, message, code } = diagnostic;
  if (reason === "application-error" || reason === "internal-error") logger.error(`${reason}: ${message}`);
  else if (reason === "unanswered") logger.warn(message);
  // Who floods us must not flood the log; the gate writes a line once a minute.
  else if (code !== "overload") logger.debug(`${reason}: ${message}`);
  try {
    delegate.onDiagnostic?.(diagnostic);
  } catch (error) {
    logger.error(`onDiagnostic threw: ${String(error)}`);
  }
}
