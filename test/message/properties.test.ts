import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Grammar as SipjsGrammar } from "sip.js/lib/grammar/grammar.js";
import { type NameAddrHeader, parseNameAddr } from "../../src/message/grammar/name-addr-header.js";
import { ParseFailure } from "../../src/message/grammar/parse-failure.js";
import { parseUri, type URI } from "../../src/message/grammar/uri.js";
import { equivalentURI } from "../../src/message/grammar/uri-equality.js";
import { CSeq, formatCSeq } from "../../src/message/header/cseq.js";
import { DateHeader, formatDate } from "../../src/message/header/date.js";
import { formatVia, Via } from "../../src/message/header/via.js";
import { formatWarning, Warning } from "../../src/message/header/warning.js";
import { OutgoingRequestMessage } from "../../src/message/outgoing-request-message.js";
import { constructOutgoingResponse } from "../../src/message/outgoing-response.js";
import { sessionDescription } from "../../src/message/session-description.js";
import { octetsOf, read, requestOf, responseOf } from "./support.js";
import { callIds, hosts, nameAddrs, headerTexts, lineTexts, tokens, uris, vias } from "./generators.js";

/** The same cases each time; a failure names its seed and path all the same. */
const RUN = { seed: 3261, numRuns: 300 };
/** Its grammar takes a hundred times as long. */
const SAMPLE = { ...RUN, numRuns: 60 };

function holds<T>(values: fc.Arbitrary<T>, check: (value: T) => void, run = RUN): void {
  fc.assert(fc.property(values, check), run);
}

function uriOf(text: string): URI {
  const uri = parseUri(text);
  if (uri instanceof ParseFailure) throw new Error(`${text} has no ${uri.expected}`);
  return uri;
}

function nameAddrOf(text: string): NameAddrHeader {
  const value = parseNameAddr(text);
  if (value instanceof ParseFailure) throw new Error(`${text} has no ${value.expected}`);
  return value;
}

describe("what is written is read back the same, and written again the same", () => {
  test("a URI", () => {
    holds(uris, (uri) => {
      const text = uri.toString();
      const again = uriOf(text);

      expect(partsOf(again)).toEqual(partsOf(uri));
      expect(again.toString()).toBe(text);
      expect(again.clone().toString()).toBe(text);
    });
  });

  test("a name-addr", () => {
    holds(nameAddrs, (value) => {
      const text = value.toString();
      const again = nameAddrOf(text);

      // An empty display name is none.
      expect(again.displayName ?? "").toBe(value.displayName ?? "");
      expect(partsOf(again.uri)).toEqual(partsOf(value.uri));
      expect({ ...again.parameters }).toEqual({ ...value.parameters });
      expect(again.toString()).toBe(text);
    });
  });

  test("a Via", () => {
    holds(vias, (via) => {
      const text = formatVia(via);
      const again = read(Via, text);

      expect({ ...again, parameters: { ...again.parameters } }).toMatchObject({
        ...via,
        branch: via.parameters["branch"],
        parameters: { ...via.parameters },
      });
      expect(formatVia(again)).toBe(text);
    });
  });

  test("a CSeq", () => {
    holds(fc.record({ sequence: fc.nat({ max: 0xffff_ffff }), method: tokens }), (value) => {
      expect(read(CSeq, formatCSeq(value))).toEqual(value);
    });
  });

  test("a Date", () => {
    const range = { min: new Date("1000-01-01"), max: new Date("9999-12-31"), noInvalidDate: true };
    holds(fc.date(range), (date) => {
      const value = {
        year: date.getUTCFullYear(),
        month: date.getUTCMonth() + 1,
        day: date.getUTCDate(),
        hour: date.getUTCHours(),
        minute: date.getUTCMinutes(),
        second: date.getUTCSeconds(),
      };

      expect(formatDate(value)).toBe(date.toUTCString());
      expect(read(DateHeader, formatDate(value))).toEqual(value);
    });
  });

  test("a Warning", () => {
    holds(fc.record({ code: fc.integer({ min: 300, max: 399 }), agent: hosts, text: lineTexts }), (value) => {
      expect(read(Warning, formatWarning(value))).toEqual(value);
    });
  });
});

