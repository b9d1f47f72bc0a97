import { describe, expect, test } from "vitest";
import { WebSocketTransport } from "../../../src/adapters/web/index.js";
import { CountingRandom } from "../../../src/testing/index.js";
import { FakeWebSocket, phone } from "./fake-web-socket.js";

const OPTIONS = "OPTIONS sip:a@b SIP/2.0\r\n\r\n";

describe("RFC 7118 §4.1 a phone connects", () => {
  test("with the subprotocol sip, and says each state as it is entered [WSK-7118-4.1-a]", async () => {
    const { transport, latest, told } = phone();

    const connected = transport.connect();
    latest().opens();

    await connected;
    expect(latest()).toMatchObject({
      url: "wss://sip.example.com/ws",
      protocols: ["sip"],
      binaryType: "arraybuffer",
    });
    expect(told).toEqual(["Connecting", "Connected", "onConnect"]);
    expect(transport).toMatchObject({ protocol: "WSS", reliable: true, state: "Connected" });
    expect(transport.remote).toEqual({ host: "sip.example.com", port: 443 });
    expect(transport.isConnected()).toBe(true);
  });

  test("again and again is one WebSocket", async () => {
    const { transport, sockets, latest } = phone();

    const both = [transport.connect(), transport.connect()];
    latest().opens();
    await Promise.all(both);
    await transport.connect();

    expect(sockets).toHaveLength(1);
  });

  test("to a server that does not speak SIP is a failure, and tried again [WSK-7118-4.1-a]", () => {
    const { transport, latest, told } = phone();
    void transport.connect();

    latest().opens("");

    expect(latest().closings).toEqual([undefined]);
    expect(told).toEqual([
      "Connecting",
      "Disconnected",
      "onRetry in 500: the WebSocket is lost: the server does not speak SIP by it",
    ]);
  });

  test.each([
    ["ws://127.0.0.1:8080", "WS", { host: "127.0.0.1", port: 8080 }],
    ["ws://example.com", "WS", { host: "example.com", port: 80 }],
    ["wss://[2001:db8::1]/sip?x=1", "WSS", { host: "2001:db8::1", port: 443 }],
  ])("%s is %s to a server at its host, and at its port or that of HTTP (RFC 6455 §3)", (server, protocol, remote) => {
    expect(phone({ server }).transport).toMatchObject({ protocol, remote });
  });

  test.each(["https://example.com", "sip.example.com", "wss://example.com/#part", ""])("%j is no server", (server) => {
    expect(() => phone({ server })).toThrow(TypeError);
  });

  test("without a WebSocket in the runtime is a mistake that is told, and not tried again", async () => {
    const { transport, clock } = phone({
      webSocket: () => {
        throw new TypeError("no WebSocket");
      },
    });

    await expect(transport.connect()).rejects.toThrow(
      "cannot connect to wss://sip.example.com/ws: TypeError: no WebSocket",
    );

    expect(transport.state).toBe("Disconnected");
    expect(clock.pending).toBe(0);
  });
});

