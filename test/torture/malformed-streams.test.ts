import { describe, expect, test } from "vitest";
import { ParseFailure } from "../../src/message/grammar/parse-failure.js";
import { IncomingRequestMessage } from "../../src/message/incoming-request-message.js";
import { parseMessage } from "../../src/message/parse-message.js";
import { StreamFramer } from "../../src/message/stream-framer.js";
import { answering } from "../support/answering.js";
import { rightOutcomes } from "../support/fixtures.js";
import { malformed, malformedMessages } from "./messages.js";

/** What comes out of a stream: how the messages read, and what it ended at. */
function framed(octets: Uint8Array, size: number) {
  const outcomes: string[] = [];
  const failures: string[] = [];
  const framer = new StreamFramer({
    onMessage: (message) => {
      const parsed = parseMessage(message, { stream: true });
      if (parsed instanceof IncomingRequestMessage) outcomes.push("accept");
      else if (parsed instanceof ParseFailure && parsed.request) outcomes.push(`reject ${parsed.statusCode}`);
      else outcomes.push("discard");
    },
    onFailure: ({ code }) => failures.push(code),
  });
  for (let at = 0; at < octets.length; at += size) framer.push(octets.subarray(at, at + size));
  return { outcomes, failures };
}

describe.each([7, 1_460, 2_000_000])("hostile streams in pieces of %i octets", (size) => {
  test.each([
    ["headers-10000", "reject 513", "too-long"],
    ["header-line-64k", "reject 513", "too-long"],
    ["header-without-end-stream", "discard", "too-long"],
    ["body-1m", "reject 413", "too-long"],
    ["tls-client-hello", "discard", "start-line"],
    ["http-post-smuggle", "discard", "start-line"],
  ])("%s: %s, and the stream ends at %s [MSG-20-d] [TOR-4475-3-e]", (name, outcome, failure) => {
    const { octets, entry } = malformed(name);

    expect(rightOutcomes(entry)).toContain(outcome);
    expect(framed(octets, size)).toEqual({
      outcomes: [outcome],
      failures: [failure],
    });
  });
});

describe("hostile streams at a whole core", () => {
  test.each([...malformedMessages.keys()].filter((name) => malformed(name).entry.transport === "stream"))(
    "%s: has the outcome that is right, and leaves nothing behind [MSG-20-d]",
    (name) => {
      const { octets, entry } = malformed(name);
      const { outcome, left, next, invitations } = answering(octets, "TCP", { pieces: 1_460 });

      expect(rightOutcomes(entry)).toContain(outcome);
      expect({ left, next, invitations }).toEqual({
        left: { dialogs: 0, transactions: 0, timers: [] },
        next: "SIP/2.0 200 OK",
        invitations: 0,
      });
    },
  );
});
