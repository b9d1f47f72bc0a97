import { describe, expect, test } from "vitest";
import { NameAddrHeader } from "../../../src/message/grammar/name-addr-header.js";
import { ParseFailure } from "../../../src/message/grammar/parse-failure.js";
import { Contact } from "../../../src/message/header/contact.js";
import { ContentLength, Expires, MaxForwards } from "../../../src/message/header/numbers.js";
import { DateHeader } from "../../../src/message/header/date.js";
import { compactName } from "../../../src/message/header/names.js";
import { RetryAfter } from "../../../src/message/header/retry-after.js";
import { Route } from "../../../src/message/header/route.js";
import { Timestamp } from "../../../src/message/header/timestamp.js";
import { Via } from "../../../src/message/header/via.js";
import { Warning } from "../../../src/message/header/warning.js";
import { type IncomingRequestMessage } from "../../../src/message/incoming-request-message.js";
import { inviteText, refusal, request, requestOf } from "../support.js";

/** An INVITE in which this line, folds and all, stands in the place of the header. */
function withLine(header: string, line: string): string {
  return inviteText({ headers: { [header]: undefined }, lines: [line] });
}

function read(header: string, line: string): IncomingRequestMessage {
  return requestOf(withLine(header, line));
}

/** The header names in their rows, as the compact forms of the RFCs. */
const COMPACT = {
  c: "Content-Type",
  e: "Content-Encoding",
  f: "From",
  i: "Call-ID",
  k: "Supported",
  l: "Content-Length",
  m: "Contact",
  s: "Subject",
  t: "To",
  v: "Via",
  a: "Accept-Contact",
  b: "Referred-By",
  d: "Request-Disposition",
  j: "Reject-Contact",
  n: "Identity-Info",
  o: "Event",
  r: "Refer-To",
  u: "Allow-Events",
  x: "Session-Expires",
  y: "Identity",
} as const;

const VALUES: Readonly<Record<string, string>> = {
  From: "<sip:a@h>;tag=1",
  To: "<sip:b@h>",
  Via: "SIP/2.0/UDP h;branch=z9hG4bK1",
  "Content-Length": "0",
};

