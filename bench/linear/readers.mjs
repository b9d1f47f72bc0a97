/** Every reader of the library, and the places in what it reads where a hostile run may stand. */
import {
  announcedInfoPackages,
  constructOutgoingResponse,
  decideAnswerMode,
  equivalentURI,
  findUnderstoodAlerts,
  headers,
  identitiesToVerify,
  parseMessage,
  parseNameAddr,
  ParseFailure,
  parseUri,
  readAlertUrns,
  readCallerIdentity,
  readCancelReason,
  readClaimedLocations,
  readDiversions,
  readEarlyMediaWish,
  readEmergencyClaim,
  readPrivacyWishes,
  reasonText,
  sessionDescription,
  StreamFramer,
} from "../../dist/index.js";
import { Grammar } from "../../dist/sipjs.js";
import { redactMessage } from "../../dist/trace.js";

/** Higher than anything here: what a limit keeps out has not been shown to be harmless. */
const UNLIMITED = { requestUri: Infinity, head: Infinity, rows: Infinity, hops: Infinity, body: Infinity };
const MULTIPART = { depth: 8, parts: Infinity };

// prettier-ignore
const NAMES = [
  "Accept", "Alert-Info", "Allow", "Authorization", "Call-Info", "Contact", "Content-Disposition", "Content-Encoding", "Content-Length", "Content-Type",
  "Date", "Event", "Expires", "Max-Forwards", "Proxy-Authorization", "Record-Route", "Refer-To", "Replaces", "Require", "Route", "Session-Expires",
  "Subject", "Supported", "Timestamp", "Unknown", "User-Agent", "Warning",
];

const VIA = "Via: SIP/2.0/UDP a;branch=z9hG4bK1";
const REQUEST = [
  "INVITE sip:b@b SIP/2.0",
  VIA,
  "From: <sip:a@a>;tag=1",
  "To: <sip:b@b>",
  "Call-ID: 1",
  "CSeq: 1 INVITE",
];

function reader(group, name, shapes, prepare, read) {
  return { group, name, shapes, prepare, read };
}

function octets(text) {
  return Buffer.from(text);
}

/** `parse` of each typed header, and what is written of what it gave. */
function typedKeys() {
  // prettier-ignore
  const shapes = [
    "~", "a~", '"~', '"~"', "a/b;a=~", 'a/b;a="~"', "a;~", "1 a~", "1 (~", "1 (~)", "SIP/2.0/UDP a~", "SIP/2.0/UDP a;x=~", "SIP/2.0/UDP [~", '399 a "~"',
    "Sat, ~", "1.~", "<~", "<sip:~>", '"~" <sip:a@b>', '"~<sip:a@b>', "<sip:a@b>~", "<sip:a@b>;~", "<sip:a@b;~>", "<sip:a@b?~a=1>", "a ~<sip:a@b>", "sip:a@b;~",
    "..a;info=<~>", "..a;~;info=<a:b>", "..~;info=<a:b>", "a@b;to-tag=1;from-tag=2;~", "a@b;local-tag=1;remote-tag=2;~", "<sip:a@b?Reason=SIP~>;index=1",
    "<sip:a@b>;index=1~", 'SIP;text="~"', "Digest a=~", 'Digest a="~"', "Digest a=1,~",
  ];
  return Object.entries(headers).map(([name, key]) =>
    reader("typed header", name, shapes, asItIs, (text) => written(key.parse(text))),
  );
}

function asItIs(text) {
  return text;
}

/** A reader may leave work to whoever looks at its value: here it is looked at. */
function written(value) {
  if (value instanceof ParseFailure) return value.offset;
  return String(value?.uri ?? value) + JSON.stringify(value?.parameters ?? value);
}

function uriShapes() {
  const user = ["~", "sip:~", "~:a", "sip:~@b", "sip:a:~@b", "sip:a~@b"];
  const behind = [
    "sip:a@~",
    "sip:a@b~",
    "sip:a@[~",
    "sip:a@[~]",
    "sip:a@b:~",
    "sip:a@b;~",
    "sip:a@b;a=~",
    "sip:a@b?~",
    "sip:a@b?a=~",
    "sip:a@b?~a=1",
    "tel:~",
    "x:~",
  ];
  return [...user, ...behind];
}

function addressShapes() {
  const address = [
    "<~",
    "<~>",
    "~<sip:a@b>",
    '"~" <sip:a@b>',
    '"~<sip:a@b>',
    "<sip:a@b>~",
    "<sip:a@b>;~",
    "<sip:a@b>;a=~",
    '<sip:a@b>;a="~"',
    "a ~<sip:a@b>",
  ];
  return [...address, ...uriShapes().map((shape) => `<${shape}>`), ...uriShapes()];
}

