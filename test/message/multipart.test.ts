import { describe, expect, test } from "vitest";
import { BodyPart } from "../../src/message/body-part.js";
import { ParseFailure } from "../../src/message/grammar/parse-failure.js";
import { type IncomingRequestMessage } from "../../src/message/incoming-request-message.js";
import { splitMultipart } from "../../src/message/multipart.js";
import { sessionDescription } from "../../src/message/session-description.js";
import { inviteText, request, requestOf } from "./support.js";

const sdpPart = "Content-Type: application/sdp\r\n\r\nv=0";

/** An INVITE whose body has exactly these octets, one for each character. */
function withOctets(contentType: string, octets: string): IncomingRequestMessage {
  const text = inviteText({ lines: [`Content-Type: ${contentType}`], body: octets });
  return requestOf(Uint8Array.from(text, (character) => character.charCodeAt(0)));
}

/** The parts, which there must be. */
function partsOf(contentType: string, octets: string): readonly BodyPart[] {
  const parts = BodyPart.of(withOctets(contentType, octets))?.parts;
  if (parts === undefined || parts instanceof ParseFailure) throw new Error("there are no parts");
  return parts;
}

function nested(levels: number): { type: string; body: string } {
  let body = "v=0";
  let type = "application/sdp";
  for (let level = 0; level < levels; level++) {
    body = `--b${level}\r\nContent-Type: ${type}\r\n\r\n${body}\r\n--b${level}--`;
    type = `multipart/mixed;boundary=b${level}`;
  }
  return { type, body };
}

function mixed(parts: number, boundary = "b"): string {
  return `${`--${boundary}\r\n\r\nx\r\n`.repeat(parts)}--${boundary}--\r\n`;
}

describe("RFC 2046 §5.1 multipart bodies", () => {
  test("are cut at their boundaries, and nowhere else [MSG-7.4.1-c]", () => {
    const content = `preamble\r\n--b\r\n${sdpPart}\r\n--b \t\r\nX: 1\r\n  2\r\n\r\n--bb\r\nx --b\r\n--b\rx\r\n\r\n--b--\r\nepilogue\r\n--b\r\n`;

    expect(splitMultipart(content, "b", 32)).toEqual([
      { headers: new Map([["content-type", "application/sdp"]]), content: "v=0" },
      { headers: new Map([["x", "1 2"]]), content: "--bb\r\nx --b\r\n--b\rx\r\n" },
    ]);
  });

  test.each([
    ["without a closing boundary", `--b\r\n${sdpPart}`],
    ["with a last boundary that lacks its closing dashes", `--b\r\n${sdpPart}\r\n--b\r\n`],
    ["with such a boundary that ends nothing but the octets", `--b\r\n${sdpPart}\r\n--b`],
    ["with bare line feeds", `--b\n${sdpPart.replaceAll("\r", "")}\n--b--`],
    ["with a preamble that looks like a boundary", ` --b\r\n--b\r\n${sdpPart}\r\n--b--`],
  ])("%s have their part", (_, content) => {
    expect(splitMultipart(content, "b", 32)).toMatchObject([{ content: "v=0" }]);
  });

  test("a part without headers begins with its empty line, and one without that has no content", () => {
    expect(splitMultipart("--b\r\n\r\nx\r\n--b--", "b", 32)).toMatchObject([{ content: "x" }]);
    expect(splitMultipart("--b\r\nX: 1\r\n--b--", "b", 32)).toMatchObject([{ content: "" }]);
  });

  test("of a header that stands twice the first counts, continued or not", () => {
    const [piece] = [
      splitMultipart("--b\r\n lost\r\nX: 1\r\nx : 2\r\n 3\r\n: 4\r\nnone\r\n\r\n\r\n--b--", "b", 32),
    ].flat();

    expect(piece).toEqual({ headers: new Map([["x", "1"]]), content: "" });
  });

  test.each([
    ["v=0", "b"],
    ["x--b\r\n\r\nv=0\r\n--bc\r\n", "b"],
    ["--b", "b"],
    ["", "b"],
    ["--\r\n\r\nx\r\n----", ""],
    [mixed(1, "b".repeat(71)), "b".repeat(71)],
  ])("without a boundary there is nothing to be had: %#", (content, boundary) => {
    expect(splitMultipart(content, boundary, 32)).toMatchObject({
      code: "multipart",
      statusCode: 400,
      reasonPhrase: "Malformed multipart body",
    });
  });

  test("a boundary may have 70 characters, those that need quotes among them", () => {
    const boundary = "b'()+_,-./:=? ".repeat(5).slice(0, 69) + "b";

    expect(partsOf(`multipart/mixed;boundary="${boundary}"`, mixed(2, boundary))).toHaveLength(2);
  });
});

