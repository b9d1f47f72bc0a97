import { describe, expect, test } from "vitest";
import { LocalDescription } from "../../src/cli/session-description.js";
import { CountingRandom } from "../../src/testing/index.js";

describe("RFC 3264 §6 an answer", () => {
  test("takes the audio at our address and keeps the offer's order of codecs", () => {
    const body = local().answer(offer("m=audio 4000 RTP/AVP 8 96 0", "a=rtpmap:96 opus/48000/2"));

    expect(body).toMatchObject({ contentDisposition: "session", contentType: "application/sdp" });
    expect(body?.content.split("\r\n")).toEqual([
      "v=0",
      "o=- 7 1 IN IP4 192.0.2.4",
      "s=-",
      "c=IN IP4 192.0.2.4",
      "t=0 0",
      "m=audio 9 RTP/AVP 8 0",
      "a=rtpmap:8 PCMA/8000",
      "a=rtpmap:0 PCMU/8000",
      "a=sendrecv",
      "",
    ]);
  });

  test("gives the address its family", () => {
    const body = local("2001:db8::4").answer(offer("m=audio 4000 RTP/AVP 0"));

    expect(body?.content).toContain("o=- 7 1 IN IP6 2001:db8::4\r\n");
    expect(body?.content).toContain("c=IN IP6 2001:db8::4\r\n");
  });

  test("has as many streams as the offer, in its order, those not taken with port 0", () => {
    const body = local().answer(
      offer(
        "m=video 4002 RTP/AVP 31",
        "m=audio 4004 RTP/SAVP 0",
        "m=audio 4006 RTP/AVP 0",
        "m=audio 4008 RTP/AVP 0",
        "m=image 4010 udptl t38",
      ),
    );

    expect(streams(body?.content)).toEqual([
      "m=video 0 RTP/AVP 31",
      "m=audio 0 RTP/SAVP 0",
      "m=audio 9 RTP/AVP 0",
      "m=audio 0 RTP/AVP 0",
      "m=image 0 udptl t38",
    ]);
  });

  test("keeps a stream closed that the offer has closed", () => {
    expect(streams(local().answer(offer("m=audio 0 RTP/AVP 0", "m=audio 4000 RTP/AVP 8"))?.content)).toEqual([
      "m=audio 0 RTP/AVP 0",
      "m=audio 9 RTP/AVP 8",
    ]);
  });

  test.each([
    ["sendrecv", "sendrecv"],
    ["sendonly", "recvonly"],
    ["recvonly", "sendonly"],
    ["inactive", "inactive"],
  ])("RFC 3264 §6.1: mirrors the direction, %s is answered %s", (offered, answered) => {
    const ofStream = local().answer(offer("m=audio 4000 RTP/AVP 0", `a=${offered}`));
    const ofSession = local().answer(offer(`a=${offered}`, "m=audio 4000 RTP/AVP 0"));

    expect([ofStream, ofSession].map((body) => body?.content.match(/a=(send|recv|inactive).*(?=\r)/)?.[0])).toEqual([
      `a=${answered}`,
      `a=${answered}`,
    ]);
  });

  test("follows the direction, not the address, where an old phone holds by 0.0.0.0 [OAM-3264-8.4-b]", () => {
    const held = offer("m=audio 4000 RTP/AVP 0", "c=IN IP4 0.0.0.0");
    const heldTwice = offer("m=audio 4000 RTP/AVP 0", "c=IN IP4 0.0.0.0", "a=sendonly");

    expect(local().answer(held)?.content).toContain("a=sendrecv\r\n");
    expect(local().answer(heldTwice)?.content).toContain("a=recvonly\r\n");
  });

  test("is no hold to a hold: each side says only what it wants itself [OAM-3264-8.4-a] [OAM-3264-6.1-a]", () => {
    const description = local();
    const directions = ["sendonly", "inactive", "sendonly", "sendrecv"].map((direction) => {
      const held = offer("m=audio 4000 RTP/AVP 0", `a=${direction}`);
      return /a=(send|recv|inactive).*(?=\r)/.exec(description.answer(held)?.content ?? "")?.[0];
    });

    expect(directions).toEqual(["a=recvonly", "a=inactive", "a=recvonly", "a=sendrecv"]);
  });

  test("RFC 8866 §5.14: is for one port where several in a row are offered", () => {
    const body = local().answer(offer("m=audio 40000/2 RTP/AVP 0", "m=video 40004/2 RTP/AVP 31"));

    expect(streams(body?.content)).toEqual(["m=audio 9 RTP/AVP 0", "m=video 0 RTP/AVP 31"]);
  });

  test("RFC 3551 §6: knows a codec by its number, and by its name under another", () => {
    expect(streams(local().answer(offer("m=audio 4000 RTP/AVP 0"))?.content)).toEqual(["m=audio 9 RTP/AVP 0"]);
    expect(streams(local().answer(offer("m=audio 4000 RTP/AVP 101", "a=rtpmap:101 pcmu/8000"))?.content)).toEqual([
      "m=audio 9 RTP/AVP 101",
    ]);
  });

  test.each([
    ["no codec of ours", offer("m=audio 4000 RTP/AVP 9")],
    ["a number of ours for another codec", offer("m=audio 4000 RTP/AVP 0", "a=rtpmap:0 opus/48000/2")],
    ["no audio", offer("m=video 4000 RTP/AVP 31")],
    ["a stream that cannot be read", offer("m=audio RTP/AVP 0")],
    ["text that is no description", "hello"],
    ["nothing", ""],
  ])("is not given to an offer with %s", (_, text) => {
    expect(local().answer(text)).toBeUndefined();
  });

  test("may be given all the same, with every stream refused; RFC 6337 §2.3", () => {
    const body = local().answerInAnyCase(offer("m=video 4000 RTP/AVP 31", "m=audio 4002 RTP/AVP 9"));

    expect(streams(body?.content)).toEqual(["m=video 0 RTP/AVP 31", "m=audio 0 RTP/AVP 9"]);
    expect(local().answerInAnyCase("hello")).toBeUndefined();
  });

  test("is given where nothing is wanted", () => {
    expect(streams(local().answer(offer("m=video 0 RTP/AVP 31"))?.content)).toEqual(["m=video 0 RTP/AVP 31"]);
    expect(streams(local().answer(offer())?.content)).toEqual([]);
  });

  test("repeats the time of the offer", () => {
    const text = offer("m=audio 4000 RTP/AVP 0").replace("t=0 0", "t=2873397496 2873404696");

    expect(local().answer(text)?.content).toContain("t=2873397496 2873404696\r\n");
  });
});