describe("RFC 3261 §7.3.1 header fields as they come", () => {
  test("To over two lines, with white space everywhere [MSG-7.3.1-a] [MSG-7.3.1-b] [MSG-20.10-a]", () => {
    const { to, toTag } = read("To", "TO :\r\n sip:v@h.example.com ;   tag    = 191n");

    expect([to.uri.toString(), toTag]).toEqual(["sip:v@h.example.com", "191n"]);
  });

  test("From with escapes, over three lines [MSG-7.3.1-b] [MSG-25.1-b]", () => {
    const { from, fromTag } = read("From", 'from   : "J Ros \\\\\\""       <sip:j@example.com>\r\n  ;\r\n  tag = 98');

    expect([from.displayName, fromTag]).toEqual(['J Ros \\"', "98"]);
  });

  test.each([
    [
      "Via  : SIP /  2.0\r\n  /UDP\r\n   198.51.100.2;branch=77qx01",
      [{ protocol: "SIP/2.0", transport: "UDP", host: "198.51.100.2", port: undefined, branch: "77qx01" }],
    ],
    [
      "v: SIP / 2.0 / UDP edge.example.net: 4070;ttl=9\r\n ;maddr=233.252.0.1 ;branch=z9hG4bKq1.2",
      [{ host: "edge.example.net", port: 4070, ttl: 9, maddr: "233.252.0.1", branch: "z9hG4bKq1.2" }],
    ],
    [
      "v:  SIP/ 2.0 /TCP   s1.example.com ;\r\n  branch =  z9hG4bKaa1  ,\r\n SIP / 2.0/ UDP  198.51.100.7  ; branch=\r\n z9hG4bKbb2",
      [
        { transport: "TCP", host: "s1.example.com", branch: "z9hG4bKaa1" },
        { transport: "UDP", host: "198.51.100.7", branch: "z9hG4bKbb2" },
      ],
    ],
    ["Via: SIP/2.0/UNKNOWN h;received=[2001:db8::9:255]", [{ transport: "UNKNOWN", received: "2001:db8::9:255" }]],
    ['Via: SIP/2.0/UDP [2001:db8::1]:5061;rport;x="a;b,c"', [{ host: "[2001:db8::1]", port: 5061, rport: null }]],
  ])("Via %# [MSG-20.42-a] [MSG-20.42-b]", (line, expected) => {
    expect(read("Via", line).all(Via)).toMatchObject(expected);
  });

  test.each([
    ["To", 'To: "Mr. J. User <sip:j.user@example.com>', "400 Malformed To header field"],
    ["Via", "Via: SIP/2.0/UDP 192.0.2.15;;,;,,", "400 Malformed Via header field"],
    ["CSeq", "CSeq: 4294967296 INVITE", "400 Malformed CSeq header field"],
    ["Content-Length", "Content-Length: -1", "400 Malformed Content-Length header field"],
    ["Content-Length", "l: 1e1", "400 Malformed Content-Length header field"],
    ["Call-ID", "i: a b", "400 Malformed Call-ID header field"],
    ["From", "f: <sip:a@b>;tag=1;TAG=2", "400 Malformed From header field"],
    ["Max-Forwards", "Max-Forwards: many", "400 Malformed Max-Forwards header field"],
  ])("%s that cannot be read is refused by name: %s [MSG-7.3.1-e] [MSG-20.42-c]", (header, line, expected) => {
    expect(refusal(withLine(header, line))).toBe(expected);
  });

  test.each([
    ["Contact: sip:+1972@gw1.example.net;unknownparam", "sip:+1972@gw1.example.net", { unknownparam: null }],
    ["Contact: <sip:+1972@gw1.example.net;unknownparam>", "sip:+1972@gw1.example.net;unknownparam", {}],
    ['m: "a, b" <sip:a@b?x=1,2>;q=0.5'.replace("1,2", "1%2C2"), "sip:a@b?X=1%2C2", { q: "0.5" }],
  ])("%s: whose parameter it is [MSG-20.10-a]", (line, uri, parameters) => {
    const contact = read("Contact", line).first(Contact);

    expect(contact).toBeInstanceOf(NameAddrHeader);
    if (!(contact instanceof NameAddrHeader)) return;
    expect([contact.uri.toString(), { ...contact.parameters }]).toEqual([uri, parameters]);
  });

  test("Contact is a star alone, and nobody else's company [MSG-7.3-c]", () => {
    expect(read("Contact", "Contact: *").all(Contact)).toEqual(["*"]);
    expect(read("Contact", "Contact: *, <sip:a@b>").all(Contact)).toEqual([expect.any(ParseFailure)]);
    expect(read("Contact", "Contact: <sip:a@b>\r\nContact: *").all(Contact)).toEqual([expect.any(ParseFailure)]);
  });

  test("From without a space before the bracket [MSG-20.10-b]", () => {
    const { from, fromTag } = read("From", "From: Ann<sip:ann@example.com>;tag=3k");

    expect([from.displayName, fromTag]).toEqual(["Ann", "3k"]);
  });

  test("numbers with leading zeros [MSG-20.16-a] [MSG-20.22-a]", () => {
    expect(read("CSeq", "CSeq: 0009 INVITE").cseq).toBe(9);
    expect(read("Max-Forwards", "Max-Forwards: 0068").first(MaxForwards)).toBe(68);
    expect(read("Content-Length", "Content-Length: 0000").first(ContentLength)).toBe(0);
  });

  test("Routes over rows and commas, in their order [MSG-7.3-a] [MSG-7.3.1-c]", () => {
    const message = request({ lines: ["Route: <sip:a@b>", "Subject: x", "Route: <sip:c@d>, <sip:e@f>"] });

    expect(message.all(Route).map(String)).toEqual(["<sip:a@b>", "<sip:c@d>", "<sip:e@f>"]);
  });

  test("Retry-After, Warning and Timestamp [MSG-20.33-a] [MSG-20.43-a] [MSG-20.38-a]", () => {
    const message = request({
      lines: [
        "Retry-After: 90\r\n (back\r\n (soon))",
        'Warning: 301 gw.example.net:5070 "no \'E.164\' here", 399 h "a, \\"b\\""',
        "Timestamp: 54.12\r\n 1.5",
      ],
    });

    expect(message.first(RetryAfter)).toMatchObject({ seconds: 90, comment: "back (soon)" });
    expect(message.all(Warning)).toMatchObject([
      { code: 301, agent: "gw.example.net:5070", text: "no 'E.164' here" },
      { code: 399, text: 'a, "b"' },
    ]);
    expect(message.first(Timestamp)).toEqual({ time: "54.12", delay: "1.5" });
  });

  test("an empty Subject is one, and an unknown header is kept to the letter [MSG-7.3.1-b]", () => {
    const message = request({ lines: ["s :", "NewFangled:   x\r\n y ;;,,;;,;"] });

    expect(message.getHeader("Subject")).toBe("");
    expect(message.getHeaders("newfangled")).toEqual(["x y ;;,,;;,;"]);
  });

  test.each([
    ["Date", DateHeader, "Sat, 02 May 2015 08:00:00 EST"],
    ["Expires", Expires, "soon"],
    ["Retry-After", RetryAfter, "later"],
    ["Warning", Warning, "1812 overture"],
    ["Timestamp", Timestamp, "now"],
  ])(
    "%s that cannot be read is kept as text, and the message served [MSG-20.17-a] [MSG-20.19-a]",
    (name, key, value) => {
      const message = request({ lines: [`${name}: ${value}`] });

      expect(message.getHeader(name)).toBe(value);
      expect(message.first<unknown>(key)).toBeInstanceOf(ParseFailure);
      expect(message.parseHeader(name)).toBeUndefined();
    },
  );
});

