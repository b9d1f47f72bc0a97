import { describe, expect, test } from "vitest";
import { ParseFailure } from "../../src/message/grammar/parse-failure.js";
import { readReferrer, type Referrer } from "../../src/message/referrer.js";
import { type Difference, request } from "./support.js";

function referrer(difference: Difference): Referrer {
  const found = readReferrer(request(difference));
  if (found === undefined || found instanceof ParseFailure) throw new Error("there is no referrer");
  return found;
}

const TOKEN = `--b
Content-Type: application/sdp

v=0
--b
Content-Type: multipart/signed;boundary=s
Content-ID: <2UWQFN309shb3@example.org>

signed
--b--
`.replaceAll("\n", "\r\n");

describe("RFC 3892 §2.3 who has sent somebody to us", () => {
  test("is the URI and name in Referred-By, and without a token nothing is proven [RBY-3892-2.3-a]", () => {
    const { uri, displayName, cid, token } = referrer({ lines: ['Referred-By: "Carol" <sip:carol@example.com>;x=y'] });

    expect(uri.toString()).toBe("sip:carol@example.com");
    expect({ displayName, cid, token }).toEqual({ displayName: "Carol", cid: undefined, token: undefined });
  });

  test("is read from the compact form, without brackets", () => {
    expect(referrer({ lines: ["b: sip:carol@example.com"] }).uri.toString()).toBe("sip:carol@example.com");
  });

  test("may be proven by the part of the body that cid names [RBY-3892-2.3-a]", () => {
    const { cid, token } = referrer({
      lines: [
        'Referred-By: <sip:carol@example.com>;cid="2UWQFN309shb3@example.org"',
        "Content-Type: multipart/mixed;boundary=b",
      ],
      body: TOKEN,
    });

    expect(cid).toBe("2UWQFN309shb3@example.org");
    expect(token?.contentType).toBe("multipart/signed;boundary=s");
  });

  test("has no token where no part has that name, and where there is no body [RBY-3892-2.3-a]", () => {
    const line = 'Referred-By: <sip:carol@example.com>;cid="other@example.org"';

    expect(referrer({ lines: [line, "Content-Type: multipart/mixed;boundary=b"], body: TOKEN }).token).toBeUndefined();
    expect(referrer({ lines: [line] }).token).toBeUndefined();
  });

  test("is nobody without the header, and a failure where it cannot be read", () => {
    expect(readReferrer(request())).toBeUndefined();
    expect(readReferrer(request({ lines: ["Referred-By: carol"] }))).toBeInstanceOf(ParseFailure);
  });
});
