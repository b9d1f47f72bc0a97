import { describe, expect, test } from "vitest";
import { drawFingerprint } from "../../src/cli/browser-transport.js";
import { LocalDescription } from "../../src/cli/session-description.js";
import { CountingRandom, SeededRandom } from "../../src/testing/index.js";
import { calleeAt } from "./callee-at.js";

describe("RFC 9429 §5.3.1 the answer to a browser", () => {
  test("has all that the browser wants to see, and only what it offered", () => {
    const body = local().answer(offer([AUDIO, ...TRANSPORT, ...CODECS, "a=mid:0", "a=sendrecv"]));

    expect(body?.content.split("\r\n")).toEqual([
      "v=0",
      "o=- 7 1 IN IP4 192.0.2.4",
      "s=-",
      "c=IN IP4 192.0.2.4",
      "t=0 0",
      "a=ice-lite",
      "a=ice-options:ice2",
      "a=group:BUNDLE 0",
      "m=audio 40009 UDP/TLS/RTP/SAVPF 111 0 8 110 126",
      "a=rtpmap:111 opus/48000/2",
      "a=rtpmap:0 PCMU/8000",
      "a=rtpmap:8 PCMA/8000",
      "a=rtpmap:110 telephone-event/48000",
      "a=rtpmap:126 telephone-event/8000",
      "a=fmtp:111 minptime=10;useinbandfec=1",
      "a=setup:passive",
      "a=mid:0",
      "a=sendrecv",
      "a=ice-ufrag:AAAAAAAA",
      "a=ice-pwd:AAAAAAAAAAAAAAAAAAAAAAAA",
      `a=fingerprint:sha-256 ${FINGERPRINT}`,
      "a=candidate:1 1 udp 2130706431 192.0.2.4 40009 typ host",
      "a=end-of-candidates",
      "a=rtcp-mux",
      "",
    ]);
  });

  test("gives an IPv6 candidate without brackets", () => {
    const body = local("2001:db8::4").answer(offer([AUDIO, ...TRANSPORT, ...CODECS, "a=mid:0"]));

    expect(body?.content).toContain("a=candidate:1 1 udp 2130706431 2001:db8::4 40009 typ host\r\n");
  });

  test.each([
    ["sendonly", "recvonly"],
    ["recvonly", "sendonly"],
    ["inactive", "inactive"],
  ])("mirrors the direction: %s is answered %s, though a browser always offers 0.0.0.0", (offered, answered) => {
    const body = local().answer(offer([AUDIO, ...TRANSPORT, ...CODECS, "a=mid:0", `a=${offered}`]));

    expect(body?.content).toContain(`a=${answered}\r\n`);
  });

  test("takes fingerprint, setup and ICE from the session where the stream has none", () => {
    const [fingerprint = "", setup = "", ...others] = TRANSPORT;
    const body = local().answer(offer([AUDIO, ...CODECS, "a=mid:0"], [fingerprint, setup, ...others]));

    expect(body?.content).toContain("a=setup:passive\r\n");
    expect(body?.content).toContain("a=ice-ufrag:AAAAAAAA\r\n");
  });

  test("without ICE, mid, group and rtcp-mux where none was offered", () => {
    const body = local().answer(
      offer(["m=audio 4000 UDP/TLS/RTP/SAVP 0", "a=fingerprint:sha-256 00:11", "a=setup:actpass"], []),
    );

    expect(body?.content).not.toMatch(/ice|candidate|mid|group|rtcp-mux/);
    expect(body?.content).toContain(`a=fingerprint:sha-256 ${FINGERPRINT}\r\n`);
  });

  test.each([
    ["no fingerprint", [AUDIO, "a=setup:actpass", ...CODECS]],
    ["key presses only", ["m=audio 9 UDP/TLS/RTP/SAVPF 126", ...TRANSPORT, "a=rtpmap:126 telephone-event/8000"]],
    ["no codec of ours", ["m=audio 9 UDP/TLS/RTP/SAVPF 9", ...TRANSPORT]],
    ["video only", ["m=video 9 UDP/TLS/RTP/SAVPF 96", ...TRANSPORT, "a=rtpmap:96 VP8/90000"]],
  ])("is not given to an offer with %s", (_, media) => {
    expect(local().answer(offer(media))).toBeUndefined();
  });

  test("is what a call to the program gets, with one fingerprint for all calls", () => {
    const text = offer([AUDIO, ...TRANSPORT, ...CODECS, "a=mid:0"]);
    const { alice } = calleeAt("instant");

    alice.invites({ offer: text });
    const first = alice.received(200).body;
    alice.hangsUp();
    alice.invites({ offer: text, toTag: undefined, callId: "another" });
    const second = alice.received(200).body;

    const fingerprints = [first, second].map((sdp) => /^a=fingerprint:sha-256 (\S+)/m.exec(sdp)?.[1]);
    expect(fingerprints[0]).toMatch(/^[0-9A-F]{2}(:[0-9A-F]{2}){31}$/);
    expect(fingerprints[1]).toBe(fingerprints[0]);
  });
});

