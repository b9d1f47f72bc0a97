import { describe, expect, test } from "vitest";
import { answering, SOURCE } from "../support/answering.js";
import { isOutcome, rightOutcomes, verdictText } from "../support/fixtures.js";
import { type CopiedHeaders, copiedIn, hasToTag, toBeCopied } from "../support/copied-headers.js";
import { rawMessage } from "../support/raw-message.js";
import { tortureMessage, tortureMessages } from "./messages.js";

interface Row {
  readonly outcome: string;
  /** Where the documents leave a choice and ours is not the one that the index expects: why. */
  readonly choice?: string;
}

// prettier-ignore
const ROWS: Readonly<Record<string, Row>> = {
  // RFC 4475: valid
  wsinv:      { outcome: "reject 481" },
  intmeth:    { outcome: "reject 501" },
  esc01:      { outcome: "accept 200" },
  escnull:    { outcome: "reject 405" },
  esc02:      { outcome: "reject 501" },
  lwsdisp:    { outcome: "accept 200" },
  longreq:    { outcome: "accept 200" },
  dblreq:     { outcome: "reject 405" },
  semiuri:    { outcome: "accept 200" },
  transports: { outcome: "accept 200" },
  mpart01:    { outcome: "reject 405" },
  unreason:   { outcome: "discard" },
  noreason:   { outcome: "discard" },
  // RFC 4475: invalid
  badinv01:   { outcome: "reject 400" },
  clerr:      { outcome: "reject 400" },
  ncl:        { outcome: "reject 400" },
  scalar02:   { outcome: "reject 400" },
  scalarlg:   { outcome: "discard" },
  quotbal:    { outcome: "reject 400" },
  ltgtruri:   { outcome: "reject 400" },
  lwsruri:    { outcome: "reject 400" },
  lwsstart:   { outcome: "reject 400" },
  trws:       { outcome: "reject 400" },
  escruri:    { outcome: "reject 400" },
  baddate:    { outcome: "accept 200" },
  regbadct:   { outcome: "reject 405", choice: "the method is looked at first, RFC 3261 §8.2.1; nobody needs the Contact" },
  badaspec:   { outcome: "reject 400" },
  baddn:      { outcome: "reject 400" },
  badvers:    { outcome: "reject 505" },
  mismatch01: { outcome: "reject 400" },
  mismatch02: { outcome: "reject 501" },
  bigcode:    { outcome: "discard" },
  // RFC 4475: transactions and applications
  badbranch:  { outcome: "reject 400" },
  insuf:      { outcome: "reject 400" },
  unkscm:     { outcome: "reject 416" },
  novelsc:    { outcome: "reject 416" },
  unksm2:     { outcome: "reject 405" },
  bext01:     { outcome: "reject 420" },
  invut:      { outcome: "reject 415" },
  regaut01:   { outcome: "reject 405" },
  multi01:    { outcome: "reject 400" },
  mcl01:      { outcome: "reject 400" },
  bcast:      { outcome: "discard" },
  zeromf:     { outcome: "accept 200" },
  cparam01:   { outcome: "reject 405" },
  cparam02:   { outcome: "reject 405" },
  regescrt:   { outcome: "reject 405" },
  sdp01:      { outcome: "reject 406" },
  inv2543:    { outcome: "accept 200" },
  // the file in the archive of RFC 4475 that the RFC does not describe
  test:       { outcome: "discard" },
  // RFC 5118
  "ipv6-good":                     { outcome: "reject 405" },
  "ipv6-bad":                      { outcome: "reject 400" },
  "port-ambiguous":                { outcome: "reject 405" },
  "port-unambiguous":              { outcome: "reject 405" },
  "via-received-param-with-delim": { outcome: "reject 481" },
  "via-received-param-no-delim":   { outcome: "accept 200" },
  "ipv6-in-sdp":                   { outcome: "accept 200" },
  "mult-ip-in-header":             { outcome: "reject 481" },
  "mult-ip-in-sdp":                { outcome: "accept 200" },
  "ipv4-mapped-ipv6":              { outcome: "accept 200" },
  "ipv6-bug-abnf-3-colons":        { outcome: "accept 200" },
  "ipv6-correct-abnf-2-colons":    { outcome: "accept 200" },
};

