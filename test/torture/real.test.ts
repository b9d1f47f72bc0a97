import { describe, expect, test } from "vitest";
import { ParseFailure } from "../../src/message/grammar/parse-failure.js";
import { IncomingRequestMessage } from "../../src/message/incoming-request-message.js";
import { parseMessage } from "../../src/message/parse-message.js";
import { answering } from "../support/answering.js";
import { copiedIn, hasToTag, toBeCopied } from "../support/copied-headers.js";
import { type FixtureEntry, fixturesIn, isOutcome, rightOutcomes } from "../support/fixtures.js";
import { rawMessage, type RawMessage } from "../support/raw-message.js";

/** What a parser must find in a message. */
interface Facts {
  readonly method: string;
  readonly requestUri: string;
  readonly callId: string;
  readonly cseq: readonly [sequence: number, method: string];
  readonly fromTag: string | null;
  readonly toTag: string | null;
  readonly viaCount: number;
  readonly topBranch: string | null;
  readonly headerRows: number;
  readonly bodyBytes: number;
  readonly contactCount: number;
  readonly recordRoutes?: readonly string[];
}

interface RealEntry extends FixtureEntry {
  readonly transport: string;
  readonly facts: Facts;
}

// The messages are other people's and no part of the project: they are read where they lie, and no failure shows what they say.
const FOLDER = new URL("../../../shared/fixtures/real/", import.meta.url);

const messages = new Map(fixturesIn<RealEntry>(FOLDER).map((fixture) => [fixture.name, fixture]));
const names = [...messages.keys()];
const invites = names.filter((name) => real(name).entry.facts.method === "INVITE");

function real(name: string) {
  const found = messages.get(name);
  if (found === undefined) throw new Error(`no message has the name ${name}`);
  return found;
}

/** The request, also where it is refused: what can be read of it is what is answered. */
function readable(octets: Uint8Array): IncomingRequestMessage {
  const message = parseMessage(octets);
  const request = message instanceof ParseFailure ? message.request : message;
  if (!(request instanceof IncomingRequestMessage)) throw new Error("no request");
  return request;
}

/** The names of those values that are not the same. */
function differences<T extends object>(actual: T, expected: T): string[] {
  const texts = (values: T) => Object.entries(values).map(([name, value]) => [name, JSON.stringify(value)] as const);
  const found = new Map(texts(actual));
  return texts(expected).flatMap(([name, text]) => (found.get(name) === text ? [] : [name]));
}

function factsOf(message: IncomingRequestMessage, raw: RawMessage): Facts {
  return {
    method: message.method,
    requestUri: message.requestUri,
    callId: message.callId,
    cseq: [message.cseq, message.cseqMethod],
    fromTag: message.fromTag ?? null,
    toTag: message.toTag ?? null,
    viaCount: message.getHeaders("Via").length,
    topBranch: message.viaBranch ?? null,
    headerRows: raw.names.length,
    bodyBytes: message.bodyBytes.length,
    contactCount: message.getHeaders("Contact").length,
    recordRoutes: message.getHeaders("Record-Route"),
  };
}

/** The headers whose values the library reads otherwise than they stand: commas and the spaces around them aside. */
function misread(message: IncomingRequestMessage, raw: RawMessage): string[] {
  const text = (values: readonly string[]) => values.join(",").replace(/\s*,\s*/g, ",");
  const asOctets = (value: string) => (message.octetText ? value : Buffer.from(value).toString("latin1"));
  return raw.names.filter((name) => text(message.getHeaders(name).map(asOctets)) !== text(raw.rows(name)));
}

describe("RFC 3261 §7.3 what real phones and proxies send", () => {
  if (names.length === 0) test.skip("is not read: there is no folder ../shared/fixtures/real", () => undefined);

  test.each(names)("%s: every field that a UAS needs is found [MSG-7.3-a] [MSG-7.3.1-a]", (name) => {
    const { octets, entry } = real(name);
    const raw = rawMessage(octets);

    const message = readable(octets);

    expect(differences(factsOf(message, raw), { recordRoutes: [], ...entry.facts })).toEqual([]);
    expect(misread(message, raw)).toEqual([]);
  });

  test.each(names)("%s: has the outcome that is right, and leaves nothing behind [MSG-20-a]", (name) => {
    const { octets, entry } = real(name);
    const answer = answering(octets, entry.transport.toUpperCase());

    expect([answer.outcome, rightOutcomes(entry).some((right) => isOutcome(answer.outcome, right))]).toEqual([
      answer.outcome,
      true,
    ]);
    expect(answer.left).toEqual({ dialogs: 0, transactions: 0, timers: [] });
    expect(answer.next).toBe("SIP/2.0 200 OK");
  });

  test.each(invites)(
    "%s: the answers copy Via, Record-Route, From, To, Call-ID and CSeq to the letter [UAS-8.2.6.2-a]",
    (name) => {
      const { octets, entry } = real(name);
      const request = rawMessage(octets);
      const { responses, outcome } = answering(octets, entry.transport.toUpperCase());

      expect(responses).toHaveLength(outcome === "accept 200" ? 2 : 1);
      for (const response of responses) {
        expect(differences(copiedIn(response, request), toBeCopied(request))).toEqual([]);
        expect(hasToTag(response)).toBe(true);
      }
      const making = responses.filter(({ startLine }) => /^SIP\/2\.0 [12]/.test(startLine));
      const routes = making.map((response) => JSON.stringify(response.values("record-route")));
      expect(routes.every((route) => route === JSON.stringify(request.values("record-route")))).toBe(true);
    },
  );
});