/** A good request with a run in one place, or with one line more. */
function requestShapes() {
  const places = {
    0: [
      "~ sip:b@b SIP/2.0",
      "INVITE ~ SIP/2.0",
      "INVITE sip:~ SIP/2.0",
      "INVITE sip:b@b;~ SIP/2.0",
      "INVITE sip:b@b~SIP/2.0",
      "INVITE sip:b@b SIP/2.0~",
      "~",
    ],
    1: [
      "Via: ~",
      "Via: SIP/2.0/UDP a~",
      "Via: SIP/2.0/UDP a;branch=z9hG4bK1;~",
      'Via: SIP/2.0/UDP a;x="~";branch=z9hG4bK1',
      `${VIA}~`,
      `${VIA},~`,
      `${VIA};rport\r\n~`,
    ],
    2: [
      "From: ~",
      "From: ~<sip:a@a>;tag=1",
      'From: "~" <sip:a@a>;tag=1',
      "From: <sip:~>;tag=1",
      "From: <sip:a@a>;tag=~",
      "From: <sip:a@a>;~",
    ],
    3: ["To: ~", "To: <sip:b@b>~", "To: <sip:b@b>;~"],
    4: ["Call-ID: ~", "Call-ID: 1~", "Call-ID~: 1"],
    5: ["CSeq: ~", "CSeq: 1~INVITE", "CSeq: 1 INVITE~"],
  };
  const replaced = Object.entries(places).flatMap(([at, lines]) =>
    lines.map((line) => [...REQUEST.with(Number(at), line), "", ""].join("\r\n")),
  );
  const rows = ["~", "~: a", "a~", "a ~: b", `${VIA}\r\n~`].map((row) => [...REQUEST, row, "", ""].join("\r\n"));
  const values = NAMES.flatMap((name) =>
    ["~", "a~", '"~"'].map((value) => [...REQUEST, `${name}: ${value}`, "", ""].join("\r\n")),
  );
  const end = [...REQUEST, "", "~"].join("\r\n");
  return [...replaced, ...rows, ...values, end, "~"];
}

/** A whole request from its octets; and then all that the core reads of one that it answers. */
function wholeMessages() {
  const options = { limits: UNLIMITED };
  const many = [
    "a: 1\r\n",
    "Via: SIP/2.0/UDP a\r\n",
    "Route: <sip:a>\r\n",
    "Contact: <sip:a>, <sip:b>\r\n",
    "Content-Length: 0\r\n",
    ":\r\n",
    "\r\n ",
  ];
  const rows = many.map((row) => ({
    name: JSON.stringify(row),
    make: (size) => row.repeat(Math.ceil(size / row.length)),
  }));
  const response = ["SIP/2.0 ~", "SIP/2.0 200 ~", "SIP/~ 200 OK", "SIP/2.0 200~"].map((line) =>
    [line, ...REQUEST.slice(1), "", ""].join("\r\n"),
  );
  const parse = (data) => parseMessage(data, options);
  return [
    reader("message", "parseMessage of a request", requestShapes(), octets, parse),
    reader("message", "parseMessage of a request, every value read and answered", requestShapes(), octets, (data) =>
      answered(parse(data)),
    ),
    reader("message", "parseMessage of a response", response, octets, (data) => {
      const message = parse(data);
      return message instanceof ParseFailure ? 0 : message.reasonPhrase.length;
    }),
    {
      ...reader("message", "parseMessage of many rows", [[...REQUEST, "~\r\n"].join("\r\n")], octets, (data) =>
        answered(parse(data)),
      ),
      inputs: rows,
    },
  ];
}

function answered(result) {
  const message = result instanceof ParseFailure ? result.request : result;
  if (!message) return 0;
  message.stampSource?.({ host: "192.0.2.1", port: 5060 });
  let size = message.ruri.toString().length + message.from.toString().length + message.to.toString().length;
  for (const key of Object.values(headers)) size += message.all(key).length;
  for (const name of NAMES) size += message.getHeaders(name).length;
  return size + constructOutgoingResponse(message, { statusCode: 180, toTag: "1", recordRoute: true }).message.length;
}

function equivalentToItself(text) {
  const [a, b] = [parseUri(text), parseUri(text)];
  return a instanceof ParseFailure || b instanceof ParseFailure ? false : equivalentURI(a, b);
}

/** Bodies and session descriptions. */
function bodies() {
  const nested = "--b\r\nContent-Type: multipart/mixed;boundary=c\r\n\r\n--c\r\n~\r\n--c--\r\n--b--";
  const parts = [
    "~",
    "--b~",
    "--b\r\n~",
    "--b\r\na: ~\r\n\r\n",
    "--b\r\n\r\n~",
    "--b\r\n\r\n~--b--",
    "--b\r\n~: a\r\n\r\n--b--",
    "--b\r\nContent-Type: ~\r\n\r\n--b--",
    nested,
  ];
  const withBody = (type, body) => [...REQUEST, `Content-Type: ${type}`, "", body].join("\r\n");
  const shapes = [
    ...parts.map((part) => withBody("multipart/mixed;boundary=b", part)),
    ...parts.map((part) => withBody("multipart/alternative;boundary=b", part)),
    ...["~", "a/b;~", "multipart/mixed;boundary=~", 'multipart/mixed;boundary="~"'].map((type) =>
      withBody(type, "--b\r\n\r\n--b--"),
    ),
    ...["~", "v=0\r\n~"].map((body) => withBody("application/sdp", body)),
  ];
  return [
    reader("body", "sessionDescription", shapes, octets, (data) => {
      const message = parseMessage(data, { limits: UNLIMITED });
      return message instanceof ParseFailure
        ? 0
        : (sessionDescription(message, MULTIPART)?.content.length ?? 0) + message.body.length;
    }),
  ];
}

