import { type Flow } from "../../src/environment/flow.js";
import { DEFAULT_SESSION_TIMERS } from "../../src/dialog/session-timer-settings.js";
import { parseUri, URI } from "../../src/message/grammar/uri.js";
import { type IncomingRequestMessage } from "../../src/message/incoming-request-message.js";
import { DEFAULT_LIMITS } from "../../src/message/limits.js";
import { readRequest, requestText, type RequestTextOptions } from "../../src/testing/index.js";
import { type Capabilities, DEFAULT_CAPABILITIES } from "../../src/user-agent/capabilities.js";
import { type UserAgentCoreConfiguration } from "../../src/user-agent/user-agent-core-configuration.js";
import { type UserAgentHost } from "../../src/user-agent/user-agent-host.js";

/** A request from Alice, read. */
export function requestOf(method: string, options: RequestTextOptions = {}): IncomingRequestMessage {
  return readRequest(requestText(method, options));
}

export interface HostOptions {
  readonly configuration?: UserAgentCoreConfiguration;
  readonly capabilities?: Partial<Capabilities>;
}

/** Of a core, what the rules look at. */
export function hostOf({ configuration = {}, capabilities = {} }: HostOptions = {}): Pick<
  UserAgentHost,
  "configuration" | "capabilities" | "limits" | "sessionTimers" | "callApplication"
> {
  return {
    configuration,
    capabilities: { ...DEFAULT_CAPABILITIES, ...capabilities },
    limits: DEFAULT_LIMITS,
    sessionTimers: DEFAULT_SESSION_TIMERS,
    callApplication: (_what, call) => {
      try {
        return call();
      } catch {
        return undefined;
      }
    },
  };
}

export function uriOf(text: string): URI {
  const uri = parseUri(text);
  if (!(uri instanceof URI)) throw new Error(`not a URI: ${text}`);
  return uri;
}

/** A way of which the test says what is known. What is sent is kept. */
export function flowOf(
  protocol: string,
  known: Omit<Partial<Flow>, "protocol" | "send"> = {},
): Flow & { readonly sent: (string | Uint8Array)[] } {
  const sent: (string | Uint8Array)[] = [];
  return { protocol, ...known, sent, send: (message) => void sent.push(message) };
}
