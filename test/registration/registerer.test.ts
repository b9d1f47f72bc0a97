import { describe, expect, test } from "vitest";
import { createDigestResponder } from "../../src/adapters/node/digest-responder.js";
import { RequestRefusedError } from "../../src/call/request-refused-error.js";
import { TransactionStateError } from "../../src/errors.js";
import { Registerer, RegistererState } from "../../src/registration/registerer.js";
import { type RegistererOptions } from "../../src/registration/registerer-options.js";
import { type UserAgentCoreConfiguration } from "../../src/user-agent/user-agent-core-configuration.js";
import { FarEnd } from "../user-agent/far-end.js";
import { uriOf } from "../user-agent/support.js";

const AOR = uriOf("sip:bob@example.com");
const INSTANCE = "urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6";

interface Desk {
  readonly registrar: FarEnd;
  readonly registerer: Registerer;
  /** States, and what else was told. */
  readonly told: string[];
}

function deskOf(options: RegistererOptions = {}, configuration: UserAgentCoreConfiguration = {}): Desk {
  const registrar = new FarEnd({ viaHost: "c.invalid", aor: AOR, ...configuration });
  const registerer = new Registerer(registrar.core, options);
  const told: string[] = [];
  registerer.stateChange.addListener((state) => void told.push(state));
  registerer.onFailure = (error, retryIn) => void told.push(`${error.message}, again in ${retryIn ?? "no"} ms`);
  return { registrar, registerer, told };
}

/** As a registrar accepts: with the Contact of the request. */
function accepts(registrar: FarEnd, headers: Readonly<Record<string, string>> = {}): void {
  registrar.answers(200, { headers: { Contact: registrar.last.getHeader("Contact"), ...headers } });
}

