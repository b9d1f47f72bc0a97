import { Grammar as SipjsGrammar } from "sip.js/lib/grammar/grammar.js";
import { describe, expect, test } from "vitest";
import { Grammar } from "../../src/sipjs/index.js";
import { plain } from "./plain.js";

/** Texts that both are given, by rule. */
const INPUTS: Readonly<Record<string, readonly string[]>> = {
  Via: [
    "SIP/2.0/UDP pc33.atlanta.com;branch=z9hG4bK776asdhds",
    "SIP/2.0/UDP 192.0.2.1:5060 ;branch=z9hG4bK87asdks7;received=192.0.2.2;rport=9988;ttl=1;x=y;z",
    "SIP/2.0/UDP a;maddr=224.2.0.1;branch=1",
    "SIP / 2.0 / TCP [2001:db8::1]:5061;branch=x;rport",
    "SIP/2.0/UDP a;branch=1, SIP/2.0/UDP b;branch=2",
    "sip/2.0/udp a",
    'SIP/2.0/WSS x.invalid;branch=z;q="a;b"',
    "SIP/2.0/UDP [::1];received=[::2]",
    "SIP/2.0/UDP [::1];received=::2",
    "SIP/2.0/UDP a;BRANCH=q;Received=1.2.3.4",
    "SIP/2.0/UDP a ; branch = 1",
    "SIP/2.0/UDP a_b.c",
    "SIP/2.0/UDP a;ttl=300",
    "SIP/2.0/UDP a : 5060",
    "SIP/2.0/UDP a:70000",
    "SIP/2.0/UDP 1.2.3.400",
    "SIP /  3.0 \r\n / UDP [1:ab::FF]:6060 ;\r\n  BRanch=1234;Param1=Foo;paRAM2;param3=Bar",
    "SIP/2.0/UDP",
    "SIP/2.0 a",
    "",
  ],
  CSeq: [
    "1 INVITE",
    "0001 INVITE",
    "1 foo",
    "1  INVITE",
    "4294967296 BYE",
    "1 invite",
    "1INVITE",
    "x INVITE",
    " 1 A",
    "1",
  ],
  Content_Type: [
    "application/sdp",
    "Application/SDP; charset=utf-8",
    'text/plain ;x="a"',
    "application / sdp",
    "multipart/mixed;boundary=abc",
    "a/b",
    "x-foo/bar",
    "application",
    "text/",
  ],
  Content_Disposition: [
    "session",
    "render;handling=optional",
    "SESSION;handling=required;x=y",
    "signal;handling=foo",
    "icon ; a ; b=c",
    "",
    "x y",
  ],
  Content_Length: ["0", "12", "a", "", "1 "],
  Max_Forwards: ["70", "256", "a"],
  Call_ID: ["a@b", "a", "<>[]?/{}", "a b", "a@b@c", ""],
  Event: ["presence", "Refer;id=93809824", "dialog ;x=y", "a.b.c", "a b"],
  Supported: ["", "100rel, timer", "100rel", "a ,b", "a,,b"],
  Require: ["100rel", "", "a b"],
  Replaces: [
    "a@b;to-tag=1;from-tag=2",
    "a;from-tag=2;to-tag=1;early-only",
    "a@b\r\n  ;from-tag=1\r\n\t;to-tag=2",
    "a;to-tag=1;from-tag=2;x=y",
    "a;To-Tag=1;FROM-TAG=2;Early-Only",
    "a;to-tag=1",
    "a",
  ],
  Session_Expires: ["1800", "1800;refresher=uas", "1800;refresher=foo", "1800;x=y", "90;refresher=UAC", "x"],
  Min_SE: ["90", "90;x=y", "a"],
  Subscription_State: [
    "active",
    "active;expires=60",
    "terminated;reason=noresource",
    "pending;retry_after=5;x=y",
    "Active",
    "foo",
    "terminated;reason=timeout;retry-after=3",
  ],
  Proxy_Authenticate: [
    'Digest realm="atlanta.com", domain="sip:ss1", qop="auth,auth-int", nonce="f84f", opaque="x", stale=FALSE, algorithm=MD5',
    'Basic realm="x"',
    'Digest realm="a",nonce="b"',
    "digest nonce=b",
  ],
  WWW_Authenticate: ['Digest realm="a", qop=auth, nonce="c"', 'Digest realm="a b",nonce="b",stale=true', "Digest"],
  challenge: ['Digest realm="a"'],
  uuid: ["f81d4fae-7dec-11d0-a765-00a0c91e6bf6", "F81d4fae-7dec-11d0-a765-00a0c91e6bf6", "x"],
  host: ["a.b", "1.2.3.4", "[::1]", "A", "a b", "-a", "a.1"],
  displayName: ["Bob", '"Bob S"', "Bob Jones", "a@b"],
  quoted_string: ['"a"', "a", '""'],
  absoluteURI: ["http://a/b", "mailto:a", "sip:a@b", "x"],
  sipfrag: ["SIP/2.0 200 OK", "SIP/2.0 100 Trying\r\n", "SIP/2.0 200 OK\r\nTo: a\r\n"],
  SIP_URI: [
    "sip:alice@atlanta.com",
    "SIP:Alice@Atlanta.COM:5060;Transport=TCP;lr;X=Y?Subject=a%20b&to=x&to=y",
    "sips:1.2.3.4",
    "sip:[::1]:5060",
    "sip:+1-2;x=y@h;user=phone",
    "sip:a:pw@h",
    "sip:a%20b@h",
    "sip:a@h;method=INVITE",
    "sip:a@h;x=%41;lr=on",
    "sip:a@h?x=",
    "sip:a@h;transport=ws",
    "sip:a;b@h",
    "sip:a%40b@h",
    "sip:a@b_c.d",
    "sip:a%zz@h",
    "tel:+123",
    "http://a",
    "sip:@h",
    "sip:a@b c",
    "sip:a@",
    "sip:ä@h",
    "",
  ],
  Contact: [
    "<sip:a@b>",
    '"Mr. W" <sip:a@b>;q=0.7; expires=3600, Bob <sip:b@c;transport=TCP>;x="q;,"',
    "sip:a@b;expires=60",
    "sip:a@b , <sip:c@d>",
    '"A" <sip:a@b>,\r\n <sip:c@d>\r\n ;q=0.5',
    "<sip:a@b>;expires=x",
    "sip:a@b;q=2",
    '<sip:a@b>;+sip.instance="<urn:uuid:1>";reg-id=1',
    "<sip:a@b>;tag",
    "<sip:a@b> ;q=1.000",
    "Bob   B <sip:a@b>",
    "<sip:a@b>;Q=0.5;EXPIRES=7",
    "<sip:a@b?x=y>;z",
    "*",
    "<tel:1>",
    "",
    "a",
    "*, <sip:a@b>",
    "sip:a@b?x=y",
    "<http://a/b>",
  ],
  Name_Addr_Header: [
    "<sip:a@b>",
    '"A" <sip:a@b>;tag=1;x',
    "A B<sip:a@b>",
    '"" <sip:a@b>',
    '"A"<sip:a@b;lr?x=y>',
    "sip:a@b",
    "<sip:a@b",
    "<sip:a@b>;tag=",
    "<tel:1>",
  ],
  From: [
    "<sip:a@b>;tag=1",
    "sip:a@b;tag=1",
    '"A" <sip:a@b>;x=y;TAG=Q',
    "sip:a@b;user=phone",
    "<sip:a@b>;tag=a b",
    "<tel:+1>",
  ],
  To: ["<sip:a@b>", "sip:a@b", "<sip:a@b>;tag=1;x", "<sip:a@b>;tag=1;tag=2"],
  Refer_To: [
    "<sip:a@b>",
    "sip:a@b",
    '"x" <sip:a@b?Replaces=a%40b%3Bto-tag%3D1>;p=q',
    "sip:a@b;x=y",
    "sip:a@b?Replaces=x",
    "<tel:1>",
  ],
  Record_Route: ["<sip:a;lr>", '<sip:a;lr>,<sip:b;lr>;x=y , "n" <sip:c>', "sip:a;lr", ""],
  Request_Response: [
    "INVITE sip:a@b SIP/2.0",
    "OPTIONS tel:1 SIP/2.0",
    "FOO sip:b SIP/2.0",
    "SIP/2.0 200 OK",
    "SIP/2.0 200 ",
    "sip/2.0 486 Busy Here",
    "INVITE sip:a@b SIP/3.0",
    "INVITE http://a SIP/2.0",
    "invite sip:a SIP/2.0",
    "SIP/2.0 200 Ünï",
    "SIP/2.0 700 x",
    "INVITE urn:service:sos SIP/2.0",
    "SIP/2.0 200",
    "INVITE  sip:a@b SIP/2.0",
    "SIP/2.0 99 x",
    "",
  ],
  no_such_rule: ["x"],
};