describe("RFC 3261 §7.3.3 compact forms", () => {
  test.each(Object.entries(COMPACT))("%s is %s, in either case [MSG-7.3.3-a]", (short, name) => {
    const value = VALUES[name] ?? "x";

    for (const written of [short, short.toUpperCase()]) {
      const message = read(name, `${written} : ${value}`);
      expect(message.getHeader(name)).toBe(value);
      expect(message.getHeader(short)).toBe(value);
    }
    expect(compactName(name)).toBe(short);
  });

  test.each(["CSeq", "Route", "Record-Route", "Max-Forwards", "Require", "Allow", "Expires", "Date"])(
    "%s has none",
    (name) => {
      expect(compactName(name)).toBe(name);
    },
  );

  test("no other letter is one [MSG-7.3.3-a]", () => {
    const letters = Array.from("abcdefghijklmnopqrstuvwxyz").filter((letter) => !(letter in COMPACT));
    const message = request({ lines: letters.map((letter) => `${letter}: of ${letter}`) });

    expect(letters.map((letter) => message.getHeader(letter))).toEqual(letters.map((letter) => `of ${letter}`));
  });

  test("both forms in one message are one list [MSG-7.3.3-a]", () => {
    const message = request({ lines: ["k: a", "Supported: b, c", "K: d"] });

    expect(message.getHeaders("supported")).toEqual(["a", "b", "c", "d"]);
  });
});

