/**
 * One whole call, text to text, as every engine of the benchmark gets it: INVITE, 100, 180, 200, ACK, BYE, 200.
 * Nothing goes over a socket; what an engine says comes back by `sent`.
 */

export const OFFER = [
  "v=0",
  "o=alice 2890844526 2890844526 IN IP4 client.atlanta.example.com",
  "s=-",
  "c=IN IP4 192.0.2.101",
  "t=0 0",
  "m=audio 49172 RTP/AVP 0 8",
  "a=rtpmap:0 PCMU/8000",
  "a=rtpmap:8 PCMA/8000",
  "",
].join("\r\n");

export const ANSWER = OFFER.replace("alice", "bob").replace("192.0.2.101", "192.0.2.201");

/** Where the engine lives, as it stands in its Contact and in the caller's Request-URI. */
export const CALLEE = "sip:bob@192.0.2.201";

/**
 * Places one call and checks that it went as it should.
 *
 * @param number - Makes the call's identifiers.
 * @param engine - `{ receive(text), sent: string[] }`: `sent` is emptied here.
 */
export function placeCall(number, engine) {
  const { receive, sent } = engine;
  receive(invite(number));
  expect(sent, "SIP/2.0 100 ", "SIP/2.0 180 ", "SIP/2.0 200 ");
  const tag = toTag(sent[2]);
  sent.length = 0;
  receive(ack(number, tag));
  expect(sent);
  receive(bye(number, tag));
  expect(sent, "SIP/2.0 200 ");
  sent.length = 0;
}

/** What the caller of each call costs: the texts made, and the answers looked at. */
export function placeNoCall(number) {
  const said = ["SIP/2.0 100 Trying", "SIP/2.0 180 Ringing", `SIP/2.0 200 OK\r\nTo: <${CALLEE}>;tag=${number}\r\n`];
  return invite(number).length + ack(number, toTag(said[2])).length + bye(number, toTag(said[2])).length;
}

function expect(sent, ...starts) {
  const right = sent.length === starts.length && starts.every((start, i) => sent[i].startsWith(start));
  if (!right) throw new Error(`the call went wrong: ${JSON.stringify(sent)} instead of ${JSON.stringify(starts)}`);
}

export function toTag(response) {
  const at = response.indexOf(";tag=", response.search(/^To:/m)) + 5;
  return response.slice(at, response.indexOf("\r\n", at));
}

export function invite(number) {
  return `INVITE ${CALLEE} SIP/2.0\r
Via: SIP/2.0/UDP client.atlanta.example.com:5060;branch=z9hG4bK${number}a;rport\r
Max-Forwards: 70\r
From: "Alice" <sip:alice@atlanta.example.com>;tag=9fxced76sl${number}\r
To: Bob <sip:bob@biloxi.example.com>\r
Call-ID: 3848276298220188511${number}@atlanta.example.com\r
CSeq: 1 INVITE\r
Contact: <sip:alice@client.atlanta.example.com>\r
Allow: INVITE, ACK, CANCEL, OPTIONS, BYE, REFER, NOTIFY, INFO, MESSAGE, UPDATE\r
Supported: replaces, timer\r
User-Agent: Example Phone 1.2.3\r
Content-Type: application/sdp\r
Content-Length: ${OFFER.length}\r
\r
${OFFER}`;
}

export function ack(number, tag) {
  return inDialog("ACK", number, tag, 1, "b");
}

export function bye(number, tag) {
  return inDialog("BYE", number, tag, 2, "c");
}

function inDialog(method, number, tag, sequence, branch) {
  return `${method} ${CALLEE} SIP/2.0\r
Via: SIP/2.0/UDP client.atlanta.example.com:5060;branch=z9hG4bK${number}${branch};rport\r
Max-Forwards: 70\r
From: "Alice" <sip:alice@atlanta.example.com>;tag=9fxced76sl${number}\r
To: Bob <sip:bob@biloxi.example.com>;tag=${tag}\r
Call-ID: 3848276298220188511${number}@atlanta.example.com\r
CSeq: ${sequence} ${method}\r
User-Agent: Example Phone 1.2.3\r
Content-Length: 0\r
\r
`;
}
