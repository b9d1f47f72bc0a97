import { LoggerFactory as SipjsLoggerFactory } from "sip.js/lib/core/log/logger-factory.js";
import { Parser as SipjsParser } from "sip.js/lib/core/messages/parser.js";
import { describe, expect, test, vi } from "vitest";
import {
  type IncomingRequestMessage as Request,
  IncomingRequestMessage,
  IncomingResponseMessage,
  Parser,
} from "../../src/sipjs/index.js";
import { quietLoggers } from "./bench.js";
import { plain } from "./plain.js";

const HEAD = [
  "Via: SIP/2.0/UDP pc33.example.com;branch=z9hG4bK776;rport",
  "Via: SIP/2.0/TCP 192.0.2.9:5061;branch=z9hG4bK9",
  "Max-Forwards: 70",
  'From: "Alice" <sip:alice@example.com>;tag=1928',
  "To: <sip:bob@example.com>",
  "Call-ID: a84b4c76e66710@pc33",
  "CSeq: 314159 INVITE",
  "Contact: <sip:alice@pc33.example.com>;expires=60",
  "Record-Route: <sip:p1;lr>, <sip:p2;lr>",
  "Supported: 100rel, timer",
  "X-Own: a",
  "x-own: b",
];

const INVITE = message(
  "INVITE sip:bob@example.com;transport=TCP SIP/2.0",
  [...HEAD, "Content-Type: application/sdp"],
  "v=0\r\n",
);

const MESSAGES: readonly [title: string, text: string][] = [
  ["an INVITE", INVITE],
  [
    "an INVITE in compact form",
    INVITE.replace("Via:", "v:").replace("From:", "f:").replace("To:", "t:").replace("Call-ID:", "i:"),
  ],
  [
    "an ACK in a dialog",
    message(
      "ACK sip:bob@192.0.2.4 SIP/2.0",
      HEAD.map((line) => line.replace("INVITE", "ACK").replace(/^(To:.*)/, "$1;tag=9")),
    ),
  ],
  [
    "a REFER",
    message("REFER sip:b@h SIP/2.0", [
      ...HEAD.map((line) => line.replace("INVITE", "REFER")),
      "Refer-To: <sip:c@d?Replaces=x%40y>",
    ]),
  ],
  ["a 200", message("SIP/2.0 200 OK", HEAD)],
  ["a 180 without a phrase", message("SIP/2.0 180 ", HEAD)],
];

function message(startLine: string, head: readonly string[], body = ""): string {
  return [startLine, ...head, `Content-Length: ${body.length}`, "", body].join("\r\n");
}

const logger = quietLoggers().getLogger("test");

function theirs(text: string) {
  const loggerFactory = new SipjsLoggerFactory();
  loggerFactory.builtinEnabled = false;
  return SipjsParser.parseMessage(text, loggerFactory.getLogger("test"));
}

/** What an application reads of a message. */
function view(read: ReturnType<typeof Parser.parseMessage> | ReturnType<typeof theirs>): unknown {
  if (read === undefined) return undefined;
  const { method, viaBranch, fromTag, toTag, callId, cseq, body, data } = read;
  const raw = Object.entries(read.headers).map(([name, rows]): [string, string[]] => [
    name,
    rows.map((row) => row.raw),
  ]);
  const parsed = NAMES.map((name) => [name, plain(read.parseHeader(name))]);
  return {
    ...{ method, viaBranch, fromTag, toTag, callId, cseq, body, data },
    via: [read.via.host, read.via.port],
    from: plain(read.from),
    to: plain(read.to),
    headers: Object.fromEntries(raw),
    parsed,
    ruri: "ruri" in read ? read.ruri?.toRaw() : undefined,
    status: "statusCode" in read ? [read.statusCode, read.reasonPhrase] : undefined,
    text: read.toString(),
    lookups: [read.getHeader("x_own"), read.getHeaders("X-OWN"), read.hasHeader("none"), read.getHeader("Supported")],
  };
}

const NAMES = [
  "via",
  "from",
  "to",
  "cseq",
  "contact",
  "record-route",
  "content-type",
  "max-forwards",
  "refer-to",
  "supported",
];