describe("RFC 3261 §7.3.1 how often a header may occur", () => {
  // prettier-ignore
  const LISTS = ["Route", "Record-Route", "Contact", "Accept", "Accept-Encoding", "Accept-Language", "Alert-Info", "Allow",
    "Authentication-Info", "Call-Info", "Content-Encoding", "Content-Language", "Error-Info", "In-Reply-To", "Proxy-Require", "Require",
    "Supported", "Unsupported", "Warning"];

  test.each(LISTS)("%s is a list: rows, commas and both are the same [MSG-7.3-a]", (name) => {
    const elements = ['"a,\\",b" <sip:x,y@h>;z="1,2"', "<sip:c,d>", "e"];
    const values = (...rows: string[]) => {
      const lines = rows.map((row) => `${name}: ${row}`);
      return requestOf(inviteText({ headers: { [name]: undefined }, lines })).getHeaders(name);
    };

    expect(values(elements.join(","))).toEqual(elements);
    expect(values(...elements)).toEqual(elements);
    expect(values(elements.slice(0, 2).join(" ,\r\n "), "e")).toEqual(elements);
  });

  test.each(["Authorization", "Proxy-Authorization", "WWW-Authenticate", "Proxy-Authenticate", "NewFangled"])(
    "%s has rows, whose commas are its own [MSG-7.3-b]",
    (name) => {
      const rows = ['Digest realm="a", nonce="b"', "Digest c=d, e=f"];

      expect(request({ lines: rows.map((row) => `${name}: ${row}`) }).getHeaders(name)).toEqual(rows);
    },
  );

  test.each(["Call-ID", "CSeq", "From", "To", "Max-Forwards", "Content-Length", "Content-Type"])(
    "two rows of %s are refused [MSG-7.3-d]",
    (name) => {
      const values: Readonly<Record<string, string>> = {
        ...VALUES,
        "Call-ID": "1",
        CSeq: "1 INVITE",
        "Max-Forwards": "7",
      };
      const line = `${name}: ${values[name] ?? "a/b"}`;
      const text = inviteText({ headers: { [name]: undefined }, lines: [line, line] });

      expect(refusal(text)).toBe(`400 Multiple ${name} header fields`);
    },
  );

  test.each(["Expires", "Date", "Retry-After", "Timestamp", "Content-Disposition"])(
    "two rows of %s say nothing: neither counts, and the message is served",
    (name) => {
      const values: Readonly<Record<string, string>> = {
        Date: "Sat, 02 May 2015 08:00:00 GMT",
        "Content-Disposition": "session",
      };
      const line = `${name}: ${values[name] ?? "1"}`;

      expect(request({ lines: [line] }).parseHeader(name)).toBeDefined();
      expect(request({ lines: [line, line] }).parseHeader(name)).toBeUndefined();
    },
  );

  test.each(["Accept", "Accept-Encoding", "Accept-Language", "Allow", "Supported"])(
    "%s may be wholly empty [MSG-20.1-a]",
    (name) => {
      const message = request({ lines: [`${name}:`] });

      expect([message.hasHeader(name), message.getHeaders(name)]).toEqual([true, []]);
    },
  );
});

describe("RFC 3261 §7.3.1 names that mean something to the language mean nothing here", () => {
  const NAMES = ["__proto__", "constructor", "toString", "hasOwnProperty", "valueOf", "prototype"];

  test.each(NAMES)("%s as the name of a header, a parameter, a URI header, a method, a tag", (name) => {
    const message = requestOf(
      inviteText({
        start: `${name} sip:b@h;${name}=1 SIP/2.0`,
        headers: {
          CSeq: `1 ${name}`,
          Via: `SIP/2.0/${name} h;branch=z9hG4bK1;${name}=2`,
          From: `${name} <sip:${name}@h;${name}=3>;tag=${name};${name}=4`,
          Contact: `<sip:a@h?${name}=5>`,
        },
        lines: [`${name}: 6`, `Supported: ${name}`, `Content-Type: ${name}/${name};${name}=7`, `Reason: ${name};x=1`],
        body: "x",
      }),
    );
    const contact = message.first(Contact);

    expect(message.method).toBe(name);
    expect(message.ruri.getParam(name)).toBe("1");
    expect(message.via.parameters[name.toLowerCase()]).toBe("2");
    expect(message.from.uri.getParam(name)).toBe("3");
    expect([message.fromTag, message.from.getParam(name), message.from.displayName]).toEqual([name, "4", name]);
    expect(contact instanceof NameAddrHeader ? contact.uri.getHeader(name) : contact).toEqual(["5"]);
    expect(message.getHeader(name)).toBe("6");
    expect(message.getHeaders("Supported")).toEqual([name]);
    expect(message.parseHeader("Content-Type")).toMatchObject({ type: name.toLowerCase() });
  });

  test.each(NAMES)("%s where there is none is not there", (name) => {
    const message = request();

    expect([message.getHeader(name), message.hasHeader(name), message.parseHeader(name)]).toEqual([
      undefined,
      false,
      undefined,
    ]);
    expect(message.ruri.hasParam(name)).toBe(false);
    expect(message.ruri.getHeader(name)).toBeUndefined();
    expect(message.from.getParam(name)).toBeUndefined();
    expect(Object.keys(message.via.parameters)).toEqual(["branch"]);
    expect({}).not.toHaveProperty("polluted");
  });
});
