import { describe, expect, test } from "vitest";
import { NameAddrHeader } from "../../src/message/grammar/name-addr-header.js";
import { Accept } from "../../src/message/header/accept.js";
import { ContentType } from "../../src/message/header/content.js";
import { MaxForwards } from "../../src/message/header/numbers.js";
import { ProxyRequire, Require } from "../../src/message/header/option-tags.js";
import { RecordRoute } from "../../src/message/header/route.js";
import { Via } from "../../src/message/header/via.js";
import { contactsOf, tortureFailure, tortureRequest, tortureResponse } from "./messages.js";

describe("the messages of RFC 4475 §3.2.1 and §3.3.8 that say a thing twice or not at all", () => {
  test("badbranch: a branch of seven characters names no transaction [MSG-4475-d]", () => {
    expect(tortureFailure("badbranch")).toMatchObject({ code: "via-branch", header: "Via", statusCode: 400 });
    expect(tortureFailure("badbranch").request?.viaBranch).toBe("z9hG4bK");
  });

  test("insuf: what is missing is not made up [TOR-4475-3-b]", () => {
    const { request, ...failure } = tortureFailure("insuf");

    expect(failure).toMatchObject({
      code: "header-missing",
      header: "From",
      reasonPhrase: "Missing From header field",
    });
    expect(request).toMatchObject({ callId: "", fromTag: undefined, toTag: undefined, cseq: 193_942 });
    expect(["From", "To", "Call-ID"].filter((name) => request?.hasHeader(name))).toEqual([]);
  });

  test("multi01: the first of each is kept for the answer [TOR-4475-3-f]", () => {
    const { request, ...failure } = tortureFailure("multi01");

    expect(failure).toMatchObject({ code: "header-repeated", header: "CSeq" });
    expect(failure.reasonPhrase).toBe("Multiple CSeq header fields");
    expect(request).toMatchObject({ callId: "multi01.98asdh@192.0.2.1", cseq: 5, fromTag: "3413415" });
    expect(request?.to.uri.aor).toBe("user@example.com");
  });

  test("mcl01: two lengths are none [TOR-4475-3-f]", () => {
    expect(tortureFailure("mcl01")).toMatchObject({
      code: "header-repeated",
      header: "Content-Length",
      statusCode: 400,
    });
  });
});

describe("the messages of RFC 4475 that ask for something else, at the parser", () => {
  test.each([
    ["unkscm", "nobodyknowsthisscheme", "totallyopaquecontent"],
    ["novelsc", "soap.beep", "//192.0.2.103:3002"],
  ])("%s: a Request-URI of the scheme %s is kept as it is [MSG-7.1-f]", (name, scheme, rest) => {
    const { ruri } = tortureRequest(name);

    expect(ruri).toMatchObject({ scheme, isOpaque: true, opaqueText: rest });
  });

  test("unksm2: addresses may have any scheme [MSG-7.1-f]", () => {
    const message = tortureRequest("unksm2");

    expect(message.to.uri).toMatchObject({ scheme: "isbn", opaqueText: "2983792873" });
    expect(message.from.uri).toMatchObject({ scheme: "http", opaqueText: "//www.example.com" });
    expect(message.fromTag).toBe("3234233");
    expect(contactsOf(message)).toMatchObject([{ uri: { scheme: "name", opaqueText: "John_Smith" } }]);
  });

  test("bext01: Require and Proxy-Require are two lists [MSG-7.3-a]", () => {
    const message = tortureRequest("bext01");

    expect(message.all(Require)).toEqual(["nothingSupportsThis", "nothingSupportsThisEither"]);
    expect(message.all(ProxyRequire)).toEqual(["noProxiesSupportThis", "norDoAnyProxiesSupportThis"]);
  });

  test("invut: a body of a type that nobody knows is kept [MSG-7-b]", () => {
    const message = tortureRequest("invut");

    expect(message.first(ContentType)).toMatchObject({ type: "application", subtype: "unknownformat" });
    expect(message.body).toBe('<audio>\r\n <pcmu port="443"/>\r\n</audio>\r\n');
    expect(message.bodyBytes).toHaveLength(40);
  });

  test("regaut01: credentials of a scheme that nobody knows are kept as they are [MSG-7.3-b]", () => {
    expect(tortureRequest("regaut01").getHeaders("Authorization")).toEqual(["NoOneKnowsThisScheme opaque-data=here"]);
  });

  test("bcast: a response may have a second Via [MSG-7.3-a]", () => {
    expect(tortureResponse("bcast").all(Via)).toMatchObject([{ host: "192.0.2.198" }, { host: "255.255.255.255" }]);
  });

  test("zeromf: Max-Forwards may be 0 [TOR-4475-3-g]", () => {
    expect(tortureRequest("zeromf").first(MaxForwards)).toBe(0);
  });

  test("cparam01, cparam02: a parameter belongs to the URI within brackets only [TOR-4475-3-d]", () => {
    const [outside] = contactsOf(tortureRequest("cparam01"));
    const [inside] = contactsOf(tortureRequest("cparam02"));

    expect([outside?.getParam("unknownparam"), outside?.uri.getParam("unknownparam")]).toEqual([null, undefined]);
    expect([inside?.getParam("unknownparam"), inside?.uri.getParam("unknownparam")]).toEqual([undefined, null]);
    expect([outside?.uri.user, inside?.uri.user]).toEqual(["+19725552222", "+19725552222"]);
  });

  test("regescrt: a header within a URI stays there [TOR-4475-3-c]", () => {
    const message = tortureRequest("regescrt");
    const [contact] = contactsOf(message);

    expect(contact?.uri.getHeader("Route")).toEqual(["<sip:sip.example.com>"]);
    expect(contact?.uri.toString()).toBe("sip:user@example.com?Route=%3Csip:sip.example.com%3E");
    expect(message.hasHeader("Route")).toBe(false);
  });

  test("sdp01: Accept may name what nobody knows [MSG-7.3-a]", () => {
    const message = tortureRequest("sdp01");

    expect(message.all(Accept)).toMatchObject([{ type: "text", subtype: "nobodyknowsthis" }]);
    expect(message.bodyBytes).toHaveLength(150);
  });

  test("inv2543: an INVITE as of RFC 2543 [MSG-4475-e] [TRN-18.3-c]", () => {
    const message = tortureRequest("inv2543");
    const [route] = message.all(RecordRoute);

    expect(message).toMatchObject({ viaBranch: undefined, fromTag: undefined, toTag: undefined, cseq: 56 });
    expect(message.hasHeader("Content-Length")).toBe(false);
    expect(message.hasHeader("Max-Forwards")).toBe(false);
    expect(message.to.uri.user).toBe("+16505552222");
    expect(message.from.uri).toMatchObject({ user: "+13035551111", parameters: { user: "phone" } });
    expect(route).toBeInstanceOf(NameAddrHeader);
    expect(route).toMatchObject({ uri: { parameters: { maddr: "ss1.example.com" } } });
    expect(message.getHeaders("Record-Route")).toEqual(["<sip:UserB@example.com;maddr=ss1.example.com>"]);
    expect(message.bodyBytes).toHaveLength(105);
  });
});
