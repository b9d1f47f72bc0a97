import { describe, expect, test } from "vitest";
import { ParseFailure } from "../../src/message/grammar/parse-failure.js";
import { Contact } from "../../src/message/header/contact.js";
import { DateHeader } from "../../src/message/header/date.js";
import { Via } from "../../src/message/header/via.js";
import { tortureFailure, tortureMessage, tortureRequest } from "./messages.js";

/** What is refused: the message, the code and the header of the fault, what is answered. */
const REFUSED = [
  ["badinv01", "via-unreadable", "Via", "400 Malformed Via header field"],
  ["clerr", "content-length", "Content-Length", "400 Content-Length larger than the message"],
  ["ncl", "content-length-unreadable", "Content-Length", "400 Malformed Content-Length header field"],
  ["scalar02", "cseq-unreadable", "CSeq", "400 Malformed CSeq header field"],
  ["quotbal", "to-unreadable", "To", "400 Malformed To header field"],
  ["ltgtruri", "request-uri", undefined, "400 Malformed Request-URI"],
  ["lwsruri", "start-line", undefined, "400 Malformed request line"],
  ["lwsstart", "start-line", undefined, "400 Malformed request line"],
  ["trws", "start-line", undefined, "400 Malformed request line"],
  ["escruri", "request-uri", undefined, "400 Malformed Request-URI"],
  ["badaspec", "to-unreadable", "To", "400 Malformed To header field"],
  ["baddn", "from-unreadable", "From", "400 Malformed From header field"],
  ["badvers", "version", undefined, "505 Version Not Supported"],
  ["mismatch01", "cseq-method", "CSeq", "400 CSeq method mismatch"],
] as const;

describe("the invalid messages of RFC 4475 §3.1.2 at the parser", () => {
  test.each(REFUSED)("%s: %s in %s is answered %s [TOR-4475-3-a] [TOR-4475-3-b]", (name, code, header, answer) => {
    const failure = tortureFailure(name);

    expect(failure).toMatchObject({ code, header });
    expect(`${failure.statusCode} ${failure.reasonPhrase}`).toBe(answer);
    expect(failure.request).toBeDefined();
  });

  test.each([
    ["ltgtruri", "<sip:user@example.com> SIP/2.0"],
    ["lwsruri", "lr SIP/2.0"],
    ["lwsstart", "INVITE  sip:"],
    ["trws", "SIP/2.0  \r\n"],
    ["escruri", "?Route="],
    ["badvers", "SIP/7.0"],
  ])("%s: in its first line reading stopped before %j [MSG-7.1-a]", (name, rest) => {
    const text = Buffer.from(tortureMessage(name).octets).toString("latin1");
    const { offset } = tortureFailure(name);

    expect(text.slice(offset, offset + rest.length)).toBe(rest);
  });

  test("badinv01: of the Via as much is kept as can be read [TOR-4475-3-b]", () => {
    expect(tortureFailure("badinv01").request?.getHeaders("Via")).toEqual(["SIP/2.0/UDP 192.0.2.15"]);
  });

  test("scalar02: a number that is too large is none, wherever it is not needed [TOR-4475-3-g]", () => {
    const { request } = tortureFailure("scalar02");

    expect(request?.parseHeader("Max-Forwards")).toBeUndefined();
    expect(request?.parseHeader("Expires")).toBeUndefined();
    expect(request?.first(Contact)).toMatchObject({ parameters: { expires: "280297596632815" } });
  });

  test.each([
    ["scalarlg", "a CSeq beyond 32 bits", "cseq-unreadable"],
    ["bigcode", "a status code of ten digits", "start-line"],
  ])("%s: a response with %s is unreadable, and cannot be answered [TOR-4475-3-g]", (name, _what, code) => {
    expect(tortureFailure(name)).toMatchObject({ code, request: undefined });
  });

  test("escruri: what the Request-URI has in its headers is in no header field [TOR-4475-3-b]", () => {
    expect(tortureFailure("escruri").request?.hasHeader("Route")).toBe(false);
  });

  test("baddate: a Date that cannot be read refuses nothing [TOR-4475-3-a]", () => {
    const message = tortureRequest("baddate");

    expect(message.first(DateHeader)).toBeInstanceOf(ParseFailure);
    expect(message.getHeader("Date")).toBe("Fri, 01 Jan 2010 16:00:00 EST");
    expect(message.bodyBytes).toHaveLength(150);
  });

  test("regbadct: a Contact without brackets that has a question mark is unreadable, and the message is not [TOR-4475-3-a]", () => {
    const message = tortureRequest("regbadct");

    expect(message.first(Contact)).toBeInstanceOf(ParseFailure);
    expect(message.hasHeader("Route")).toBe(false);
  });

  test("baddn: as the RFC's archive has it, the empty line is missing", () => {
    const { kept, octets } = tortureMessage("baddn");

    expect(Buffer.from(octets).toString("latin1")).toBe(`${Buffer.from(kept).toString("latin1")}\r\n`);
  });

  test("badvers: the Via is read, although it says 7.0 too [MSG-7.1-e]", () => {
    expect(tortureFailure("badvers").request?.first(Via)).toMatchObject({ protocol: "SIP/7.0", host: "c.example.com" });
  });

  test("mismatch02: of a method nobody knows the CSeq may name another, so that it is answered 501 [MSG-20.16-b]", () => {
    const message = tortureRequest("mismatch02");

    expect(message).toMatchObject({ method: "NEWMETHOD", cseqMethod: "INVITE", cseq: 8 });
  });
});
