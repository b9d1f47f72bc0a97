import { expect, test } from "vitest";
import { aboutTheTimes, LATE } from "./about-the-times.js";
import { bodyOf, type Exchange, header, told } from "./exchange.js";
import { type Rig, T1 } from "./rig.js";

/** When a reliable response goes out that nobody acknowledges: T1, then twice as long each time, with no end but that of the call. */
const RELIABLE_SCHEDULE = [0, 1, 3, 7, 15, 31, 63].map((times) => times * T1);

/** Calls with reliable responses, UPDATE, session timers, digest, Replaces, REFER. */
export function extensionCalls(rig: () => Rig): void {
  test.each(["Supported", "Require"])(
    "%s: 100rel: the 183 is acknowledged, then the 200 goes out without a second answer [REL-3262-3-f] [REL-3262-3-o] [REL-3262-5-b]",
    async (name) => {
      const exchanges = await rig().call(rig().callee, "prack", "rel", { header: name });

      expect(withoutTrying(exchanges)).toEqual([
        "-> INVITE",
        "<- 183",
        "-> PRACK",
        "<- 200 PRACK",
        "<- 200",
        "-> ACK",
        "-> BYE",
        "<- 200 BYE",
      ]);
      const shown = find(exchanges, "<- 183");
      expect(header(shown, "Require")).toBe("100rel");
      expect(bodyOf(shown)).toContain("m=audio");
      expect(bodyOf(find(exchanges, "<- 200"))).toBe("");
    },
  );

  test("a caller without 100rel gets a plain 183, and its answer again in the 200 [REL-3262-3-e]", async () => {
    const exchanges = await rig().call(rig().callee, "no-prack", "rel");

    const shown = find(exchanges, "<- 183");
    expect([header(shown, "RSeq"), header(shown, "Require")]).toEqual(["", ""]);
    expect(bodyOf(find(exchanges, "<- 200"))).toBe(bodyOf(shown));
  });

  test("a PRACK that matches nothing: 481, and the 183 is repeated until the right one comes [REL-3262-3-n]", async () => {
    const exchanges = await rig().call(rig().callee, "prack-unmatched", "rel");

    expect(withoutTrying(exchanges)).toEqual([
      "-> INVITE",
      "<- 183",
      "-> PRACK",
      "<- 481 PRACK",
      "<- 183",
      "-> PRACK",
      "<- 200 PRACK",
      "<- 200",
      "-> PRACK",
      "<- 481 PRACK",
      "-> ACK",
      "-> BYE",
      "<- 200 BYE",
    ]);
  });

  test("two responses to be acknowledged: the second waits for the first, and has the next number [REL-3262-3-h] [REL-3262-3-q]", async () => {
    const exchanges = await rig().call(rig().callee, "prack-two", "rel2");

    expect(withoutTrying(exchanges)).toEqual([
      "-> INVITE",
      "<- 183",
      "-> PRACK",
      "<- 200 PRACK",
      "<- 180",
      "-> PRACK",
      "<- 200 PRACK",
      "<- 200",
      "-> ACK",
      "-> BYE",
      "<- 200 BYE",
    ]);
    const [first, second] = ["<- 183", "<- 180"].map((one) => Number(header(find(exchanges, one), "RSeq")));
    expect(second).toBe((first ?? NaN) + 1);
  });

  test("a 183 that nobody acknowledges: repeated to the octet without a ceiling, then 504 [REL-3262-3-j] [REL-3262-3-l]", async () => {
    const exchanges = await rig().call(rig().quick, "prack-lost", "rel");

    const copies = exchanges.filter((exchange) => told(exchange) === "<- 183");
    expect(copies.map(({ at }) => at)).toEqual(aboutTheTimes(RELIABLE_SCHEDULE, copies[0]));
    expect(new Set(copies.map(({ text }) => text)).size).toBe(1);
    const refused = exchanges.filter((exchange) => told(exchange) === "<- 504");
    expect(refused.map(({ at }) => at)).toEqual(aboutTheTimes([64 * T1], copies[0]));
  });

  test("the caller's UPDATE: answered, without an offer and with one [UPD-3311-5.2-a]", async () => {
    const exchanges = await rig().call(rig().callee, "update", "instant");

    const [bare = "", held = ""] = exchanges.filter((one) => told(one) === "<- 200 UPDATE").map(({ text }) => text);
    expect(bodyOf(bare)).toBe("");
    expect(bodyOf(held)).toMatch(/^a=recvonly$/m);
    expect(header(held, "Contact")).not.toBe("");
  });

  test("the caller's UPDATE before the call is answered: answered at once", async () => {
    const exchanges = await rig().call(rig().callee, "update-early", "rel2");

    expect(bodyOf(find(exchanges, "<- 200 UPDATE"))).toMatch(/^a=recvonly$/m);
  });

  test("our UPDATE: half a second after the ACK, without an offer", async () => {
    const exchanges = await rig().call(rig().callee, "updated", "update");

    const update = exchanges.find((exchange) => told(exchange) === "<- UPDATE");
    const ack = exchanges.find((exchange) => told(exchange) === "-> ACK");
    expect([update?.at]).toEqual(aboutTheTimes([500], ack));
    expect(bodyOf(update?.text ?? "")).toBe("");
  });

  test("a session that is to be refreshed too often: 422, then as the caller wants it, and refreshed by the caller [TMR-4028-9-a] [TMR-4028-9-b]", async () => {
    const exchanges = await rig().call(rig().callee, "session-timer", "timer");

    expect(header(find(exchanges, "<- 422"), "Min-SE")).toBe("90");
    for (const agreed of [find(exchanges, "<- 200"), find(exchanges, "<- 200 UPDATE")]) {
      expect(header(agreed, "Session-Expires")).toBe("90;refresher=uac");
      expect(header(agreed, "Require")).toBe("timer");
    }
  });

  test("who knows the password gets through, and is not asked again within the call [AUT-3261-22.2-b]", async () => {
    const exchanges = await rig().call(rig().callee, "auth", "auth");

    expect(header(find(exchanges, "<- 401"), "WWW-Authenticate")).toMatch(/^Digest realm="example\.test", /);
    expect(withoutTrying(exchanges)).toEqual([
      "-> INVITE",
      "<- 401",
      "-> ACK",
      "-> INVITE",
      "<- 180",
      "<- 200",
      "-> ACK",
      "-> BYE",
      "<- 200 BYE",
    ]);
  });

  test("who does not know the password is asked again, not for a stale nonce [AUT-7616-3.3-c]", async () => {
    const exchanges = await rig().call(rig().callee, "auth-wrong", "auth");

    const challenges = exchanges.filter((exchange) => told(exchange) === "<- 401").map(({ text }) => text);
    expect(challenges).toHaveLength(2);
    for (const challenge of challenges) expect(header(challenge, "WWW-Authenticate")).not.toMatch(/stale=true/i);
  });

  test("Replaces: the new call is answered at once, the old one gets a BYE [RPL-3891-3-h] [RPL-3891-3-j]", async () => {
    const exchanges = await rig().call(rig().callee, "replaces", "instant");

    expect(withoutTrying(exchanges)).toEqual([
      "-> INVITE",
      "<- 200",
      "-> ACK",
      "-> INVITE",
      "<- 200",
      "<- BYE",
      "-> 200 BYE",
      "-> ACK",
      "-> BYE",
      "<- 200 BYE",
    ]);
  });

  test("Replaces of a call that is not there: 481 [RPL-3891-3-a]", async () => {
    const exchanges = await rig().call(rig().callee, "replaces-nothing", "instant");

    expect(withoutTrying(exchanges)).toEqual(["-> INVITE", "<- 481", "-> ACK"]);
  });

  test("REFER: 200, and two NOTIFYs, the last of which ends it [REF-7647-5-a] [REF-3515-2.4.2-c] [REF-3515-2.4.5-a]", async () => {
    const exchanges = await rig().call(rig().callee, "refer", "instant");

    const notified = exchanges.filter((exchange) => told(exchange) === "<- NOTIFY").map(({ text }) => text);
    expect(find(exchanges, "<- 200 REFER")).not.toBe("");
    expect(notified.map((text) => header(text, "Event"))).toEqual(["refer", "refer"]);
    expect(notified.map((text) => header(text, "Content-Type"))).toEqual(
      notified.map(() => expect.stringMatching(/^message\/sipfrag/) as unknown),
    );
    expect(notified.map((text) => header(text, "Subscription-State").split(";", 1)[0])).toEqual([
      "active",
      "terminated",
    ]);
    expect(notified.map((text) => bodyOf(text).trim())).toEqual(["SIP/2.0 100 Trying", "SIP/2.0 200 OK"]);
  });

  test("both sides change the session at once: 491 both ways, and we try again within two seconds [REI-14.1-d] [OAM-6-b]", async () => {
    const exchanges = await rig().call(rig().callee, "glare", "reinvite");

    const [first, second] = exchanges.filter((exchange) => told(exchange) === "<- INVITE");
    expect(exchanges.map(told)).toContain("<- 491");
    const refused = exchanges.find((exchange) => told(exchange) === "-> 491");
    const wait = (second?.at ?? NaN) - (refused?.at ?? NaN);
    expect(wait).toBeGreaterThanOrEqual(0);
    expect(wait).toBeLessThan(2_000 + LATE);
    expect(bodyOf(second?.text ?? "")).toBe(bodyOf(first?.text ?? ""));
  });

  test("keys pressed and OPTIONS within the call: 200 [INF-6086-5.2.2-b]", async () => {
    const exchanges = await rig().call(rig().callee, "within", "instant");

    expect(exchanges.filter(({ from }) => from === "callee").map(told)).toEqual([
      "<- 200",
      "<- 200 INFO",
      "<- 200 INFO",
      "<- 200 OPTIONS",
      "<- 200 BYE",
    ]);
  });

  test("a browser's offer: answered with DTLS and ICE", async () => {
    const exchanges = await rig().call(rig().callee, "browser", "instant");

    const description = bodyOf(find(exchanges, "<- 200"));
    expect(description).toMatch(/^a=group:BUNDLE 0$/m);
    expect(description).toMatch(/^a=setup:passive$/m);
    expect(description).toMatch(/^m=video 0 UDP\/TLS\/RTP\/SAVPF 96$/m);
  });
}

/** The longest there is: it takes half of the shortest session. */
export function longCalls(rig: () => Rig): void {
  test("a session that we refresh: after half its time, by UPDATE [TMR-4028-9-m] [TMR-4028-7.4-c]", async () => {
    const exchanges = await rig().call(rig().callee, "session-refreshed", "timer");

    const answered = exchanges.find((exchange) => told(exchange) === "<- 200");
    expect(header(answered?.text ?? "", "Session-Expires")).toBe("90;refresher=uas");
    const update = exchanges.find((exchange) => told(exchange) === "<- UPDATE");
    expect([update?.at]).toEqual(aboutTheTimes([45_000], answered));
    expect(header(update?.text ?? "", "Session-Expires")).toBe("90;refresher=uac");
  });
}

/** Whether a 100 came depends on how fast the machine is. */
function withoutTrying(exchanges: readonly Exchange[]): string[] {
  return exchanges.map(told).filter((line) => line !== "<- 100");
}

/** The first message that is told so: the whole text. */
function find(exchanges: readonly Exchange[], line: string): string {
  return exchanges.find((exchange) => told(exchange) === line)?.text ?? "";
}
