import { describe, expect, test } from "vitest";
import { answerProblem } from "../../src/dialog/description-rules.js";
import { rejectedDescription } from "../../src/message/rejected-description.js";

const sdp = (content: string) => ({ contentDisposition: "session", contentType: "application/sdp", content });

describe("RFC 3264 §6 the answer that takes no stream", () => {
  test("has each stream of the offer with port 0, its times, and our origin one version on [OAM-3264-6-b] [OAM-3264-6-c]", () => {
    const offer = sdp(
      "v=0\r\no=a 1 1 IN IP4 h\r\ns=-\r\nt=5 9\r\nm=audio 4000 RTP/AVP 0 8\r\na=x\r\nm=video 4002 RTP/AVP 31\r\n",
    );
    const own = sdp("v=0\r\no=bob 7 3 IN IP4 192.0.2.4\r\ns=-\r\nt=0 0\r\nm=audio 1 RTP/AVP 0\r\n");

    expect(rejectedDescription(offer, own).content).toBe(
      "v=0\r\no=bob 7 4 IN IP4 192.0.2.4\r\ns=-\r\nc=IN IP4 0.0.0.0\r\nt=5 9\r\nm=audio 0 RTP/AVP 0 8\r\nm=video 0 RTP/AVP 31\r\n",
    );
  });

  test.each([
    "m=audio",
    "m=audio 4000",
    "m=audio 4000 ",
    "m=audio\tx",
    "a=x\u2028m=audio 1 RTP/AVP 0",
    "m=",
    "m= audio",
  ])("answers what is broken, too, stream by stream: %j", (line) => {
    const offer = sdp(`v=0\r\no=a 1 1 IN IP4 h\r\ns=-\r\nt=0 0\r\n${line}\r\n`);

    expect(answerProblem(offer, rejectedDescription(offer, undefined))).toBeUndefined();
  });
});
