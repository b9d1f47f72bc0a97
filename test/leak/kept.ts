import { type Flow } from "../../src/environment/flow.js";
import { LoggerFactory } from "../../src/environment/logger.js";
import { inviteText, requestText } from "../../src/testing/request-text.js";
import { ManualClock } from "../../src/testing/manual-clock.js";
import { UserAgentCore } from "../../src/user-agent/user-agent-core.js";
import { type Kept } from "./remains.js";

/** A program of its own, run with `--expose-gc`: what a call keeps while it rings, stands, or lingers once it is over, as JSON. */

const BODY = { contentType: "application/sdp", contentDisposition: "session", content: "v=0\r\ns=-\r\nt=0 0\r\n" };
/** 64*T1 and some. */
const LINGERING = 40_000;

const flow: Flow = {
  protocol: "UDP",
  local: { host: "192.0.2.4", port: 5060 },
  remote: { host: "192.0.2.1", port: 5060 },
  // As a socket does, this makes one text of its pieces.
  send: (message) => void Buffer.byteLength(message),
};

/** Has calls go as far as a stage, in a core that counts who comes how often. @returns Octets of one. */
function keptBy(stage: keyof Kept, calls: number): number {
  const clock = new ManualClock();
  const loggerFactory = new LoggerFactory();
  loggerFactory.builtinEnabled = false;
  let toTag = "";
  const core = new UserAgentCore(
    { environment: { clock }, loggerFactory, overload: { transactions: 10 * calls } },
    {
      onInvite: (request) => {
        if (stage === "ringing") return void request.progress();
        const { session } = request.accept({ statusCode: 200, body: BODY });
        session.delegate = {};
        toTag = session.localTag;
      },
    },
  );
  const pass = (): void => {
    if (stage === "standing") clock.advance(LINGERING);
  };
  let before = heap();
  for (let number = 0; number < 2 * calls; number += 1) {
    // The first half makes everything warm.
    if (number === calls) {
      pass();
      before = heap();
    }
    const common = { callId: `call-${number}@192.0.2.1`, fromTag: `from-tag-${number}` };
    core.receive(inviteText({ ...common, branch: `z9hG4bK-invite-${number}`, offer: BODY.content }), flow);
    if (stage === "ringing") continue;
    const inDialog = { ...common, toTag };
    core.receive(requestText("ACK", { ...inDialog, branch: `z9hG4bK-ack-${number}` }), flow);
    if (stage === "lingering")
      core.receive(requestText("BYE", { ...inDialog, branch: `z9hG4bK-bye-${number}`, cseq: 1002 }), flow);
  }
  pass();
  const octets = (heap() - before) / calls;
  core.dispose();
  return Math.round(octets);
}

/** Octets of the heap that are in use, once nothing more can be collected. */
function heap(): number {
  for (let turn = 0; turn < 5; turn += 1) globalThis.gc?.();
  return process.memoryUsage().heapUsed;
}

const calls = Number(process.argv[2]);
const kept: Kept = {
  ringing: keptBy("ringing", calls),
  standing: keptBy("standing", calls),
  lingering: keptBy("lingering", calls),
};
process.stdout.write(JSON.stringify(kept));