describe("RFC 3261 §10.2 a registration", () => {
  test("says who is to be reached where", async () => {
    const { registrar, registerer, told } = deskOf();
    const registered = registerer.register();

    expect(registrar.last.data).toMatchInlineSnapshot(`
      "REGISTER sip:example.com SIP/2.0
      Via: SIP/2.0/WS c.invalid;branch=z9hG4bKtag-3
      Max-Forwards: 70
      From: <sip:bob@example.com>;tag=tag-2
      To: <sip:bob@example.com>
      Call-ID: tag-1
      CSeq: 1 REGISTER
      Supported: path
      Contact: <sip:bob@c.invalid;transport=ws>;expires=600
      Expires: 600
      Content-Length: 0

      "
    `);
    expect(registerer.waiting).toBe(true);
    accepts(registrar);
    expect(await registered).toMatchObject({ expires: 600, outbound: false, flowTimer: undefined });
    expect([registerer.state, registerer.waiting, told]).toEqual(["Registered", false, ["Registered"]]);
    registerer.dispose();
  });

  test("is refreshed before its time is up, with the next number and the same Call-ID", () => {
    const { registrar, registerer } = deskOf({ expires: 100 });
    void registerer.register();
    accepts(registrar);
    registrar.clock.advance(74_000);
    expect(registrar.requests).toHaveLength(1);
    registrar.clock.advance(17_000);
    const [first, second] = registrar.requests;

    expect([second?.callId, second?.fromTag, second?.cseq]).toEqual([first?.callId, first?.fromTag, 2]);
    registerer.dispose();
  });

  test("lasts as long as the registrar says, not as was asked for [RFC 3261 §10.2.4]", () => {
    const { registrar, registerer } = deskOf();
    void registerer.register();
    const [contact = ""] = registrar.last.getHeaders("Contact");
    accepts(registrar, { Contact: `<sip:other@x>;expires=5, ${contact.replace("expires=600", "expires=60")}` });

    expect(registerer.registration?.expires).toBe(60);
    registrar.clock.advance(60_000);
    expect(registrar.requests).toHaveLength(2);
    registerer.dispose();
  });

  test("takes its time from Expires where the Contact has none", () => {
    const { registrar, registerer } = deskOf();
    void registerer.register();
    registrar.answers(200, { headers: { Expires: "77" } });

    expect(registerer.registration?.expires).toBe(77);
    registerer.dispose();
  });

  test.each([
    ["all the time", "0", 1_999, 2_000],
    ["never again", "4294967295", 86_399_999, 86_400_000],
  ])("whatever the registrar says is not refreshed %s", (_title, expires, before, after) => {
    const { registrar, registerer } = deskOf();
    void registerer.register();
    registrar.answers(200, { headers: { Expires: expires } });
    registrar.clock.advance(before);
    expect(registrar.requests).toHaveLength(1);
    registrar.clock.advance(after - before);

    expect(registrar.requests).toHaveLength(2);
    registerer.dispose();
  });

  test("is asked for longer when the registrar finds it too brief [RFC 3261 §10.2.8]", () => {
    const { registrar, registerer, told } = deskOf({ expires: 10 });
    void registerer.register();
    registrar.answers(423, { headers: { "Min-Expires": "120" } });

    expect(registrar.last.getHeader("Expires")).toBe("120");
    accepts(registrar);
    expect(told).toEqual(["Registered"]);
    registerer.dispose();
  });

  test("is given up when that makes no sense", () => {
    const { registrar, registerer, told } = deskOf();
    void registerer.register();
    registrar.answers(423, { headers: { "Min-Expires": "1" } });

    expect(told).toEqual(["Unregistered", "REGISTER was answered 423, again in no ms"]);
    expect(registerer.state).toBe(RegistererState.Unregistered);
  });

  test("is given up when what it is told to ask for is too brief, too", () => {
    const { registrar, registerer, told } = deskOf();
    void registerer.register();
    registrar.answers(423, { headers: { "Min-Expires": "700" } });
    registrar.answers(423, { headers: { "Min-Expires": "800" } });

    expect(told.at(-1)).toBe("REGISTER was answered 423, again in no ms");
    expect(registrar.requests).toHaveLength(2);
  });

  test("answers a challenge by the core's credentials, and goes on from that number", () => {
    const credentials = createDigestResponder({ user: { username: "bob", password: "s3cret" } });
    const { registrar, registerer, told } = deskOf({}, { credentials });
    const headers = { "WWW-Authenticate": 'Digest realm="example.com", nonce="n", qop="auth"' };
    void registerer.register();
    registrar.answers(401, { headers });
    accepts(registrar);
    void registerer.register();

    expect(registrar.requests.map(({ cseq }) => cseq)).toEqual([1, 2, 3]);
    expect(told).toEqual(["Registered"]);
    registerer.dispose();
  });

  test("goes where the options say", () => {
    const { registrar, registerer } = deskOf({
      aor: uriOf("sips:carol@example.net"),
      registrar: uriOf("sips:registrar.example.net"),
      contact: uriOf("sips:me@c.invalid;transport=ws"),
      extraContactHeaderParams: ["q=0.5"],
      extraHeaders: ["X-One: 1"],
      routeSet: ["<sip:proxy.example.net;lr>"],
    });
    void registerer.register();

    expect(registrar.last.ruri.toString()).toBe("sips:registrar.example.net");
    expect(["To", "Contact", "X-One", "Route"].map((name) => registrar.last.getHeader(name))).toEqual([
      "<sips:carol@example.net>",
      "<sips:me@c.invalid;transport=ws>;q=0.5;expires=600",
      "1",
      "<sip:proxy.example.net;lr>",
    ]);
    registerer.dispose();
  });
});

describe("RFC 3261 §10.2.2 a registration is taken back", () => {
  test("with no time left, and is refreshed no more", async () => {
    const { registrar, registerer, told } = deskOf();
    void registerer.register();
    accepts(registrar);
    const unregistered = registerer.unregister();

    expect(registrar.last.getHeader("Contact")).toBe("<sip:bob@c.invalid;transport=ws>;expires=0");
    registrar.answers(200);
    await unregistered;
    registrar.clock.advance(600_000);
    expect([told, registrar.requests.length, registerer.registration]).toEqual([
      ["Registered", "Unregistered"],
      2,
      undefined,
    ]);
  });

  test("for all devices of the user", () => {
    const { registrar, registerer } = deskOf();
    void registerer.unregister({ all: true });

    expect([registrar.last.getHeader("Contact"), registrar.last.getHeader("Expires")]).toEqual(["*", "0"]);
    registerer.dispose();
  });

  test("at once when there is none", async () => {
    const { registrar, registerer } = deskOf();
    await registerer.unregister();

    expect([registrar.requests, registerer.state]).toEqual([[], "Initial"]);
  });

  test("counts as taken back whatever the answer, which is told", async () => {
    const { registrar, registerer } = deskOf();
    void registerer.register();
    accepts(registrar);
    const unregistered = registerer.unregister();
    registrar.answers(500);

    await expect(unregistered).rejects.toBeInstanceOf(RequestRefusedError);
    expect(registerer.state).toBe("Unregistered");
  });
});

