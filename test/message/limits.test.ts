import { describe, expect, test } from "vitest";
import { IncomingRequestMessage } from "../../src/message/incoming-request-message.js";
import { type Limits } from "../../src/message/limits.js";
import { parseMessage } from "../../src/message/parse-message.js";
import { StreamFramer } from "../../src/message/stream-framer.js";
import { failure, inviteText, octetsOf, refusal, requestOf } from "./support.js";

/** `read`, or what the request is refused with. */
function outcome(text: string, limits: Partial<Limits> = {}): string {
  const options = { limits };
  return parseMessage(text, options) instanceof IncomingRequestMessage ? "read" : refusal(text, options);
}

/** What a stream is cut into: the octets of each message, and why it ended. */
function framed(text: string, limits: Partial<Limits>, size: number) {
  const messages: number[] = [];
  const failures: string[] = [];
  const framer = new StreamFramer({
    limits,
    onMessage: (octets) => messages.push(octets.length),
    onFailure: ({ code, statusCode }) => failures.push(`${code} ${statusCode}`),
  });
  const octets = octetsOf(text);
  for (let at = 0; at < octets.length; at += size) framer.push(octets.subarray(at, at + size));
  return { messages, failures };
}

/** An INVITE whose Request-URI has so many characters. */
const withUri = (length: number) => inviteText({ start: `INVITE sip:${"b".repeat(length - 6)}@h SIP/2.0` });
const withRows = (rows: number) => inviteText({ lines: Array<string>(rows - 7).fill("X: y") });
/** With a header field of so many characters, line ends not counted. */
const withLine = (length: number) => inviteText({ lines: [`X: ${"y".repeat(length - 3)}`] });
const withFolds = (length: number) => inviteText({ lines: [`X:${"\r\n y".repeat((length - 2) / 4)}`] });
const withVias = (vias: number) =>
  inviteText({ headers: { Via: Array<string>(vias).fill("SIP/2.0/UDP h;branch=z9hG4bK1").join(",") } });
const withRoutes = (name: string) => (routes: number) =>
  inviteText({ lines: Array<string>(routes).fill(`${name}: <sip:p;lr>`) });
const withBody = (octets: number) => inviteText({ body: "x".repeat(octets) });
const parameters = (count: number) => Array.from({ length: count }, (_, i) => `;p${i}`).join("");
const withHeaderParameters = (header: string, value: string) => (count: number) =>
  inviteText({ headers: { [header]: `${value}${parameters(count)}` } });
/** With a start line and header fields of so many octets, their line ends counted. */
const withHead = (octets: number) => {
  const rest = inviteText({ lines: ["X: "] }).length - 2;
  return inviteText({ lines: [`X: ${"y".repeat(octets - rest)}`] });
};