describe("RFC 7118 §5 messages of a phone", () => {
  test("text and octets are delivered alike, and by one flow [WSK-7118-4.2-a]", async () => {
    const flows = new Set<unknown>();
    const received: unknown[] = [];
    const { transport, latest } = await connected(
      {},
      {
        receive: (data, flow) => {
          flows.add(flow);
          received.push(data);
        },
      },
    );

    latest().delivers(OPTIONS);
    latest().delivers(new TextEncoder().encode(OPTIONS).buffer);

    expect(received).toEqual([OPTIONS, new TextEncoder().encode(OPTIONS)]);
    expect([...flows]).toEqual([transport]);
  });

  test("text is preferred, and what is no UTF-8 goes as octets [WSK-7118-4.2-b]", async () => {
    const { transport, latest } = await connected();
    const latin1 = Uint8Array.of(0x53, 0xfc);

    await transport.send("Grüße");
    await transport.send(new TextEncoder().encode("\ufeffGrüße"));
    await transport.send(latin1);

    expect(latest().sent).toEqual(["Grüße", "\ufeffGrüße", latin1]);
  });

  test("what is sent while no WebSocket is open fails, and is not kept [WSK-6455-5.5.1-a]", async () => {
    const { transport, clock, latest } = await connected();
    latest().closes();

    await expect(transport.send(OPTIONS)).rejects.toMatchObject({ code: "SIP_TRANSPORT" });

    clock.advance(1_000);
    latest().opens();
    expect(latest().sent).toEqual([]);
  });

  test("a WebSocket that does not take what is sent is a TransportError", async () => {
    const { transport, latest } = await connected();
    latest().send = () => {
      throw new Error("closing");
    };

    await expect(transport.send(OPTIONS)).rejects.toMatchObject({ code: "SIP_TRANSPORT" });
  });

  test("a connection where too much waits is given up", async () => {
    const { transport, latest, drain } = await connected();
    latest().bufferedAmount = 524_289;

    await expect(transport.send(OPTIONS)).rejects.toMatchObject({ code: "SIP_TRANSPORT" });

    expect(drain()[0]).toBe("Disconnected");
  });

  test("a ping of the server is answered; what is no SIP is dropped and told [WSK-7118-5-d] [WSK-7118-6-a]", async () => {
    const { latest, received, drain } = await connected();

    for (const data of ["\r\n\r\n", "\r\n", "hello", OPTIONS]) latest().delivers(data);

    expect(latest().sent).toEqual(["\r\n"]);
    expect(received).toEqual([OPTIONS]);
    expect(drain()).toEqual(["onError dropped 5 octets: no SIP"]);
  });

  test("what the application throws is told, and stops nothing", async () => {
    const fail = () => {
      throw new Error("broken");
    };
    const { transport, latest, drain } = await connected({}, { receive: fail });
    transport.onDisconnect = fail;

    latest().delivers(OPTIONS);
    latest().closes();

    expect(drain()).toEqual([
      "onError broken",
      "Disconnected",
      "onError broken",
      "onRetry in 500: the WebSocket is lost: closed with 1006",
    ]);
  });
});

describe("RFC 5626 §4.5 a phone whose connection is lost", () => {
  test("comes back by itself, and the same flow goes on [WSK-6455-5.5.1-a]", async () => {
    const { transport, clock, sockets, latest, drain } = await connected();
    const gone: string[] = [];
    transport.onGone(() => gone.push("gone"));

    latest().closes(1001, "restart");
    clock.advance(500);
    latest().opens();

    expect(drain()).toEqual([
      "Disconnected",
      "onDisconnect the WebSocket is lost: closed with 1001 restart",
      "onRetry in 500: the WebSocket is lost: closed with 1001 restart",
      "Connecting",
      "Connected",
      "onConnect",
    ]);
    expect(sockets).toHaveLength(2);
    expect(gone).toEqual([]);
    await transport.send(OPTIONS);
    expect(latest().sent).toEqual([OPTIONS]);
  });

  test("waits twice as long after each failure, up to a minute, and half of it is chance", () => {
    const waits = (numbers: readonly number[]) => {
      const { transport, clock, latest } = phone({ random: new CountingRandom({ numbers }) });
      const delays: number[] = [];
      transport.onRetry = (_error, delay = 0) => delays.push(delay);
      void transport.connect();
      for (let failures = 0; failures < 8; failures += 1) {
        latest().closes();
        clock.advance(delays.at(-1));
      }
      return delays;
    };

    expect(waits([0])).toEqual([500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000]);
    expect(waits([250])).toEqual([750, 1_250, 2_250, 4_250, 8_250, 16_250, 30_250, 30_250]);
  });

  test("waits as after a first failure only when the connection had held for 10 seconds", async () => {
    const { clock, latest, drain } = await connected();

    for (const held of [9_999, 9_999, 10_000]) {
      clock.advance(held);
      latest().closes();
      clock.advance(2_000);
      latest().opens();
    }

    expect(drain().filter((line) => line.startsWith("onRetry"))).toEqual([
      expect.stringMatching("onRetry in 500:"),
      expect.stringMatching("onRetry in 1000:"),
      expect.stringMatching("onRetry in 500:"),
    ]);
  });

  test("gives up an attempt that takes 10 seconds", () => {
    const { transport, clock, latest, drain } = phone();
    void transport.connect();

    clock.advance(10_000);

    expect(latest().closings).toEqual([undefined]);
    expect(drain().at(-1)).toBe("onRetry in 500: the WebSocket is lost: opening it took too long");
  });

  test("tries at once when it is asked to connect", async () => {
    const { transport, clock, sockets, latest } = await connected();
    latest().closes();

    const again = transport.connect();
    latest().opens();

    await again;
    clock.advance(60_000);
    expect(sockets).toHaveLength(2);
  });

  test("leaves it to the application where it is told to", async () => {
    const { transport, clock, network, latest, drain } = await connected({ reconnect: false });

    latest().closes();

    expect(drain()).toEqual(["Disconnected", "onDisconnect the WebSocket is lost: closed with 1006"]);
    expect(clock.pending).toBe(0);
    expect(network.listeners.size).toBe(0);
    const again = transport.connect();
    latest().closes();
    await expect(again).rejects.toMatchObject({ code: "SIP_TRANSPORT" });
    expect(transport.state).toBe("Disconnected");
  });

  test.each([{ first: -1 }, { first: 2_000, most: 1_000 }, { jitter: 1.5 }, { first: NaN }])(
    "%j is a mistake of ours",
    (reconnect) => {
      expect(() => phone({ reconnect })).toThrow(RangeError);
    },
  );
});

