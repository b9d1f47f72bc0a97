import { type IncomingRequestMessage } from "../../src/message/incoming-request-message.js";
import { type IncomingResponseMessage } from "../../src/message/incoming-response-message.js";
import { NameAddrHeader } from "../../src/message/grammar/name-addr-header.js";
import { type ParseFailure } from "../../src/message/grammar/parse-failure.js";
import { Contact } from "../../src/message/header/contact.js";
import { failure, requestOf, responseOf } from "../message/support.js";
import { type Fixture, readFixtures } from "../support/fixtures.js";

/** The 49 messages of RFC 4475 and the 12 of RFC 5118, each by its name in the RFC. */
export const tortureMessages: ReadonlyMap<string, Fixture> = new Map(
  [...readFixtures("rfc4475"), ...readFixtures("rfc5118")].map((fixture) => [fixture.name, fixture]),
);

/** Hostile, broken and borderline messages, made for this project. */
export const malformedMessages: ReadonlyMap<string, Fixture> = new Map(
  readFixtures("malformed").map((fixture) => [fixture.name, fixture]),
);

export function malformed(name: string): Fixture {
  const fixture = malformedMessages.get(name);
  if (fixture === undefined) throw new Error(`no message has the name ${name}`);
  return fixture;
}

export function tortureMessage(name: string): Fixture {
  const fixture = tortureMessages.get(name);
  if (fixture === undefined) throw new Error(`no message has the name ${name}`);
  return fixture;
}

/** A request of theirs that must be readable. */
export function tortureRequest(name: string): IncomingRequestMessage {
  return requestOf(tortureMessage(name).octets);
}

/** A response of theirs that must be readable. */
export function tortureResponse(name: string): IncomingResponseMessage {
  return responseOf(tortureMessage(name).octets);
}

/** A message of theirs that must not be readable. */
export function tortureFailure(name: string): ParseFailure<IncomingRequestMessage> {
  return failure(tortureMessage(name).octets);
}

/** All addresses in Contact; they must be readable. */
export function contactsOf(message: IncomingRequestMessage | IncomingResponseMessage): NameAddrHeader[] {
  return message.all(Contact).map((contact) => {
    if (!(contact instanceof NameAddrHeader)) throw new Error("a Contact is not readable");
    return contact;
  });
}
