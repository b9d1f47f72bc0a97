import { describe, expect, test } from "vitest";
import { freshCodesOf } from "../../src/message/grammar/codes.js";
import { ParseFailure } from "../../src/message/grammar/parse-failure.js";
import { Contact } from "../../src/message/header/contact.js";
import { CSeq } from "../../src/message/header/cseq.js";
import { DateHeader } from "../../src/message/header/date.js";
import { canonicalName, compactName, headerId, headerIdAt, headerName } from "../../src/message/header/names.js";
import { Expires } from "../../src/message/header/numbers.js";
import { Allow, Supported } from "../../src/message/header/option-tags.js";
import { Route } from "../../src/message/header/route.js";
import { inviteText, octetsOf, request, requestOf } from "./support.js";

describe("RFC 3261 §7.3.1 header fields", () => {
  test("white space may stand before the colon, white space or a fold behind it [MSG-7.3.1-a]", () => {
    const message = request({ lines: ["Subject    :tea", "Organization:\r\n  Boxes by Bob"] });

    expect(message.getHeader("Subject")).toBe("tea");
    expect(message.getHeader("Organization")).toBe("Boxes by Bob");
  });

  test("a line that begins with white space continues the one before [MSG-7.3.1-b]", () => {
    const message = request({ lines: ["Subject: I know you're there,\r\n pick up the phone\r\n\t   and answer!"] });

    expect(message.getHeader("Subject")).toBe("I know you're there, pick up the phone and answer!");
  });

  test("lines of white space only continue a field, they do not end the head [MSG-7.3.1-b]", () => {
    const message = request({ lines: ["Subject: a\r\n \r\n\t\r\n b"], body: "v=0" });

    expect(message.getHeader("Subject")?.replace(/ +/g, " ")).toBe("a b");
    expect(message.body).toBe("v=0");
  });

  test("what every message must have may be folded too", () => {
    const message = request({
      headers: { From: "\r\n Alice\r\n <sip:alice@example.org>\r\n ;tag\r\n =\r\n a11ce", "Call-ID": "\r\n x1" },
    });

    expect(message.fromTag).toBe("a11ce");
    expect(message.from.displayName).toBe("Alice");
    expect(message.callId).toBe("x1");
  });

  test("the order of rows of one name is kept, whatever stands between [MSG-7.3.1-c]", () => {
    const message = request({ lines: ["Route: <sip:a@b>", "Subject: x", "Route: <sip:c@d>, <sip:e@f>"] });

    expect(message.getHeaders("Route")).toEqual(["<sip:a@b>", "<sip:c@d>", "<sip:e@f>"]);
  });

  test.each([
    ["rows", ["Route: <sip:a>", "Route: <sip:b>", "Route: <sip:c>"]],
    ["mixed", ["Route: <sip:a>, <sip:b>", "Route: <sip:c>"]],
    ["commas", ["Route: <sip:a>,<sip:b>  ,\t<sip:c>"]],
  ])("a list is the same in %s [MSG-7.3-a]", (_, lines) => {
    const message = request({ lines });

    expect(message.getHeaders("route")).toEqual(["<sip:a>", "<sip:b>", "<sip:c>"]);
    expect(message.all(Route).map(String)).toEqual(["<sip:a>", "<sip:b>", "<sip:c>"]);
  });

  test("challenges are neither joined nor split at commas [MSG-7.3-b]", () => {
    const rows = ['Digest realm="a", nonce="1"', 'Digest realm="b", nonce="2"'];
    const message = request({ lines: rows.map((row) => `WWW-Authenticate: ${row}`) });

    expect(message.getHeaders("WWW-Authenticate")).toEqual(rows);
  });

  test("commas within quotes and brackets separate nothing [MSG-7.3-a]", () => {
    const message = request({ headers: { Contact: '"a, \\", b" <sip:x,y@z>;p="1,2", <sip:c@d>' } });

    expect(message.getHeaders("Contact")).toEqual(['"a, \\", b" <sip:x,y@z>;p="1,2"', "<sip:c@d>"]);
  });

  test("Contact may be a star, but not a star among others [MSG-7.3-c]", () => {
    expect(request({ headers: { Contact: "*" } }).first(Contact)).toBe("*");
    expect(request({ headers: { Contact: "*, <sip:a@b>" } }).first(Contact)).toBeInstanceOf(ParseFailure);
    expect(request({ headers: { Contact: "*" }, lines: ["m: <sip:a@b>"] }).first(Contact)).toBeInstanceOf(ParseFailure);
  });

  test("names are read in any case, values of tokens too [MSG-7.3.1-f]", () => {
    const text = inviteText().replace("Contact: <sip:alice@pc1.example.org>", "CONTACT: <sip:a@b>;ExPiReS=3600");
    const contact = requestOf(text).first(Contact);

    expect(contact === "*" || contact instanceof ParseFailure ? contact : contact?.getParam("expires")).toBe("3600");
  });

  test.each([
    [["UPDATE"], true],
    [["INVITE, UPDATE\t,BYE"], true],
    [["INVITE,UPDATE"], true],
    [["INVITE", "BYE ,UPDATE"], true],
    [["UPDATED, XUPDATE, UPDATE"], true],
    [["UPDATED, XUPDATE"], false],
    [["update"], false],
    [[""], false],
    [[], false],
  ])("whether %j lists UPDATE is %s", (rows, listed) => {
    const message = request({ lines: rows.map((row) => `Allow: ${row}`) });

    expect(message.lists(Allow, "UPDATE")).toBe(listed);
  });

  test.each(["NewHdr", "newhdr", "NEWHDR"])(
    "a header nobody knows is kept verbatim, and found as %s [MSG-8.2.2-b]",
    (name) => {
      const message = request({ lines: ["NewHdr:   ;;,,;;,;", "NewHdr: b"] });

      expect(message.getHeaders(name)).toEqual([";;,,;;,;", "b"]);
      expect(message.parseHeader(name)).toBe(";;,,;;,;");
    },
  );

  test("an underscore in a name counts as a hyphen, as in SIP.js", () => {
    const message = request({ lines: ["X-My-Header: 1", "X_Other: 2"] });

    expect(message.getHeader("x_my_header")).toBe("1");
    expect(message.getHeader("X-Other")).toBe("2");
    expect(message.getHeader("call_id")).toBe("fx-call-1");
  });

  test("names of Object.prototype are names like any other", () => {
    const message = request({ lines: ["__proto__: a", "constructor: b"] });

    expect(message.getHeader("__proto__")).toBe("a");
    expect(message.getHeader("constructor")).toBe("b");
    expect(request().getHeader("toString")).toBeUndefined();
  });

  test("an empty value is there, and empty", () => {
    const message = request({ lines: ["s :", "Supported:"] });

    expect(message.getHeader("Subject")).toBe("");
    expect(message.hasHeader("Supported")).toBe(true);
    expect(message.all(Supported)).toEqual([]);
  });

  test("a header of the wrong side has no effect on how a request is read [MSG-7.3.2-a]", () => {
    const message = request({ lines: ["Unsupported: x", "Retry-After: soon", "Error-Info: ;;"] });

    expect(message.method).toBe("INVITE");
  });

  test("what cannot be read is kept, and is the same failure every time", () => {
    const message = request({ lines: ["Date: Sat, 02 May 2015 08:00:00 EST", "Expires: soon"] });

    expect(message.first(DateHeader)).toBeInstanceOf(ParseFailure);
    expect(message.first(DateHeader)).toBe(message.first(DateHeader));
    expect(message.first(Expires)).toBeInstanceOf(ParseFailure);
    expect(message.parseHeader("Expires")).toBeUndefined();
    expect(message.getHeader("Expires")).toBe("soon");
  });

  test("a value is read once", () => {
    const message = request();

    expect(message.first(CSeq)).toBe(message.first(CSeq));
    expect(message.from).toBe(message.from);
    expect(message.via).toBe(message.via);
  });

  test("what has been let go of is read again, and is the same", () => {
    const message = request();
    const { from, to, via } = message;
    const [contact, sequence] = [message.first(Contact), message.first(CSeq)];
    message.forgetValues();

    expect(message.from).not.toBe(from);
    expect([message.from, message.to]).toEqual([from, to]);
    expect(message.via).toBe(via);
    expect([message.first(Contact), message.first(CSeq)]).toEqual([contact, sequence]);
  });

  test("what responses copy is written again after it has been let go of, and is the same", () => {
    const message = request();
    message.stampSource({ host: "192.0.2.1", port: 5062 });
    const { copiedHeaders: copied, ruri } = message;
    message.forgetValues();
    message.forgetCopied();

    expect(message.copiedHeaders).toEqual(copied);
    expect(message.copiedHeaders).not.toBe(copied);
    expect(message.ruri).toEqual(ruri);
    expect(message.ruri).not.toBe(ruri);
  });
});

