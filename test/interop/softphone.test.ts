import { type Browser, type Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { chromiumPath, launchBrowser } from "../support/browser.js";
import { hasKamailio, type Kamailio, startKamailio } from "../support/kamailio.js";
import { PhoneOnWire } from "../support/phone-on-wire.js";
import { type Cable, layCable, serveSoftphone, type SoftphonePages } from "../support/softphone.js";

const missing = chromiumPath === undefined || !hasKamailio;
if (missing) process.stdout.write("LEFT OUT: the softphone, which needs Chromium and Kamailio\n");

const DEADLINE = 20_000;

describe.skipIf(missing)("the softphone in Chromium, registered at Kamailio", { timeout: 4 * DEADLINE }, () => {
  let kamailio: Kamailio;
  let pages: SoftphonePages;
  let browser: Browser;
  let cable: Cable;
  let bob: Page;

  beforeAll(async () => {
    [kamailio, pages, browser] = await Promise.all([
      startKamailio({ bob: "s3cret" }),
      serveSoftphone(),
      launchBrowser(),
    ]);
    cable = await layCable(kamailio.port);
  }, 120_000);

  afterAll(async () => {
    await browser.close();
    cable.close();
    await pages.close();
    await kamailio.stop();
  });

  /** A page of its own, with nothing kept from another. */
  async function open(path: string, parameters: Readonly<Record<string, string>>): Promise<Page> {
    const context = await browser.newContext();
    onTestFinished(() => context.close());
    const page = await context.newPage();
    page.setDefaultTimeout(DEADLINE);
    await page.goto(`${pages.url}${path}?${new URLSearchParams(parameters).toString()}`);
    return page;
  }

  const address = (user: string): string => `sip:${user}@127.0.0.1:${kamailio.port}`;
  const line = (page: Page, state: string) => page.waitForSelector(`[data-line="${state}"]`);
  const call = (page: Page, state: string) => page.waitForSelector(`[data-call="${state}"]`);
  const says = (page: Page, text: string) => page.waitForSelector(`#how:text-is("${text}")`);

  async function openBob(password = "s3cret"): Promise<Page> {
    const server = `ws://127.0.0.1:${cable.port}`;
    return open("", { server, aor: address("bob"), password, connect: "" });
  }

  /** Alice calls Bob, from a phone made with JsSIP. */
  async function aliceCalls(): Promise<Page> {
    const server = `ws://127.0.0.1:${kamailio.port}`;
    const alice = await open("caller.html", { server, aor: address("alice"), target: address("bob") });
    await says(alice, "Connected");
    await alice.click("#dial");
    await call(bob, "ringing");
    return alice;
  }

  /** Alice and Bob hear each other. */
  async function talk(): Promise<Page> {
    const alice = await aliceCalls();
    await bob.click("#answer");
    await call(bob, "talking");
    await says(alice, "Talking");
    return alice;
  }

  beforeEach(async () => {
    bob = await openBob();
    await line(bob, "ready");
  });

  test("is registered with its password (RFC 3261 §22.2)", async () => {
    expect(await bob.textContent("#line")).toContain("Ready: bob@127.0.0.1");
  });

  test("says so when the password is wrong", async () => {
    const page = await openBob("wrong");
    await line(page, "refused");

    expect(await page.textContent("#line")).toContain("Not registered: REGISTER was answered 401");
    expect(await page.isVisible("#account")).toBe(true);
  });

  test("shows who calls, answers by the keyboard, and sound comes out of it until the caller hangs up", async () => {
    const alice = await aliceCalls();

    expect(await bob.textContent("#who")).toBe("Alice");
    expect(await bob.textContent("#from")).toBe("alice@127.0.0.1");
    expect(await bob.title()).toBe("☎ Alice");
    expect(await bob.evaluate("document.activeElement.id")).toBe("answer");
    await bob.keyboard.press("Enter");
    await call(bob, "talking");
    await bob.waitForFunction('document.querySelector("meter").value > 0.1');
    await alice.click("#end");

    await says(bob, "The other side hung up");
    await bob.waitForFunction('/BYE[^]*200/.test(document.querySelector("#ladder").textContent)');
    expect(await bob.textContent("#ladder")).toMatch(/INVITE sdp[^]*180[^]*200 sdp[^]*ACK[^]*BYE/);
  });

  test("sends what its microphone hears, unless it is muted", async () => {
    const alice = await talk();
    const level = () => alice.evaluate<number>(LOUDEST);

    // The machine's microphone beeps once a second.
    expect(await level()).toBeGreaterThan(0.01);
    await bob.click("#mute");
    expect(await bob.getAttribute("#mute", "aria-pressed")).toBe("true");
    await expect.poll(level, { timeout: DEADLINE }).toBeLessThan(0.01);
  });

  test("holds, comes back and hangs up", async () => {
    const alice = await talk();
    await bob.click("#hold");
    await says(alice, "On hold");
    await says(bob, "On hold");
    await bob.click("#hold");
    await says(alice, "Talking");
    await bob.click("#hang-up");

    await says(alice, "The other side: Terminated");
    await says(bob, "You hung up");
  });

  test("declines", async () => {
    const alice = await aliceCalls();
    await bob.click("#refuse");

    await says(alice, "The other side: Busy");
    await says(bob, "You declined");
  });

  test("stops ringing when the caller gives up", async () => {
    const alice = await aliceCalls();
    await alice.click("#end");

    await says(bob, "They gave up");
    expect(await bob.isVisible("#answer")).toBe(false);
  });

  test("comes back by itself when the connection is lost, and can be called again", async () => {
    cable.pull();
    await line(bob, "waiting");
    await line(bob, "ready");
    const alice = await talk();
    await alice.click("#end");

    await says(bob, "The other side hung up");
  });

  test("keeps its call when the connection is lost, and hangs up over the next one", async () => {
    const alice = await talk();
    cable.pull();
    await line(bob, "waiting");
    await line(bob, "ready");
    await bob.click("#hang-up");

    await says(alice, "The other side: Terminated");
  });

  test("is called by a phone that speaks UDP, and answers it", async () => {
    const { host, port } = kamailio;
    const carol = await PhoneOnWire.open({
      protocol: "UDP",
      host,
      port,
      requestUri: address("bob"),
      answer: BROWSER_OFFER,
    });
    carol.script.invites({ offer: BROWSER_OFFER });
    await carol.gets("180 INVITE");
    await bob.click("#answer");
    const accepted = await carol.gets("200 INVITE");
    await call(bob, "talking");
    await bob.click("#hang-up");
    await carol.gets("BYE");

    expect(accepted.body).toContain("a=setup:active");
  });

  test("refuses a phone whose sound it cannot take", async () => {
    const { host, port } = kamailio;
    const carol = await PhoneOnWire.open({ protocol: "UDP", host, port, requestUri: address("bob") });
    carol.script.invites({
      offer: "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\nm=audio 4000 RTP/AVP 0\r\nc=IN IP4 127.0.0.1\r\n",
    });
    await carol.gets("180 INVITE");
    await bob.click("#answer");

    await carol.gets("488 INVITE");
    carol.script.acknowledges();
  });
});

describe.skipIf(chromiumPath === undefined)("npm run softphone", { timeout: 4 * DEADLINE }, () => {
  test("needs nothing else to be tried with: its own caller reaches it through its own switchboard", async () => {
    const [pages, browser] = await Promise.all([serveSoftphone({ withSwitchboard: true }), launchBrowser()]);
    onTestFinished(async () => {
      await browser.close();
      await pages.close();
    });
    const phone = await browser.newPage();
    await phone.goto(pages.url);
    await phone.click("form button");
    await phone.waitForSelector('[data-line="ready"]');
    const [caller] = await Promise.all([phone.waitForEvent("popup"), phone.click("#try a")]);
    await caller.click("#dial");
    await phone.click("#answer");
    await phone.waitForFunction('document.querySelector("meter").value > 0.1');
    await phone.click("#disconnect");

    await caller.waitForSelector('#how:text-is("The other side: Terminated")');
    expect(await phone.textContent("#line")).toContain("Not connected");
  });
});

/** In the caller's page: the loudest that comes out of its speaker within three seconds, 0 to 1. */
const LOUDEST = `(async () => {
  const audio = new AudioContext();
  const analyser = new AnalyserNode(audio);
  audio.createMediaStreamSource(document.querySelector("audio").srcObject).connect(analyser);
  const samples = new Float32Array(analyser.fftSize);
  let loudest = 0;
  for (let i = 0; i < 60; i++) {
    await new Promise((done) => setTimeout(done, 50));
    analyser.getFloatTimeDomainData(samples);
    loudest = Math.max(loudest, ...samples.map(Math.abs));
  }
  await audio.close();
  return loudest;
})()`;

/** An offer as browsers make it, by somebody who never sends a packet. */
const BROWSER_OFFER = [
  "v=0",
  "o=- 1 1 IN IP4 127.0.0.1",
  "s=-",
  "t=0 0",
  "a=group:BUNDLE 0",
  "m=audio 9 UDP/TLS/RTP/SAVPF 0",
  "c=IN IP4 127.0.0.1",
  "a=mid:0",
  "a=sendrecv",
  "a=rtcp-mux",
  "a=ice-ufrag:abcd",
  "a=ice-pwd:0123456789abcdefghijklmn",
  `a=fingerprint:sha-256 ${Array.from({ length: 32 }, () => "AB").join(":")}`,
  "a=setup:actpass",
  "",
].join("\r\n");
