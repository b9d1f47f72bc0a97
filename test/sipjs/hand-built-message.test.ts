import { IncomingRequestMessage as SipjsRequest } from "sip.js/lib/core/messages/incoming-request-message.js";
import { IncomingResponseMessage as SipjsResponse } from "sip.js/lib/core/messages/incoming-response-message.js";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import {
  constructOutgoingResponse,
  Grammar,
  type IncomingInviteRequest,
  IncomingRequestMessage,
  IncomingResponseMessage,
  URI,
} from "../../src/sipjs/index.js";
import { bench } from "./bench.js";

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

const ANSWER = { contentDisposition: "session", contentType: "application/sdp", content: "v=0\r\n" };

/** What a message that was read has. */
const MEMBERS = [
  ...["method", "ruri", "statusCode", "reasonPhrase", "data", "body", "via", "viaBranch", "callId", "cseq"],
  ...["from", "fromTag", "to", "toTag", "referTo"],
];

/** As SIP.js's own tests make one: members for what is in the start line and the numbers, headers for who it is. No Via. */
function invite(): IncomingRequestMessage {
  const message = new IncomingRequestMessage();
  message.method = "INVITE";
  message.ruri = new URI("sip", "bob", "example.com");
  message.callId = "call";
  message.cseq = 1;
  message.viaBranch = "z9hG4bKone";
  message.addHeader("From", "<sip:alice@example.com>;tag=a");
  message.addHeader("To", "<sip:bob@example.com>");
  message.addHeader("Contact", "<sip:alice@alice.invalid>");
  return message;
}

