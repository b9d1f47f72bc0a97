import { type SessionDescriptionHandler, type Transport, type UserAgent } from "sip.js/lib/api/index.js";
import { vi } from "vitest";
import { type UpperLayer } from "./upper-layer.js";

/** A wire with the upper layer's user agent at one end and a test at the other. */
export class Phone {
  readonly sent: string[] = [];
  readonly descriptions: string[] = [];
  readonly userAgent: UserAgent;
  /** Makes the next description unreadable to our media. */
  refuseDescription = false;
  #receive: ((message: string) => void) | undefined;

  constructor(api: UpperLayer, options: ConstructorParameters<UpperLayer["UserAgent"]>[0] = {}) {
    const uri = api.UserAgent.makeURI("sip:bob@example.com");
    if (uri === undefined) throw new Error("the URI of the test cannot be read");
    this.userAgent = new api.UserAgent({
      uri,
      contactName: "bob",
      viaHost: "bob.invalid",
      logBuiltinEnabled: false,
      userAgentString: "phone",
      transportConstructor: this.#transportClass(),
      sessionDescriptionHandlerFactory: () => this.#descriptionHandler(),
      ...options,
    });
  }

  async receives(message: string): Promise<void> {
    this.#receive?.(message);
    await vi.advanceTimersByTimeAsync(0);
  }

  /** Start lines of what was sent since the last look. */
  takeStartLines(): string[] {
    return this.take().map((message) => message.slice(0, message.indexOf("\r\n")));
  }

  take(): string[] {
    return this.sent.splice(0);
  }

  #transportClass(): new () => Transport {
    // Captured, for a class in a method has another `this`.
    const { sent } = this;
    const listen = (receive: (message: string) => void): void => {
      this.#receive = receive;
    };
    return class implements Transport {
      readonly protocol = "WS";
      readonly onConnect = undefined;
      readonly onDisconnect = undefined;
      onMessage: ((message: string) => void) | undefined;
      // The tests look at neither.
      declare readonly state: Transport["state"];
      declare readonly stateChange: Transport["stateChange"];

      constructor() {
        listen((message) => this.onMessage?.(message));
      }

      connect(): Promise<void> {
        return Promise.resolve();
      }

      disconnect(): Promise<void> {
        return Promise.resolve();
      }

      dispose(): Promise<void> {
        return Promise.resolve();
      }

      isConnected(): boolean {
        return true;
      }

      send(message: string): Promise<void> {
        sent.push(message);
        return Promise.resolve();
      }
    };
  }

  #descriptionHandler(): SessionDescriptionHandler {
    let version = 0;
    return {
      close: () => undefined,
      getDescription: () => {
        version += 1;
        return Promise.resolve({
          body: `v=0\r\no=bob 1 ${version} IN IP4 192.0.2.2\r\n`,
          contentType: "application/sdp",
        });
      },
      hasDescription: (contentType) => contentType === "application/sdp",
      setDescription: (description) => {
        if (this.refuseDescription) return Promise.reject(new Error("unreadable"));
        this.descriptions.push(description);
        return Promise.resolve();
      },
      rollbackDescription: () => Promise.resolve(),
      sendDtmf: () => false,
    };
  }
}

export interface RequestParts {
  readonly method: string;
  readonly sequence: number;
  readonly branch?: string;
  readonly toTag?: string;
  readonly headers?: readonly string[];
  readonly body?: string;
}

/** A request of the peer. */
export function request({ method, sequence, branch, toTag, headers = [], body = "" }: RequestParts): string {
  const type = body === "" ? [] : ["Content-Type: application/sdp"];
  return [
    `${method} sip:bob@example.com SIP/2.0`,
    `Via: SIP/2.0/WS alice.invalid;branch=z9hG4bK${branch ?? `${method}${sequence}`}`,
    "Max-Forwards: 70",
    'From: "Alice" <sip:alice@example.com>;tag=alice1',
    `To: <sip:bob@example.com>${toTag === undefined ? "" : `;tag=${toTag}`}`,
    "Call-ID: call1@alice.invalid",
    `CSeq: ${sequence} ${method === "CANCEL" || method === "ACK" ? method : method}`,
    "Contact: <sip:alice@alice.invalid;transport=ws>",
    ...headers,
    ...type,
    `Content-Length: ${body.length}`,
    "",
    body,
  ].join("\r\n");
}

/** The peer's response to a request of ours. */
export function response(to: string, status: string, headers: readonly string[] = [], body = ""): string {
  const copied = to.split("\r\n").filter((line) => /^(Via|From|To|Call-ID|CSeq):/i.test(line));
  const type = body === "" ? [] : ["Content-Type: application/sdp"];
  return [`SIP/2.0 ${status}`, ...copied, ...headers, ...type, `Content-Length: ${body.length}`, "", body].join("\r\n");
}

/** The value of a header in a text. */
export function header(message: string | undefined, name: string): string | undefined {
  const line = message?.split("\r\n").find((candidate) => candidate.toLowerCase().startsWith(`${name.toLowerCase()}:`));
  return line?.slice(line.indexOf(":") + 1).trim();
}

export function toTagOf(message: string | undefined): string {
  return /;tag=([^;]+)/.exec(header(message, "To") ?? "")?.[1] ?? "";
}
