import { type Flow } from "../../src/environment/flow.js";
import { type IncomingInviteRequest } from "../../src/dialog/session.js";
import { LoggerFactory } from "../../src/environment/logger.js";
import { inviteText, requestText } from "../../src/testing/request-text.js";
import { ManualClock } from "../../src/testing/manual-clock.js";
import { UserAgentCore } from "../../src/user-agent/user-agent-core.js";
import { type Remains } from "./remains.js";

/**
 * A program of its own, run with `--expose-gc`: places calls of every kind, lets the timers end, and writes what is left as JSON.
 * The clock goes on by 10 ms with each call, so that some 3,000 calls are alive at a time.
 */

const OFFER = "v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\ns=-\r\nc=IN IP4 192.0.2.1\r\nt=0 0\r\nm=audio 4000 RTP/AVP 0\r\n";
const BODY = { contentType: "application/sdp", contentDisposition: "session", content: OFFER };
/** Longer than any timer that a call may leave behind, one after the other. */
const ALL_TIMERS = 300_000;

const clock = new ManualClock();
const loggerFactory = new LoggerFactory();
loggerFactory.builtinEnabled = false;
const core = new UserAgentCore({ environment: { clock }, loggerFactory }, { onInvite: serve });

let lastSent = "";
const toAnswer: string[] = [];
const flow: Flow = {
  protocol: "UDP",
  local: { host: "192.0.2.4", port: 5060 },
  remote: { host: "192.0.2.1", port: 5060 },
  send: (message) => {
    lastSent = String(message);
    if (lastSent.startsWith("BYE ")) toAnswer.push(lastSent);
  },
};

/** What a call is about is said by its user part. */
function serve(request: IncomingInviteRequest): void {
  const kind = /^sip:(\w+)@/.exec(request.message.requestUri)?.[1];
  if (kind === "refused") {
    request.reject({ statusCode: 486 });
    return;
  }
  request.progress();
  if (kind === "cancelled" || kind === "expired") return;
  const { session } = request.accept({ statusCode: 200, body: BODY });
  session.delegate = {
    onAck: () => {
      if (kind === "hungUp") session.bye();
    },
  };
}

const KINDS = ["answered", "hungUp", "refused", "cancelled", "expired", "notAcknowledged", "notConfirmed"] as const;
let placed = 0;

function placeCall(): void {
  const number = placed;
  const kind = KINDS[number % KINDS.length] ?? "answered";
  placed += 1;
  const callId = `call-${number}`;
  const branch = `z9hG4bK${number}`;
  const common = { callId, fromTag: `from-${number}`, requestUri: `sip:${kind}@192.0.2.4` };
  core.receive(inviteText({ ...common, branch, offer: OFFER, headers: { Expires: 20 } }), flow);
  const toTag = /^To:.*;tag=([^;\s]+)/m.exec(lastSent)?.[1];
  const inDialog = { ...common, toTag };
  if (kind === "refused") core.receive(requestText("ACK", { ...inDialog, branch }), flow);
  if (kind === "cancelled") {
    core.receive(requestText("CANCEL", { ...common, branch }), flow);
    core.receive(requestText("ACK", { ...inDialog, branch }), flow);
  }
  if (kind === "answered" || kind === "hungUp") {
    core.receive(requestText("ACK", { ...inDialog, branch: `${branch}ack` }), flow);
  }
  if (kind === "answered") {
    core.receive(inviteText({ ...inDialog, branch: `${branch}re`, cseq: 1002 }), flow);
    core.receive(requestText("ACK", { ...inDialog, branch: `${branch}reack`, cseq: 1002 }), flow);
    core.receive(requestText("BYE", { ...inDialog, branch: `${branch}bye`, cseq: 1003 }), flow);
  }
  // Nobody answers the BYE to a peer that is gone for good.
  if (kind === "notConfirmed") toAnswer.length = 0;
  for (const bye of toAnswer.splice(0)) core.receive(okTo(bye), flow);
  clock.advance(10);
}

function okTo(request: string): string {
  const copied = request.split("\r\n").filter((line) => /^(?:Via|From|To|Call-ID|CSeq):/i.test(line));
  return ["SIP/2.0 200 OK", ...copied, "Content-Length: 0", "", ""].join("\r\n");
}

function placeCalls(count: number): number {
  let most = 0;
  for (const end = placed + count; placed < end; most = Math.max(most, core.transactions.size)) placeCall();
  clock.advance(ALL_TIMERS);
  lastSent = "";
  toAnswer.length = 0;
  return most;
}

/** Octets of the heap that are in use, once nothing more can be collected. */
function heap(): number {
  for (let i = 0; i < 5; i += 1) globalThis.gc?.();
  return process.memoryUsage().heapUsed;
}

const calls = Number(process.argv[2]);
// Twice as many to grow warm: tables have their size, and most code is compiled.
placeCalls(2 * calls);
let mostTransactions = 0;
const before = heap();
// The runtime's own code comes and goes in the heap; what calls leave behind grows it in every round alike.
const ROUNDS = 3;
for (let round = 0; round < ROUNDS; round += 1) mostTransactions = Math.max(mostTransactions, placeCalls(calls));
const remains: Remains = {
  mostTransactions,
  transactions: core.transactions.size,
  dialogs: core.dialogs.size,
  servers: core.servers.size,
  timers: clock.pending,
  octets: Math.round((heap() - before) / ROUNDS),
};
process.stdout.write(JSON.stringify(remains));
