import { type Capabilities } from "./capabilities.js";
import { type UserAgentCoreDelegate } from "./user-agent-core-delegate.js";

/** The capabilities as they are now: with the methods whose handler is set. */
export function withHandled(capabilities: Capabilities, delegate: UserAgentCoreDelegate): Capabilities {
  // Nearly always none of them is.
  if ((delegate.onPublish ?? delegate.onRegister ?? delegate.onSubscribe) === undefined) return capabilities;
  const { methods } = capabilities;
  const added = HANDLED.filter(([method, handler]) => delegate[handler] !== undefined && !methods.includes(method));
  if (added.length === 0) return capabilities;
  return { ...capabilities, methods: [...methods, ...added.map(([method]) => method)] };
}

/** Methods that are served where their handler is set. */
const HANDLED = [
  ["PUBLISH", "onPublish"],
  ["REGISTER", "onRegister"],
  ["SUBSCRIBE", "onSubscribe"],
] as const;
