import { describe, expect, test } from "vitest";
import { DialogMap } from "../../src/dialog/dialog-map.js";
import { type SessionDialog } from "../../src/dialog/session-dialog.js";
import { TerminatedDialogs } from "../../src/dialog/terminated-dialogs.js";
import { readInvite, inviteText, ManualClock } from "../../src/testing/index.js";
import { decideReplacement, type JoinPolicy, type ReplacesPolicy } from "../../src/user-agent/decide-replacement.js";
import { dialogAlone } from "../dialog/dialog-alone.js";
import { request } from "../message/support.js";

type Call = "ringing" | "answered" | "hanging up" | "over" | "none";

interface Situation {
  readonly call?: Call;
  readonly replaces?: ReplacesPolicy | undefined;
  readonly join?: JoinPolicy | undefined;
  readonly lines?: readonly string[];
  readonly method?: string;
}

const everyone = { authorize: () => true };
const REPLACES = "Replaces: fx-call-1;to-tag=b0b;from-tag=a11ce";
const JOIN = "Join: fx-call-1;to-tag=b0b;from-tag=a11ce";

const USUAL = { call: "answered", replaces: everyone, join: everyone, lines: [REPLACES], method: "INVITE" } as const;

/** A core with one call, `fx-call-1`, and what becomes of a request with these header fields: `replaces`, `403`, … */
function decide(situation: Situation) {
  const { call, replaces, join, lines, method } = { ...USUAL, ...situation };
  const dialogs = new DialogMap<SessionDialog>();
  const terminated = new TerminatedDialogs(new ManualClock());
  const dialog = callThatIs(call);
  if (dialog !== undefined) dialogs.add(dialog);
  if (call === "over") terminated.add({ callId: "fx-call-1", localTag: "b0b", remoteTag: "a11ce" });
  const message = request({ start: `${method} sip:bob@192.0.2.4 SIP/2.0`, headers: { CSeq: `1 ${method}` }, lines });
  const decision = decideReplacement(message, {
    configuration: { replaces, join },
    dialogs,
    terminatedDialogs: terminated,
    authenticatedPeers: new WeakMap<object, { user: string }>([
      [message, { user: "alice" }],
      ...(dialog === undefined ? [] : ([[dialog, { user: "alice" }]] as const)),
    ]),
    callApplication: guarded,
  });
  if ("dialog" in decision) expect(decision.dialog).toBe(dialog);
  return decision.kind === "refuse" ? decision.refusal.statusCode : decision.kind;
}

/** As the core calls its application: what throws says nothing. */
function guarded<T>(_what: string, ask: () => T): T | undefined {
  try {
    return ask();
  } catch {
    return undefined;
  }
}

function thrower(): never {
  throw new Error("who may?");
}

function callThatIs(call: Call): SessionDialog | undefined {
  if (call === "none" || call === "over") return undefined;
  const { dialog } = dialogAlone();
  if (call === "ringing") return dialog;
  dialog.acceptInvite(1001, undefined, { repeat: () => undefined });
  dialog.receiveAck(readInvite(inviteText()));
  if (call === "hanging up") dialog.bye();
  return dialog;
}

describe("RFC 3891 §3 what becomes of a Replaces", () => {
  test.each<[string, number | string, Situation]>([
    ["a call that is answered [RPL-3891-3-h]", "replaces", {}],
    ["a call that only rings here [RPL-3891-3-i]", 481, { call: "ringing" }],
    ["a call that our BYE is ending [RPL-3891-3-d]", 603, { call: "hanging up" }],
    ["a call that ended a short while ago [RPL-3891-3-d]", 603, { call: "over" }],
    ["no call at all [RPL-3891-3-a]", 481, { call: "none" }],
    ["a call, the tags the other way round [RPL-3891-3-a]", 481, { lines: [swapped("Replaces")] }],
    ["an answered call, early-only [RPL-3891-3-g]", 486, { lines: [`${REPLACES};early-only`] }],
    ["a ringing call, early-only", 481, { call: "ringing", lines: [`${REPLACES};early-only`] }],
    ["a call, from somebody unknown [RPL-3891-3-e]", 403, { replaces: { authorize: () => false } }],
    ["a call, where no policy says who may [RPL-3891-3-e]", 403, { replaces: {} }],
    [
      "a call, from the peer in it [RPL-3891-3-e]",
      "replaces",
      { replaces: { authorize: (_message, _session, users) => users.sender === users.peer && users.peer === "alice" } },
    ],
    ["a call, where the policy throws [RPL-3891-3-e]", 403, { replaces: { authorize: thrower } }],
    ["a call that is over, from somebody unknown", 603, { call: "over", replaces: {} }],
    ["a call, and another one [RPL-3891-3-b]", 400, { lines: [REPLACES, REPLACES] }],
    ["a call, and a Join [RPL-3891-3-b] [JOI-3911-4-a]", 400, { lines: [REPLACES, JOIN] }],
    ["a call, and a Join that would mean nothing [RPL-3891-3-b]", 400, { join: undefined, lines: [REPLACES, JOIN] }],
    ["a call without a from-tag [RPL-3891-6.1-a]", 400, { lines: ["Replaces: fx-call-1;to-tag=b0b"] }],
    ["a call with two to-tags [RPL-3891-6.1-a]", 400, { lines: [`${REPLACES};to-tag=c`] }],
    ["a call, in a REFER [RPL-3891-3-b]", 400, { method: "REFER" }],
    ["a call, where Replaces means nothing to us", "none", { replaces: undefined }],
  ])("%s: %s", (_what, outcome, situation) => {
    expect(decide(situation)).toBe(outcome);
  });
});

describe("RFC 3911 §4 what becomes of a Join", () => {
  const conference: JoinPolicy = { ...everyone, isConference: ({ user }) => user === "bob" };

  test.each<[string, number | string, Situation]>([
    ["a call that is answered [JOI-3911-4-c]", "joins", {}],
    ["a call that rings [JOI-3911-4-c]", "joins", { call: "ringing" }],
    ["no call at all [JOI-3911-4-b]", 481, { call: "none" }],
    ["no call, to a conference [JOI-3911-4-b]", "none", { call: "none", join: conference }],
    ["no call, to what is no conference [JOI-3911-4-b]", 481, { call: "none", join: { isConference: () => false } }],
    ["a call that is over, to a conference [JOI-3911-4-b]", 603, { call: "over", join: conference }],
    ["a call that ended a short while ago [JOI-3911-4-b]", 603, { call: "over" }],
    ["a call, from somebody unknown [JOI-3911-4-c]", 403, { join: { authorize: () => false } }],
    ["a call, where no policy says who may [JOI-3911-4-c]", 403, { join: {} }],
    ["a call, and another one [JOI-3911-4-a]", 400, { lines: [JOIN, JOIN] }],
    ["a call, in a MESSAGE [JOI-3911-4-a]", 400, { method: "MESSAGE" }],
    ["a call, the tags the other way round [JOI-3911-4-a]", 481, { lines: [swapped("Join")] }],
    ["a call, where Join means nothing to us", "none", { join: undefined }],
  ])("%s: %s", (_what, outcome, situation) => {
    expect(decide({ lines: [JOIN], ...situation })).toBe(outcome);
  });
});

function swapped(name: string): string {
  return `${name}: fx-call-1;to-tag=a11ce;from-tag=b0b`;
}