describe("RFC 5626 §4.1, RFC 5626 §4.2, RFC 5626 §4.2.1 a device that is reached over its flow only", () => {
  test("names itself and the flow, and says what it can do", () => {
    const { registrar, registerer } = deskOf({ instanceId: INSTANCE, regId: 2 });
    void registerer.register();

    expect(registrar.last.getHeader("Contact")).toBe(
      `<sip:bob@c.invalid;transport=ws>;+sip.instance="<${INSTANCE}>";reg-id=2;expires=600`,
    );
    expect(registrar.last.getHeaders("Supported")).toEqual(["path", "outbound", "gruu"]);
    registerer.dispose();
  });

  test("learns what the registrar has for it [RFC 5626 §6, §4.4.1; RFC 5627 §3.1, §4.1; RFC 3608 §5]", () => {
    const { registrar, registerer } = deskOf({ instanceId: INSTANCE });
    void registerer.register();
    accepts(registrar, {
      Require: "outbound",
      "Flow-Timer": "120",
      "Service-Route": "<sip:a.example.com;lr>, <sip:b.example.com;lr>",
      Contact: `<sip:natted@192.0.2.7>;expires=90;+sip.instance="<${INSTANCE}>";pub-gruu="sip:bob@example.com;gr=urn:uuid:f81d";temp-gruu="sip:tgruu.7hs==jd@example.com;gr"`,
    });
    const { registration } = registerer;

    expect(registration).toMatchObject({ expires: 90, outbound: true, flowTimer: 120 });
    expect(registration?.serviceRoute.join()).toContain("b.example.com");
    expect(registration?.pubGruu?.toString()).toBe("sip:bob@example.com;gr=urn:uuid:f81d");
    expect(registration?.tempGruu?.toString()).toBe("sip:tgruu.7hs==jd@example.com;gr");
    registerer.dispose();
  });

  test("does without when the first hop does not know outbound", () => {
    const { registrar, registerer, told } = deskOf({ instanceId: INSTANCE });
    void registerer.register();
    registrar.answers(439);

    expect(registrar.last.getHeader("Contact")).not.toContain("reg-id");
    accepts(registrar);
    expect(told).toEqual(["Registered"]);
    registerer.dispose();
  });
});

describe("RFC 5626 §4.5 after a failure that may pass", () => {
  test("it is tried again, twice as late each time up to a limit", async () => {
    const { registrar, registerer } = deskOf({ retry: { first: 1_000, most: 5_000 } });
    const waits: (number | undefined)[] = [];
    registerer.onFailure = (_error, retryIn) => void waits.push(retryIn);
    const registered = registerer.register();
    for (const longest of [1_000, 2_000, 4_000, 5_000, 5_000]) {
      registrar.answers(503);
      const wait = waits.at(-1) ?? 0;
      expect(wait).toBeGreaterThanOrEqual(longest / 2);
      expect(wait).toBeLessThanOrEqual(longest);
      registrar.clock.advance(longest);
    }

    await expect(registered).rejects.toMatchObject({ code: "SIP_REQUEST_REFUSED", statusCode: 503 });
    accepts(registrar);
    expect(registerer.state).toBe("Registered");
    registerer.dispose();
  });

  test("not before Retry-After", () => {
    const { registrar, registerer, told } = deskOf();
    void registerer.register();
    registrar.answers(503, { headers: { "Retry-After": "3600" } });

    expect(told.at(-1)).toBe("REGISTER was answered 503, again in 3600000 ms");
    registerer.dispose();
  });

  test("at once when the application says that there is a connection again", () => {
    const { registrar, registerer, told } = deskOf();
    void registerer.register();
    registrar.answers(503);
    void registerer.register();
    accepts(registrar);

    expect(told.at(-1)).toBe("Registered");
    registrar.clock.advance(60_000);
    expect(registrar.requests).toHaveLength(2);
    registerer.dispose();
  });

  test("never by itself when that is not wanted, nor after a failure that stays", () => {
    for (const [options, statusCode] of [
      [{ retry: false }, 503],
      [{}, 403],
      [{}, 302],
    ] as const) {
      const { registrar, registerer } = deskOf(options);
      void registerer.register();
      registrar.answers(statusCode);
      registrar.clock.advance(4_000_000);

      expect([registerer.state, registrar.requests.length]).toEqual(["Unregistered", 1]);
    }
  });

  test("of a refresh, too", () => {
    const { registrar, registerer, told } = deskOf({ expires: 100 });
    void registerer.register();
    accepts(registrar);
    registrar.clock.advance(91_000);
    registrar.clock.advance(32_000);

    expect(told.slice(0, 2)).toEqual(["Registered", "Unregistered"]);
    expect(told[2]).toMatch(/^REGISTER was answered 408, again in \d+ ms$/);
    registerer.dispose();
  });
});

