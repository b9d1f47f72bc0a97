import { describe, expect, test } from "vitest";
import { ParseFailure } from "../../../src/message/grammar/parse-failure.js";
import { defaultPort, formatVia, Via } from "../../../src/message/header/via.js";
import { constructOutgoingResponse } from "../../../src/message/outgoing-response.js";
import { failure, inviteText, read, request } from "../support.js";

describe("RFC 3261 §20.42 Via", () => {
  test.each([
    [
      "SIP /  2.0 /UDP   198.51.100.2;branch=77qx01",
      { protocol: "SIP/2.0", transport: "UDP", host: "198.51.100.2", branch: "77qx01" },
    ],
    [
      "SIP / 2.0 / UDP edge.example.net: 4070;ttl=9 ;maddr=233.252.0.1 ;branch=z9hG4bKq1.2",
      { host: "edge.example.net", port: 4070, ttl: 9, maddr: "233.252.0.1", branch: "z9hG4bKq1.2" },
    ],
    ["SIP/2.0/udp h", { transport: "UDP", branch: undefined, port: undefined, received: undefined, rport: undefined }],
    ["SIP/2.0/UNKNOWN [2001:db8::9:1]:5060", { transport: "UNKNOWN", host: "[2001:db8::9:1]", port: 5060 }],
    ["SIP/7.0/TLS-SCTP h", { protocol: "SIP/7.0", transport: "TLS-SCTP" }],
    ['SIP/2.0/UDP h;X="a;b";branch=1', { branch: "1", parameters: { x: '"a;b"', branch: "1" } }],
    ["SIP/2.0/UDP h;rport;branch=1", { rport: null }],
    ["SIP/2.0/UDP h;rport=9988", { rport: 9988 }],
    ["SIP/2.0/UDP h;rport=99999", { rport: null }],
  ])("reads %s [MSG-20.42-a]", (value, expected) => {
    expect(read(Via, value)).toMatchObject(expected);
  });

  test.each(["[2001:db8::9:255]", "2001:db8::9:255"])(
    "RFC 5118 §4.5 received=%s is the same with brackets and without [MSG-20.42-b]",
    (received) => {
      expect(read(Via, `SIP/2.0/UDP [2001:db8::9:1];received=${received};branch=z9hG4bKas3-111`).received).toBe(
        "2001:db8::9:255",
      );
    },
  );

  test.each([
    "",
    "SIP/2.0/UDP",
    "SIP/2.0/UDP ",
    "SIP/2.0 h",
    "SIP/2.0/ h",
    "SIP/2.0/UDPh;branch",
    "SIP/2.0/UDP h:65536",
    "SIP/2.0/UDP h:",
    "SIP/2.0/UDP 2001:db8::1",
    "SIP/2.0/UDP h;;branch=1",
    "SIP/2.0/UDP h;",
    "SIP/2.0/UDP h;branch=1;branch=2",
    "SIP/2.0/UDP h;x;X",
    "SIP/2.0/UDP h;branch",
    "SIP/2.0/UDP h;branch=",
    "SIP/2.0/UDP h x",
  ])("fails on %j [MSG-20.42-c]", (value) => {
    expect(Via.parse(value)).toBeInstanceOf(ParseFailure);
  });

  test("what is written is what was read", () => {
    const value = "SIP/2.0/TCP [2001:db8::1]:5070;branch=z9hG4bK1;rport;x=y";

    expect(formatVia(read(Via, value))).toBe(value);
  });

  test.each([
    ["SIP/2.0/UDP 192.0.2.15;;,;,,", "Via: SIP/2.0/UDP 192.0.2.15\r\n"],
    ["SIP/2.0/UDP h;branch=z9hG4bK1;;", "Via: SIP/2.0/UDP h;branch=z9hG4bK1\r\n"],
    ["SIP/2.0/UDP h;branch=z9hG4bK1, x", "Via: SIP/2.0/UDP h;branch=z9hG4bK1\r\n"],
  ])("%s is answered 400, with so much of it as can be read [MSG-20.42-c]", (value, copied) => {
    const refused = failure(inviteText({ headers: { Via: value } }));
    if (!refused.request) throw new Error("not answerable");

    const { message } = constructOutgoingResponse(refused.request, { statusCode: 400, toTag: "b0b" });

    expect(refused.reasonPhrase).toBe("Malformed Via header field");
    expect(message).toContain(`SIP/2.0 400 Bad Request\r\n${copied}From:`);
  });

  test.each(["", ",,", "SIP/2.0/UDP", "garbage", "SIP/2.0/UDP h:65536"])(
    "%j has no sent-by: there is nowhere to answer to [MSG-20-a]",
    (value) => {
      expect(failure(inviteText({ headers: { Via: value } })).request).toBeUndefined();
    },
  );

  test("parameters that nobody knows are copied [MSG-20-c]", () => {
    const message = request({ headers: { Via: "SIP/2.0/UDP h;foo=bar;branch=z9hG4bK1;Baz" } });

    expect(constructOutgoingResponse(message, { statusCode: 100 }).message).toContain(
      "Via: SIP/2.0/UDP h;foo=bar;branch=z9hG4bK1;Baz\r\n",
    );
  });

  test.each([
    ["UDP", 5060],
    ["SCTP", 5060],
    ["TLS", 5061],
    ["WS", 80],
    ["WSS", 443],
  ])("RFC 7118 §5.2 without a port %s means %s [URI-19.1.1-d]", (transport, port) => {
    expect(defaultPort(transport)).toBe(port);
  });
});

