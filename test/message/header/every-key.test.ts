import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { NameAddrHeader } from "../../../src/message/grammar/name-addr-header.js";
import { ParseFailure } from "../../../src/message/grammar/parse-failure.js";
import * as headers from "../../../src/message/header/headers.js";
import { type HeaderKey } from "../../../src/message/header/key.js";
import { keyOf } from "../../../src/message/header/keys.js";
import { headerIdAt, headerName } from "../../../src/message/header/names.js";
import { codesOf } from "../../../src/message/grammar/codes.js";
import { SEPARATORS, VALUES } from "../../fuzz/dictionary.js";
import { read, request } from "../support.js";

/** A value of each header as its RFC has it. A header that is added here is tried with all that is done below. */
// prettier-ignore
const EXAMPLES: Readonly<Record<keyof typeof headers, string>> = {
  Accept: "application/sdp;level=1", AcceptEncoding: "gzip;q=1.0", AcceptLanguage: "en-gb;q=0.8",
  AlertInfo: "<urn:alert:source:external>;x=1", Allow: "INVITE", AllowEvents: "refer", AnswerMode: "Auto;require",
  Authorization: 'Digest username="a, b", realm="r", nc=00000001', ProxyAuthorization: 'Digest username="Al",qop=auth',
  ProxyAuthenticate: 'Digest realm="r", nonce="n"', WWWAuthenticate: 'Digest realm="r, s", nonce="n", stale=FALSE',
  CallId: "a84b4c76e66710@pc33", CallInfo: "<http://h/p.jpg>;purpose=icon", Contact: '"Al" <sip:a@h>;q=0.7;expires=60',
  ContentDisposition: "session;handling=optional", ContentEncoding: "gzip", ContentLanguage: "fr", ContentLength: "0",
  ContentType: 'multipart/mixed;boundary="b"', CSeq: "4711 INVITE", DateHeader: "Sat, 13 Nov 2010 23:29:00 GMT",
  Diversion: '<sip:b@h>;reason="no-answer";counter=2', ErrorInfo: "<sip:busy@h>", Event: "refer;id=93809824", Expires: "5",
  From: '"A. G. Bell" <sip:agb@h>;tag=a48s', Geolocation: "<cid:target123@h>;x=y", GeolocationRouting: "no",
  HistoryInfo: "<sip:b@h?Reason=SIP%3Bcause%3D302>;index=1.1;rc=1", Identity: "..rq3p;info=<https://h/c.cer>;alg=ES256",
  InfoPackage: "foo;x=1", InReplyTo: "70710@saturn", Join: "9873@h;to-tag=r33;from-tag=ff8", MaxForwards: "6",
  MimeVersion: "1.0", MinExpires: "60", MinSE: "90;x", PAssertedIdentity: '"F" <sip:f@h>', PEarlyMedia: "sendonly",
  PPreferredIdentity: "<sip:f@h>", Priority: "emergency", Privacy: "id;critical", PrivAnswerMode: "Manual;require",
  ProxyRequire: "foo", RAck: "776656 1 INVITE", Reason: 'SIP;cause=200;text="Call completed elsewhere"',
  RecordRoute: "<sip:p;lr>", RecvInfo: "foo;x", ReferredBy: '<sip:r@h>;cid="2039@h"', ReferSub: "false;x",
  ReferTo: "<sip:d@h?Replaces=1%40h%3Bto-tag%3D1>", Replaces: "1@h;from-tag=r33;to-tag=ff8;early-only",
  ReplyTo: "Bob <sip:bob@h>", Require: "100rel", RetryAfter: "120 (in a meeting);duration=60", Route: "<sip:p;lr>;x=1",
  RSeq: "988789", SessionExpires: "4000;refresher=uac", SubscriptionState: "terminated;reason=noresource;retry-after=1",
  Supported: "timer", TargetDialog: "1@h;local-tag=1;remote-tag=2", Timestamp: "54.21 0.1", To: "<sip:b@h>;tag=2",
  Unsupported: "foo", Via: "SIP/2.0/UDP h:1;branch=z9hG4bK1;received=192.0.2.1", Warning: '307 h "Session, foo"',
};

/** By the names under which the door gives them. */
const KEYS = Object.entries<HeaderKey<unknown>>(headers).map(([name, key]) => ({ name, key }));
const RUN = { seed: 3261, numRuns: 200 };

function exampleOf(name: string): string {
  return Object.entries(EXAMPLES).find(([other]) => other === name)?.[1] ?? "";
}

/** A value that is looked at all over: some wait with their work until then. */
function looked(value: unknown): unknown {
  if (value instanceof ParseFailure) return [value.code, value.expected, value.offset];
  return value instanceof NameAddrHeader ? [value.toString(), value.clone().toString()] : JSON.stringify(value);
}

/** An example with pieces cut out, doubled, put in or exchanged. */
function damaged(example: string): fc.Arbitrary<string> {
  const place = fc.nat({ max: example.length });
  const piece = fc.oneof(
    fc.constantFrom(...SEPARATORS, ...VALUES),
    fc.string({ unit: "binary", maxLength: 6 }),
    fc.constant(example),
  );
  const change = fc.tuple(place, place, piece);
  return fc
    .array(change, { minLength: 1, maxLength: 3 })
    .map((changes) => changes.reduce((text, [a, b, put]) => text.slice(0, a) + put + text.slice(b), example));
}

describe("every typed header", () => {
  test("has its key by name and its row in the table", () => {
    for (const { key } of KEYS) {
      const name = headerName(key.id);

      expect(keyOf(key.id), name).toBe(key);
      for (const written of [name, name.toLowerCase(), name.toUpperCase()]) {
        expect(headerIdAt(codesOf(written), 0, written.length), written).toBe(key.id);
      }
    }
    expect(new Set(KEYS.map(({ key }) => key.id)).size).toBe(KEYS.length);
  });

  test.each(KEYS)("$name is read from a message as from its value", ({ name, key }) => {
    const example = exampleOf(name);
    const header = headerName(key.id);

    const message = request({ headers: { [header]: undefined }, lines: [`${header}:  ${example} `] });

    expect(looked(message.first(key))).toEqual(looked(read(key, example)));
    expect(message.all(key)).toHaveLength(1);
  });

  test.each(KEYS)("$name never throws, and reads the same each time", ({ name, key }) => {
    const texts = fc.oneof(damaged(exampleOf(name)), fc.string({ unit: "binary", maxLength: 40 }));
    fc.assert(
      fc.property(texts, fc.constantFrom(undefined, 0, 1, 64), (text, maxParameters) => {
        expect(looked(key.parse(text, maxParameters))).toEqual(looked(key.parse(text, maxParameters)));
      }),
      RUN,
    );
  });
});