describe("RFC 5621 §3 the parts of a body", () => {
  const octets = String.fromCharCode(...Array.from({ length: 256 }, (_, i) => i));

  test("have their octets as they came, NUL and 255 among them [MSG-7.4.1-c] [MSG-7-b]", () => {
    const [sdp, binary] = partsOf(
      "multipart/mixed;boundary=b",
      `--b\r\n${sdpPart}\r\n--b\r\nContent-Type: application/isup;version=x\r\nContent-ID: <a@b>\r\n\r\n${octets}\r\n--b--\r\n`,
    );

    expect(sdp).toMatchObject({ contentType: "application/sdp", disposition: "session", isOptional: false });
    expect(sdp?.content).toBe("v=0");
    expect(binary?.bytes).toEqual(Uint8Array.from({ length: 256 }, (_, i) => i));
    expect(binary).toMatchObject({ disposition: "render", type: { type: "application", subtype: "isup" } });
    expect(binary?.getHeader("content-id")).toBe("<a@b>");
    expect(binary?.getHeader("Content-Language")).toBeUndefined();
  });

  test("are read as UTF-8 where they are text, and the session description is found beside binary ones", () => {
    const utf8 = String.fromCharCode(...new TextEncoder().encode("v=0 é€"));
    const body = `--b\r\n\r\n${octets}\r\n--b\r\nContent-Type: application/sdp\r\n\r\n${utf8}\r\n--b--`;

    expect(sessionDescription(withOctets("multipart/mixed;boundary=b", body))?.content).toBe("v=0 é€");
  });

  test("say what they are for, and whether they may be left out [MSG-20.11-a]", () => {
    const [part] = partsOf(
      "multipart/mixed;boundary=b",
      "--b\r\nContent-Disposition: Signal ; Handling=Optional\r\n\r\nx\r\n--b--",
    );

    expect(part).toMatchObject({ contentType: "text/plain", disposition: "signal", isOptional: true });
  });

  test("of a body that is no multipart there are none, and without a body nothing", () => {
    expect(BodyPart.of(withOctets("application/sdp", "v=0"))).toMatchObject({ parts: undefined, isEmpty: false });
    expect(BodyPart.of(request())).toBeUndefined();
  });

  test("RFC 5621 §3.2 a description in another transfer encoding is none: it would have to be decoded", () => {
    const body = "--b\r\nContent-Type: application/sdp\r\nContent-Transfer-Encoding: base64\r\n\r\ndj0w\r\n--b--";

    expect(sessionDescription(withOctets("multipart/mixed;boundary=b", body))).toBeUndefined();
    expect(sessionDescription(withOctets("multipart/mixed;boundary=b", body.replace("base64", "8BIT")))?.content).toBe(
      "dj0w",
    );
  });
});

describe("RFC 2046 §5.1.4 multipart/alternative", () => {
  const part = (type: string, content: string) => `--b\r\nContent-Type: ${type}\r\n\r\n${content}\r\n`;

  test("the last session description is the best one; of any other multipart it is the first [BDY-5621-6.1-a]", () => {
    const body = `${part("application/sdp", "v=1")}${part("application/sdp", "v=2")}${part("application/x-new", "?")}--b--`;

    expect(sessionDescription(withOctets("multipart/alternative;boundary=b", body))?.content).toBe("v=2");
    expect(sessionDescription(withOctets("multipart/mixed;boundary=b", body))?.content).toBe("v=1");
    expect(sessionDescription(withOctets("multipart/foo;boundary=b", body))?.content).toBe("v=1");
  });
});

describe("RFC 5621 §8.4 the limits of multipart bodies", () => {
  test("five multiparts within one another, and no sixth [BDY-5621-8.4-b]", () => {
    const { type, body } = nested(5);
    const deeper = nested(6);

    expect(sessionDescription(withOctets(type, body))?.content).toBe("v=0");
    expect(sessionDescription(withOctets(deeper.type, deeper.body))).toBeUndefined();
  });

  test("32 parts, and no 33rd [BDY-5621-8.4-b]", () => {
    const type = "multipart/mixed;boundary=b";

    expect(partsOf(type, mixed(32))).toHaveLength(32);
    expect(BodyPart.of(withOctets(type, mixed(33)))?.parts).toMatchObject({
      code: "multipart-parts",
      statusCode: 400,
      reasonPhrase: "Too Many Body Parts",
    });
  });

  test("parts of parts count", () => {
    const inner = `--b\r\nContent-Type: multipart/mixed;boundary=c\r\n\r\n${mixed(2, "c")}\r\n`;
    const message = withOctets("multipart/mixed;boundary=b", `${inner}${inner}--b--`);
    const faults = (parts: number) => {
      const whole = BodyPart.of(message, { depth: 2, parts });
      return [whole?.parts].flat().filter((part) => part instanceof BodyPart && part.parts instanceof ParseFailure)
        .length;
    };

    expect([6, 5, 4, 3].map(faults)).toEqual([0, 1, 1, 2]);
  });

  test("are settable", () => {
    const { type, body } = nested(2);
    const message = withOctets(type, body);

    expect(sessionDescription(message, { depth: 2, parts: 2 })?.content).toBe("v=0");
    expect(sessionDescription(message, { depth: 1, parts: 2 })).toBeUndefined();
    expect(sessionDescription(message, { depth: 2, parts: 1 })).toBeUndefined();
  });
});
