import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { offer } from "../../src/testing/index.js";
import { hasKamailio, type Kamailio, startKamailio } from "../support/kamailio.js";
import { PhoneOnWire } from "../support/phone-on-wire.js";
import { type WireProtocol } from "../support/wire.js";
import { type Program } from "../support/bundle.js";
import { buildCallee, type Callee, startCallee } from "./callee.js";

if (!hasKamailio) process.stdout.write("LEFT OUT: calls through Kamailio, which is not installed\n");

/** How the caller reaches the proxy, and the proxy the callee. */
const WAYS: readonly [WireProtocol, "UDP" | "TCP"][] = [
  ["UDP", "UDP"],
  ["UDP", "TCP"],
  ["TCP", "UDP"],
  ["WS", "UDP"],
  ["WS", "TCP"],
];

describe.skipIf(!hasKamailio)("calls through Kamailio as a proxy that records its route", { timeout: 60_000 }, () => {
  let kamailio: Kamailio;
  let program: Program;
  let callee: Callee;

  beforeAll(async () => {
    program = await buildCallee();
    [kamailio, callee] = await Promise.all([startKamailio(), startCallee(program)]);
  }, 60_000);

  afterAll(async () => {
    await Promise.all([kamailio.stop(), callee.stop()]);
    program.remove();
  });

  describe.each(WAYS)("%s in, %s out", (inward, outward) => {
    const open = (user: string) =>
      PhoneOnWire.open({
        protocol: inward,
        host: kamailio.host,
        port: kamailio.port,
        requestUri: `sip:${user}@127.0.0.1:${callee.port}${outward === "UDP" ? "" : ";transport=tcp"}`,
        answer: offer,
      });

    test("the caller changes the call and hangs up: all goes by the recorded route", async () => {
      const alice = await open("answer");

      alice.script.invites({ offer });
      const accepted = await alice.gets("200 INVITE");
      alice.script.reinvites({ offer: offer.replace("alice 1 1", "alice 1 2") });
      const changed = await alice.gets("200 INVITE");
      alice.script.hangsUp();
      await alice.gets("200 BYE");

      const recorded = accepted.getHeaders("Record-Route");
      expect(recorded.length).toBe(inward === outward ? 1 : 2);
      for (const value of recorded) expect(value).toContain(`127.0.0.1:${kamailio.port}`);
      expect(changed.body).toContain("m=audio");
    });

    test("the callee changes the call: its re-INVITE and ACK come by the proxy", async () => {
      const alice = await open("reinvite");

      alice.script.invites({ offer });
      await alice.gets("200 INVITE");
      const invite = await alice.gets("INVITE");
      await alice.gets("ACK");
      alice.script.hangsUp();
      await alice.gets("200 BYE");

      expect(invite.getHeaders("Via").map(hostOf)).toEqual([`127.0.0.1:${kamailio.port}`, `127.0.0.1:${callee.port}`]);
    });

    test("the callee hangs up: its BYE comes by the proxy", async () => {
      const alice = await open("hangup");

      alice.script.invites({ offer });
      await alice.gets("200 INVITE");
      const bye = await alice.gets("BYE");

      expect(bye.getHeaders("Via").map(hostOf)).toEqual([`127.0.0.1:${kamailio.port}`, `127.0.0.1:${callee.port}`]);
    });
  });
});

/** Of a Via: the sent-by. */
function hostOf(via: string): string | undefined {
  return /^SIP\/2\.0\/\w+\s+([^;\s]+)/.exec(via)?.[1];
}
