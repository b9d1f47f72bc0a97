import { NameAddrHeader } from "../../src/message/grammar/name-addr-header.js";
import { ParseFailure } from "../../src/message/grammar/parse-failure.js";
import { parseUri, URI } from "../../src/message/grammar/uri.js";
import { equivalentURI } from "../../src/message/grammar/uri-equality.js";
import { findUnderstoodAlerts, readAlertUrns } from "../../src/message/alert-urns.js";
import { announcedInfoPackages } from "../../src/message/announced-info-packages.js";
import { getBody } from "../../src/message/body.js";
import { readCancelReason } from "../../src/message/cancel-reason.js";
import { readDiversions } from "../../src/message/diversions.js";
import { readEarlyMediaWish } from "../../src/message/early-media-wish.js";
import { readClaimedLocations, readEmergencyClaim } from "../../src/message/emergency.js";
import * as headers from "../../src/message/header/headers.js";
import { type HeaderKey } from "../../src/message/header/key.js";
import { reasonText } from "../../src/message/header/reason.js";
import { type IncomingMessage } from "../../src/message/incoming-message.js";
import { IncomingRequestMessage } from "../../src/message/incoming-request-message.js";
import { type parseMessage } from "../../src/message/parse-message.js";
import { readPrivacyWishes } from "../../src/message/privacy-wishes.js";
import { readReferrer } from "../../src/message/referrer.js";
import { sessionDescription } from "../../src/message/session-description.js";
import { readCallerIdentity } from "../../src/user-agent/caller-identity.js";
import { decideAnswerMode } from "../../src/user-agent/decide-answer-mode.js";
import { decideIdentity, identitiesToVerify } from "../../src/user-agent/decide-identity.js";
import { decideReferrer } from "../../src/user-agent/decide-referrer.js";
import { HEADER_NAMES, NAMES } from "./dictionary.js";

const KEYS: readonly HeaderKey<unknown>[] = Object.values(headers);
const ALL_NAMES = [...HEADER_NAMES, ...NAMES, "X-Empty"];

const PROTOTYPE_NAMES = NAMES.slice(0, 4);

/** What `parseMessage` gives. */
export type Parsed = ReturnType<typeof parseMessage>;

/** Reads a message and all there is to be read in it; gives that as text, so that two readings can be compared. */
export function readEverything(parsed: Parsed): string {
  const told: unknown[] = [];
  if (parsed instanceof ParseFailure) {
    const { code, expected, offset, header, statusCode, reasonPhrase, request } = parsed;
    told.push(code, expected, offset, header, statusCode, reasonPhrase);
    if (request !== undefined) readMessage(request, told, false);
  } else {
    readMessage(parsed, told, true);
    if (!(parsed instanceof IncomingRequestMessage)) told.push(parsed.statusCode, parsed.reasonPhrase);
  }
  return JSON.stringify(told);
}

function readMessage(message: IncomingMessage, told: unknown[], isWhole: boolean): void {
  const { method, viaBranch, fromTag, toTag, callId, cseq, octetText } = message;
  told.push(method, viaBranch, fromTag, toTag, callId, cseq, octetText, plain(message.via));
  told.push(readNameAddr(message.from), readNameAddr(message.to));
  if (message instanceof IncomingRequestMessage) {
    told.push(message.requestUri, readUri(message.ruri), message.cseqMethod, readClaims(message));
  }
  for (const name of ALL_NAMES) {
    const values = message.getHeaders(name);
    if (values.length === 0 && !message.hasHeader(name)) continue;
    told.push(name, values, message.getHeader(name));
    for (let i = 0; i <= Math.min(values.length, 3); i++) message.parseHeader(name, i);
  }
  for (const key of KEYS) {
    message.first(key);
    const values = message.all(key);
    if (values.length > 0) told.push(key.id, values.map(plain));
  }
  const body = [message.body, message.bodyBytes.length, getBody(message), sessionDescription(message)];
  // Of what is refused, where its body begins is anyone's guess.
  if (isWhole) told.push(body);
  told.push(message.data.length, message.toString().length);
}

/** What is made of several header fields. */
function readClaims(message: IncomingRequestMessage): unknown[] {
  return [
    announcedInfoPackages(message),
    findUnderstoodAlerts(readAlertUrns(message), ["urn:alert:source:internal", "urn:alert:priority"]),
    readCallerIdentity(message, { trusted: true, acceptsInvalid: true }),
    readCancelReason(message),
    readClaimedLocations(message),
    readDiversions(message),
    readEarlyMediaWish(message, 3),
    readEmergencyClaim(message),
    readPrivacyWishes(message),
    decideAnswerMode(message, { mayAnswer: true }),
    decideIdentity(message, ["valid"], { maximumAge: 60, now: 0 }),
    decideReferrer(readReferrer(message)),
    identitiesToVerify(message, ["shaken"]).map(({ digest }) => digest),
    message.all(headers.Reason).map((reason) => (reason instanceof ParseFailure ? undefined : reasonText(reason))),
  ];
}

/** A value of any header as something that JSON has. */
function plain(value: unknown): unknown {
  if (value instanceof NameAddrHeader) return readNameAddr(value);
  if (value instanceof URI) return readUri(value);
  if (value instanceof ParseFailure) return [value.code, value.expected, value.offset, value.header];
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.entries(value).map(([name, member]) => [name, plain(member)]);
}

function readNameAddr(value: NameAddrHeader): unknown {
  return [
    value.displayName,
    value.friendlyName,
    value.toString(),
    value.clone().toString(),
    readUri(value.uri),
    Object.entries(value.parameters),
    PROTOTYPE_NAMES.map((name) => [value.hasParam(name), value.getParam(name)]),
  ];
}

function readUri(uri: URI): unknown {
  const written = uri.toString();
  if (!equivalentURI(uri, uri)) throw new Error("a URI is not equivalent to itself");
  if (!equivalentURI(uri, uri.clone())) throw new Error("a URI is not equivalent to its copy");
  if (uri.scheme !== "") checkRoundTrip(uri, written);
  const { scheme, user, password, host, port, aor } = uri;
  const parts = [scheme, user, password, host, port, aor, uri.toRaw(), written, uri.clone().toString()];
  return [
    parts,
    Object.entries(uri.parameters),
    Object.entries(uri.headers),
    PROTOTYPE_NAMES.map((name) => uri.getHeader(name)),
  ];
}

function checkRoundTrip(uri: URI, written: string): void {
  const again = parseUri(written);
  if (again instanceof ParseFailure) throw new Error("a URI that was read cannot be read again as it is written");
  if (again.toString() !== written) throw new Error("a URI that is read again is written differently");
  if (!equivalentURI(uri, again) || !equivalentURI(again, uri))
    throw new Error("a URI is not equivalent to itself written");
}
