import { onTestFinished } from "vitest";
import { type ConnectionEvent } from "../../../src/adapters/node/connection-event.js";
import { type TcpOptions, TcpTransport } from "../../../src/adapters/node/index.js";
import { type Address } from "../../../src/environment/flow.js";
import { RecordingReceiver } from "./peer.js";
import { StreamListener, StreamPeer } from "./stream-peer.js";
import { withDeadline } from "./deadline.js";

/** A request that a framer takes. */
export const OPTIONS = "OPTIONS sip:a@b SIP/2.0\r\nContent-Length: 0\r\n\r\n";

/** What happened to connections, to be waited for by type. */
export class Events {
  readonly all: ConnectionEvent[] = [];
  #onEvent: () => void = () => undefined;
  #read = 0;

  readonly put = (event: ConnectionEvent): void => {
    this.all.push(event);
    this.#onEvent();
  };

  /** The next of that type, those of other types left out. */
  async next<T extends ConnectionEvent["type"]>(type: T): Promise<ConnectionEvent & { readonly type: T }> {
    for (;;) {
      const event = this.all[this.#read];
      if (event === undefined) {
        await withDeadline(new Promise<void>((resolve) => (this.#onEvent = resolve)), `an event "${type}"`);
        continue;
      }
      this.#read += 1;
      if (isOf(event, type)) return event;
    }
  }
}

function isOf<T extends ConnectionEvent["type"]>(
  event: ConnectionEvent,
  type: T,
): event is ConnectionEvent & { readonly type: T } {
  return event.type === type;
}

/** A transport on a free port, what it received and told, and a peer that is connected to it. */
export async function openTcp(options: TcpOptions = {}) {
  const receiver = new RecordingReceiver();
  const events = new Events();
  const transport = await TcpTransport.listen(
    { host: "127.0.0.1", port: 0, onEvent: events.put, ...options },
    receiver,
  );
  const peer = await connectTo(transport);
  await events.next("up");
  onTestFinished(async () => {
    peer.close();
    await transport.close();
  });
  return { transport, receiver, peer, events };
}

/** One more peer. */
export async function connectTo({ bound }: { readonly bound: Address }): Promise<StreamPeer> {
  const host = bound.host === "0.0.0.0" ? "127.0.0.1" : bound.host;
  const peer = await StreamPeer.connect({ host, port: bound.port });
  onTestFinished(() => peer.close());
  return peer;
}

/** Somebody who can be connected to. */
export async function listenAt(host = "127.0.0.1", port = 0): Promise<StreamListener> {
  const listener = await StreamListener.open(host, port);
  onTestFinished(() => listener.close());
  return listener;
}