describe("RFC 9143 §7.3.3 streams that are refused in a group", () => {
  test("keep their place and their mid with port 0, and leave the group; RFC 5888 §9.1", () => {
    const body = local().answer(
      offer(
        [AUDIO, ...TRANSPORT, ...CODECS, "a=mid:0"],
        ["a=group:BUNDLE 0 1 2"],
        ["m=video 9 UDP/TLS/RTP/SAVPF 96", ...TRANSPORT, "a=mid:1", "a=rtpmap:96 VP8/90000"],
        ["m=application 9 UDP/DTLS/SCTP webrtc-datachannel", ...TRANSPORT, "a=mid:2", "a=sctp-port:5000"],
      ),
    );

    expect(body?.content).toContain("a=group:BUNDLE 0\r\n");
    expect(body?.content.split("m=").slice(2)).toEqual([
      "video 0 UDP/TLS/RTP/SAVPF 96\r\na=mid:1\r\n",
      "application 0 UDP/DTLS/SCTP webrtc-datachannel\r\na=mid:2\r\n",
    ]);
  });

  test("RFC 9143 §6: a stream that has no port because it is bundle-only may be taken", () => {
    const body = local().answer(
      offer(
        ["m=video 9 UDP/TLS/RTP/SAVPF 96", ...TRANSPORT, "a=mid:v", "a=rtpmap:96 VP8/90000"],
        ["a=group:BUNDLE v a"],
        ["m=audio 0 UDP/TLS/RTP/SAVPF 111", ...TRANSPORT, ...CODECS, "a=mid:a", "a=bundle-only"],
      ),
    );

    expect(body?.content).toContain("a=group:BUNDLE a\r\n");
    expect(body?.content).toContain("m=video 0 ");
    expect(body?.content).toContain("m=audio 40009 UDP/TLS/RTP/SAVPF 111\r\n");
  });

  test("are in no group when none is left in it, or it groups for another purpose", () => {
    const body = local().answer(
      offer(
        [AUDIO, ...TRANSPORT, ...CODECS, "a=mid:0"],
        ["a=group:LS 0 1", "a=group:BUNDLE 1"],
        ["m=video 9 UDP/TLS/RTP/SAVPF 96", ...TRANSPORT, "a=mid:1", "a=rtpmap:96 VP8/90000"],
      ),
    );

    expect(body?.content).not.toContain("a=group");
  });
});

describe("RFC 8842 §5.3 and RFC 8842 §5.5 who begins the handshake", () => {
  test.each([
    ["actpass", "passive"],
    ["active", "passive"],
    ["passive", "active"],
  ])("%s is answered %s", (offered, answered) => {
    expect(setupOf(local().answer(withSetup(offered))?.content)).toBe(answered);
  });

  test("stays as it was when the next offer leaves it open", () => {
    const description = local();
    description.answer(withSetup("passive"));

    expect(setupOf(description.answer(withSetup("actpass"))?.content)).toBe("active");
  });

  test("is left open in our own offer", () => {
    const description = local();
    description.answer(withSetup("actpass"));

    expect(setupOf(description.repeat().content)).toBe("actpass");
    expect(setupOf(description.offer().content)).toBe("actpass");
  });
});

