/**
 * Six requests as they are met in the field, 300 to 1,500 octets, each in as many copies as wanted, all with identifiers of their own; and
 * what a UAS has to find in each.
 */

/** What the identifiers of copy `number` are. */
export function identify(number) {
  const token = ((number + 1) * 2_654_435_761) % 4_294_967_296;
  const hex = token.toString(16).padStart(8, "0");
  return {
    branch: `z9hG4bK${hex}776asdhds`,
    fromTag: `f${hex}1928`,
    toTag: `t${hex}5310`,
    callId: `${hex}a84b4c76e66710`,
  };
}

/** Different copies of each message: nothing can be kept from one to the next. */
export const POOL = 64;

/** Lines become a message: the body behind the empty line is counted. */
function message(lines, body = []) {
  const content = body.map((line) => `${line}\r\n`).join("");
  return `${lines.join("\r\n")}${content.length}\r\n\r\n${content}`;
}

const AUDIO = [
  "v=0",
  "o=- 2890844526 2890844526 IN IP4 192.0.2.101",
  "s=-",
  "c=IN IP4 192.0.2.101",
  "t=0 0",
  "m=audio 49172 RTP/AVP 8 0 101",
  "a=rtpmap:8 PCMA/8000",
  "a=rtpmap:0 PCMU/8000",
  "a=rtpmap:101 telephone-event/8000",
  "a=fmtp:101 0-16",
  "a=ptime:20",
  "a=sendrecv",
];

const WEBRTC = [
  "v=0",
  "o=- 4611731400430051336 2 IN IP4 127.0.0.1",
  "s=-",
  "t=0 0",
  "a=group:BUNDLE 0",
  "m=audio 9 UDP/TLS/RTP/SAVPF 111 0 8 110",
  "c=IN IP4 0.0.0.0",
  "a=rtcp:9 IN IP4 0.0.0.0",
  "a=ice-ufrag:EsAw",
  "a=ice-pwd:P2uYro0UCOQ4zxjKXaWCBui1",
  "a=fingerprint:sha-256 D2:FA:0E:C3:22:59:5E:14:95:69:92:3D:13:B4:84:24:2C:C2:A2:C0:3E:FD:34:8E:5E:EA:6F:AF:52:CE:E6:0F",
  "a=setup:actpass",
  "a=mid:0",
  "a=sendrecv",
  "a=rtcp-mux",
  "a=rtpmap:111 opus/48000/2",
  "a=rtpmap:110 telephone-event/48000",
  "a=candidate:1 1 udp 2122260223 192.0.2.44 50012 typ host generation 0 network-id 1",
  "a=candidate:2 1 udp 1686052607 203.0.113.9 50012 typ srflx raddr 192.0.2.44 rport 50012 generation 0",
  "a=candidate:3 1 tcp 1518280447 192.0.2.44 9 typ host tcptype active generation 0",
  "a=fmtp:111 minptime=10;useinbandfec=1",
  "a=ssrc:3735928559 cname:4TOk42mSjXCkVIa6",
  "a=end-of-candidates",
];

