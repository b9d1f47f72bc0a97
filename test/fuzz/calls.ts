import { responseText, requestText, type RequestTextOptions } from "../../src/testing/request-text.js";
import { answer, offer } from "../../src/testing/session-descriptions.js";

/** Stands for what only the callee knows; the fuzzer puts in what the callee sent last. */
export const CALLEE = { tag: "TAG-OF-THE-CALLEE", via: "VIA-OF-THE-CALLEE", cseq: "CSEQ-OF-THE-CALLEE" } as const;

/** Well-formed calls, to be damaged: the caller's messages in order. */
export const CALLS: Readonly<Record<string, readonly string[]>> = {
  "answered, hung up": [invite(), inDialog("ACK", 1), inDialog("BYE", 2)],
  "re-invited": [
    invite(),
    inDialog("ACK", 1),
    inDialog("INVITE", 2, { body: offer }),
    inDialog("ACK", 2),
    inDialog("BYE", 3),
  ],
  "late offer": [invite({ body: "" }), inDialog("ACK", 1, { body: answer }), inDialog("BYE", 2)],
  cancelled: [
    invite(),
    outside("CANCEL", { branch: "z9hG4bKinvite" }),
    inDialog("ACK", 1, { branch: "z9hG4bKinvite" }),
  ],
  refused: [invite(), inDialog("ACK", 1, { branch: "z9hG4bKinvite" })],
  "one of each method": [
    invite(),
    inDialog("ACK", 1),
    ...["INFO", "MESSAGE", "NOTIFY", "OPTIONS", "PRACK", "REFER", "UPDATE"].map((method, index) =>
      inDialog(method, 2 + index),
    ),
  ],
  "reliable 180": [
    invite({ headers: { Supported: "100rel, timer", Require: "100rel" } }),
    inDialog("PRACK", 2, { headers: { RAck: "1 1 INVITE" } }),
    inDialog("ACK", 1),
  ],
  "our requests answered": [
    invite(),
    inDialog("ACK", 1),
    response(180, ""),
    response(200, answer),
    response(491, ""),
    response(401, ""),
  ],
  "outside of calls": ["OPTIONS", "MESSAGE", "REGISTER", "SUBSCRIBE", "REFER", "NOTIFY", "PUBLISH", "JUMP"].map(
    (method) => outside(method),
  ),
  "through proxies": [
    invite({
      via: [
        "SIP/2.0/UDP [2001:db8::9]:5070;branch=z9hG4bKp2;rport;received=192.0.2.9",
        "SIP/2.0/TCP p1.example.org;branch=z9hG4bKp1, SIP/2.0/UDP 192.0.2.7;branch=z9hG4bKp0;maddr=192.0.2.1;ttl=1",
      ],
      headers: {
        "Record-Route": ["<sip:p2.example.org;lr>,<sip:[2001:db8::9];lr;ob>", '"P 1" <sips:p1.example.org:5061;lr=on>'],
        Route: "<sip:192.0.2.4;lr>",
        Timestamp: "54.2",
        Date: "Sat, 13 Nov 2010 23:29:00 GMT",
      },
    }),
    inDialog("ACK", 1),
  ],
  "many headers": [
    invite({
      from: '"A. \\"G.\\" Bell, \\\\" <sip:a%20bell:pw@example.org:5070;transport=tcp;maddr=[::1]?Subject=a%0Ab&X=1>',
      headers: {
        Accept: 'application/sdp;level="1", text/*;q=0.5, */*',
        "Alert-Info": '<http://example.org/ring.wav>;info="a,b"',
        Allow: "INVITE, ACK, BYE",
        Authorization: 'Digest username="a", realm="b,c", nonce="", uri="sip:x", response="0", qop=auth',
        "Call-Info": "<http://example.org/photo.jpg> ;purpose=icon",
        "Content-Disposition": "session;handling=optional",
        "Content-Encoding": "identity",
        "Content-Language": "en-GB, de",
        Expires: 7200,
        "In-Reply-To": "a@b, c",
        "MIME-Version": "1.0",
        "P-Asserted-Identity": '"X" <sip:x@example.org>, tel:+1-212-555-0101;phone-context=example.org',
        Priority: "urgent",
        "Refer-To": "<sip:carol@example.net?Replaces=1%40x%3Bto-tag%3D2%3Bfrom-tag%3D3>",
        "Reply-To": "tel:+12125550101",
        Require: "timer",
        "Retry-After": "18000 (a (nested \\) comment)) ;duration=3600",
        "Session-Expires": "1800;refresher=uac",
        Subject: "caf\u00c3\u00a9 \u00ff",
        "User-Agent": "X/1.0 (comment (nested)) Y",
        Warning: '399 example.org:5060 "said \\"so\\", twice", 301 [::1] "no"',
        "X-Empty": "",
      },
    }),
  ],
  compact: [
    [
      "INVITE sip:bob@192.0.2.4;user=phone SIP/2.0",
      "v:SIP/2.0/UDP 192.0.2.1;branch=z9hG4bKinvite",
      "f:sip:alice@example.org;tag=alice",
      "t:sip:bob@example.net",
      "i:fuzz",
      "CSeq:1\r\n \tINVITE",
      "m:*;q=1",
      "k:100rel,\r\n\ttimer",
      "s:",
      "c:application/sdp",
      `l:${offer.length}`,
      "",
      offer,
    ].join("\r\n"),
  ],
  multipart: [
    invite({
      contentType: 'multipart/mixed; boundary="a (b) \\" c"',
      body: multipart('a (b) " c', [
        ["text/plain", "first"],
        [
          "multipart/alternative;boundary=in",
          multipart("in", [
            ["application/sdp", offer],
            ["text/html", "<p>"],
          ]),
        ],
        ["application/isup;version=x\r\nContent-Disposition: signal;handling=optional", "\u0001\u0000\u00ff\r\n--not"],
      ]),
    }),
  ],
};

function invite(options: RequestTextOptions = {}): string {
  return outside("INVITE", { branch: "z9hG4bKinvite", body: offer, ...options });
}

function outside(method: string, options: RequestTextOptions = {}): string {
  return requestText(method, { branch: `z9hG4bK${method}`, fromTag: "alice", callId: "fuzz", cseq: 1, ...options });
}

function inDialog(method: string, cseq: number, options: RequestTextOptions = {}): string {
  return outside(method, { branch: `z9hG4bK${method}${cseq}`, toTag: CALLEE.tag, cseq, ...options });
}

/** The caller's response to a request of ours. */
function response(statusCode: number, body: string): string {
  const values: Readonly<Record<string, string>> = {
    Via: CALLEE.via,
    From: `Bob <sip:bob@example.net>;tag=${CALLEE.tag}`,
    To: "Alice <sip:alice@example.org>;tag=alice",
    "Call-ID": "fuzz",
    CSeq: CALLEE.cseq,
  };
  const getHeaders = (name: string): string[] => (values[name] === undefined ? [] : [values[name]]);
  const request = { getHeaders, getHeader: (name: string) => values[name] };
  return responseText(request, statusCode, { body, headers: { Contact: "<sip:alice@192.0.2.1>" } });
}

function multipart(boundary: string, parts: readonly (readonly [type: string, content: string])[]): string {
  const texts = parts.map(([type, content]) => `--${boundary}\r\nContent-Type: ${type}\r\n\r\n${content}\r\n`);
  return `preamble\r\n${texts.join("")}--${boundary}--\r\n`;
}