describe("RFC 3261 §18.2.1 where a request came from", () => {
  const source = { host: "192.0.2.4", port: 9988 };

  function stamped(via: string, from = source): ReturnType<typeof request> {
    const message = request({ headers: { Via: via }, lines: ["Via: SIP/2.0/UDP second;branch=2"] });
    message.stampSource(from);
    return message;
  }

  test.each([
    ["pc2.example.net:5060;branch=1", "pc2.example.net:5060;branch=1;received=192.0.2.4"],
    ["192.0.2.7;branch=1", "192.0.2.7;branch=1;received=192.0.2.4"],
  ])("is added to the top Via where sent-by says something else: %s [TRN-18.2.1-b]", (via, expected) => {
    const message = stamped(`SIP/2.0/UDP ${via}`);

    expect(message.getHeaders("Via")).toEqual([`SIP/2.0/UDP ${expected}`, "SIP/2.0/UDP second;branch=2"]);
    expect(message.via.received).toBe("192.0.2.4");
    expect(message.viaBranch).toBe("1");
  });

  test("is not added where sent-by is the source, by value [TRN-18.2.1-c]", () => {
    const via = "SIP/2.0/UDP [2001:db8::9:1];branch=1";

    expect(stamped(via, { host: "2001:DB8::9:01", port: 5060 }).getHeader("Via")).toBe(via);
  });

  test.each([
    ["h;received=203.0.113.9;branch=1", "h;branch=1;received=192.0.2.4"],
    ["h;RPORT = 1 ;branch=1; Received=x", "h;branch=1;rport=9988;received=192.0.2.4"],
    ["192.0.2.4;received=203.0.113.9", "192.0.2.4;received=192.0.2.4"],
    ['h;x="a;received=b";received=c', 'h;x="a;received=b";received=192.0.2.4'],
    ["h;received;branch=1", "h;branch=1;received=192.0.2.4"],
  ])("what the peer itself wrote is overwritten: %s [TRN-18.2.1-d]", (via, expected) => {
    expect(stamped(`SIP/2.0/UDP ${via}`).getHeader("Via")).toBe(`SIP/2.0/UDP ${expected}`);
  });

  test("RFC 3581 §3, §4 rport gets the source port, and then received is always there [TRN-3581.4-a]", () => {
    const message = stamped("SIP/2.0/UDP 192.0.2.4:4540;rport;branch=1");

    expect(message.via).toMatchObject({ rport: 9988, received: "192.0.2.4" });
    expect(constructOutgoingResponse(message, { statusCode: 100 }).message).toContain(
      "Via: SIP/2.0/UDP 192.0.2.4:4540;rport=9988;received=192.0.2.4;branch=1\r\n",
    );
  });

  test("rport is never added where nobody asked [TRN-3581.4-b]", () => {
    expect(stamped("SIP/2.0/UDP h;branch=1").via.rport).toBeUndefined();
  });

  test("an IPv6 source is written without brackets [MSG-20.42-b]", () => {
    expect(stamped("SIP/2.0/UDP h;branch=1", { host: "2001:db8::1", port: 1 }).getHeader("Via")).toBe(
      "SIP/2.0/UDP h;branch=1;received=2001:db8::1",
    );
  });

  test("noting it twice changes nothing, and the message stays what came", () => {
    const message = stamped("SIP/2.0/UDP h;rport;branch=1");
    const before = message.getHeaders("Via");
    message.stampSource(source);

    expect(message.getHeaders("Via")).toEqual(before);
    expect(message.data).toContain("Via: SIP/2.0/UDP h;rport;branch=1\r\n");
  });
});

describe("RFC 3261 §18.2.2 where a response goes", () => {
  test.each([
    ["h:5070;rport;branch=1", { host: "192.0.2.4", port: 9988 }, "TRN-3581.4-d"],
    ["h;branch=1", { host: "192.0.2.4", port: 5060 }, "TRN-18.2.2-e"],
    ["h:5070;branch=1", { host: "192.0.2.4", port: 5070 }, "TRN-18.2.2-e"],
    ["192.0.2.4:5062;branch=1", { host: "192.0.2.4", port: 5062 }, "TRN-18.2.2-f"],
    ["h;maddr=233.252.0.1;branch=1", { host: "192.0.2.4", port: 5060 }, "TRN-18.2.2-d"],
  ])("%s: to %j, whatever Contact, From and Route say [%s] [TRN-18.2.2-h]", (via, expected) => {
    const message = request({
      headers: { Via: `SIP/2.0/UDP ${via}`, Contact: "<sip:a@elsewhere>" },
      lines: ["Route: <sip:x>"],
    });
    message.stampSource({ host: "192.0.2.4", port: 9988 });

    expect(message.responseAddress).toEqual(expected);
  });

  test("[TRN-18.2.2-d] [TRN-18.2.2-e] [TRN-18.2.2-f] [TRN-3581.4-d] nobody knows before it is noted where the request came from", () => {
    expect(request().responseAddress).toBeUndefined();
  });
});