export const MESSAGES = [
  {
    name: "minimal",
    text: ({ branch, fromTag, callId }) =>
      message([
        "INVITE sip:bob@biloxi.example.com SIP/2.0",
        `Via: SIP/2.0/UDP pc33.atlanta.example.com;branch=${branch}`,
        "Max-Forwards: 70",
        "To: <sip:bob@biloxi.example.com>",
        `From: <sip:alice@atlanta.example.com>;tag=${fromTag}`,
        `Call-ID: ${callId}`,
        "CSeq: 314159 INVITE",
        "Contact: <sip:alice@pc33.atlanta.example.com>",
        "Content-Length: ",
      ]),
    fields: {
      host: "pc33.atlanta.example.com",
      sequence: 314_159,
      contact: "sip:alice@pc33.atlanta.example.com",
      recordRoutes: [],
    },
  },
  {
    name: "PBX",
    text: ({ branch, fromTag, callId }) =>
      message(
        [
          "INVITE sip:2001@192.0.2.33:5062;line=8712 SIP/2.0",
          `Via: SIP/2.0/UDP 192.0.2.10:5060;rport;branch=${branch}`,
          "Max-Forwards: 70",
          `From: "Reception 100" <sip:100@192.0.2.10>;tag=${fromTag}`,
          "To: <sip:2001@192.0.2.33:5062;line=8712>",
          "Contact: <sip:100@192.0.2.10:5060>",
          `Call-ID: ${callId}@192.0.2.10:5060`,
          "CSeq: 102 INVITE",
          "User-Agent: Example PBX 18.12.1",
          "Date: Sat, 13 Nov 2010 23:29:00 GMT",
          "Allow: INVITE, ACK, CANCEL, OPTIONS, BYE, REFER, SUBSCRIBE, NOTIFY, INFO, PUBLISH, MESSAGE",
          "Supported: replaces, timer",
          "Content-Type: application/sdp",
          "Content-Length: ",
        ],
        AUDIO,
      ),
    fields: {
      host: "192.0.2.10",
      port: 5060,
      callId: "@192.0.2.10:5060",
      sequence: 102,
      contact: "sip:100@192.0.2.10:5060",
      recordRoutes: [],
    },
  },
  {
    name: "trunk",
    text: ({ branch, fromTag, callId }) =>
      message(
        [
          "INVITE sip:+4930123456@198.51.100.7:5060;user=phone SIP/2.0",
          `Via: SIP/2.0/UDP 203.0.113.20:5060;branch=${branch};rport`,
          "Via: SIP/2.0/UDP 203.0.113.41:5080;branch=z9hG4bKh4a9.5c1b2d7.0;received=10.20.0.41",
          "Via: SIP/2.0/TCP gw7.carrier.example.net:5060;branch=z9hG4bK-524287-1---7d1ae9;alias",
          "Record-Route: <sip:203.0.113.20;lr;ftag=gK0c1b7a;did=9e2.3a41>",
          "Record-Route: <sip:203.0.113.41:5080;transport=tcp;r2=on;lr>",
          "Max-Forwards: 67",
          `From: "+49 89 555-0123" <sip:+49895550123@gw7.carrier.example.net;user=phone>;tag=${fromTag}`,
          "To: <sip:+4930123456@198.51.100.7;user=phone>",
          `Call-ID: ${callId}@gw7.carrier.example.net`,
          "CSeq: 7711 INVITE",
          "Contact: <sip:+49895550123@gw7.carrier.example.net:5060;transport=udp>",
          "P-Asserted-Identity: <sip:+49895550123@carrier.example.net;user=phone>",
          "Privacy: none",
          "Allow: INVITE,ACK,CANCEL,BYE,OPTIONS,UPDATE,PRACK,INFO",
          "Supported: 100rel,timer,precondition",
          "Session-Expires: 1800;refresher=uac",
          "Min-SE: 90",
          "User-Agent: Carrier-SBC/9.2.0",
          "Content-Type: application/sdp",
          "Content-Length: ",
        ],
        AUDIO,
      ),
    fields: {
      host: "203.0.113.20",
      port: 5060,
      callId: "@gw7.carrier.example.net",
      sequence: 7_711,
      contact: "sip:+49895550123@gw7.carrier.example.net:5060;transport=udp",
      recordRoutes: ["sip:203.0.113.20;lr;ftag=gK0c1b7a;did=9e2.3a41", "sip:203.0.113.41:5080;transport=tcp;r2=on;lr"],
    },
  },
  {
    name: "browser",
    text: ({ branch, fromTag, callId }) =>
      message(
        [
          "INVITE sip:bob@example.org SIP/2.0",
          `Via: SIP/2.0/WSS k3v9qf0aj2.invalid;branch=${branch}`,
          "Max-Forwards: 69",
          "To: <sip:bob@example.org>",
          `From: "Alice" <sip:alice@example.org>;tag=${fromTag}`,
          `Call-ID: ${callId}`,
          "CSeq: 4521 INVITE",
          "Contact: <sip:q8b1n5rd@k3v9qf0aj2.invalid;transport=ws;ob>",
          "Allow: INVITE,ACK,CANCEL,BYE,UPDATE,MESSAGE,OPTIONS,REFER,INFO,NOTIFY",
          "Supported: ice,replaces,outbound",
          "User-Agent: Example Browser Phone 3.10",
          "Content-Type: application/sdp",
          "Content-Length: ",
        ],
        WEBRTC,
      ),
    fields: {
      host: "k3v9qf0aj2.invalid",
      sequence: 4_521,
      contact: "sip:q8b1n5rd@k3v9qf0aj2.invalid;transport=ws;ob",
      recordRoutes: [],
    },
  },
  {
    name: "compact",
    isInDialog: true,
    text: ({ branch, fromTag, toTag, callId }) =>
      message(
        [
          "INVITE sip:bob@192.0.2.4 SIP/2.0",
          `v:SIP/2.0/TCP client.example.com:5070;branch=${branch}`,
          "Max-Forwards:70",
          `f:Alice <sip:alice@example.com>;tag=${fromTag}`,
          `t:<sip:bob@example.com>;tag=${toTag}`,
          `i:${callId}@client.example.com`,
          "CSeq:2 INVITE",
          "m:<sip:alice@client.example.com:5070;transport=tcp>",
          "k:timer",
          "c:application/sdp",
          "l:",
        ],
        AUDIO.slice(0, 7),
      ),
    fields: {
      host: "client.example.com",
      port: 5070,
      callId: "@client.example.com",
      sequence: 2,
      contact: "sip:alice@client.example.com:5070;transport=tcp",
      recordRoutes: [],
    },
  },
  {
    name: "folded",
    text: ({ branch, fromTag, callId }) =>
      message(
        [
          "INVITE sip:bob@biloxi.example.com SIP/2.0",
          `Via: SIP/2.0/UDP 192.0.2.77:5066\r\n ;branch=${branch}\r\n ;rport`,
          "Record-Route: <sip:ss1.example.com;lr>,\r\n <sip:ss2.example.com;lr>",
          "Max-Forwards: 68",
          `From: "Alice Liddell"\r\n\t<sip:alice@atlanta.example.com>\r\n\t;tag=${fromTag}`,
          "To: Bob\r\n <sip:bob@biloxi.example.com>",
          `Call-ID: ${callId}@192.0.2.77`,
          "CSeq: 9\r\n INVITE",
          "Contact:\r\n <sip:alice@192.0.2.77:5066>",
          "Subject: the quarterly figures,\r\n as they were\r\n sent round",
          "Allow: INVITE, ACK, CANCEL,\r\n BYE, OPTIONS",
          "Content-Type: application/sdp",
          "Content-Length: ",
        ],
        AUDIO.slice(0, 7),
      ),
    fields: {
      host: "192.0.2.77",
      port: 5066,
      callId: "@192.0.2.77",
      sequence: 9,
      contact: "sip:alice@192.0.2.77:5066",
      recordRoutes: ["sip:ss1.example.com;lr", "sip:ss2.example.com;lr"],
    },
  },
];

/** The copies of a message, as octets. */
export function octetsOf({ text }) {
  return Array.from({ length: POOL }, (_, number) => Buffer.from(text(identify(number))));
}

/** What is to be found in copy `number`. */
export function expectedFields({ fields, isInDialog }, number) {
  const { branch, fromTag, toTag, callId } = identify(number);
  return {
    branch,
    host: fields.host,
    port: fields.port,
    fromTag,
    toTag: isInDialog ? toTag : undefined,
    callId: callId + (fields.callId ?? ""),
    sequence: fields.sequence,
    method: "INVITE",
    contact: fields.contact,
    recordRoutes: fields.recordRoutes,
  };
}
