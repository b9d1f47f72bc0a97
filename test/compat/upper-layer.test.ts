import { type Invitation, type Session } from "sip.js/lib/api/index.js";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { header, Phone, request, response, toTagOf } from "./phone.js";
import { loadUpperLayer, type UpperLayer } from "./upper-layer.js";

const OFFER = "v=0\r\no=alice 1 1 IN IP4 192.0.2.1\r\n";
const HOLD = "v=0\r\no=alice 1 2 IN IP4 192.0.2.1\r\na=sendonly\r\n";
const CONTACT = "Contact: <sip:alice@alice.invalid;transport=ws>";

let layer: Awaited<ReturnType<typeof loadUpperLayer>>;
let api: UpperLayer;

beforeAll(async () => {
  layer = await loadUpperLayer();
  api = layer.api;
}, 60_000);

afterAll(() => {
  layer.remove();
});

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

interface Call {
  readonly phone: Phone;
  readonly invitation: Invitation;
  readonly states: string[];
}

/** An INVITE has come and rings. */
async function ringing(
  options: ConstructorParameters<UpperLayer["UserAgent"]>[0] = {},
  invite: Partial<Parameters<typeof request>[0]> = {},
): Promise<Call> {
  const states: string[] = [];
  let invitation: Invitation | undefined;
  const onInvite = (incoming: Invitation): void => {
    invitation = incoming;
    incoming.stateChange.addListener((state) => states.push(state));
  };
  const phone = new Phone(api, { delegate: { onInvite }, ...options });
  await phone.userAgent.start();
  await phone.receives(request({ method: "INVITE", sequence: 1, body: OFFER, ...invite }));
  if (invitation === undefined) throw new Error(`no invitation; sent: ${phone.takeStartLines().join(", ")}`);
  return { phone, invitation, states };
}

/** The call is answered and acknowledged. */
async function established(): Promise<Call & { readonly tag: string }> {
  const call = await ringing();
  const { phone, invitation } = call;
  await invitation.accept();
  const tag = toTagOf(phone.take().at(-1));
  await phone.receives(request({ method: "ACK", sequence: 1, branch: "ack1", toTag: tag }));
  return { ...call, tag };
}

test("lib/api is bundled on our door alone: nothing of its core or grammar is left", () => {
  expect(layer.redirected).toContain("core/user-agent-core/user-agent-core.js");
  expect(layer.redirected).toContain("grammar/grammar.js");
  expect(layer.redirected.length).toBeGreaterThan(40);
});