describe("RFC 3261 §20 how much of a message is read [MSG-20-d]", () => {
  test.each<[keyof Limits, (amount: number) => string, string]>([
    ["requestUri", withUri, "414 Request-URI Too Long"],
    ["head", withHead, "513 Message Too Large"],
    ["rows", withRows, "513 Message Too Large"],
    ["line", withLine, "513 Message Too Large"],
    ["line", withFolds, "513 Message Too Large"],
    ["hops", withVias, "513 Message Too Large"],
    ["hops", withRoutes("Route"), "513 Message Too Large"],
    ["hops", withRoutes("Record-Route"), "513 Message Too Large"],
    ["body", withBody, "413 Request Entity Too Large"],
    ["parameters", withHeaderParameters("Via", "SIP/2.0/UDP h"), "513 Message Too Large"],
    ["parameters", withHeaderParameters("From", "<sip:a@h>"), "513 Message Too Large"],
    ["parameters", withHeaderParameters("To", "sip:b@h"), "513 Message Too Large"],
  ])("%s: up to the limit, and no more: %#", (name, make, refused) => {
    // A multiple of four and more than the shortest message has.
    const limit = name === "rows" ? 12 : name === "head" ? 600 : name === "line" ? 202 : 40;

    expect(outcome(make(limit), { [name]: limit })).toBe("read");
    expect(outcome(make(name === "line" ? limit + 4 : limit + 1), { [name]: limit })).toBe(refused);
  });

  test.each<[string, (amount: number) => string, number]>([
    ["a Request-URI of 8,192 characters", withUri, 8_192],
    ["a head of 65,536 octets", (octets) => withHead(octets).replace(/y{16000}/g, "$&\r\nY: "), 65_536],
    ["256 header rows", withRows, 256],
    ["a header field of 16,384 characters", withLine, 16_384],
    ["70 Vias", withVias, 70],
    ["70 Record-Routes", withRoutes("Record-Route"), 70],
    ["a body of 262,144 octets", withBody, 262_144],
    ["64 parameters of a From", withHeaderParameters("From", "<sip:a@h>"), 64],
  ])("with nothing said: %s", (what, make, limit) => {
    // Cut into several fields the head has some octets more.
    const slack = what.startsWith("a head") ? 20 : 0;

    expect(outcome(make(limit - slack))).toBe("read");
    expect(outcome(make(limit + 1))).not.toBe("read");
  });

  test("what is noted in a full Via leaves it readable, and a tag may follow a full To", () => {
    const vias = withHeaderParameters("Via", "SIP/2.0/UDP 1.2.3.4;branch=z9hG4bK1");
    const message = requestOf(vias(63));
    message.stampSource({ host: "192.0.2.1", port: 5062 });

    expect(message.via).toMatchObject({ host: "1.2.3.4", received: "192.0.2.1", branch: "z9hG4bK1" });
    expect(requestOf(withHeaderParameters("To", "<sip:b@h>;tag=1")(64)).toTag).toBe("1");
    expect(requestOf(vias(63).replace("branch", "received=192.0.2.1;rport=5062;branch")).via.rport).toBe(5062);
    expect(outcome(vias(64))).toBe("513 Message Too Large");
  });

  test("a Via that is refused for its length is answered with where the request came from, and nothing twice", () => {
    const text = withHeaderParameters("Via", "SIP/2.0/UDP h;received=x;rport")(70);
    const message = failure(text).request;
    message?.stampSource({ host: "192.0.2.1", port: 5062 });

    expect(message?.getHeader("Via")).toMatch(/^SIP\/2\.0\/UDP h(?:;p\d+){70};rport=5062;received=192\.0\.2\.1$/);
    expect(message?.responseAddress).toEqual({ host: "192.0.2.1", port: 5062 });
  });

  test("a wider limit holds for what is read later, too", () => {
    const text = inviteText({ start: `INVITE sip:b@h${parameters(100)} SIP/2.0` });
    const message = requestOf(text, { limits: { parameters: 200 } });

    expect(message.ruri).toMatchObject({ scheme: "sip", host: "h" });
    expect(message.ruri.hasParam("p99")).toBe(true);
  });

  test("short hops are counted like long ones", () => {
    expect(outcome(inviteText({ lines: Array<string>(71).fill("Route: <a:b>") }))).toBe("513 Message Too Large");
  });

  test("a limit of undefined, from code without types, is the default", () => {
    const limits: Partial<Limits> = {};
    Reflect.set(limits, "rows", undefined);

    expect(outcome(withRows(257), limits)).toBe("513 Message Too Large");
  });

  test("a value that has too many parameters and is asked for later cannot be read", () => {
    const message = parseMessage(withHeaderParameters("Reply-To", "<sip:a@h>")(65));

    expect(message instanceof IncomingRequestMessage && message.parseHeader("Reply-To")).toBeUndefined();
  });
});

describe("RFC 3261 §18.3 how much of a stream is kept", () => {
  const whole = (text: string) => text.replace(/\r\n\r\n/, "\r\nContent-Length: 0\r\n\r\n");

  test.each([1, 7, 100_000])("a head up to the limit, and no more, in pieces of %s", (size) => {
    const text = whole(inviteText());
    const head = text.length - 2;

    expect(framed(text, { head }, size)).toEqual({ messages: [text.length], failures: [] });
    expect(framed(text, { head: head - 1 }, size).failures).toEqual(["too-long 513"]);
  });

  test.each([1, 7, 100_000])("a body up to the limit, and no more, in pieces of %s", (size) => {
    const text = inviteText({ lines: ["Content-Length: 10"], body: "0123456789" });

    expect(framed(text, { body: 10 }, size)).toEqual({ messages: [text.length], failures: [] });
    // Refused by what is announced: the body is not waited for.
    expect(framed(text, { body: 9 }, size)).toEqual({ messages: [text.length - 10], failures: ["too-long 413"] });
  });
});
