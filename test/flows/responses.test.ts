import { describe, expect, test } from "vitest";
import { answer, type Caller, offer, type RequestTextOptions } from "../../src/testing/index.js";
import { callFlow } from "../testing/flow.js";

/** A call with every kind of response to its INVITE. */
function answeredCall(options: RequestTextOptions = {}): Caller {
  const { alice, bob, wait } = callFlow({ alice: options });
  alice.invites({ offer });
  wait(200);
  bob.rings();
  bob.progresses({ answer });
  bob.accepts();
  alice.acknowledges();
  alice.hangsUp();
  return alice;
}

const codes = [100, 180, 183, 200] as const;

describe("RFC 3261 §8.2.6.2 what a response copies", () => {
  const odd = {
    via: [
      "SIP/2.0/UDP pc1.example.org;branch=z9hG4bKfx001;x=1",
      "SIP/2.0/TCP [2001:db8::1]:5070 ;branch=z9hG4bKb;received=192.0.2.7",
      "SIP/2.0/UDP p2.example.org;branch=z9hG4bKc;y",
    ],
    from: '"A \\"quoted\\" Alice" <sip:alice@example.org;p=1>;x=y',
    to: "sip:bob@example.net;z=1",
  };

  test("From, Call-ID and CSeq, as they stood [UAS-8.2.6.2-a]", () => {
    const alice = answeredCall(odd);

    expect(codes.map((code) => alice.received(code, "INVITE").getHeader("from"))).toEqual(
      Array(4).fill('"A \\"quoted\\" Alice" <sip:alice@example.org;p=1>;x=y;tag=a11ce'),
    );
    expect(codes.map((code) => alice.received(code, "INVITE").callId)).toEqual(Array(4).fill("fx-call-1"));
    expect(codes.map((code) => alice.received(code, "INVITE").getHeader("cseq"))).toEqual(Array(4).fill("1001 INVITE"));
  });

  test("every Via, in order, with nothing changed but where the top one came from [UAS-8.2.6.2-a]", () => {
    const alice = answeredCall(odd);
    const [top, ...others] = alice.received(200, "INVITE").getHeaders("via");

    expect(top).toBe("SIP/2.0/UDP pc1.example.org;branch=z9hG4bKfx001;x=1;received=192.0.2.1");
    expect(others).toEqual(odd.via.slice(1));
  });

  test("To, with a tag of ours where it has none, and none in a 100 [UAS-8.2.6.2-b]", () => {
    const alice = answeredCall(odd);
    const tagged = `sip:bob@example.net;z=1;tag=${alice.received(180).toTag ?? ""}`;

    expect(codes.map((code) => alice.received(code, "INVITE").getHeader("to"))).toEqual([
      "sip:bob@example.net;z=1",
      tagged,
      tagged,
      tagged,
    ]);
  });

  test("the tag is one for all responses [UAS-8.2.6.2-c]", () => {
    const alice = answeredCall();

    expect(new Set([180, 183, 200].map((code) => alice.received(code, "INVITE").toTag)).size).toBe(1);
  });

  test("and another for each request, and never that of From [UAS-19.3-a]", () => {
    const { alice, bob } = callFlow();

    for (const callId of ["1", "2", "3"]) {
      alice.invites({ callId, offer });
      bob.rejects();
      alice.acknowledges();
    }

    const tags = alice.responses.map(({ toTag }) => toTag);
    expect(new Set([...tags, "a11ce"]).size).toBe(4);
  });
});

describe("RFC 3261 §8.2.6.1 the 100", () => {
  test("comes by itself after 200 ms, with the Timestamp and the time that it took [UAS-8.2.6.1-a]", () => {
    const { alice, bob, wait, ladder } = callFlow();

    alice.invites({ offer, headers: { Timestamp: "54" } });
    wait(200);
    bob.rejects();
    alice.acknowledges();

    expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |-- INVITE offer ----------->|
        0.0  |                            | onInvite
        0.2  |<-------------------- 100 --|
        0.2  |<-------------------- 486 --|
        0.2  |-- ACK -------------------->|
    `);
    expect(alice.received(100).getHeader("timestamp")).toBe("54 0.2");
    expect(alice.received(486).hasHeader("timestamp")).toBe(false);
  });

  test.each([
    [0, "54.5 1"],
    [150, "54.5 0.15"],
  ])("that the application sends after %i ms says %s [UAS-8.2.6.1-a]", (delay, timestamp) => {
    const { alice, bob, wait } = callFlow();

    alice.invites({ offer, headers: { Timestamp: "54.5 1" } });
    wait(delay);
    bob.tries();
    bob.rejects();
    alice.acknowledges();

    expect(alice.received(100).getHeader("timestamp")).toBe(timestamp);
  });

  test("makes no dialog, and says nothing of one", () => {
    const { alice, bob, core } = callFlow();

    alice.invites({ offer, headers: { "Record-Route": "<sip:p1.example.org;lr>" } });
    bob.tries();
    const { size } = core.dialogs;
    bob.rejects();
    alice.acknowledges();

    expect(size).toBe(0);
    expect(["contact", "record-route"].filter((name) => alice.received(100).hasHeader(name))).toEqual([]);
  });
});

describe("RFC 3261 §20 what stands in which response", () => {
  test("Content-Length in every one [UAS-20.14-a]", () => {
    const alice = answeredCall();

    expect(alice.responses.map((response) => response.getHeader("content-length"))).toEqual(
      alice.responses.map(({ bodyBytes }) => String(bodyBytes.length)),
    );
    expect(alice.received(100).getHeader("content-length")).toBe("0");
  });

  test("Contact in what makes a dialog or sends elsewhere, and not in what answers BYE or CANCEL [UAS-20.10-a]", () => {
    const alice = answeredCall();

    expect(codes.map((code) => alice.received(code, "INVITE").getHeader("contact"))).toEqual([
      undefined,
      "<sip:bob@192.0.2.4:5060>",
      "<sip:bob@192.0.2.4:5060>",
      "<sip:bob@192.0.2.4:5060>",
    ]);
    expect(alice.received(200, "BYE").hasHeader("contact")).toBe(false);
  });

  test("Contact in the 485 of an application that gives one [UAS-20.10-a]", () => {
    const { alice, bob } = callFlow();

    alice.invites({ offer });
    bob.rejects({ statusCode: 485, extraHeaders: ["Contact: <sip:bob.jones@example.net>"] });
    alice.cancels();
    alice.acknowledges();

    expect(alice.received(485).getHeader("contact")).toBe("<sip:bob.jones@example.net>");
    expect(alice.received(200, "CANCEL").hasHeader("contact")).toBe(false);
  });

  test("Allow in the 2xx, with all that we understand [MSG-20.5-a]", () => {
    const alice = answeredCall();

    expect(alice.received(200, "INVITE").getHeaders("allow")).toEqual(
      expect.arrayContaining(["INVITE", "ACK", "CANCEL", "BYE", "OPTIONS"]),
    );
  });

  test("a body is never encoded, whatever the request would accept [MSG-20.12-a]", () => {
    const alice = answeredCall({ headers: { "Accept-Encoding": "gzip" } });

    expect(alice.received(200, "INVITE").hasHeader("content-encoding")).toBe(false);
    expect(alice.received(200, "INVITE").body).toBe(answer);
  });
});
