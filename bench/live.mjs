/**
 * What a call keeps of the heap while it rings, while it stands, and after its end while its transactions linger (RFC 6026: 32 s).
 * `npm run bench:live` builds `dist` first. Time is a manual clock: nothing waits, and no timer of the runtime runs.
 */
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { LoggerFactory, UserAgentCore } from "../dist/index.js";
import { ManualClock } from "../dist/testing.js";
import { ack, ANSWER, bye, invite, OFFER, toTag } from "./call.mjs";

const KINDS = {
  early: "ringing (180 sent)",
  confirmed: "established, its timers over",
  ended: "ended, its transactions lingering",
};
const [kind, count] = process.argv.slice(2);
if (kind in KINDS) measure(kind, Number(count));
else compare(Number(kind ?? 20_000));

function compare(calls) {
  console.log(
    `${calls} calls, one SIP body of ${OFFER.length} octets each way; octets of heap a call; Node ${process.versions.node}\n`,
  );
  for (const [name, title] of Object.entries(KINDS)) {
    const script = fileURLToPath(import.meta.url);
    const run = spawnSync(process.execPath, ["--expose-gc", script, name, String(calls)], { encoding: "utf8" });
    if (run.status !== 0) throw new Error(`${name} failed: ${run.stderr}`);
    console.log(`${title.padEnd(40)}${run.stdout.trim().padStart(10)}`);
  }
}

function measure(name, calls) {
  const clock = new ManualClock();
  const loggerFactory = new LoggerFactory();
  loggerFactory.builtinEnabled = false;
  let sent = "";
  const flow = {
    protocol: "UDP",
    reliable: false,
    local: { host: "192.0.2.201", port: 5060 },
    remote: { host: "192.0.2.101", port: 5060 },
    send: (message) => void (sent = message),
  };
  const delegate = { onBye: (request) => request.accept() };
  const core = new UserAgentCore({ loggerFactory, environment: { clock } }, { onInvite: answer });
  const octets = new TextEncoder();

  function answer(request) {
    request.progress();
    if (name === "early") return;
    const body = { contentDisposition: "session", contentType: "application/sdp", content: ANSWER };
    request.accept({ body }).session.delegate = delegate;
  }

  function place(number) {
    core.receive(octets.encode(invite(number)), flow);
    if (name === "early") return;
    const tag = toTag(sent);
    core.receive(octets.encode(ack(number, tag)), flow);
    if (name === "ended") core.receive(octets.encode(bye(number, tag)), flow);
  }

  for (let number = 0; number < 2_000; number += 1) place(number);
  if (name !== "early") clock.advance(40_000);
  const before = heap();
  for (let number = 10_000; number < 10_000 + calls; number += 1) place(number);
  if (name === "confirmed") clock.advance(40_000);
  console.log(Math.round((heap() - before) / calls).toLocaleString("en"));
  core.dispose();
}

function heap() {
  for (let turn = 0; turn < 3; turn += 1) globalThis.gc();
  return process.memoryUsage().heapUsed;
}
