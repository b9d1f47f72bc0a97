import { describe, expect, test } from "vitest";
import { readSipfrag, sipfrag } from "../../src/message/refer-status.js";

describe("RFC 3515 §2.4.5 the body of a NOTIFY about a REFER", () => {
  test("is a status line [REF-3515-2.4.5-a]", () => {
    expect(sipfrag({ statusCode: 100 })).toEqual({
      contentDisposition: "render",
      contentType: "message/sipfrag;version=2.0",
      content: "SIP/2.0 100 Trying\r\n",
    });
    expect(sipfrag({ statusCode: 486, reasonPhrase: "Out to lunch" }).content).toBe("SIP/2.0 486 Out to lunch\r\n");
  });

  test.each([
    [{ statusCode: 99 }],
    [{ statusCode: 700 }],
    [{ statusCode: 200.5 }],
    [{ statusCode: 200, reasonPhrase: "O\nK" }],
  ])("cannot be written of %j", (status) => {
    expect(() => sipfrag(status)).toThrow(TypeError);
  });

  test.each([
    ["SIP/2.0 200 OK\r\n", { statusCode: 200, reasonPhrase: "OK" }],
    ["SIP/2.0 180 Ringing\r\nContact: <sip:carol@example.com>\r\n\r\n", { statusCode: 180, reasonPhrase: "Ringing" }],
    ["SIP/2.0 603 No, thanks", { statusCode: 603, reasonPhrase: "No, thanks" }],
    ["SIP/2.0 100\n", { statusCode: 100, reasonPhrase: "" }],
  ])("is read of %j", (content, status) => {
    expect(readSipfrag(content)).toEqual(status);
  });

  test.each(["", "\r\nSIP/2.0 200 OK", "200 OK", "SIP/2.0 700 ?", "To: <sip:carol@example.com>\r\n"])(
    "is not read of %j",
    (content) => {
      expect(readSipfrag(content)).toBeUndefined();
    },
  );
});
