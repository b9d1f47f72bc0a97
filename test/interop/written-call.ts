import { type Session } from "../../src/dialog/session.js";
import { type NameAddrHeader } from "../../src/message/grammar/name-addr-header.js";
import { LoggerFactory } from "../../src/environment/logger.js";
import { CountingRandom } from "../../src/testing/counting-random.js";
import { ManualClock } from "../../src/testing/manual-clock.js";
import { MemoryWire } from "../../src/testing/memory-wire.js";
import { readRequest } from "../../src/testing/message-fixture.js";
import { requestText, type RequestTextOptions, responseText } from "../../src/testing/request-text.js";
import { answer, offer } from "../../src/testing/session-descriptions.js";
import { UserAgentCore } from "../../src/user-agent/user-agent-core.js";
import { type Exchange } from "./exchange.js";

/** Who calls whom. */
export interface Parties {
  readonly from: NameAddrHeader;
  readonly to: NameAddrHeader;
  readonly fromTag: string;
  readonly callId: string;
}

const ANSWER = { contentType: "application/sdp", contentDisposition: "session", content: answer };
const OFFER = { ...ANSWER, content: offer };

/** A call in which we write every kind of message that we ever write; gives those, in order. */
export function placeCall({ from, to, fromTag, callId }: Parties): Exchange[] {
  const clock = new ManualClock();
  const wire = new MemoryWire({ clock });
  const written: Exchange[] = [];
  const loggerFactory = new LoggerFactory();
  loggerFactory.builtinEnabled = false;
  let session: Session | undefined;
  let toTag: string | undefined;
  const core = new UserAgentCore(
    { environment: { clock, random: new CountingRandom() }, viaHost: "callee.invalid", loggerFactory },
    {
      onInvite: (invite) => {
        if (invite.message.callId !== callId) return void invite.reject({ statusCode: 486 });
        clock.setTimer(500, { onTimer: () => void invite.progress({ body: ANSWER }) }, "rings");
        clock.setTimer(900, { onTimer: () => (session = invite.accept({ body: ANSWER }).session) }, "answers");
      },
    },
  );
  wire.callee.onMessage = (data, flow) => core.receive(data, flow);
  wire.caller.onMessage = (data) => {
    written.push({ at: clock.now(), from: "callee", text: Buffer.from(data).toString("latin1") });
    const text = String(data);
    toTag ??= /^SIP\/2\.0 180[^]*?^To:.*;tag=([\w-]+)\r$/m.exec(text)?.[1];
  };
  const says = (method: string, options: RequestTextOptions): void => {
    const common = { from: from.toString(), to: to.toString(), fromTag, callId };
    void wire.caller.send(requestText(method, { ...common, branch: `z9hG4bK${method}-${written.length}`, ...options }));
  };
  /** Answers the last request that we wrote. */
  const answers = (statusCode: number, body = ""): void => {
    const request = written.filter(({ text }) => /^(?:INVITE|INFO|CANCEL|BYE) /.test(text)).at(-1)?.text ?? "";
    const headers = { Contact: "<sip:alice@192.0.2.1>" };
    void wire.caller.send(
      Buffer.from(responseText(readRequest(Buffer.from(request, "latin1")), statusCode, { body, headers })),
    );
  };

  says("INVITE", { body: offer, cseq: 1, headers: { "Record-Route": "<sip:p1.example.org;lr>" } });
  clock.advance(1_000);
  says("ACK", { toTag, cseq: 1 });
  session?.info({}, { body: { contentType: "text/plain", contentDisposition: "render", content: "caf\u00e9" } });
  answers(200);
  // Our re-INVITE is accepted; the next one is taken back.
  session?.invite({}, { body: OFFER });
  answers(200, answer);
  const second = session?.invite({}, { body: OFFER });
  answers(180);
  second?.cancel();
  answers(487);
  session?.bye();
  answers(200);
  for (const [method, options] of [
    ["INVITE", { callId: `${callId}2`, body: offer }],
    ["OPTIONS", { toTag: "nobody", callId: `${callId}3` }],
    ["OPTIONS", { callId: `${callId}4` }],
    ["OPTIONS", { callId: `${callId}5`, headers: { Require: "nothing" } }],
    ["REFER", { callId: `${callId}6` }],
    ["OPTIONS", { callId: `${callId}7`, headers: { "Max-Forwards": "many" } }],
  ] as const) {
    says(method, options);
  }
  core.dispose();
  return written;
}
