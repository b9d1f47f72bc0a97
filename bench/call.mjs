/**
 * The calls that every engine of the benchmarks gets, text to text. Nothing goes over a socket; what an engine says comes back by `sent`.
 * Each kind is a list of what the caller says and of the answers that it waits for.
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

const SECOND_OFFER = OFFER.replace("2890844526 IN", "2890844527 IN").replace("49172", "49174");

/** Where the engine lives, as it stands in its Contact and in the caller's Request-URI. */
export const CALLEE = "sip:bob@192.0.2.201";

const INVITE = { says: invite, answers: ["100", "180", "200"] };

/** `application`: what the engine is told to do with an INVITE. */
export const KINDS = {
  plain: {
    title: "INVITE, 100, 180, 200, ACK, BYE, 200",
    application: "accept",
    steps: [INVITE, { says: ack, answers: [] }, { says: bye, answers: ["200"] }],
  },
  "re-invite": {
    title: "the same with a re-INVITE, 100, 200, ACK before the BYE",
    application: "accept",
    steps: [
      INVITE,
      { says: ack, answers: [] },
      { says: reInvite, answers: ["100", "200"] },
      { says: (number, tag) => inDialog("ACK", number, tag, 2, "e"), answers: [] },
      { says: (number, tag) => inDialog("BYE", number, tag, 3, "f"), answers: ["200"] },
    ],
  },
  refused: {
    title: "INVITE, 100, 486, ACK",
    application: "refuse",
    steps: [
      { says: invite, answers: ["100", "486"] },
      { says: (number, tag) => inDialog("ACK", number, tag, 1, "a"), answers: [] },
    ],
  },
  cancelled: {
    title: "INVITE, 100, 180, CANCEL, 200, 487, ACK",
    application: "ring",
    steps: [
      { says: invite, answers: ["100", "180"] },
      { says: cancel, answers: ["200", "487"] },
      { says: (number, tag) => inDialog("ACK", number, tag, 1, "a"), answers: [] },
    ],
  },
};

/**
 * Places one call and checks that it went as it should.
 *
 * @param kind - One of `KINDS`.
 * @param number - Makes the call's identifiers.
 * @param engine - `{ receive(text), sent }`: `sent` is emptied here.
 */
export function placeCall({ steps }, number, engine) {
  const { receive, sent } = engine;
  let tag = "";
  for (const { says, answers } of steps) {
    receive(says(number, tag));
    expect(sent, answers);
    if (tag === "") tag = toTag(sent[sent.length - 1]);
    sent.length = 0;
  }
}

/** The same with an engine that answers in a later turn. */
export async function placeCallInTurns({ steps }, number, engine) {
  const { receive, sent, settle } = engine;
  let tag = "";
  for (const { says, answers } of steps) {
    receive(says(number, tag));
    await settle();
    expect(sent, answers);
    if (tag === "") tag = toTag(sent[sent.length - 1]);
    sent.length = 0;
  }
}

function expect(sent, answers) {
  let right = sent.length === answers.length;
  for (let i = 0; right && i < answers.length; i += 1) right = sent[i].startsWith(answers[i], "SIP/2.0 ".length);
  if (!right) throw new Error(`the call went wrong: ${JSON.stringify(sent)} instead of ${JSON.stringify(answers)}`);
}

export function toTag(response) {
  const at = response.indexOf(";tag=", response.search(/^To:/m)) + 5;
  return response.slice(at, response.indexOf("\r\n", at));
}

export function invite(number) {
  return described(number, "", 1, "a", OFFER);
}

function reInvite(number, tag) {
  return described(number, `;tag=${tag}`, 2, "d", SECOND_OFFER);
}

export function ack(number, tag) {
  return inDialog("ACK", number, tag, 1, "b");
}

export function bye(number, tag) {
  return inDialog("BYE", number, tag, 2, "c");
}

function described(number, tag, sequence, branch, description) {
  return `INVITE ${CALLEE} SIP/2.0\r
Via: SIP/2.0/UDP client.atlanta.example.com:5060;branch=z9hG4bK${number}${branch};rport\r
Max-Forwards: 70\r
From: "Alice" <sip:alice@atlanta.example.com>;tag=9fxced76sl${number}\r
To: Bob <sip:bob@biloxi.example.com>${tag}\r
Call-ID: 3848276298220188511${number}@atlanta.example.com\r
CSeq: ${sequence} INVITE\r
Contact: <sip:alice@client.atlanta.example.com>\r
Allow: INVITE, ACK, CANCEL, OPTIONS, BYE, REFER, NOTIFY, INFO, MESSAGE, UPDATE\r
Supported: replaces, timer\r
User-Agent: Example Phone 1.2.3\r
Content-Type: application/sdp\r
Content-Length: ${description.length}\r
\r
${description}`;
}

function cancel(number) {
  return bodiless("CANCEL", number, "", 1, "a");
}

function inDialog(method, number, tag, sequence, branch) {
  return bodiless(method, number, `;tag=${tag}`, sequence, branch);
}

function bodiless(method, number, tag, sequence, branch) {
  return `${method} ${CALLEE} SIP/2.0\r
Via: SIP/2.0/UDP client.atlanta.example.com:5060;branch=z9hG4bK${number}${branch};rport\r
Max-Forwards: 70\r
From: "Alice" <sip:alice@atlanta.example.com>;tag=9fxced76sl${number}\r
To: Bob <sip:bob@biloxi.example.com>${tag}\r
Call-ID: 3848276298220188511${number}@atlanta.example.com\r
CSeq: ${sequence} ${method}\r
User-Agent: Example Phone 1.2.3\r
Content-Length: 0\r
\r
`;
}