describe("RFC 3261 §19.1.4 equivalence of URIs", () => {
  test("a URI is equivalent to itself, to its copy and to itself as it is written", () => {
    holds(uris, (uri) => {
      expect(equivalentURI(uri, uri)).toBe(true);
      expect(equivalentURI(uri, uri.clone())).toBe(true);
      expect(equivalentURI(uri, uriOf(uri.toString()))).toBe(true);
    });
  });

  test("which of two comes first does not matter", () => {
    holds(fc.tuple(uris, uris), ([a, b]) => {
      expect(equivalentURI(a, b)).toBe(equivalentURI(b, a));
    });
  });

  test("which of two that are nearly the same comes first does not matter", () => {
    holds(
      fc.tuple(uris, fc.constantFrom("transport", "user", "ttl", "maddr", "lr", "x"), tokens),
      ([uri, name, value]) => {
        const other = uri.clone();
        other.setParam(name, value);

        expect(equivalentURI(uri, other)).toBe(equivalentURI(other, uri));
      },
    );
  });
});

describe("whole messages", () => {
  const bodies = fc.option(fc.string({ unit: "binary", maxLength: 60 }), { nil: undefined });
  const extra = fc.array(headerTexts, { maxLength: 4 });
  const parts = fc.record({
    method: fc.constantFrom("INVITE", "BYE", "ACK", "OPTIONS", "INFO", "MESSAGE"),
    uri: uris,
    hops: fc.array(vias, { minLength: 1, maxLength: 3 }),
    routes: fc.array(nameAddrs, { maxLength: 3 }),
    from: nameAddrs,
    to: nameAddrs,
    tags: fc.tuple(tokens, tokens),
    callId: callIds,
    cseq: fc.nat({ max: 0x7fff_ffff }),
    extra,
    content: bodies,
  });

  /** A request of ours, as it is written. */
  function written({
    method,
    uri,
    hops,
    routes,
    from,
    to,
    tags,
    callId,
    cseq,
    extra: lines,
    content,
  }: PartsOf<typeof parts>) {
    const bare = uri.clone();
    // RFC 3261 §19.1.1: neither may stand in a Request-URI.
    bare.clearHeaders();
    bare.deleteParam("method");
    const tagged = (party: NameAddrHeader, tag: string): string => {
      const copy = party.clone();
      copy.setParam("tag", tag);
      return copy.toString();
    };
    return new OutgoingRequestMessage({
      method,
      requestUri: bare.toString(),
      via: hops.map((via, i) => formatVia(withBranch(via, `z9hG4bK${i}`))).join(", "),
      routes: routes.map(String),
      from: tagged(from, tags[0]),
      to: tagged(to, tags[1]),
      callId,
      cseq,
      extraHeaders: lines.map(([name, value]) => `${name}: ${value}`),
      ...(content === undefined ? {} : { body: { contentType: "text/plain", contentDisposition: "render", content } }),
    });
  }

  test("a request that goes out is read back as it was meant, from text and from octets", () => {
    holds(parts, (given) => {
      const outgoing = written(given);
      for (const data of [outgoing.toString(), octetsOf(outgoing.toString())]) {
        const request = requestOf(data, { stream: true });

        expect([request.method, request.requestUri]).toEqual([given.method, outgoing.requestUri]);
        expect([request.callId, request.cseq]).toEqual([given.callId, given.cseq]);
        expect([request.fromTag, request.toTag]).toEqual(given.tags);
        expect(request.viaBranch).toBe("z9hG4bK0");
        expect(request.getHeaders("Via")).toHaveLength(given.hops.length);
        expect(request.getHeaders("Route")).toEqual(given.routes.map(String));
        expect(partsOf(request.from.uri)).toEqual(partsOf(given.from.uri));
        for (const [name, value] of given.extra) expect(request.getHeaders(name)).toContain(value);
        expect(request.bodyBytes).toEqual(octetsOf(given.content ?? ""));
      }
    });
  });

  test("a response copies Via, From, To, Call-ID, CSeq and Record-Route to the letter, and is read back [UAS-8.2.6.2-a]", () => {
    const answers = fc.record({
      statusCode: fc.integer({ min: 101, max: 699 }),
      reasonPhrase: lineTexts,
      content: bodies,
    });
    holds(fc.tuple(parts, answers), ([given, { statusCode, reasonPhrase, content }]) => {
      const text = written(given).toString().replaceAll("\r\nRoute: ", "\r\nRecord-Route: ");
      const request = requestOf(text);
      const body = { contentType: "application/sdp", contentDisposition: "session", content: content ?? "" };
      const { message } = constructOutgoingResponse(request, {
        statusCode,
        reasonPhrase,
        recordRoute: true,
        body,
        toTag: "t",
      });
      const response = responseOf(octetsOf(message));

      for (const name of ["Via", "From", "To", "Call-ID", "CSeq", "Record-Route"]) {
        expect(response.getHeaders(name)).toEqual(request.getHeaders(name));
      }
      expect(response.statusCode).toBe(statusCode);
      // An empty phrase stands for the usual one.
      if (reasonPhrase.trim() !== "") expect(response.reasonPhrase.trim()).toBe(reasonPhrase.trim());
      expect(response.bodyBytes).toEqual(octetsOf(body.content));
      expect(sessionDescription(response)?.content).toBe(response.body === "" ? undefined : response.body);
    });
  });
});