describe("RFC 8445 §9 our part of ICE", () => {
  test("stays while the peer's stays, and is drawn anew when ICE starts anew", () => {
    const description = new LocalDescription({
      address: "192.0.2.4",
      sessionId: 7,
      fingerprint: FINGERPRINT,
      random: new SeededRandom(1),
    });
    const text = offer([AUDIO, ...TRANSPORT, ...CODECS, "a=mid:0"]);
    const restarted = text.replace("a=ice-ufrag:fHL2", "a=ice-ufrag:w9Zq");

    const [first, same, other] = [text, text, restarted].map((one) => iceOf(description.answer(one)?.content));

    expect(same).toEqual(first);
    expect(other).not.toEqual(first);
    expect(first).toMatch(/^a=ice-ufrag:[A-Za-z0-9+/]{8}\r\na=ice-pwd:[A-Za-z0-9+/]{24}$/);
  });

  test("RFC 8445 §2.5 and RFC 8445 §5.1.2: says lite, and has the one candidate that lite needs", () => {
    const body = local().answer(offer([AUDIO, ...TRANSPORT, ...CODECS, "a=mid:0"]));

    expect(body?.content).toContain("a=ice-lite\r\n");
    expect(body?.content.match(/^a=candidate:/gm)).toHaveLength(1);
  });
});

describe("RFC 8122 §5 the fingerprint", () => {
  test("is that of a SHA-256 hash: 32 octets in upper case", () => {
    const random = new CountingRandom({ numbers: [10, 255] });

    expect(drawFingerprint(random)).toBe(Array.from({ length: 16 }, () => "0A:FF").join(":"));
  });
});

const FINGERPRINT = "C5:45:3F:A7";
const AUDIO = "m=audio 9 UDP/TLS/RTP/SAVPF 111 63 9 0 8 13 110 126";
const TRANSPORT = [
  "a=fingerprint:sha-256 16:1E:94:1C:35:36:A6:7D:8C:5F:25:83:AC:4B:70:12:EA:00:36:B5:B1:DE:20:24:BC:2E:D8:B4:C3:92:1B:8D",
  "a=setup:actpass",
  "a=ice-ufrag:fHL2",
  "a=ice-pwd:7tbGePVfjfwJCie5V+qmGYWF",
  "a=ice-options:trickle",
  "a=rtcp-mux",
];
/** As Chromium 156 offers them. */
const CODECS = [
  "a=rtpmap:111 opus/48000/2",
  "a=rtcp-fb:111 transport-cc",
  "a=fmtp:111 minptime=10;useinbandfec=1",
  "a=rtpmap:63 red/48000/2",
  "a=fmtp:63 111/111",
  "a=rtpmap:9 G722/8000",
  "a=rtpmap:0 PCMU/8000",
  "a=rtpmap:8 PCMA/8000",
  "a=rtpmap:13 CN/8000",
  "a=rtpmap:110 telephone-event/48000",
  "a=rtpmap:126 telephone-event/8000",
  "a=ssrc:1750884274 cname:lYg+hQ3myBkXDlSH",
];

function local(address = "192.0.2.4"): LocalDescription {
  return new LocalDescription({ address, sessionId: 7, fingerprint: FINGERPRINT, random: new CountingRandom() });
}

/** An offer of one stream, with lines of the whole session, and further streams. */
function offer(
  first: readonly string[],
  session: readonly string[] = ["a=group:BUNDLE 0"],
  ...more: string[][]
): string {
  const head = ["v=0", "o=- 4598965319998049572 2 IN IP4 127.0.0.1", "s=-", "t=0 0", ...session];
  const media = [first, ...more].flatMap(([line = "", ...rest]) => [line, "c=IN IP4 0.0.0.0", ...rest]);
  return [...head, ...media, ""].join("\r\n");
}

function withSetup(setup: string): string {
  return offer([AUDIO, ...TRANSPORT, ...CODECS, "a=mid:0"]).replace("a=setup:actpass", `a=setup:${setup}`);
}

function setupOf(sdp = ""): string | undefined {
  return /^a=setup:(\S+)/m.exec(sdp)?.[1];
}

function iceOf(sdp = ""): string | undefined {
  return /^a=ice-ufrag:\S+\r\na=ice-pwd:\S+(?=\r)/m.exec(sdp)?.[0];
}