describe("RFC 3261 §7.3.3 compact forms", () => {
  test("long and compact names may be mixed in one message [MSG-7.3.3-a]", () => {
    const message = request({
      lines: ["v: SIP/2.0/TCP second;branch=2", "VIA: SIP/2.0/TLS third", "k: timer", "Supported: 100rel"],
    });

    expect(message.getHeaders("Via")).toHaveLength(3);
    expect(message.getHeaders("v")).toHaveLength(3);
    expect(message.getHeaders("supported")).toEqual(["timer", "100rel"]);
  });

  test.each([
    ["a", "Accept-Contact"],
    ["b", "Referred-By"],
    ["c", "Content-Type"],
    ["d", "Request-Disposition"],
    ["e", "Content-Encoding"],
    ["f", "From"],
    ["i", "Call-ID"],
    ["j", "Reject-Contact"],
    ["k", "Supported"],
    ["l", "Content-Length"],
    ["m", "Contact"],
    ["n", "Identity-Info"],
    ["o", "Event"],
    ["r", "Refer-To"],
    ["s", "Subject"],
    ["t", "To"],
    ["u", "Allow-Events"],
    ["v", "Via"],
    ["x", "Session-Expires"],
    ["y", "Identity"],
  ])("%s is %s, in either case, and the other way round [MSG-7.3.3-a] [MSG-7.3.3-b]", (compact, name) => {
    expect(headerName(headerId(compact))).toBe(name);
    expect(headerName(headerId(compact.toUpperCase()))).toBe(name);
    expect(headerName(headerIdAt(freshCodesOf(`x${compact.toUpperCase()}:`), 1, 2))).toBe(name);
    expect(headerName(headerIdAt(freshCodesOf(name.toUpperCase()), 0, name.length))).toBe(name);
    expect(compactName(name)).toBe(compact);
  });

  test.each(["z", "~", "1", "w", "Vib", "Ca11-ID", "", "x".repeat(300)])("%.20s is no header that we know", (name) => {
    expect(headerIdAt(freshCodesOf(name), 0, name.length)).toBe(0);
    expect(headerId(name)).toBe(0);
  });

  test.each([
    ["call-id", "Call-ID"],
    ["CSEQ", "CSeq"],
    ["x_my-header", "X-My-Header"],
    ["www-authenticate", "WWW-Authenticate"],
  ])("%s is written %s", (name, canonical) => {
    expect(canonicalName(name)).toBe(canonical);
  });
});

