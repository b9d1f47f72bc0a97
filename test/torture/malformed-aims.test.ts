import { describe, expect, test } from "vitest";
import { inviteText } from "../../src/testing/index.js";
import { requestOf } from "../message/support.js";
import { answering, SOURCE } from "../support/answering.js";
import { rawMessage } from "../support/raw-message.js";
import { malformed } from "./messages.js";

describe("what hostile messages are after, and do not get", () => {
  test.each([
    "escaped-crlf-in-uri",
    "escaped-crlf-in-request-uri",
    "bare-cr-in-value",
    "bare-lf-in-value",
    "fold-hides-header",
  ])("%s: no line is put into what we send [MSG-7-c]", (name) => {
    const { responses } = answering(malformed(name).octets);

    expect(responses.map((response) => response.values("via").length)).toEqual(responses.map(() => 1));
    expect(responses.flatMap((response) => [...response.rows("route"), ...response.rows("x-injected")])).toEqual([]);
  });

  test.each(["via-forged-received", "via-maddr-reflection", "via-rport-99999"])(
    "%s: the sender does not say whom we send to [TRN-18.2.2-d] [SEC-3261-26.1.5-a]",
    (name) => {
      const { destinations, responses } = answering(malformed(name).octets);

      expect(destinations.map(({ host }) => host)).toEqual([SOURCE.host, SOURCE.host]);
      expect(responses[0]?.values("via")[0]).toContain(`received=${SOURCE.host}`);
    },
  );

  test.each(["__proto__", "constructor", "prototype", "toString", "hasOwnProperty"])(
    "the header %s is just a header [MSG-7.3.1-f]",
    (name) => {
      expect(requestOf(malformed("proto-headers").octets).getHeaders(name)).toEqual(["polluted"]);
      expect(requestOf(malformed("missing-max-forwards").octets).getHeaders(name)).toEqual([]);
      expect(Object.keys(Object.prototype)).toEqual([]);
    },
  );

  test("a To that is too long for a line once it has our tag: giving the call up throws nothing [MSG-20-d]", () => {
    const to = `<sip:bob@h;x=${"y".repeat(16_355)}>`;

    expect(answering(Buffer.from(inviteText({ headers: { To: to } })))).toMatchObject({
      outcome: "accept 200",
      left: { dialogs: 0, transactions: 0, timers: [] },
    });
  });

  test("parameters of any name are just parameters [MSG-7.3.1-f]", () => {
    const { via } = requestOf(malformed("proto-parameters").octets);

    expect(Object.entries(via.parameters)).toEqual([
      ["branch", "z9hG4bK-proto-parameters"],
      ["__proto__", "x"],
      ["constructor", "y"],
      ["tostring", null],
    ]);
  });

  test("proto-option-tags: each tag that nobody understands is told [UAS-8.2.2.3-a]", () => {
    const { response } = answering(malformed("proto-option-tags").octets);
    const required = rawMessage(malformed("proto-option-tags").octets).values("require");

    expect(required).toHaveLength(2);
    expect(response?.values("unsupported")).toEqual(required);
  });

  test("content-encoding-gzip, content-type-unknown: the answer says what is understood [UAS-8.2.3-b]", () => {
    expect(answering(malformed("content-encoding-gzip").octets).response?.values("accept-encoding")).toEqual([
      "identity",
    ]);
    expect(answering(malformed("content-type-unknown").octets).response?.values("accept")).toContain("application/sdp");
  });

  test("version-lower-case: the answer has the version in capitals [MSG-7.1-d]", () => {
    expect(answering(malformed("version-lower-case").octets).response?.startLine).toBe("SIP/2.0 200 OK");
  });

  test("cseq-leading-zeros, cseq-max-valid: numbers are numbers [TOR-4475-3-g]", () => {
    expect(requestOf(malformed("cseq-leading-zeros").octets).cseq).toBe(7);
    expect(requestOf(malformed("cseq-max-valid").octets).cseq).toBe(4_294_967_295);
  });

  test("content-length-short, content-length-zero-with-body: what is beyond the length is nobody's [TRN-18.3-a]", () => {
    expect(requestOf(malformed("content-length-short").octets).bodyBytes).toHaveLength(90);
    expect(requestOf(malformed("content-length-zero-with-body").octets).bodyBytes).toHaveLength(0);
  });

  test("utf8-body: a length is of octets [MSG-20.14-a]", () => {
    const { octets } = malformed("utf8-body");

    expect(Buffer.from(requestOf(octets).bodyBytes).toString("latin1")).toBe(rawMessage(octets).body);
  });

  test("truncated-utf8: half a character does not swallow the line end [MSG-7-b]", () => {
    expect(requestOf(malformed("truncated-utf8").octets).hasHeader("Content-Length")).toBe(true);
  });
});
