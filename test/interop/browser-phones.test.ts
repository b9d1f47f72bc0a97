import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { type Socket } from "node:net";
import { type Browser, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { type ConnectionEvent, type Receiver, WebSocketServerTransport } from "../../src/adapters/node/index.js";
import { Callee } from "../../src/cli/callee.js";
import { createSystemEnvironment } from "../../src/environment/system-environment.js";
import { type Flow } from "../../src/environment/flow.js";
import { Caller } from "../../src/testing/index.js";
import { Inbox } from "../adapters/node/peer.js";
import { buildCallee, startCallee } from "./callee.js";
import { bundleForPage, chromiumPath, launchBrowser, type ServedPage, servePage } from "../support/browser.js";

if (chromiumPath === undefined) process.stdout.write("LEFT OUT: phones in Chromium, which is not installed\n");
const inBrowser = describe.skipIf(chromiumPath === undefined);

let browser: Browser;
let site: ServedPage;

inBrowser("RFC 7118 phones in a browser", { timeout: 60_000 }, () => {
  beforeAll(async () => {
    const script = await bundleForPage(
      'import { phones } from "./test/interop/pages/phones.js"; Object.assign(globalThis, { phones });',
    );
    [browser, site] = await Promise.all([launchBrowser(), servePage(script)]);
  }, 120_000);

  afterAll(async () => {
    await browser.close();
    await site.close();
  });

  describe.each(["jssip", "sipjs"])("%s calls the callee", (name) => {
    test("is answered, holds, resumes, presses a key and hangs up", async () => {
      const { phone, messages, problems } = await callWith(name, "answer");

      expect(await phone("answered()")).toBe("answered");
      expect(await phone("hold()")).toBe("held");
      expect(await phone("resume()")).toBe("resumed");
      expect(await phone('press("5")')).toBe(200);
      await phone("hangUp()");
      expect(await phone("ended()")).toMatch(/^local: /);

      expect(messages.map(startOf)).toEqual([
        "INVITE sendrecv",
        "ACK",
        "INVITE sendonly",
        "ACK",
        "INVITE sendrecv",
        "ACK",
        "INFO",
        "BYE",
      ]);
      expect(problems).toEqual([]);
    });

    test("is hung up on", async () => {
      const { phone, problems } = await callWith(name, "hangup");

      expect(await phone("answered()")).toBe("answered");
      expect(await phone("ended()")).toMatch(/^remote: /);

      expect(problems).toEqual([]);
    });

    test("the program itself answers it, is put on hold and hung up on", async () => {
      const built = await buildCallee();
      onTestFinished(() => built.remove());
      const program = await startCallee(built, { UAS_WS: "ws://127.0.0.1:0" });
      onTestFinished(() => program.stop());
      const { page, problems } = await openPage();
      const url = `ws://127.0.0.1:${program.ports["ws"]}`;
      const phone = await makePhone(page, "phone", `${name}("${url}", "sip:answer@example.com")`);

      expect(await phone("answered()")).toBe("answered");
      expect(await phone("hold()")).toBe("held");
      expect(await phone("resume()")).toBe("resumed");
      await phone("hangUp()");
      expect(await phone("ended()")).toMatch(/^local: /);
      expect(problems).toEqual([]);
    });

    test("is refused", async () => {
      const { phone, problems } = await callWith(name, "busy");

      expect(await phone("answered()")).toMatch(/Busy/);

      expect(problems).toEqual([]);
    });
  });

  describe("a callee of this library in the page", () => {
    test("answers, sound flows both ways, and it hangs up", async () => {
      const { alice, arrives, phone, media } = await callTo();

      expect(await media("hears()")).toBe(true);
      expect(await phone("hears()")).toBe(true);
      const over = phone("bye()");
      await arrives("BYE");
      alice.answers("BYE", 200);

      expect(await over).toBe(200);
      expect(await phone("events()")).toEqual(["onAck"]);
    });

    test("is written in some twenty lines, as docs/browser.md has it", async () => {
      const example = (url: string): string => exampleOf("browser.md", url);
      const { alice, arrives, media } = await callTo(async (page, url) => {
        await page.addScriptTag({ content: await bundleForPage(example(url)) });
      });

      expect(await media("hears()")).toBe(true);
      alice.hangsUp();
      await arrives("SIP/2.0 200");

      expect(alice.received(200, "BYE").statusCode).toBe(200);
      expect(example("").trim().split("\n").length).toBeLessThanOrEqual(22);
    });

    test("is called through its .invalid Contact, and goes on when the server has dropped its WebSocket", async () => {
      const { alice, arrives, cut, phone, media } = await callTo();
      expect(alice.dialog.target).toMatch(/^sip:bob@[a-z0-9]+\.invalid;transport=ws$/);

      await cut();
      expect(await media("hears()")).toBe(true);
      alice.hangsUp();
      await arrives("SIP/2.0 200");

      expect(alice.received(200, "BYE").statusCode).toBe(200);
      expect(await phone("events()")).toEqual(["onAck", "onBye"]);
      expect(await phone("states()")).toEqual(["Connecting", "Connected", "Disconnected", "Connecting", "Connected"]);
    });
  });
});

/** The first example of a page about this. */
function exampleOf(page: string, url: string): string {
  const text = readFileSync(new URL(`../../docs/${page}`, import.meta.url), "utf8");
  const [, example = ""] = /```js\n(.*?)```/s.exec(text) ?? [];
  return example.replace(/"wss:[^"]*"/, JSON.stringify(url));
}

/** A page with the phones, closed with the test; what goes wrong in it is a problem of the test. */
async function openPage(): Promise<{ readonly page: Page; readonly problems: string[] }> {
  const problems: string[] = [];
  const page = await browser.newPage();
  onTestFinished(() => page.close());
  page.on("pageerror", ({ message }) => problems.push(message));
  await page.goto(site.url);
  return { page, problems };
}

/** Makes one of the phones in the page, and gives what asks it something. */
async function makePhone(page: Page, name: string, call: string): Promise<(question: string) => Promise<unknown>> {
  await page.evaluate(`phones.${call}.then((phone) => { globalThis.${name} = phone; })`);
  return (question) => page.evaluate(`${name}.${question}`);
}

/** The callee program's callee on a WebSocket, and a phone in a page that calls one of its users. */
async function callWith(name: string, user: string) {
  const { page, problems } = await openPage();
  const messages: string[] = [];
  const callee = new Callee({ environment: createSystemEnvironment(), onProblem: (line) => problems.push(line) });
  const server = await listen({
    receive: (data, flow) => {
      const text = Buffer.from(data).toString();
      if (!text.startsWith("SIP/2.0")) messages.push(text);
      callee.receive(data, flow);
    },
  });
  onTestFinished(() => callee.dispose());
  const phone = await makePhone(page, "phone", `${name}("${server.url}", "sip:${user}@example.com")`);
  return { phone, messages, problems };
}

/** A callee in a page, in a call with Alice, whose own sound is made in the page, too. */
async function callTo(begin?: (page: Page, url: string) => Promise<void>) {
  const { page } = await openPage();
  const came = new Inbox<string>();
  let flow: Flow | undefined;
  const server = await listen({
    receive: (data) => {
      alice.receive(data);
      came.put(Buffer.from(data).toString());
    },
  });
  const alice = new Caller({
    send: (text) => Promise.resolve(flow?.send(text)),
    defaults: { protocol: "WS", headers: { Contact: "<sip:alice@pc1.invalid;transport=ws>" } },
  });
  const connects = async () => {
    const { type, remote } = await server.events.next();
    expect(type).toBe("up");
    flow = server.transport.flow(remote);
  };
  const arrives = async (start: string) => {
    for (;;) if ((await came.next()).startsWith(start)) return;
  };
  const phone = begin ? () => Promise.resolve() : await makePhone(page, "phone", `ours("${server.url}")`);
  await begin?.(page, server.url);
  await connects();
  const media = await makePhone(page, "media", "offerer()");
  alice.invites({ offer: String(await media("offer()")) });
  await arrives("SIP/2.0 200");
  await page.evaluate(`media.takes(${JSON.stringify(alice.received(200, "INVITE").body)})`);
  alice.acknowledges();
  const cut = async () => {
    server.drop();
    expect((await server.events.next()).type).toBe("down");
    await connects();
  };
  return { alice, arrives, cut, phone, media };
}

/** A WebSocket server that can drop its connections. */
async function listen(receiver: Receiver) {
  const events = new Inbox<ConnectionEvent>();
  const http = createServer();
  http.listen(0, "127.0.0.1");
  await once(http, "listening");
  const sockets = new Set<Socket>();
  http.on("connection", (socket: Socket) => sockets.add(socket));
  const transport = await WebSocketServerTransport.listen(
    { server: http, onEvent: (event) => events.put(event) },
    receiver,
  );
  const drop = () => {
    for (const socket of sockets) socket.destroy();
    sockets.clear();
  };
  onTestFinished(async () => {
    await transport.close();
    await new Promise((resolve) => http.close(resolve));
  });
  return { transport, events, drop, url: `ws://127.0.0.1:${transport.bound.port}` };
}

/** `INVITE sendonly`: the method of a request, and what it says of the direction of its sound. */
function startOf(text: string): string {
  const [method = ""] = text.split(" ", 1);
  const [, direction] = /^a=(sendonly|recvonly|inactive|sendrecv)\r?$/m.exec(text) ?? [];
  return direction === undefined ? method : `${method} ${direction}`;
}
