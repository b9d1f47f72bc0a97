import { describe, expect, test } from "vitest";
import { ParseFailure } from "../../src/message/grammar/parse-failure.js";
import { type InfoMessage, readInfo } from "../../src/message/info-message.js";
import { type Difference, request } from "./support.js";

function info(difference: Difference): InfoMessage {
  const found = readInfo(
    request({ start: "INFO sip:bob@192.0.2.4 SIP/2.0", headers: { CSeq: "2 INFO" }, ...difference }),
  );
  if (found === undefined || found instanceof ParseFailure) throw new Error("no INFO of a package");
  return found;
}

const MULTIPART = `--b
Content-Type: text/plain

hello
--b
Content-Type: application/foo
Content-Disposition: Info-Package

payload
--b--
`.replaceAll("\n", "\r\n");

describe("RFC 6086 §4.3.1 what an INFO carries", () => {
  test("belongs to the package that it names", () => {
    const { name, parameters, payload } = info({ lines: ["Info-Package: foo;version=1"] });

    expect([name, parameters["version"], payload]).toEqual(["foo", "1", undefined]);
  });

  test.each([
    [
      "the body with its disposition",
      ["Content-Type: application/foo", "Content-Disposition: info-package"],
      "payload",
    ],
    ["the body that does not say what it is for", ["Content-Type: application/foo"], "payload"],
    ["the part with its disposition", ["Content-Type: multipart/mixed;boundary=b"], MULTIPART],
  ])("is %s [INF-6086-4.3.1-a]", (_what, lines, body) => {
    expect(info({ lines: ["Info-Package: foo", ...lines], body }).payload?.content).toBe("payload");
  });

  test.each([
    ["a body for something else", ["Content-Type: text/plain", "Content-Disposition: render"], "hello"],
    [
      "parts that do not say what they are for",
      ["Content-Type: multipart/mixed;boundary=b"],
      MULTIPART.replace(/Content-D.*\r\n/, ""),
    ],
    ["what is no multipart", ["Content-Type: multipart/mixed;boundary=c"], MULTIPART],
  ])("is not %s [INF-6086-4.3.1-a]", (_what, lines, body) => {
    expect(info({ lines: ["Info-Package: foo", ...lines], body }).payload).toBeUndefined();
  });

  test("is of the old kind without an Info-Package, and nobody's where that cannot be read", () => {
    expect(readInfo(request())).toBeUndefined();
    expect(readInfo(request({ lines: ["Info-Package: f oo"] }))).toBeInstanceOf(ParseFailure);
  });
});
