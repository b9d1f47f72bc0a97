import { describe, expect, test } from "vitest";
import { ParseFailure } from "../../src/message/grammar/parse-failure.js";
import { parseMessage } from "../../src/message/parse-message.js";
import { answering, SOURCE } from "../support/answering.js";
import { headerId, headerName } from "../../src/message/header/names.js";
import { type CopiedHeaders, copiedIn, hasToTag, toBeCopied } from "../support/copied-headers.js";
import { isOutcome, rightOutcomes } from "../support/fixtures.js";
import { rawMessage } from "../support/raw-message.js";
import { malformed, malformedMessages } from "./messages.js";

/** Where the index leaves a choice, and ours is not what it names first: what is done, and why. */
const CHOICES: Readonly<Partial<Record<string, readonly [outcome: string, because: string]>>> = {
  bom: ["reject 400", "all but the method can be read, so the sender can be told"],
  "bare-lf": ["discard", "no line of it ends, so that it has no Via"],
  "cut-in-header": ["reject 400", "its Via can be read, so the sender can be told"],
  "equals-20000": ["reject 513", "its Via is longer than a line may be"],
  "replaces-twice": ["accept 200", "replacing a call is the application's, and so is this header"],
};

/** Refused because a line is longer than the default limit, whatever is in it; with a wider limit they are what the index names first. */
const TOO_LONG: readonly string[] = [
  "contact-parameters-5000",
  "fold-lines-10000",
  "comments-nested-10000",
  "quotes-alternating",
  "lws-64k-value",
  "tabs-64k-via",
  "lws-64k-trailing",
  "commas-20000",
  "commas-20000-contact",
  "semicolons-20000",
  "backslashes-30000",
  "backslashes-30001",
  "percents-20000",
  "escapes-20000",
  "ats-20000",
  "dots-20000",
  "colons-20000",
  "digits-30000",
  "quoted-pairs-alternating",
];

const datagrams = [...malformedMessages].flatMap(([name, { entry }]) => (entry.transport === "stream" ? [] : [name]));
const answered = datagrams.filter((name) => outcomeOf(name) !== "discard");
const refused = datagrams.filter((name) => outcomeOf(name).startsWith("reject"));
const dropped = datagrams.filter((name) => outcomeOf(name) === "discard");

/** The messages that are answered 400, with the header that the index's phrase names. */
const headersAtFault = refused.flatMap((name): [string, string][] => {
  const { phrase = "" } = malformed(name).entry.expected;
  const [, header] = /^(?:Missing|Malformed|Multiple) ([\w-]+) header fields?$/.exec(phrase) ?? [];
  return header !== undefined && outcomeOf(name) === "reject 400" ? [[name, header]] : [];
});

/** What the index or our choice says. */
function outcomeOf(name: string): string {
  if (TOO_LONG.includes(name)) return "reject 513";
  return CHOICES[name]?.[0] ?? rightOutcomes(malformed(name).entry)[0] ?? "";
}