describe("RFC 3264 §8 a later description", () => {
  test.each([
    ["as many", ["m=audio 4000 RTP/AVP 0", "m=video 0 RTP/AVP 31"], true],
    ["more", ["m=audio 4000 RTP/AVP 0", "m=video 0 RTP/AVP 31", "m=audio 4004 RTP/AVP 0"], true],
    ["fewer", ["m=audio 4000 RTP/AVP 0"], false],
  ])("offered with %s streams [OAM-3264-8-b]", (_, lines, answered) => {
    const description = local();
    description.answer(offer("m=audio 4000 RTP/AVP 0", "m=video 4002 RTP/AVP 31"));

    expect(description.answer(offer(...lines)) !== undefined).toBe(answered);
  });

  test("is a new version when anything has changed, and only then", () => {
    const description = local();
    const active = offer("m=audio 4000 RTP/AVP 0");
    const held = offer("m=audio 4000 RTP/AVP 0", "a=sendonly");

    const versions = [active, active, held, held, active].map((text) => version(description.answer(text)?.content));

    expect(versions).toEqual([1, 1, 2, 2, 3]);
  });

  test("repeated, is the same to the letter", () => {
    const description = local();
    const answer = description.answer(offer("m=audio 4000 RTP/AVP 0", "a=sendonly"));

    expect(description.repeat()).toEqual(answer);
  });

  test("as an offer, has all streams that were agreed on, and wants both directions", () => {
    const description = local();
    description.answer(offer("m=video 4002 RTP/AVP 31", "m=audio 4000 RTP/AVP 8", "a=sendonly"));

    const later = description.offer();

    expect(streams(later.content)).toEqual(["m=video 0 RTP/AVP 31", "m=audio 9 RTP/AVP 8"]);
    expect(later.content).toContain("a=sendrecv");
    expect(version(later.content)).toBe(2);
  });
});

describe("RFC 3264 §5 a first offer", () => {
  test("is of both codecs", () => {
    const { content } = local().offer();

    expect(streams(content)).toEqual(["m=audio 9 RTP/AVP 0 8"]);
    expect(version(content)).toBe(1);
  });
});

function local(address = "192.0.2.4"): LocalDescription {
  return new LocalDescription({ address, sessionId: 7, fingerprint: "00", random: new CountingRandom() });
}

function offer(...lines: string[]): string {
  return ["v=0", "o=alice 1 1 IN IP4 192.0.2.1", "s=-", "c=IN IP4 192.0.2.1", "t=0 0", ...lines, ""].join("\r\n");
}

function streams(content = ""): string[] {
  return content.split("\r\n").filter((line) => line.startsWith("m="));
}

function version(content = ""): number {
  return Number(/^o=- 7 (\d+) /m.exec(content)?.[1]);
}