describe("sip.js 0.21.2 reads what is written, where it can", () => {
  /** Compares what it reads; it has to read most. */
  function agrees<T>(values: fc.Arbitrary<T>, compare: (value: T) => boolean): void {
    let count = 0;
    holds(values, (value) => void (count += compare(value) ? 1 : 0), SAMPLE);
    expect(count).toBeGreaterThan(SAMPLE.numRuns / 2);
  }

  test("a URI", () => {
    agrees(uris, (uri) => {
      const theirs = SipjsGrammar.URIParse(uri.toString());
      if (theirs !== undefined) expect(membersOf(theirs)).toEqual(theirMembers(uri));
      return theirs !== undefined;
    });
  });

  test("a name-addr", () => {
    agrees(nameAddrs, (value) => {
      const theirs = SipjsGrammar.nameAddrHeaderParse(value.toString());
      if (theirs === undefined) return false;
      expect(membersOf(theirs.uri)).toEqual(theirMembers(value.uri));
      expect(Object.keys(theirs.parameters)).toEqual(Object.keys(value.parameters));
      return true;
    });
  });

  test("a Via", () => {
    // Its grammar takes an address in a parameter for the host of the Via.
    const plain = vias.map((via) => ({ ...via, parameters: { branch: via.parameters.branch, x: "y" } }));
    agrees(plain, (via) => {
      const theirs: unknown = SipjsGrammar.parse(formatVia(via), "Via");
      if (theirs === -1) return false;
      const { transport, host, parameters } = via;
      expect(theirs).toMatchObject({ transport, host, branch: parameters.branch });
      return true;
    });
  });
});

function membersOf({ scheme, user, host, port }: Pick<URI, "scheme" | "user" | "host" | "port">) {
  return { scheme, user, host, port };
}

/** As it gives them: the password with the user. */
function theirMembers(uri: URI) {
  const members = membersOf(uri);
  return uri.password === undefined ? members : { ...members, user: `${uri.user ?? ""}:${uri.password}` };
}

type PartsOf<A> = A extends fc.Arbitrary<infer T> ? T : never;

function withBranch(via: Pick<Via, "protocol" | "transport" | "host" | "port" | "parameters">, branch: string) {
  return { ...via, parameters: { ...via.parameters, branch } };
}

/** All that a URI holds. */
function partsOf(uri: URI): unknown {
  const { scheme, user, password, host, port } = uri;
  return { scheme, user, password, host, port, parameters: { ...uri.parameters }, headers: { ...uri.headers } };
}