const rows = Object.entries(ROWS).map(([name, { outcome }]): [string, string] => [name, outcome]);
const answered = rows.filter(([, outcome]) => outcome !== "discard");
const refused = rows.filter(([, outcome]) => outcome.startsWith("reject"));
const dropped = rows.filter(([, outcome]) => outcome === "discard");

test("no message of RFC 4475 and RFC 5118 is left out, and each is treated as is right [TOR-4475-3-i]", () => {
  expect(Object.keys(ROWS).sort()).toEqual([...tortureMessages.keys()].sort());
  for (const [name, { outcome, choice }] of Object.entries(ROWS)) {
    const { entry } = tortureMessage(name);

    expect([name, rightOutcomes(entry).some((right) => isOutcome(outcome, right))]).toEqual([name, true]);
    expect([name, choice === undefined]).toEqual([name, isOutcome(outcome, verdictText(entry.expected))]);
  }
});

describe.each(["UDP", "WS"])("RFC 3261 §8.2.6 a whole core is given the torture messages by %s", (protocol) => {
  test.each(rows)("%s: %s, and nothing is left of it [TOR-4475-3-a]", (name, outcome) => {
    const answer = answering(tortureMessage(name).octets, protocol);

    expect(answer.outcome).toBe(outcome);
    expect(answer.left).toEqual({ dialogs: 0, transactions: 0, timers: [] });
    expect(answer.diagnostics.filter(({ reason }) => reason.endsWith("error"))).toEqual([]);
    expect(answer.next).toBe("SIP/2.0 200 OK");
  });
});