describe("hostile, broken and borderline datagrams at a whole core", () => {
  test.each(datagrams)("%s: has the outcome that is right, and leaves nothing behind [MSG-21.4.1-a]", (name) => {
    const answer = answering(malformed(name).octets);

    expect(answer.outcome).toMatch(new RegExp(`^${outcomeOf(name)}\\b`));
    expect(answer.left).toEqual({ dialogs: 0, transactions: 0, timers: [] });
    expect(answer.diagnostics.filter(({ reason }) => reason.endsWith("error"))).toEqual([]);
    expect(answer.next).toBe("SIP/2.0 200 OK");
  });

  test.each([...Object.keys(CHOICES), ...TOO_LONG])(
    "%s: our choice is one of those that are right [TOR-4475-3-a]",
    (name) => {
      const [first, ...others] = rightOutcomes(malformed(name).entry);

      expect(isOutcome(outcomeOf(name), String(first))).toBe(false);
      expect(others.some((right) => isOutcome(outcomeOf(name), right))).toBe(true);
    },
  );

  test.each(answered)(
    "%s: the answer goes to where the request came from, and copies to the letter [TOR-4475-3-b]",
    (name) => {
      const { octets } = malformed(name);
      const { responses, destinations } = answering(octets);
      const request = rawMessage(octets);

      expect(responses.length).toBeGreaterThan(0);
      for (const response of responses) {
        expect(copiedIn(response, request)).toEqual({ ...toBeCopied(request), ...COPIED_OTHERWISE[name] });
        expect(hasToTag(response)).toBe(true);
      }
      expect(new Set(destinations.map(({ host }) => host))).toEqual(new Set([SOURCE.host]));
    },
  );

  test.each([...TOO_LONG, "equals-20000"])(
    "%s: with wider limits it is what the index names first [MSG-20-d] [MSG-20-e]",
    (name) => {
      const limits = { line: 100_000, parameters: 10_000 };
      const answer = answering(malformed(name).octets, "UDP", { limits });

      expect(answer.outcome).toMatch(new RegExp(`^${String(rightOutcomes(malformed(name).entry)[0])}\\b`));
      expect(answer.left).toEqual({ dialogs: 0, transactions: 0, timers: [] });
    },
  );

  test.each(refused)("%s: is refused once and without a transaction [MSG-21.4.1-a]", (name) => {
    const { responses, alive, invitations } = answering(malformed(name).octets);

    expect(responses).toHaveLength(1);
    expect(alive).toEqual({ dialogs: 0, transactions: 0 });
    expect(invitations).toBe(0);
  });

  test.each(headersAtFault)("%s: the reason phrase names %s [MSG-21.4.1-a] [MSG-20-a]", (name, header) => {
    const { response } = answering(malformed(name).octets);

    expect(response?.startLine).toMatch(new RegExp(`^SIP/2\\.0 400 .*\\b${header}\\b`));
  });

  test.each(refused.filter((name) => outcomeOf(name) === "reject 400"))(
    "%s: what the application is told names the same header as the reason phrase [MSG-21.4.1-a]",
    (name) => {
      const { response, diagnostics } = answering(malformed(name).octets);

      expect(diagnostics.every(({ header = "" }) => response?.startLine.includes(header))).toBe(true);
    },
  );

  test.each(dropped)("%s: is told of, with a reason and a place [MSG-21.4.1-a]", (name) => {
    const { responses, alive, diagnostics } = answering(malformed(name).octets);

    expect(responses).toEqual([]);
    expect(alive).toEqual({ dialogs: 0, transactions: 0 });
    expect(diagnostics).toEqual([
      expect.objectContaining(
        STRAY[name] ?? {
          reason: "unreadable",
          code: expect.stringMatching(/^[a-z]+(?:-[a-z]+)*$/) as string,
          offset: expect.any(Number) as number,
        },
      ),
    ]);
  });
});

describe("the place of a fault", () => {
  test.each(datagrams.filter((name) => parseMessage(malformed(name).octets) instanceof ParseFailure))(
    "%s: lies in the message, and in the header that is named, where it is there [MSG-21.4.1-a]",
    (name) => {
      const { octets } = malformed(name);
      const text = Buffer.from(octets).toString("latin1");
      const failure = parseMessage(octets);
      const { code, header, offset } = failure instanceof ParseFailure ? failure : { offset: -1 };
      const line = text.slice(text.lastIndexOf("\n", Math.max(0, offset - 1)) + 1).split(":", 1);

      expect(offset).toBeGreaterThanOrEqual(0);
      expect(offset).toBeLessThanOrEqual(octets.length);
      if (header !== undefined && PLACED.has(String(code).replace(/^.*-(?=unreadable$)/, ""))) {
        expect(headerName(headerId(String(line[0]).trim()))).toBe(header);
      }
    },
  );
});

/** Codes of faults that have a place in a header. */
const PLACED: ReadonlySet<string> = new Set(["unreadable", "header-repeated", "content-length"]);

/** Well formed, and of no use to anybody. */
const STRAY: Readonly<Partial<Record<string, object>>> = {
  "ack-stray": { reason: "stray-ack" },
  "response-stray": { reason: "stray-response" },
};

/** Of what cannot be read as much is copied as can be, TOR-4475-3-b; behind a limit nothing is read. */
const COPIED_OTHERWISE: Readonly<Partial<Record<string, Partial<CopiedHeaders>>>> = {
  "dup-via-branch": { via: ["SIP/2.0/UDP 192.0.2.10:5060;branch=z9hG4bK-a"] },
  "equals-20000": { via: ["SIP/2.0/UDP 192.0.2.10;branch=z9hG4bK-eq"] },
  "via-empty-parameters": { via: ["SIP/2.0/UDP 192.0.2.10"] },
  "via-branch-empty": { via: ["SIP/2.0/UDP 192.0.2.10"] },
  "via-second-malformed": { via: rawMessage(malformed("via-second-malformed").octets).values("via").slice(0, 1) },
  "cut-in-header": { from: [] },
  // What is empty is not given back: it would be no header field.
  "cseq-empty": { cseq: [] },
  // A lone LF ends a line here, though the message is refused for it.
  "mixed-line-ends": {
    from: ['"Caller" <sip:caller@example.net>;tag=mixed-line-ends'],
    to: ["<sip:callee@example.com>"],
  },
  "vias-1000-rows": {
    via: rawMessage(malformed("vias-1000-rows").octets).values("via").slice(0, 256),
  },
};
