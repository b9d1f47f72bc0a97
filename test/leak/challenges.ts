import { createDigestChallenger } from "../../src/adapters/node/digest-challenger.js";
import { type Flow } from "../../src/environment/flow.js";
import { LoggerFactory } from "../../src/environment/logger.js";
import { ManualClock } from "../../src/testing/manual-clock.js";
import { inviteText, requestText } from "../../src/testing/request-text.js";
import { UserAgentCore } from "../../src/user-agent/user-agent-core.js";
import { type Remains } from "./remains.js";

/** A program of its own, run with `--expose-gc`: strangers call and are challenged; every second one acknowledges. Writes what is left as JSON. */

const clock = new ManualClock();
const loggerFactory = new LoggerFactory();
loggerFactory.builtinEnabled = false;
const authenticator = createDigestChallenger({
  realm: "example.test",
  algorithms: ["SHA-256", "MD5"],
  lookup: () => "wonderland",
});
const core = new UserAgentCore({ environment: { clock }, loggerFactory, authenticator });

let sent = 0;
let lastSent = "";
const flow: Flow = {
  protocol: "UDP",
  remote: { host: "192.0.2.1", port: 5060 },
  send: (message) => {
    sent += 1;
    lastSent = String(message);
  },
};

let placed = 0;
let most = 0;

function placeCalls(count: number): void {
  for (const end = placed + count; placed < end; placed += 1) {
    const common = { callId: `call-${placed}`, fromTag: `from-${placed}`, branch: `z9hG4bK${placed}` };
    core.receive(inviteText(common), flow);
    const toTag = /^To:.*;tag=([^;\s]+)/m.exec(lastSent)?.[1];
    if (placed % 2 === 0) core.receive(requestText("ACK", { ...common, toTag }), flow);
    most = Math.max(most, core.transactions.size);
  }
  lastSent = "";
}

function heap(): number {
  for (let i = 0; i < 5; i += 1) globalThis.gc?.();
  return process.memoryUsage().heapUsed;
}

const calls = Number(process.argv[2]);
placeCalls(Math.round(calls / 5));
const before = heap();
const sentBefore = sent;
placeCalls(calls);
const remains: Remains & { readonly responses: number } = {
  mostTransactions: most,
  transactions: core.transactions.size,
  dialogs: core.dialogs.size,
  servers: core.servers.size,
  timers: clock.pending,
  octets: heap() - before,
  responses: sent - sentBefore,
};
process.stdout.write(JSON.stringify(remains));