describe("an incoming call through UserAgent and Invitation", () => {
  test("rings, is accepted, and is hung up by the peer", async () => {
    const { phone, invitation, states } = await ringing();
    const [, ring] = phone.sent;

    expect(phone.takeStartLines()).toEqual(["SIP/2.0 100 Trying", "SIP/2.0 180 Ringing"]);

    await invitation.accept();
    const [accepted] = phone.take();
    const tag = toTagOf(accepted);

    expect(accepted).toMatch(/^SIP\/2\.0 200 OK\r\n/);
    expect(tag).toBe(toTagOf(ring));
    expect(header(accepted, "Contact")).toBe("<sip:bob@bob.invalid;transport=ws>");
    expect(header(accepted, "Content-Type")).toBe("application/sdp");
    expect(accepted).toContain("o=bob 1 1");
    expect(phone.descriptions).toEqual([OFFER]);

    await phone.receives(request({ method: "ACK", sequence: 1, branch: "ack1", toTag: tag }));
    await vi.advanceTimersByTimeAsync(10_000);

    expect(phone.take()).toEqual([]);

    await phone.receives(request({ method: "BYE", sequence: 2, toTag: tag }));

    expect(phone.takeStartLines()).toEqual(["SIP/2.0 200 OK"]);
    expect(states).toEqual(["Establishing", "Established", "Terminated"]);
  });

  test("the 200 is sent again until the ACK comes, and hung up without one", async () => {
    const { phone, invitation, states } = await ringing();
    await invitation.accept();
    phone.take();
    await vi.advanceTimersByTimeAsync(31_900);

    expect(phone.takeStartLines()).toEqual(new Array(10).fill("SIP/2.0 200 OK"));

    await vi.advanceTimersByTimeAsync(200);

    expect(phone.takeStartLines()).toEqual(["BYE sip:alice@alice.invalid;transport=ws SIP/2.0"]);
    expect(states.at(-1)).toBe("Terminated");
  });

  test("the peer holds the call", async () => {
    const { phone, tag } = await established();
    await phone.receives(request({ method: "INVITE", sequence: 2, toTag: tag, body: HOLD }));
    const [accepted] = phone.take();

    expect(accepted).toMatch(/^SIP\/2\.0 200 OK\r\n/);
    expect(accepted).toContain("o=bob 1 2");
    expect(accepted?.match(/^Contact:/gm)).toHaveLength(1);
    expect(phone.descriptions).toEqual([OFFER, HOLD]);

    await phone.receives(request({ method: "ACK", sequence: 2, branch: "ack2", toTag: tag }));
    await vi.advanceTimersByTimeAsync(10_000);

    expect(phone.take()).toEqual([]);
  });

  test("a change of the call that our media refuses gets 488, and the call goes on", async () => {
    const { phone, tag, states } = await established();
    phone.refuseDescription = true;
    await phone.receives(request({ method: "INVITE", sequence: 2, toTag: tag, body: HOLD }));

    expect(phone.takeStartLines()).toEqual(["SIP/2.0 488 Not Acceptable Here"]);
    expect(states.at(-1)).toBe("Established");

    await phone.receives(request({ method: "ACK", sequence: 2, branch: "INVITE2", toTag: tag }));
    phone.refuseDescription = false;
    await phone.receives(request({ method: "INVITE", sequence: 3, toTag: tag, body: HOLD }));

    expect(phone.takeStartLines()).toEqual(["SIP/2.0 200 OK"]);
  });

  test("we hold the call", async () => {
    const { phone, invitation } = await established();
    const onAccept = vi.fn();
    await invitation.invite({ requestDelegate: { onAccept } });
    const [invite = ""] = phone.take();

    expect(invite).toMatch(/^INVITE sip:alice@alice\.invalid;transport=ws SIP\/2\.0\r\n/);
    expect(invite.match(/^Contact:/gm)).toHaveLength(1);
    expect(invite.match(/^Allow:/gm)).toHaveLength(1);

    await phone.receives(response(invite, "200 OK", [CONTACT], HOLD));

    expect(phone.takeStartLines()).toEqual(["ACK sip:alice@alice.invalid;transport=ws SIP/2.0"]);
    expect(phone.descriptions.at(-1)).toBe(HOLD);
    expect(onAccept).toHaveBeenCalledTimes(1);
  });

  test("we ask for an offer, and answer it in the ACK", async () => {
    const { phone, invitation } = await established();
    await invitation.invite({ withoutSdp: true });
    const [invite = ""] = phone.take();
    await phone.receives(response(invite, "200 OK", [CONTACT], HOLD));
    const [ack] = phone.take();

    expect(ack).toMatch(/^ACK /);
    expect(ack).toContain("o=bob 1 2");
  });

  test("an answer that our media refuses is acknowledged, and the call ends", async () => {
    const { phone, invitation, states } = await established();
    await invitation.invite({ withoutSdp: true });
    const [invite = ""] = phone.take();
    phone.refuseDescription = true;
    await phone.receives(response(invite, "200 OK", [CONTACT], HOLD));

    expect(phone.takeStartLines()).toEqual([
      "ACK sip:alice@alice.invalid;transport=ws SIP/2.0",
      "BYE sip:alice@alice.invalid;transport=ws SIP/2.0",
    ]);
    expect(states.at(-1)).toBe("Terminated");
  });

  test("our change is refused: acknowledged, told, and a new one is possible", async () => {
    const { phone, invitation } = await established();
    const onReject = vi.fn();
    await invitation.invite({ requestDelegate: { onReject } });
    const [invite = ""] = phone.take();
    await phone.receives(response(invite, "491 Request Pending"));

    expect(phone.takeStartLines()).toEqual(["ACK sip:alice@alice.invalid;transport=ws SIP/2.0"]);
    expect(onReject).toHaveBeenCalledTimes(1);

    await invitation.invite();

    expect(phone.takeStartLines()).toEqual(["INVITE sip:alice@alice.invalid;transport=ws SIP/2.0"]);
  });

  test("we hang up", async () => {
    const { phone, invitation, states } = await established();
    await invitation.bye();
    const [bye = ""] = phone.take();
    await phone.receives(response(bye, "200 OK"));

    expect(bye).toMatch(/^BYE /);
    expect(header(bye, "CSeq")).toBe("1 BYE");
    expect(states.at(-1)).toBe("Terminated");
  });

  test("asked to hang up before the ACK, it waits for the ACK", async () => {
    const { phone, invitation } = await ringing();
    await invitation.accept();
    const tag = toTagOf(phone.take().at(-1));
    const bye = invitation.bye();

    expect(phone.take()).toEqual([]);

    await phone.receives(request({ method: "ACK", sequence: 1, branch: "ack1", toTag: tag }));
    await bye;

    expect(phone.takeStartLines()).toEqual(["BYE sip:alice@alice.invalid;transport=ws SIP/2.0"]);
  });

  test("is rejected", async () => {
    const { phone, invitation, states } = await ringing();
    const ring = phone.take().at(-1);
    await invitation.reject({ statusCode: 603 });
    const [refusal] = phone.take();

    expect(refusal).toMatch(/^SIP\/2\.0 603 Decline\r\n/);
    expect(toTagOf(refusal)).toBe(toTagOf(ring));
    expect(states).toEqual(["Terminated"]);

    await phone.receives(request({ method: "ACK", sequence: 1, branch: "INVITE1", toTag: toTagOf(refusal) }));
    await vi.advanceTimersByTimeAsync(70_000);

    expect(phone.take()).toEqual([]);
    expect(phone.userAgent.userAgentCore.dialogs.size).toBe(0);
    expect(phone.userAgent.userAgentCore.userAgentServers.size).toBe(0);
  });

  test("is cancelled: 200 to the CANCEL first, then one 487", async () => {
    const { phone, states } = await ringing();
    const ring = phone.take().at(-1);
    await phone.receives(request({ method: "CANCEL", sequence: 1, branch: "INVITE1" }));
    const [ok, refusal] = phone.sent;

    expect(phone.takeStartLines()).toEqual(["SIP/2.0 200 OK", "SIP/2.0 487 Request Terminated"]);
    expect(header(ok, "CSeq")).toBe("1 CANCEL");
    expect(toTagOf(refusal)).toBe(toTagOf(ring));
    expect(states).toEqual(["Terminated"]);
  });

  test("is not answered: 480 by the upper layer's own timer", async () => {
    const { phone, states } = await ringing({ noAnswerTimeout: 20 });
    phone.take();
    await vi.advanceTimersByTimeAsync(20_000);

    expect(phone.takeStartLines()).toEqual(["SIP/2.0 480 Temporarily Unavailable"]);
    expect(states).toEqual(["Terminated"]);
  });

  test("has an Expires: one 487, by whoever comes first, and nobody fails", async () => {
    const { phone, states } = await ringing({}, { headers: ["Expires: 10"] });
    phone.take();
    await vi.advanceTimersByTimeAsync(10_000);

    expect(phone.takeStartLines()).toEqual(["SIP/2.0 487 Request Terminated"]);
    expect(states).toEqual(["Terminated"]);
  });

  test("a late offer: ours in the 200, the answer in the ACK", async () => {
    const { phone, invitation } = await ringing({}, { body: "" });
    await invitation.accept();
    const accepted = phone.take().at(-1);

    expect(accepted).toContain("o=bob 1 1");

    await phone.receives(
      request({ method: "ACK", sequence: 1, branch: "ack1", toTag: toTagOf(accepted), body: OFFER }),
    );

    expect(phone.descriptions).toEqual([OFFER]);
    expect(invitation.state).toBe("Established");
  });

  test("a reliable provisional response by Require and RSeq of the application's own (RFC 3262 §3)", async () => {
    const { phone, invitation } = await ringing(
      { sendInitialProvisionalResponse: false, sipExtension100rel: api.SIPExtension.Supported },
      { headers: ["Supported: 100rel"] },
    );
    phone.take();
    const progress = invitation.progress({ rel100: true, statusCode: 183 });
    await vi.advanceTimersByTimeAsync(500);
    const [first, second] = phone.take();

    expect(second).toBe(first);
    expect(header(first, "Require")).toBe("100rel");
    expect(first).toContain("o=bob 1 1");

    const rack = `RAck: ${header(first, "RSeq") ?? ""} 1 INVITE`;
    await phone.receives(request({ method: "PRACK", sequence: 2, toTag: toTagOf(first), headers: [rack] }));
    await progress;

    expect(phone.takeStartLines()).toEqual(["SIP/2.0 200 OK"]);

    await invitation.accept();

    expect(phone.takeStartLines()).toEqual(["SIP/2.0 200 OK"]);
  });

  test("a session in place of another by Replaces (RFC 3891 §3)", async () => {
    const invitations: Session[] = [];
    const phone = new Phone(api, {
      sipExtensionReplaces: api.SIPExtension.Supported,
      delegate: { onInvite: (invitation) => void invitations.push(invitation) },
    });
    await phone.userAgent.start();
    await phone.receives(
      request({ method: "INVITE", sequence: 1, body: OFFER, headers: ["Replaces: x;to-tag=1;from-tag=2"] }),
    );

    expect(phone.takeStartLines()).toEqual(["SIP/2.0 100 Trying", "SIP/2.0 481 Call/Transaction Does Not Exist"]);
    expect(invitations).toEqual([]);
  });

  test("other requests in the call are answered as the upper layer says", async () => {
    const { phone, tag } = await established();
    for (const [i, method] of ["INFO", "MESSAGE", "NOTIFY", "OPTIONS"].entries()) {
      await phone.receives(request({ method, sequence: 2 + i, toTag: tag }));
    }

    expect(phone.takeStartLines()).toEqual(new Array(4).fill("SIP/2.0 200 OK"));
  });

  test("a user agent that was stopped may be started again", async () => {
    const { phone, invitation } = await ringing();
    await invitation.reject();
    phone.take();
    const stopped = phone.userAgent.stop();
    await vi.advanceTimersByTimeAsync(0);
    await stopped;
    await phone.userAgent.start();
    await phone.receives(request({ method: "OPTIONS", sequence: 7 }));

    expect(phone.takeStartLines()).toEqual(["SIP/2.0 200 OK"]);
  });

  test("a body that is cut short gets 400", async () => {
    const { phone } = await established();
    const cut = request({ method: "INVITE", sequence: 9, branch: "cut", body: OFFER }).slice(0, -5);
    await phone.receives(cut);

    expect(phone.takeStartLines()).toEqual(["SIP/2.0 400 Bad Request"]);
  });
});
