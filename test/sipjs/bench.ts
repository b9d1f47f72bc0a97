import {
  LoggerFactory,
  URI,
  UserAgentCore,
  type UserAgentCoreConfiguration,
  type UserAgentCoreDelegate,
} from "../../src/sipjs/index.js";

/** A core with a transport that keeps what it is given. */
export interface Bench {
  readonly core: UserAgentCore;
  readonly sent: string[];
  /** Start lines of what was sent since the last look. */
  readonly startLines: () => string[];
}

export function bench(delegate: UserAgentCoreDelegate = {}, configuration: UserAgentCoreConfiguration = {}): Bench {
  const sent: string[] = [];
  const send = (text: string): Promise<void> => Promise.resolve(void sent.push(text));
  const uri = new URI("sip", "bob", "bob.invalid");
  const core = new UserAgentCore(
    {
      aor: new URI("sip", "bob", "example.com"),
      contact: { uri, toString: () => `<${uri.toString()}>` },
      loggerFactory: quietLoggers(),
      transportAccessor: () => ({ protocol: "TEST", send }),
      ...configuration,
    },
    delegate,
  );
  return { core, sent, startLines: () => sent.splice(0).map((text) => text.slice(0, text.indexOf("\r\n"))) };
}

export function quietLoggers(): LoggerFactory {
  const loggerFactory = new LoggerFactory();
  loggerFactory.builtinEnabled = false;
  return loggerFactory;
}