describe("a phone whose network goes and comes", () => {
  test("tries nothing offline, and at once when it is online", async () => {
    const { clock, network, sockets, latest, drain } = await connected();

    network.tells("offline");
    latest().closes();
    clock.advance(600_000);
    expect(sockets).toHaveLength(1);
    expect(drain().at(-1)).toBe("onRetry in ∞: the WebSocket is lost: closed with 1006");
    network.tells("online");

    expect(sockets).toHaveLength(2);
  });

  test("goes offline while it waits, and tries no more until it is back", async () => {
    const { clock, network, sockets, latest } = await connected();
    latest().closes();

    network.tells("offline");
    clock.advance(600_000);

    expect(sockets).toHaveLength(1);
    network.tells("online");
    network.tells("online");
    expect(sockets).toHaveLength(2);
  });

  test("asks whether its WebSocket has outlived the change", async () => {
    const { clock, network, sockets, latest } = await connected();
    latest().delivers("\r\n");

    network.tells("online");

    expect(latest().sent).toEqual(["\r\n\r\n"]);
    clock.advance(10_500);
    expect(sockets).toHaveLength(2);
  });
});

describe("RFC 5626 §4.4, §4.4.1 keep-alives of a phone", () => {
  test("a ping goes out in the last fifth of the interval [WSK-7118-6-a]", async () => {
    const { clock, latest } = await connected({ random: new CountingRandom({ numbers: [6_000, 0] }) });

    clock.advance(23_999);
    expect(latest().sent).toEqual([]);
    clock.advance(1);
    expect(latest().sent).toEqual(["\r\n\r\n"]);
    latest().delivers("\r\n");
    clock.advance(29_999);
    expect(latest().sent).toEqual(["\r\n\r\n"]);
    clock.advance(1);
    expect(latest().sent).toEqual(["\r\n\r\n", "\r\n\r\n"]);
  });

  test("a server that has answered once, and does not within 10 seconds, is lost [WSK-7118-6-a]", async () => {
    const { clock, latest, drain } = await connected();
    clock.advance(30_000);
    latest().delivers("\r\n");

    clock.advance(39_999);
    expect(drain()).toEqual([]);
    clock.advance(1);

    expect(drain().slice(0, 2)).toEqual([
      "Disconnected",
      "onDisconnect the WebSocket is lost: a ping was not answered",
    ]);
    expect(latest().closings).toEqual([undefined]);
  });

  test("any message after a ping shows that the server is there", async () => {
    const { transport, clock, latest } = await connected();
    latest().delivers("\r\n");
    clock.advance(30_000);

    latest().delivers(OPTIONS);
    clock.advance(10_000);

    expect(transport.isConnected()).toBe(true);
  });

  test("a server that never answers pings is not given up for it", async () => {
    const { transport, clock, latest } = await connected();

    clock.advance(120_000);

    expect(transport.isConnected()).toBe(true);
    expect(latest().sent).toEqual(["\r\n\r\n", "\r\n\r\n", "\r\n\r\n"]);
  });

  test("the interval may be changed, and none be sent at all", async () => {
    const { transport, clock, latest } = await connected({ keepAliveInterval: 0 });
    expect(clock.pending).toBe(0);

    transport.keepAliveInterval = 10_000;
    latest().closes();
    clock.advance(500);
    latest().opens();
    clock.advance(10_000);

    expect(latest().sent).toEqual(["\r\n\r\n"]);
  });
});

