import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import {
  type Answering,
  type Calling,
  comparable,
  type Handlers,
  ourParty,
  type Party,
  sipjsParty,
} from "./both-cores.js";
import { request, response, toTagOf } from "./phone.js";

const OFFER = "v=0\r\no=alice 1 1 IN IP4 192.0.2.1\r\n";
const ANSWER = { contentDisposition: "session", contentType: "application/sdp", content: "v=0\r\no=bob 1 1\r\n" };

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

/** A party with the INVITE that it was given, and the session that came of it. */
interface Scene extends Party {
  readonly request: Answering;
  session: Calling | undefined;
  /** To tag of our responses. */
  readonly tag: string;
}

type Step = (scene: Scene) => void;

const invites: Step = (scene) => scene.receive(request({ method: "INVITE", sequence: 1, body: OFFER }));
const accepts: Step = (scene) => (scene.session = scene.request.accept({ statusCode: 200, body: ANSWER }).session);
const acknowledges: Step = (scene) =>
  scene.receive(request({ method: "ACK", sequence: 1, branch: "ack1", toTag: scene.tag }));
const sends = (method: string, sequence: number, parts: Partial<Parameters<typeof request>[0]> = {}): Step => {
  return (scene) => {
    scene.receive(request({ method, sequence, toTag: scene.tag, ...parts }));
    // Nobody has set a delegate: ours waits one turn for it.
    vi.advanceTimersByTime(1);
  };
};
const sendsAlone = (method: string, sequence: number, parts: Partial<Parameters<typeof request>[0]> = {}): Step => {
  return (scene) => scene.receive(request({ method, sequence, ...parts }));
};
const waits = (time: number): Step => {
  return () => void vi.advanceTimersByTime(time);
};

function play(makeParty: (handlers: Handlers) => Party, steps: readonly Step[], handlers: Handlers): string[] {
  let last: Answering | undefined;
  const party = makeParty({ onInvite: (incoming) => void (last = incoming), ...handlers });
  const scene: Scene = {
    ...party,
    session: undefined,
    get request() {
      if (last === undefined) throw new Error("no INVITE was handed over");
      return last;
    },
    get tag() {
      return (
        party.sent
          .map(toTagOf)
          .filter((tag) => tag !== "" && tag !== "alice1")
          .at(-1) ?? ""
      );
    },
  };
  for (const step of steps) step(scene);
  return party.sent.map(comparable);
}

/** Scripts in which both send the same, header by header. */
const SCRIPTS: Readonly<Record<string, readonly [readonly Step[], Handlers?]>> = {
  "trying and ringing": [
    [invites, (scene) => void scene.request.trying(), (scene) => void scene.request.progress({ statusCode: 180 })],
  ],
  "183 with a description, then 200 with the same": [
    [invites, (scene) => void scene.request.progress({ statusCode: 183, body: ANSWER }), accepts, acknowledges],
  ],
  "accepted at once, then BYE": [[invites, accepts, acknowledges, sends("BYE", 2)]],
  "the 200 again until the ACK": [[invites, accepts, waits(8_000), acknowledges, waits(8_000)]],
  "a second 200 before the ACK": [[invites, accepts, accepts]],
  "the INVITE again while it rings": [[invites, (scene) => void scene.request.progress(), invites]],
  "rejected by default": [[invites, (scene) => void scene.request.reject()]],
  "rejected with a code, a phrase and a header": [
    [
      invites,
      (scene) =>
        void scene.request.reject({ statusCode: 606, reasonPhrase: "No way", extraHeaders: ["Warning: 399 a b"] }),
    ],
  ],
  "the INVITE again after the refusal": [[invites, (scene) => void scene.request.reject(), invites]],
  "nobody takes INVITEs": [[invites], { onInvite: undefined as never }],
  "a re-INVITE that nobody takes": [[invites, accepts, acknowledges, sends("INVITE", 2, { body: OFFER })]],
  "INFO, MESSAGE, NOTIFY, REFER and PRACK that nobody takes": [
    [
      invites,
      accepts,
      acknowledges,
      sends("INFO", 2),
      sends("MESSAGE", 3),
      sends("NOTIFY", 4, { headers: ["Event: refer"] }),
      sends("REFER", 5, { headers: ["Refer-To: <sip:carol@example.com>"] }),
      sends("PRACK", 6),
    ],
  ],
  "a request out of order": [[invites, accepts, acknowledges, sends("INFO", 1, { branch: "old" })]],
  "OPTIONS without a call": [[sendsAlone("OPTIONS", 1)]],
  "BYE without a call": [[sendsAlone("BYE", 1)]],
  "a request for a dialog that is not there": [[sendsAlone("INFO", 1, { toTag: "gone" })]],
  "an ACK for nothing": [[sendsAlone("ACK", 1, { toTag: "gone" })]],
  "a CANCEL for nothing": [[sendsAlone("CANCEL", 1)]],
  "MESSAGE without a call": [[sendsAlone("MESSAGE", 1)]],
  "SUBSCRIBE without a call": [[sendsAlone("SUBSCRIBE", 1)]],
  "REGISTER that is taken": [[sendsAlone("REGISTER", 1)], { onRegister: (incoming) => void incoming.accept() }],
  "a BYE of ours": [
    [
      invites,
      accepts,
      acknowledges,
      (scene) => void scene.session?.bye(),
      (scene) => scene.receive(response(scene.sent.at(-1) ?? "", "200 OK")),
    ],
  ],
};

/** A request of ours has its headers in another order; what is compared is what it is. */
function withoutOwnRequests(texts: readonly string[]): string[] {
  return texts.map((text) => (text.startsWith("SIP/2.0") ? text : text.slice(0, text.indexOf("\r\n"))));
}

describe("the same script against SIP.js's core and ours gives the same responses", () => {
  test.each(Object.entries(SCRIPTS))("%s", (_title, [steps, handlers = {}]) => {
    const theirs = withoutOwnRequests(play(sipjsParty, steps, handlers));
    const ours = withoutOwnRequests(play(ourParty, steps, handlers));

    expect(ours).toEqual(theirs);
  });
});
