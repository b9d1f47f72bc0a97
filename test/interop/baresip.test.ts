import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Baresip, hasBaresip } from "../support/baresip.js";
import { type Program } from "../support/bundle.js";
import { testCertificate } from "../support/certificates.js";
import { buildCallee, type Callee, startCallee } from "./callee.js";

if (!hasBaresip) process.stdout.write("LEFT OUT: calls by baresip, which is not installed, or finds no network\n");

describe.skipIf(!hasBaresip)("baresip calls the callee", { timeout: 60_000 }, () => {
  const folder = mkdtempSync(join(tmpdir(), "sip-uas-baresip-"));
  const file = (name: string) => join(folder, name);
  let program: Program;
  let callee: Callee;
  let baresip: Baresip;

  beforeAll(async () => {
    const { cert, key, ca } = testCertificate();
    for (const [name, text] of Object.entries({ cert, key, ca })) writeFileSync(file(name), text);
    program = await buildCallee();
    const settings = { UAS_TLS: "127.0.0.1:0", UAS_TLS_CERT: file("cert"), UAS_TLS_KEY: file("key") };
    [callee, baresip] = await Promise.all([startCallee(program, settings), Baresip.start(file("ca"))]);
  }, 60_000);

  afterAll(async () => {
    await Promise.all([callee.stop(), baresip.stop()]);
    program.remove();
    rmSync(folder, { recursive: true });
  });

  describe.each(["tls", "tcp", "udp"] as const)("by %s", (transport) => {
    const at = (user: string) => `sip:${user}@127.0.0.1:${callee.ports[transport]};transport=${transport}`;

    test("it rings, is answered, put on hold, taken back, and the caller hangs up", async () => {
      baresip.does("dial", at("answer"));
      await baresip.tells("CALL_RINGING");
      await baresip.tells("CALL_ESTABLISHED");
      baresip.does("hold");
      await baresip.tells("CALL_REMOTE_SDP");
      baresip.does("resume");
      await baresip.tells("CALL_REMOTE_SDP");
      baresip.does("hangup");

      expect((await baresip.tells("CALL_CLOSED")).param).toBe("Connection reset by user");
    });

    test("the callee hangs up", async () => {
      baresip.does("dial", at("hangup"));
      await baresip.tells("CALL_ESTABLISHED");

      expect((await baresip.tells("CALL_CLOSED")).param).toBe("Connection reset by peer");
    });

    test("the callee changes the call", async () => {
      baresip.does("dial", at("reinvite"));
      await baresip.tells("CALL_ESTABLISHED");
      await baresip.tells("CALL_REMOTE_SDP");
      baresip.does("hangup");

      await baresip.tells("CALL_CLOSED");
    });

    test("the callee is busy", async () => {
      baresip.does("dial", at("busy"));

      expect((await baresip.tells("CALL_CLOSED")).param).toBe("486 Busy Here");
    });
  });
});
