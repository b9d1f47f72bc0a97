import { describe, expect, test } from "vitest";
import { BodyPart } from "../../src/message/body-part.js";
import { NameAddrHeader } from "../../src/message/grammar/name-addr-header.js";
import { ParseFailure } from "../../src/message/grammar/parse-failure.js";
import { Accept } from "../../src/message/header/accept.js";
import { ContentType } from "../../src/message/header/content.js";
import { DateHeader } from "../../src/message/header/date.js";
import { MaxForwards } from "../../src/message/header/numbers.js";
import { Route } from "../../src/message/header/route.js";
import { Via } from "../../src/message/header/via.js";
import { responseOf } from "../message/support.js";
import { contactsOf, tortureMessage, tortureRequest, tortureResponse } from "./messages.js";

/** Of the second part of mpart01, and what stands behind it. */
const LENGTH_OF_BINARY_PART = 342;
const CLOSING = "\r\n--7a9cbec02ceef655--\r\n";

describe("the valid messages of RFC 4475 at the parser", () => {
  test("wsinv: white space, folds and odd case wherever they may be [TOR-4475-3-d] [TOR-4475-3-g] [MSG-7.3.1-a] [MSG-7.3.3-a]", () => {
    const message = tortureRequest("wsinv");

    expect(message).toMatchObject({
      method: "INVITE",
      requestUri: "sip:vivekg@chair-dnrc.example.com;unknownparam",
      callId: "wsinv.ndaksdj@192.0.2.1",
      cseq: 9,
      fromTag: "98asjd8",
      toTag: "1918181833n",
      viaBranch: "390skdjuw",
    });
    expect(message.ruri.getParam("unknownparam")).toBeNull();
    expect(message.to).toMatchObject({
      displayName: undefined,
      uri: { user: "vivekg", host: "chair-dnrc.example.com" },
    });
    expect(message.from).toMatchObject({ displayName: 'J Rosenberg \\"', uri: { aor: "jdrosen@example.com" } });
    expect(message.all(Via)).toMatchObject([
      { protocol: "SIP/2.0", transport: "UDP", host: "192.0.2.2", branch: "390skdjuw" },
      { protocol: "SIP/2.0", transport: "TCP", host: "spindle.example.com", branch: "z9hG4bK9ikj8" },
      { protocol: "SIP/2.0", transport: "UDP", host: "192.168.255.111", branch: "z9hG4bK30239" },
    ]);
    expect(message.first(MaxForwards)).toBe(68);
    expect(message.getHeader("Subject")).toBe("");
    expect(message.getHeader("NewFangledHeader")).toBe("newfangled value continued newfangled value");
    expect(message.getHeader("UnknownHeaderWithUnusualValue")).toBe(";;,,;;,;");
    expect(message.first(Route)).toMatchObject({
      uri: { host: "services.example.com", parameters: { lr: null, unknownwith: "value", "unknown-no-value": null } },
    });
    expect(contactsOf(message)).toMatchObject([
      {
        displayName: 'Quoted string ""',
        uri: { aor: "jdrosen@example.com" },
        parameters: { newparam: "newvalue", secondparam: null, q: "0.33" },
      },
    ]);
    expect(message.bodyBytes).toHaveLength(150);
    expect(message.body).toMatch(/^v=0\r\no=mhandley[^]*a=rtpmap:31 LPC\r\n$/);
  });

  test("intmeth: all characters that a token, a URI, a word and a quoted string may have [TOR-4475-3-c] [TOR-4475-3-d] [MSG-7.1-b]", () => {
    const message = tortureRequest("intmeth");

    expect(message.method).toBe("!interesting-Method0123456789_*+`.%indeed'~");
    expect(message.cseqMethod).toBe("!interesting-Method0123456789_*+`.%indeed'~");
    expect(message.cseq).toBe(139_122_385);
    expect(message.requestUri).toBe(
      "sip:1_unusual.URI~(to-be!sure)&isn't+it$/crazy?,/;;*:&it+has=1,weird!*pas$wo~d_too.(doesn't-it)@example.com",
    );
    expect(message.ruri).toMatchObject({
      user: "1_unusual.URI~(to-be!sure)&isn't+it$/crazy?,/;;*",
      password: "&it+has=1,weird!*pas$wo~d_too.(doesn't-it)",
      host: "example.com",
    });
    expect(message.ruri.toString()).toBe(message.requestUri);
    expect(message.callId).toBe("intmeth.word%ZK-!.*_+'@word`~)(><:\\/\"][?}{");
    expect(message.viaBranch).toBe("z9hG4bK-.!%66*_+`'~");
    expect(message.to).toMatchObject({
      displayName: "BEL:\x07 NUL:\0 DEL:\x7f",
      uri: { user: "1_unusual.URI~(to-be!sure)&isn't+it$/crazy?,/;;*", host: "example.com" },
    });
    expect(message.from).toMatchObject({ displayName: "token1~` token2'+_ token3*%!.-" });
    expect(message.from.getParam("fromParam''~+*_!.-%")).toBe('"работающий"');
    expect(message.fromTag).toBe("_token~1'+`*%!-.");
    expect(message.first(MaxForwards)).toBe(255);
    expect(message.getHeader("extensionHeader-!.%*+_`'~")).toBe("\ufeff大停電");
  });

  test("esc01: escapes are decoded once, each part for itself [TOR-4475-3-c]", () => {
    const message = tortureRequest("esc01");
    const [contact] = contactsOf(message);

    expect(message.ruri).toMatchObject({ user: "sips:user@example.com", host: "example.net", password: undefined });
    expect(message.ruri.toString()).toBe("sip:sips%3Auser%40example.com@example.net");
    expect(message.to.uri.user).toBe("user");
    expect(message.from.uri.user).toBe("I have spaces");
    expect(contact?.uri.user).toBe("caller");
    expect(contact?.uri.parameters).toEqual(Object.assign(Object.create(null), { lr: null, name: "value%41" }));
    expect(message.first(ContentType)).toMatchObject({ type: "application", subtype: "sdp" });
    expect(message.bodyBytes).toHaveLength(150);
  });

  test("escnull: an escaped NUL is a character like any other [TOR-4475-3-c]", () => {
    const message = tortureRequest("escnull");

    expect(message.to.uri.user).toBe("null-\0-null");
    expect(message.from.uri.user).toBe("null-\0-null");
    expect(message.fromTag).toBe("839923423");
    expect(contactsOf(message).map(({ uri }) => uri.user)).toEqual(["\0", "\0\0"]);
  });

  test("esc02: a percent sign outside a URI is a percent sign [TOR-4475-3-c]", () => {
    const message = tortureRequest("esc02");

    expect(message.method).toBe("RE%47IST%45R");
    expect(message.to.displayName).toBe("%Z%45");
    expect(message.from.displayName).toBe("%Z%45");
    expect(message.viaBranch).toBe("z9hG4bK209%fzsnel234");
    expect(contactsOf(message).map(({ uri }) => uri.aor)).toEqual([
      "alias1@host1.example.com",
      "alias3@host3.example.com",
    ]);
    expect(message.getHeaders("C%6Fntact")).toEqual(["<sip:alias2@host2.example.com>"]);
  });

  test("lwsdisp: no space need stand between a display name and its URI [TOR-4475-3-d]", () => {
    const message = tortureRequest("lwsdisp");

    expect(message.from).toMatchObject({ displayName: "caller", uri: { aor: "caller@example.com" } });
    expect(message.fromTag).toBe("323");
  });

  test("longreq: long values, and 34 Vias in all spellings [MSG-4475-a] [MSG-7.3.3-a]", () => {
    const message = tortureRequest("longreq");
    const vias = message.all(Via);
    const hosts = Array.from({ length: 33 }, (_, i) => `sip${33 - i}.example.com`);

    expect(vias).toMatchObject([...hosts, "host.example.com"].map((host) => ({ transport: "TCP", host })));
    expect(vias.at(-1)).toMatchObject({
      received: "192.0.2.5",
      branch: expect.stringMatching(/^verylong(?:long)+branchvalue$/) as string,
    });
    expect(message.viaBranch).toBeUndefined();
    expect(message.fromTag).toMatch(/^1(?:298)+2424$/);
    expect(message.fromTag).toHaveLength(155);
    expect(message.callId).toMatch(/^longreq\.one(?:really)+longcallid$/);
    expect(message.to.displayName).toMatch(/^I have a user name of (?:extreme)+ proportion$/);
    expect(message.to.uri.port).toBe(6_000);
    expect(Object.keys(message.to.uri.parameters)).toHaveLength(3);
    expect(Object.values(message.from.parameters)).toEqual([
      message.fromTag,
      expect.stringMatching(/^unknowheaderparam(?:value)+$/),
      null,
    ]);
    expect(message.getHeader(`Unknown-${"Long".repeat(20)}-Name`)).toHaveLength(
      401 - `Unknown-${"Long".repeat(20)}-Name: `.length,
    );
    expect(contactsOf(message)).toMatchObject([{ uri: { host: "host5.example.net" } }]);
    expect(message.bodyBytes).toHaveLength(150);
  });

  test("dblreq: a datagram ends where its Content-Length says [TRN-18.3-a]", () => {
    const message = tortureRequest("dblreq");

    expect(tortureMessage("dblreq").octets).toHaveLength(750);
    expect(message).toMatchObject({ method: "REGISTER", callId: "dblreq.0ha0isndaksdj99sdfafnl3lk233412" });
    expect(message.bodyBytes).toHaveLength(0);
    expect(message.body).toBe("");
    expect(contactsOf(message)).toMatchObject([{ uri: { aor: "j.user@host.example.com" } }]);
  });

  test("semiuri: a semicolon before the @ belongs to the user [TOR-4475-3-c]", () => {
    const message = tortureRequest("semiuri");

    expect(message.ruri).toMatchObject({ user: "user;par=u@example.net", host: "example.com" });
    expect(Object.keys(message.ruri.parameters)).toEqual([]);
    expect(message.all(Accept).map((range) => "type" in range && `${range.type}/${range.subtype}`)).toEqual([
      "application/sdp",
      "application/pkcs7-mime",
      "multipart/mixed",
      "multipart/signed",
      "message/sip",
      "message/sipfrag",
    ]);
  });

  test("transports: a Via may name any transport [MSG-7.3-a]", () => {
    const message = tortureRequest("transports");

    expect(message.all(Via)).toMatchObject([
      { transport: "UDP", host: "t1.example.com", branch: "z9hG4bKkdjuw" },
      { transport: "SCTP", host: "t2.example.com", branch: "z9hG4bKklasjdhf" },
      { transport: "TLS", host: "t3.example.com", branch: "z9hG4bK2980unddj" },
      { transport: "UNKNOWN", host: "t4.example.com", branch: "z9hG4bKasd0f3en" },
      { transport: "TCP", host: "t5.example.com", branch: "z9hG4bK0a9idfnee" },
    ]);
    expect(message.callId).toBe("transports.kijh4akdnaqjkwendsasfdj");
  });

  test("mpart01: a body is octets, NUL among them [MSG-7-b] [MSG-7.4.1-c]", () => {
    const message = tortureRequest("mpart01");
    const { octets } = tortureMessage("mpart01");
    const parts = BodyPart.of(message)?.parts ?? [];
    const [text, certificate] = parts instanceof ParseFailure ? [] : parts;
    const binary = octets.slice(-LENGTH_OF_BINARY_PART - CLOSING.length, -CLOSING.length);

    expect(message.bodyBytes).toHaveLength(553);
    expect(Buffer.from(message.bodyBytes)).toEqual(Buffer.from(octets.slice(-553)));
    expect(message.bodyBytes.filter((octet) => octet === 0)).toHaveLength(2);
    expect(parts).toHaveLength(2);
    expect(text).toMatchObject({ contentType: "text/plain", content: "Hello" });
    expect(certificate?.contentType).toBe("application/octet-stream");
    expect(certificate && Buffer.from(certificate.bytes)).toEqual(Buffer.from(binary));
    expect(message.first(ContentType)).toMatchObject({
      type: "multipart",
      parameters: { boundary: "7a9cbec02ceef655" },
    });
    expect(message.via.rport).toBeNull();
    expect(message.getHeader("Identity")).toMatch(/^r5mwreLuyDRYBi\/0.*kMWYUA=$/);
    expect(message.first(DateHeader)).toEqual({ year: 2005, month: 10, day: 15, hour: 4, minute: 44, second: 56 });
    expect(message.getHeader("User-Agent")).toBe("SIPimp.org/0.2.5 (curses)");
    expect(message.first(Route)).toBeInstanceOf(NameAddrHeader);
  });

  test("unreason: a reason phrase in UTF-8 [MSG-7.2-b]", () => {
    const message = tortureResponse("unreason");

    expect(message).toMatchObject({ statusCode: 200, method: "INVITE", cseq: 35, toTag: "2229", fromTag: "11141343" });
    expect(message.reasonPhrase).toBe("= 2**3 * 5**2 но сто девяносто девять - простое");
    expect(message.bodyBytes).toHaveLength(154);
  });

  test("noreason: no reason phrase, with the space before it or without [MSG-7.2-a]", () => {
    const { octets } = tortureMessage("noreason");
    const withoutSpace = Buffer.from(octets).toString("latin1").replace("100 \r\n", "100\r\n");

    expect(withoutSpace).toHaveLength(octets.length - 1);
    for (const message of [tortureResponse("noreason"), responseOf(withoutSpace)]) {
      expect(message).toMatchObject({ statusCode: 100, reasonPhrase: "", toTag: "902jndnke3" });
    }
  });
});