describe("a message built by hand", () => {
  test.each([
    [new IncomingRequestMessage(), new SipjsRequest()],
    [new IncomingResponseMessage(), new SipjsResponse()],
  ])("of which nothing is set has no member but its empty headers, as SIP.js's", (ours, theirs) => {
    expect(ours.headers).toEqual(theirs.headers);
    for (const name of MEMBERS) expect([name, Reflect.get(ours, name)]).toEqual([name, Reflect.get(theirs, name)]);
  });

  test("each of its members can be assigned", () => {
    const message = new IncomingRequestMessage();
    const from = Grammar.nameAddrHeaderParse("<sip:a@b>;tag=1");
    Object.assign(message, {
      method: "REFER",
      data: "text",
      body: "v=0",
      from,
      referTo: from,
      via: { host: "h", port: 1 },
    });

    expect(String(message)).toBe("text");
    expect([message.method, message.body, message.via.host, message.from]).toEqual(["REFER", "v=0", "h", from]);
    expect(message.referTo).toBe(from);
  });

  test("is empty at first", () => {
    const message = new IncomingRequestMessage();

    expect(message.headers).toEqual({});
    expect(message.getHeader("From")).toBeUndefined();
    expect(message.getHeaders("Via")).toEqual([]);
    expect(message.hasHeader("Via")).toBe(false);
  });

  test("headers are rows under their names, in any case and with `_` for `-`", () => {
    const message = new IncomingRequestMessage();
    message.addHeader("record-route", "<sip:a;lr>");
    message.addHeader("RECORD_ROUTE", "<sip:b;lr>");
    message.setHeader("cseq", "1 INVITE");
    message.headers["X-Own"] = [{ raw: "mine" }];

    expect(message.headers["Record-Route"]).toEqual([{ raw: "<sip:a;lr>" }, { raw: "<sip:b;lr>" }]);
    expect(message.getHeaders("Record-Route")).toEqual(["<sip:a;lr>", "<sip:b;lr>"]);
    expect(message.parseHeader("CSeq")).toEqual({ value: 1, method: "INVITE" });
    expect(message.headers["CSeq"]?.[0]?.parsed).toEqual({ value: 1, method: "INVITE" });
    expect(message.s("record-route", 1)).toEqual(Grammar.parse("<sip:b;lr>", "Record_Route"));
    expect(message.getHeader("x_own")).toBe("mine");
  });

  test("what cannot be read stays where it is", () => {
    const message = new IncomingRequestMessage();
    message.addHeader("Content-Length", "many");

    expect(message.parseHeader("Content-Length")).toBeUndefined();
    expect(message.getHeader("Content-Length")).toBe("many");
  });

  test("is served without a Via, with members for what has no header", () => {
    const { core, sent, startLines } = bench({ onInvite: (request) => void request.accept({ body: ANSWER }) });
    core.receiveIncomingRequestFromTransport(invite());

    expect(sent[0]).toContain("\r\nCSeq: 1 INVITE\r\nCall-ID: call\r\n");
    expect(sent[0]).toContain("\r\nFrom: <sip:alice@example.com>;tag=a\r\n");
    expect(startLines()).toEqual(["SIP/2.0 200 OK"]);
  });

  test("may be altered and handed in again: INVITE, ACK, BYE are one object here", () => {
    const onAck = vi.fn();
    let tag = "";
    const { core, startLines } = bench({
      onInvite: (request) => {
        const { session } = request.accept({ body: ANSWER });
        session.delegate = { onAck };
        tag = session.localTag;
      },
    });
    const message = invite();
    core.receiveIncomingRequestFromTransport(message);
    message.method = "ACK";
    message.viaBranch = "z9hG4bKtwo";
    message.setHeader("To", `<sip:bob@example.com>;tag=${tag}`);
    message.setHeader("Content-Type", "application/sdp");
    message.body = ANSWER.content;
    core.receiveIncomingRequestFromTransport(message);

    expect(onAck).toHaveBeenCalledTimes(1);

    message.method = "BYE";
    message.cseq = 2;
    message.viaBranch = "z9hG4bKthree";
    message.body = "";
    core.receiveIncomingRequestFromTransport(message);

    expect(startLines()).toEqual(["SIP/2.0 200 OK", "SIP/2.0 200 OK"]);
    expect(core.dialogs.size).toBe(0);
  });

  test.each(["z9hG4bKone", "no-cookie", undefined])(
    "with branch %s the application may write our tag into it: the core goes by what it read",
    (branch) => {
      let request: IncomingInviteRequest | undefined;
      const { core, startLines } = bench({
        onInvite: (incoming) => {
          request = incoming;
          const { message } = incoming;
          if (message instanceof IncomingRequestMessage)
            message.toTag = "toTag" in incoming ? String(incoming.toTag) : "";
        },
      });
      const message = invite();
      message.viaBranch = branch;
      core.receiveIncomingRequestFromTransport(message);
      const response = request?.progress().message;
      core.receiveIncomingRequestFromTransport(message);

      expect(/\r\nTo: [^\r]*;tag=[^;\r]+\r\n/.exec(response ?? "")?.[0].match(/;tag=/g)).toHaveLength(1);
      expect(startLines()).toEqual(["SIP/2.0 180 Ringing", "SIP/2.0 180 Ringing"]);
    },
  );

  test("a response is empty at first, and can be filled", () => {
    const message = new IncomingResponseMessage();
    message.statusCode = 408;
    message.reasonPhrase = "Request Timeout";
    message.setHeader("CSeq", "3 BYE");

    expect(message.statusCode).toBe(408);
    expect(message.method).toBe("BYE");
    expect(message.cseq).toBe(3);
  });

  test.each(["\r\n", "\r", "\n"])(
    "%j in what is copied into a response makes no line of its own [MSG-7.2-c]",
    (bytes) => {
      const text = `a${bytes}X-Injected: b`;
      const message = invite();
      message.setHeader("From", `"${text}" <sip:alice@example.com>;tag=a`);
      message.setHeader("Via", `SIP/2.0/UDP alice.invalid;x="${text}"`);
      message.setHeader("To", `"${text}" <sip:bob@example.com>`);
      message.callId = text;
      message.setHeader("Record-Route", `<sip:p1;lr>;x="${text}"`);
      message.setHeader("Timestamp", text);

      const copies = [100, 180].map((statusCode) =>
        constructOutgoingResponse(message, { statusCode, recordRoute: true }),
      );

      for (const copy of copies) {
        expect(copy.message).not.toMatch(/^X-Injected/m);
        expect(copy.message.replaceAll("\r\n", "")).not.toMatch(/[\r\n]/);
      }
    },
  );

  test.each(["\r\n", "\r", "\n", "\0"])("%j in the options of a response is refused by name [MSG-7.2-c]", (bytes) => {
    const text = `a${bytes}X-Injected: b`;
    const options = {
      reasonPhrase: text,
      toTag: text,
      userAgent: text,
      supported: [text],
      extraHeaders: [`X: ${text}`],
      "body.contentType": text,
    };

    for (const [field, value] of Object.entries(options)) {
      const parts = field.startsWith("body") ? { body: { ...ANSWER, contentType: text } } : { [field]: value };
      expect(() => constructOutgoingResponse(invite(), { statusCode: 486, ...parts })).toThrow(TypeError);
      expect(() => constructOutgoingResponse(invite(), { statusCode: 486, ...parts })).toThrow(field);
    }
  });

  test("constructOutgoingResponse draws a tag where none is given, and none for a 100", () => {
    const message = invite();
    const first = constructOutgoingResponse(message, { statusCode: 404 }).message;
    const second = constructOutgoingResponse(message, { statusCode: 404 }).message;

    expect(first).toMatch(/\r\nTo: <sip:bob@example\.com>;tag=\w+\r\n/);
    expect(second).not.toBe(first);
    expect(constructOutgoingResponse(message, { statusCode: 100 }).message).not.toContain("<sip:bob@example.com>;tag");
    expect(() => constructOutgoingResponse(message, { statusCode: 99 })).toThrow(TypeError);
  });
});