describe("Grammar gives the values that sip.js 0.21.2 gives", () => {
  test.each(Object.entries(INPUTS).flatMap(([rule, texts]) => texts.map((text) => [rule, text] as const)))(
    "rule %s for %j",
    (rule, text) => {
      expect(plain(Grammar.parse(text, rule))).toEqual(plain(SipjsGrammar.parse(text, rule)));
    },
  );

  test.each(["sip:a@b", "sips:x.y;lr", "nonsense"])("URIParse of %j", (text) => {
    expect(plain(Grammar.URIParse(text))).toEqual(plain(SipjsGrammar.URIParse(text)));
  });

  test.each(['"A" <sip:a@b>;x', "sip:a@b"])("nameAddrHeaderParse of %j", (text) => {
    expect(plain(Grammar.nameAddrHeaderParse(text))).toEqual(plain(SipjsGrammar.nameAddrHeaderParse(text)));
  });

  test("its members may be replaced, and the others go by what stands there now", () => {
    const parse = Grammar.parse.bind(Grammar);
    try {
      Grammar.parse = () => -1;

      expect(Grammar.URIParse("sip:a@b")).toBeUndefined();
    } finally {
      Grammar.parse = parse;
    }
  });
});

/** Where its values are worse than none, or lose what was sent. */
describe("Grammar differs on purpose", () => {
  test("a quoted display name is unescaped, as it was meant (RFC 3261 §25.1)", () => {
    const ours = Grammar.nameAddrHeaderParse('"a \\"b\\"" <sip:a@b>');

    expect(ours?.displayName).toBe('a "b"');
    expect(ours?.toString()).toBe('"a \\"b\\"" <sip:a@b>');
  });

  test("maddr and ttl of a URI stay where they are: the host is the host (RFC 3261 §19.1.1)", () => {
    expect(Grammar.URIParse("sip:a@b;maddr=1.2.3.4;ttl=15")?.toString()).toBe("sip:a@b;maddr=1.2.3.4;ttl=15");
  });

  test("a port that cannot be one, or is empty, makes no URI (RFC 3261 §19.1.1)", () => {
    expect(Grammar.URIParse("sip:a@h:99999")).toBeUndefined();
    expect(Grammar.URIParse("sip:a@h:")).toBeUndefined();
  });
});