describe("Parser reads what SIP.js's reads", () => {
  test.each(MESSAGES)("%s", (_title, text) => {
    expect(view(Parser.parseMessage(text, logger))).toEqual(view(theirs(text)));
  });

  test("a request is an IncomingRequestMessage, a response an IncomingResponseMessage", () => {
    expect(Parser.parseMessage(INVITE, logger)).toBeInstanceOf(IncomingRequestMessage);
    expect(Parser.parseMessage(message("SIP/2.0 200 OK", HEAD), logger)).toBeInstanceOf(IncomingResponseMessage);
  });

  test.each([
    ["no CRLF", "INVITE"],
    ["no empty line", INVITE.slice(0, 200)],
    ["no SIP", INVITE.replace("SIP/2.0", "HTTP/1.1")],
    ["an unreadable From", INVITE.replace("<sip:alice@example.com>;", "<sip:alice@example.com;")],
    ["an unreadable Via", INVITE.replace("SIP/2.0/UDP ", "SIP/2.0 ")],
    ["an unreadable CSeq", INVITE.replace("314159 INVITE", "many INVITE")],
  ])("%s: nothing, and a line in the log", (_title, text) => {
    const warn = vi.fn();

    expect(Parser.parseMessage(text, Object.assign(quietLoggers().getLogger("test"), { warn }))).toBeUndefined();
    expect(theirs(text)).toBeUndefined();
    expect(warn).toHaveBeenCalledTimes(1);
  });

  test.each(["a: b\r\nc: d\r\n\r\n", "a: b\r\n c\r\nd: e\r\n\r\n", "\r\n", "a: b"])(
    "getHeader finds the end of %j",
    (text) => {
      expect(Parser.getHeader(text, 0)).toBe(SipjsParser.getHeader(text, 0));
    },
  );

  test("parseHeader takes one field, or says what is wrong", () => {
    const read = new IncomingRequestMessage();

    expect(Parser.parseHeader(read, "CSeq: 7 BYE", 0, 11)).toBe(true);
    expect(read.cseq).toBe(7);
    expect(Parser.parseHeader(read, "Via: x", 0, 6)).toEqual({ error: "error parsing header 'Via'" });
  });
});

describe("Parser differs on purpose", () => {
  const read = (text: string): Request | undefined => {
    const found = Parser.parseMessage(text, logger);
    return found instanceof IncomingRequestMessage ? found : undefined;
  };

  test("several Vias in one row are several hops (RFC 3261 §7.3.1)", () => {
    const text = INVITE.replace("\r\nVia: SIP/2.0/TCP", ", SIP/2.0/TCP");

    expect(read(text)?.getHeaders("Via")).toHaveLength(2);
    expect(read(text)?.viaBranch).toBe("z9hG4bK776");
    expect(theirs(text)?.getHeaders("Via")).toHaveLength(1);
    expect(theirs(text)?.viaBranch).toBe("z9hG4bK9");
  });

  test("every compact form is the same header as the long one (RFC 3261 §7.3.3)", () => {
    const text = INVITE.replace("Supported:", "k:");

    expect(read(text)?.getHeader("Supported")).toBe("100rel, timer");
    expect(theirs(text)?.getHeader("Supported")).toBeUndefined();
  });

  test("Content-Length counts octets (RFC 3261 §20.14)", () => {
    const text = INVITE.replace("Content-Length: 5", "Content-Length: 6").replace(
      "\r\nv=0\r\n",
      "\r\n\u00fc=0\r\nrest",
    );

    expect(read(text)?.body).toBe("\u00fc=0\r\n");
    expect(theirs(text)?.body).toBe("\u00fc=0\r\nr");
  });

  test("a row that runs over several lines is one text (RFC 3261 §7.3.1)", () => {
    const text = INVITE.replace("X-Own: a", "X-Own: a\r\n b");

    expect(read(text)?.getHeader("X-Own")).toBe("a b");
    expect(theirs(text)?.getHeader("X-Own")).toBe("a\r\n b");
  });

  test("a Request-URI of another scheme is kept, so that 416 can be answered (RFC 3261 §8.2.2.1)", () => {
    const text = INVITE.replace("sip:bob@example.com;transport=TCP", "tel:+1234");

    expect(read(text)?.ruri.toString()).toBe("tel:+1234");
  });

  test("a second From is not the last word: such a message is dropped (RFC 3261 §20)", () => {
    const text = INVITE.replace("To:", "From: <sip:eve@example.com>;tag=e\r\nTo:");

    expect(read(text)).toBeUndefined();
    expect(theirs(text)?.fromTag).toBe("e");
  });

  test("a response with an unreadable CSeq is dropped, not thrown about", () => {
    const text = message("SIP/2.0 200 OK", HEAD).replace("314159 INVITE", "many");

    expect(Parser.parseMessage(text, logger)).toBeUndefined();
    expect(() => theirs(text)).toThrow(TypeError);
  });
});