describe("RFC 3261 §8.2.6.2 the answers to the torture messages", () => {
  test.each(answered)("%s: %s copies Via, From, To, Call-ID and CSeq to the letter [TOR-4475-3-b]", (name) => {
    const request = rawMessage(tortureMessage(name).octets);
    const { responses } = answering(tortureMessage(name).octets);

    for (const response of responses) {
      expect(copiedIn(response, request)).toEqual({ ...toBeCopied(request), ...COPIED_OTHERWISE[name] });
      expect(hasToTag(response)).toBe(true);
    }
  });

  test.each(answered)("%s: %s goes to where the request came from [MSG-21.4.1-a]", (name) => {
    const { destinations } = answering(tortureMessage(name).octets);

    expect(new Set(destinations.map(({ host }) => host))).toEqual(new Set([SOURCE.host]));
  });

  test.each(NOT_ALLOWED)("%s: a method that is not served is answered with those that are [UAS-8.2.1-a]", (name) => {
    expect(answering(tortureMessage(name).octets).response?.values("allow")).toEqual(ALLOWED);
  });

  test("bext01: of what is required that is told which nobody understands [UAS-8.2.2.3-a] [UAS-8.2.2.3-c]", () => {
    const { response } = answering(tortureMessage("bext01").octets);

    expect(response?.values("unsupported")).toEqual(["nothingSupportsThis", "nothingSupportsThisEither"]);
  });

  test("sdp01: the answer has no description, and a Warning that says why [BDY-3261-20.1-a] [MSG-20.43-a]", () => {
    const { response } = answering(tortureMessage("sdp01").octets);

    expect(response?.body).toBe("");
    expect(response?.rows("warning")).toEqual([expect.stringMatching(/^399 \S+ ".+"$/)]);
  });

  test("invut: the answer says which types are understood [UAS-8.2.3-b]", () => {
    const { response } = answering(tortureMessage("invut").octets);

    expect(response?.values("accept")).toContain("application/sdp");
  });

  test.each([
    ["quotbal", "400 Malformed To header field"],
    ["badinv01", "400 Malformed Via header field"],
    ["ncl", "400 Malformed Content-Length header field"],
    ["scalar02", "400 Malformed CSeq header field"],
    ["baddn", "400 Malformed From header field"],
    ["multi01", "400 Multiple CSeq header fields"],
    ["mcl01", "400 Multiple Content-Length header fields"],
    ["insuf", "400 Missing From header field"],
    ["badbranch", "400 Malformed Via header field"],
    ["ltgtruri", "400 Malformed Request-URI"],
    ["trws", "400 Malformed request line"],
    ["badvers", "505 Version Not Supported"],
  ])("%s: the reason says what was wrong: %s [MSG-21.4.1-a]", (name, line) => {
    expect(answering(tortureMessage(name).octets).response?.startLine).toBe(`SIP/2.0 ${line}`);
  });

  test.each(["longreq", "inv2543"])(
    "%s: a copy belongs to the same transaction, though its Via has no branch [MSG-4475-e]",
    (name) => {
      const { octets } = tortureMessage(name);

      expect(answering(octets, "UDP", { copies: 2 })).toMatchObject({ invitations: 1, alive: { dialogs: 1 } });
    },
  );

  test("wsinv: what has a tag of ours that nobody knows is no new call [DLG-12.2.2-b]", () => {
    expect(answering(tortureMessage("wsinv").octets).invitations).toBe(0);
  });

  test("dblreq: what lies behind the request in its datagram is not served [TRN-18.3-a]", () => {
    const { responses, invitations } = answering(tortureMessage("dblreq").octets);

    expect(responses).toHaveLength(1);
    expect(invitations).toBe(0);
  });

  test("badbranch: two requests of two calls share no transaction [MSG-4475-d]", () => {
    const { octets } = tortureMessage("badbranch");
    const other = Buffer.from(octets).toString("latin1").replace("badbranch.", "another.");

    expect(answering(Buffer.from(other)).response?.rows("call-id")).toEqual(["another.sadonfo23i420jv0as0derf3j3n"]);
    expect(answering(octets).alive.transactions).toBe(0);
  });

  test("inv2543: the route that was recorded is copied, without lr, as it stood [MSG-4475-e]", () => {
    const { responses } = answering(tortureMessage("inv2543").octets);

    expect(responses.map((response) => response.rows("record-route"))).toEqual([
      ["<sip:UserB@example.com;maddr=ss1.example.com>"],
      ["<sip:UserB@example.com;maddr=ss1.example.com>"],
    ]);
  });

  test("mult-ip-in-header: the answer goes to the source, at the port of the top Via [TRN-18.2.2-e]", () => {
    const { destinations } = answering(tortureMessage("mult-ip-in-header").octets);

    expect(destinations).toEqual([{ host: SOURCE.host, port: 6050 }]);
  });

  test.each(["via-received-param-with-delim", "via-received-param-no-delim"])(
    "%s: what the sender wrote as received is written over (RFC 5118 §4.5)",
    (name) => {
      const [via] = answering(tortureMessage(name).octets).response?.values("via") ?? [];

      expect(via?.match(/received=[^;]*/g)).toEqual([`received=${SOURCE.host}`]);
    },
  );

  test.each(refused)("%s: %s is given without a transaction [MSG-21.4.1-a]", (name) => {
    const { responses, alive } = answering(tortureMessage(name).octets);

    expect(responses).toHaveLength(1);
    expect(alive).toEqual({ dialogs: 0, transactions: 0 });
  });

  test.each(refused)("%s: %s has no body, and says so [MSG-20.14-a]", (name) => {
    const { response } = answering(tortureMessage(name).octets);

    expect(response?.rows("content-length")).toEqual(["0"]);
    expect(response?.body).toBe("");
  });

  test.each(dropped)("%s: what is dropped is told, with a reason [MSG-21.4.1-a]", (name) => {
    const { diagnostics, alive } = answering(tortureMessage(name).octets);

    expect(diagnostics).toEqual([expect.objectContaining(DIAGNOSTICS[name])]);
    expect(alive).toEqual({ dialogs: 0, transactions: 0 });
  });
});

const ALLOWED = ["INVITE", "ACK", "CANCEL", "BYE", "OPTIONS", "PRACK", "UPDATE", "INFO"];
const NOT_ALLOWED = refused.filter(([, outcome]) => /405|501/.test(outcome)).map(([name]) => name);

/** badinv01: of a Via that cannot be read that which can. */
const COPIED_OTHERWISE: Readonly<Partial<Record<string, Partial<CopiedHeaders>>>> = {
  badinv01: { via: ["SIP/2.0/UDP 192.0.2.15"] },
};

const DIAGNOSTICS: Readonly<Record<string, object>> = {
  unreason: { reason: "stray-response" },
  noreason: { reason: "stray-response" },
  bcast: { reason: "stray-response" },
  scalarlg: { reason: "unreadable", code: "cseq-unreadable", header: "CSeq" },
  bigcode: { reason: "unreadable", code: "start-line", offset: 0 },
  test: { reason: "unreadable", code: "start-line", offset: 0 },
};