describe("RFC 3261 §7.4 bodies", () => {
  test("the octets of a body are not touched [MSG-7-b]", () => {
    const head = octetsOf(inviteText({ headers: { "Content-Length": "3" } }));
    const message = requestOf(Uint8Array.from([...head, 0xff, 0x00, 0x80]));

    expect([...message.bodyBytes]).toEqual([0xff, 0x00, 0x80]);
    expect(message.octetText).toBe(false);
  });

  test.each([
    ["no octet", { body: "" }, false],
    ["no octet, and says so", { headers: { "Content-Length": "0" }, body: "" }, false],
    ["octets that do not count", { headers: { "Content-Length": "0" }, body: "v=0" }, false],
    ["octets without a length", { body: "v=0" }, true],
    ["one octet", { headers: { "Content-Length": "1" }, body: "v" }, true],
  ])("of a message with %s it is known whether there is a body", (_, parts, has) => {
    expect(request(parts).hasBody).toBe(has);
    expect(request(parts).bodyBytes.length > 0).toBe(has);
  });

  test("NUL and what looks like a boundary or an empty line do not end a body [MSG-7.4.1-c]", () => {
    const body = "--b\r\n\r\n\0\0\r\n--b--\r\n\r\n--b";
    const message = request({ headers: { "Content-Length": String(body.length) }, body });

    expect(message.body).toBe(body);
    expect(message.bodyBytes).toHaveLength(body.length);
  });

  test.each([
    ["text", inviteText({ headers: { "Content-Length": "4" }, body: "éab..." })],
    ["octets", octetsOf(inviteText({ headers: { "Content-Length": "4" }, body: "éab..." }))],
  ])("Content-Length counts octets of %s [MSG-20.14-a] [MSG-7.4.1-b]", (_, data) => {
    const message = requestOf(data);

    expect(message.body).toBe("éab");
    expect([...message.bodyBytes]).toEqual([0xc3, 0xa9, 0x61, 0x62]);
  });

  test("with UTF-8 in the head the body still begins where it begins", () => {
    const message = requestOf(
      octetsOf(inviteText({ headers: { From: '"Ангелина" <sip:a@b>;tag=1', "Content-Length": "3" }, body: "abcd" })),
    );

    expect(message.from.displayName).toBe("Ангелина");
    expect(message.body).toBe("abc");
    expect(message.octetText).toBe(false);
  });

  test("a head that is not UTF-8 has one character for each octet, and its body is still read as UTF-8", () => {
    const text = inviteText({ headers: { From: '"Ren\u00e9" <sip:a@b>;tag=1' } });
    const head = Uint8Array.from(text, (character) => character.charCodeAt(0));
    const message = requestOf(Uint8Array.from([...head, 0xc3, 0xa9]));

    expect(message.octetText).toBe(true);
    expect(message.from.displayName).toBe("Ren\u00e9");
    expect(message.data).toHaveLength(head.length + 2);
    expect(message.body).toBe("é");
  });

  test("a replacement character that was sent as such is text like any other", () => {
    expect(requestOf(octetsOf(inviteText({ lines: ["Subject: \uFFFD"] }))).octetText).toBe(false);
  });

  test("text is always what it is", () => {
    const text = inviteText({ lines: ["Subject: Ren\u00e9"] });

    expect(requestOf(text)).toMatchObject({ octetText: false, data: text });
    expect(String(requestOf(text))).toBe(text);
  });
});