describe("a phone that disconnects", () => {
  test("closes in order, tells no error and leaves nothing running", async () => {
    const { transport, clock, network, latest, drain } = await connected();

    const done = [transport.disconnect(), transport.disconnect()];
    expect(latest().closings).toEqual([1000]);
    latest().closes(1000);

    await Promise.all(done);
    expect(drain()).toEqual(["Disconnecting", "Disconnected", "onDisconnect"]);
    expect(clock.pending).toBe(0);
    expect(network.listeners.size).toBe(0);
    latest().delivers(OPTIONS);
    latest().opens();
    expect(drain()).toEqual([]);
  });

  test("does not wait for a server that does not close, longer than 2 seconds", async () => {
    const { transport, clock } = await connected();

    const done = transport.disconnect();
    clock.advance(2_000);

    await done;
    expect(transport.state).toBe("Disconnected");
  });

  test("while it connects, or waits for the next attempt, is not connected any more", async () => {
    const { transport, clock, latest, sockets } = phone();
    const first = transport.connect();
    const done = transport.disconnect();
    await expect(first).rejects.toMatchObject({ code: "SIP_TRANSPORT" });
    latest().closes();
    await done;
    const second = transport.connect();
    latest().closes();

    await transport.disconnect();

    await expect(second).rejects.toMatchObject({ code: "SIP_TRANSPORT" });
    expect(clock.pending).toBe(0);
    expect(sockets).toHaveLength(2);
  });

  test("and is asked to connect meanwhile, opens a new WebSocket when the old one is closed", async () => {
    const { transport, latest, sockets } = await connected();
    const done = transport.disconnect();

    const again = transport.connect();
    latest().closes(1000);
    await done;
    latest().opens();

    await again;
    expect(sockets).toHaveLength(2);
  });

  test("may do so from within what it is told", async () => {
    const { transport, clock, latest, sockets } = await connected();
    transport.onDisconnect = () => void transport.disconnect();
    latest().closes();
    expect(clock.pending).toBe(0);
    transport.onStateChange = (state) => state === "Connected" && void transport.disconnect();
    transport.onConnect = () => expect.unreachable("it is disconnecting");

    void transport.connect();
    latest().opens();
    latest().closes();

    expect(sockets).toHaveLength(2);
    expect(transport.state).toBe("Disconnected");
  });

  test("for good is gone, and can never be connected again", async () => {
    const { transport, latest } = await connected();
    const gone: string[] = [];
    transport.onGone(() => gone.push("told"));
    transport.onGone(() => gone.push("not asked any more"))();

    const done = transport.dispose();
    expect(gone).toEqual([]);
    latest().closes(1000);
    await done;

    expect(gone).toEqual(["told"]);
    transport.onGone(() => gone.push("told late"));
    expect(gone).toEqual(["told"]);
    await Promise.resolve();
    expect(gone).toEqual(["told", "told late"]);
    await expect(transport.connect()).rejects.toMatchObject({ code: "SIP_TRANSPORT" });
  });
});

describe("the runtime of a phone", () => {
  test("is asked for its WebSocket, its window, its clock and its dice, when none is given", async () => {
    const opened: FakeWebSocket[] = [];
    class RuntimeWebSocket extends FakeWebSocket {
      constructor(url: string, protocols: readonly string[]) {
        super(url, protocols);
        opened.push(this);
      }
    }
    const before = Object.getOwnPropertyDescriptor(globalThis, "WebSocket");
    Object.defineProperty(globalThis, "WebSocket", { value: RuntimeWebSocket, configurable: true, writable: true });
    const transport = new WebSocketTransport({ server: "ws://127.0.0.1" }, { receive: () => undefined });

    const connecting = transport.connect();
    opened[0]?.opens();
    await connecting;
    const done = transport.disconnect();
    opened[0]?.closes();
    await done;

    expect(opened).toHaveLength(1);
    Reflect.deleteProperty(globalThis, "WebSocket");
    await expect(transport.connect()).rejects.toMatchObject({ cause: { name: "TypeError" } });
    if (before !== undefined) Object.defineProperty(globalThis, "WebSocket", before);
  });
});

/** A phone that is connected; what was told up to then is forgotten. */
async function connected(...options: Parameters<typeof phone>) {
  const all = phone(...options);
  const done = all.transport.connect();
  all.latest().opens();
  await done;
  all.drain();
  return all;
}