describe("what comes in between", () => {
  test("a request that waits is sent anew over a connection that is new; both are answered together", async () => {
    const { registrar, registerer } = deskOf();
    const both = [registerer.register(), registerer.register()];

    expect(registrar.requests.map(({ cseq }) => cseq)).toEqual([1, 2]);
    accepts(registrar);
    expect(await Promise.all(both)).toHaveLength(2);
    registerer.dispose();
  });

  test("who unregisters or disposes of it ends the waiting of the others", async () => {
    const { registrar, registerer } = deskOf();
    const registered = registerer.register();
    const unregistered = registerer.unregister();
    const again = registerer.register();
    registerer.dispose();

    for (const promise of [registered, unregistered, again, registerer.register(), registerer.unregister()]) {
      await expect(promise).rejects.toBeInstanceOf(TransactionStateError);
    }
    expect(registerer.state).toBe("Terminated");
    registrar.answers(200);
    expect(registerer.state).toBe("Terminated");
    expect(registrar.core.dispose()).toMatchObject({ sessions: 0, requests: 0 });
  });

  test("a core that has been disposed of is a failure, not an exception in a timer", () => {
    const { registrar, registerer, told } = deskOf({ expires: 100 });
    void registerer.register();
    accepts(registrar);
    registrar.core.dispose();
    registrar.clock.advance(100_000);

    expect(told.at(-1)).toBe("cannot send REGISTER: the core has been disposed of, again in no ms");
  });

  test("a listener that throws, or listens no more, disturbs nobody", () => {
    const { registrar, registerer, told } = deskOf();
    const other = (): void => void told.push("other");
    registerer.stateChange.addListener(() => {
      throw new Error("no");
    });
    registerer.stateChange.addListener(other);
    registerer.stateChange.removeListener(other);
    void registerer.register();
    accepts(registrar);

    expect(told).toEqual(["Registered"]);
    registerer.dispose();
  });
});

describe("what cannot be asked for", () => {
  test.each<[RegistererOptions]>([
    [{ expires: 0 }],
    [{ expires: 1.5 }],
    [{ regId: 1 }],
    [{ regId: 0, instanceId: INSTANCE }],
    [{ instanceId: "f81d4fae" }],
    [{ instanceId: 'urn:uuid:a">\r\nX: y' }],
    [{ retry: { first: 0 } }],
  ])("is a TypeError: %j", (options) => {
    expect(() => deskOf(options)).toThrow(TypeError);
  });

  test("is nobody", () => {
    expect(() => new Registerer(new FarEnd().core)).toThrow("cannot register: aor is missing");
  });

  test("is a line that breaks out: it is told as a rejection, and nothing is sent", async () => {
    const { registrar, registerer } = deskOf({ extraContactHeaderParams: ["q=1\r\nX: y"] });

    await expect(registerer.register()).rejects.toBeInstanceOf(TypeError);
    expect(registrar.requests).toEqual([]);
  });
});