/** What is made of several header fields, of a request that has one of them. */
function claims() {
  const lines = [
    "Alert-Info: ~",
    "Alert-Info: <urn:alert:a~>",
    "Diversion: ~",
    "Diversion: <sip:a@b>;reason=~",
    "Geolocation: ~",
    "History-Info: ~",
    "History-Info: <sip:a@b?Reason=~>;index=1",
    "Identity: ~",
    "P-Asserted-Identity: ~",
    "P-Early-Media: ~",
    "Priority: ~",
    "Privacy: ~",
    "Reason: ~",
    'Reason: SIP;text="~"',
    "Recv-Info: ~",
    "Answer-Mode: ~",
  ];
  const shapes = lines.map((line) => [...REQUEST, line, "", ""].join("\r\n"));
  const parse = (data) => parseMessage(data, { limits: UNLIMITED });
  return [reader("message", "what a caller claims", shapes, octets, (data) => claimed(parse(data)))];
}

function claimed(result) {
  const message = result instanceof ParseFailure ? result.request : result;
  if (!message) return 0;
  const values = [
    announcedInfoPackages(message),
    decideAnswerMode(message),
    findUnderstoodAlerts(readAlertUrns(message), ["urn:alert:source:internal"]),
    identitiesToVerify(message),
    readCallerIdentity(message, { trusted: true, acceptsInvalid: true }).shown.toString(),
    readClaimedLocations(message),
    readDiversions(message).map(({ address }) => String(address)),
    readEarlyMediaWish(message, 2),
    readEmergencyClaim(message),
    readPrivacyWishes(message),
    readCancelReason(message).reasons.map((reason) => reasonText(reason)),
  ];
  return JSON.stringify(values).length;
}

/** A stream that comes in one piece, and in pieces as TCP makes them. */
function streams() {
  const shapes = [
    "~",
    "SIP/~",
    ...["~", "Content-Length: ~", "Content-Length: 1~", "~: 1", "a: ~", "Content-Length: 0\r\n\r\n~"].map((row) =>
      [...REQUEST, row, "", ""].join("\r\n"),
    ),
  ];
  const push = (pieces) => {
    let count = 0;
    const framer = new StreamFramer({
      limits: UNLIMITED,
      onMessage: () => count++,
      onKeepAlive: () => count++,
      onFailure: () => count++,
    });
    for (const piece of pieces) framer.push(piece);
    return count;
  };
  const cut = (length) => (text) => {
    const data = octets(text);
    return Array.from({ length: Math.ceil(data.length / length) }, (_, i) =>
      data.subarray(i * length, (i + 1) * length),
    );
  };
  return [
    reader("stream", "StreamFramer, in one piece", shapes, cut(Infinity), push),
    reader("stream", "StreamFramer, 1,448 octets each", shapes, cut(1_448), push),
    reader("stream", "StreamFramer, 16 octets each", shapes, cut(16), push),
  ];
}

/**
 * Each has a `group` and a `name`; `shapes`, texts in which `~` stands for the run; `prepare`, what is not measured; `read`, what is; and
 * `inputs`, where they are not those of everybody.
 */
export const READERS = [
  ...typedKeys(),
  ...wholeMessages(),
  ...claims(),
  reader("URI", "parseUri", uriShapes(), asItIs, (text) => written(parseUri(text))),
  reader("URI", "equivalentURI", uriShapes(), asItIs, equivalentToItself),
  reader(
    "URI",
    "equivalentURI of tel:",
    ["tel:~", "tel:+1~", "tel:1~;phone-context=+1", "tel:+1;ext=~", "tel:+1;~"],
    asItIs,
    equivalentToItself,
  ),
  reader("URI", "parseNameAddr", addressShapes(), asItIs, (text) => written(parseNameAddr(text))),
  reader("SIP.js's names", "Grammar.URIParse", uriShapes(), asItIs, (text) => Grammar.URIParse(text)),
  reader("SIP.js's names", "Grammar.nameAddrHeaderParse", addressShapes(), asItIs, (text) =>
    Grammar.nameAddrHeaderParse(text),
  ),
  ...bodies(),
  ...streams(),
  reader("trace", "redactMessage", requestShapes(), asItIs, (text) => redactMessage(text)),
];
