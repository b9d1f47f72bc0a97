import { describe, expect, test } from "vitest";
import { Caller, type CallerOptions } from "../../src/testing/caller.js";
import { answer, offer } from "../../src/testing/session-descriptions.js";
import { readRequest } from "../../src/testing/message-fixture.js";

/** Alice, and Bob's part as texts. */
function aliceAlone(options: Partial<CallerOptions> = {}) {
  const sent: string[] = [];
  const alice = new Caller({ send: (text) => void sent.push(text), ...options });
  const lastRequest = () => readRequest(sent.at(-1) ?? "");
  const bobSays = (statusCode: number, headers: readonly string[] = [], toTag = "b0b") => {
    const request = readRequest(sent.filter((text) => !text.startsWith("ACK") && !text.startsWith("SIP")).at(-1) ?? "");
    const to = request.toTag === undefined ? `${request.getHeader("To") ?? ""};tag=${toTag}` : request.getHeader("To");
    alice.receive(
      [
        `SIP/2.0 ${statusCode} Whatever`,
        `Via: ${request.getHeader("Via") ?? ""}`,
        `From: ${request.getHeader("From") ?? ""}`,
        `To: ${to ?? ""}`,
        `Call-ID: ${request.callId}`,
        `CSeq: ${request.getHeader("CSeq") ?? ""}`,
        ...headers,
        "Content-Length: 0",
        "",
        "",
      ].join("\r\n"),
    );
  };
  return { alice, sent, lastRequest, bobSays };
}

const BYE_OF_BOB = [
  "BYE sip:alice@pc1.example.org SIP/2.0",
  "Via: SIP/2.0/UDP 192.0.2.4;branch=z9hG4bKbob1",
  "Max-Forwards: 70",
  "From: Bob <sip:bob@example.net>;tag=b0b",
  "To: Alice <sip:alice@example.org>;tag=a11ce",
  "Call-ID: fx-call-1",
  "CSeq: 1 BYE",
  "Content-Length: 0",
  "",
  "",
].join("\r\n");

describe("RFC 3261 §12.1.2 the caller's part of a dialog", () => {
  test("takes tag, target and route set from our response, the route set the other way round", () => {
    const { alice, bobSays, lastRequest } = aliceAlone();

    alice.invites({ offer });
    bobSays(200, ["Contact: <sip:bob@192.0.2.4:5070>", "Record-Route: <sip:p1;lr>, <sip:p2;lr>"]);
    alice.sends("INFO");

    expect(lastRequest().toTag).toBe("b0b");
    expect(lastRequest().requestUri).toBe("sip:bob@192.0.2.4:5070");
    expect(lastRequest().getHeaders("Route")).toEqual(["<sip:p2;lr>", "<sip:p1;lr>"]);
    expect(lastRequest().cseq).toBe(1002);
  });

  test("numbers requests one by one, each in a transaction of its own", () => {
    const { alice, bobSays, sent } = aliceAlone();

    alice.invites();
    bobSays(200, ["Contact: <sip:bob@192.0.2.4>"]);
    alice.acknowledges();
    alice.reinvites({ offer });
    alice.hangsUp();

    const requests = sent.map((text) => readRequest(text));
    expect(requests.map(({ method, cseq, viaBranch }) => `${method} ${cseq} ${viaBranch ?? ""}`)).toEqual([
      "INVITE 1001 z9hG4bKfx001",
      "ACK 1001 z9hG4bKfx002",
      "INVITE 1002 z9hG4bKfx003",
      "BYE 1003 z9hG4bKfx004",
    ]);
  });

  test("follows our target when we change it", () => {
    const { alice, bobSays, lastRequest } = aliceAlone();
    alice.invites();
    bobSays(200, ["Contact: <sip:bob@192.0.2.4>"]);

    alice.receive(
      BYE_OF_BOB.replace("CSeq: 1 BYE", "CSeq: 1 INVITE\r\nContact: <sip:bob@192.0.2.77>").replace(
        "BYE sip",
        "INVITE sip",
      ),
    );
    alice.answers("INVITE", 200, { answer });
    alice.hangsUp();

    expect(lastRequest().requestUri).toBe("sip:bob@192.0.2.77");
  });
});

describe("RFC 3261 §17.1.1.3 and §13.2.2.4 the caller acknowledges", () => {
  test("a refusal in the transaction of the INVITE, with the To of the refusal", () => {
    const { alice, bobSays, lastRequest } = aliceAlone();

    alice.invites({ offer, routes: ["<sip:p1;lr>"] });
    bobSays(486);
    alice.acknowledges();

    expect(lastRequest().method).toBe("ACK");
    expect(lastRequest().viaBranch).toBe("z9hG4bKfx001");
    expect(lastRequest().requestUri).toBe("sip:bob@192.0.2.4");
    expect(lastRequest().toTag).toBe("b0b");
    expect(lastRequest().getHeaders("Route")).toEqual(["<sip:p1;lr>"]);
    expect(lastRequest().body).toBe("");
  });

  test("a 2xx as a request of its own, perhaps with the answer", () => {
    const { alice, bobSays, lastRequest } = aliceAlone();

    alice.invites();
    bobSays(200, ["Contact: <sip:bob@192.0.2.9>"]);
    alice.acknowledges({ answer });

    expect(lastRequest().viaBranch).toBe("z9hG4bKfx002");
    expect(lastRequest().requestUri).toBe("sip:bob@192.0.2.9");
    expect(lastRequest().body).toBe(answer);
  });

  test("nothing when there is nothing to acknowledge", () => {
    const { alice, bobSays } = aliceAlone();
    alice.invites();
    bobSays(180);

    expect(() => alice.acknowledges()).toThrow("nothing to acknowledge");
  });
});

describe("RFC 3261 §9.1 the caller cancels", () => {
  test("with all that names the INVITE, and without its body", () => {
    const { alice, bobSays, lastRequest } = aliceAlone();

    alice.invites({ offer });
    bobSays(180);
    alice.cancels({ headers: { Reason: "SIP;cause=200" } });

    expect(lastRequest().toString()).toBe(
      [
        "CANCEL sip:bob@192.0.2.4 SIP/2.0",
        "Via: SIP/2.0/UDP pc1.example.org;branch=z9hG4bKfx001",
        "Max-Forwards: 70",
        "To: Bob <sip:bob@example.net>",
        "From: Alice <sip:alice@example.org>;tag=a11ce",
        "Call-ID: fx-call-1",
        "CSeq: 1001 CANCEL",
        "Content-Length: 0",
        "Reason: SIP;cause=200",
        "",
        "",
      ].join("\r\n"),
    );
  });

  test("nothing when no INVITE was sent", () => {
    expect(() => aliceAlone().alice.cancels()).toThrow("nothing to cancel");
  });
});

describe("the caller", () => {
  test("remembers what came, and says so when something else was asked for", () => {
    const { alice, bobSays } = aliceAlone();
    alice.invites();
    bobSays(180);
    bobSays(200);
    alice.receive(BYE_OF_BOB);

    expect(alice.received(180).statusCode).toBe(180);
    expect(alice.received("BYE").method).toBe("BYE");
    expect(alice.lastResponse?.statusCode).toBe(200);
    expect(() => alice.received(486)).toThrow("no 486 came, but 180, 200, BYE");
    expect(() => aliceAlone().alice.received("BYE")).toThrow("no BYE came, but nothing");
  });

  test("answers our requests", () => {
    const { alice, sent } = aliceAlone();
    alice.receive(BYE_OF_BOB);

    alice.answers("BYE", 200);

    expect(sent.at(-1)?.split("\r\n")).toEqual([
      "SIP/2.0 200 OK",
      "Via: SIP/2.0/UDP 192.0.2.4;branch=z9hG4bKbob1",
      "From: Bob <sip:bob@example.net>;tag=b0b",
      "To: Alice <sip:alice@example.org>;tag=a11ce",
      "Call-ID: fx-call-1",
      "CSeq: 1 BYE",
      "Content-Length: 0",
      "",
      "",
    ]);
    expect(() => aliceAlone().alice.answers(undefined, 200)).toThrow("nothing to answer");
  });

  test("repeats to the letter", () => {
    const { alice, sent } = aliceAlone();
    alice.invites();
    alice.sends("OPTIONS");

    alice.repeats("INVITE");

    expect(sent[2]).toBe(sent[0]);
    expect(() => alice.repeats("BYE")).toThrow("no BYE was sent");
  });

  test("does what is due by herself when told to", () => {
    const { alice, bobSays, sent } = aliceAlone({ automatic: { answer } });

    alice.invites({ offer });
    bobSays(200, ["Contact: <sip:bob@192.0.2.4>"]);
    bobSays(200, ["Contact: <sip:bob@192.0.2.4>"]);
    alice.receive(BYE_OF_BOB);

    expect(sent.map((text) => text.split(" ").slice(0, 2).join(" "))).toEqual([
      "INVITE sip:bob@192.0.2.4",
      "ACK sip:bob@192.0.2.4",
      "ACK sip:bob@192.0.2.4",
      "SIP/2.0 200",
    ]);
    expect(sent[2]).toBe(sent[1]);
  });

  test("keeps what nobody can read", () => {
    const { alice } = aliceAlone();

    alice.receive("what is this\r\n\r\n");

    expect(alice.unreadable).toHaveLength(1);
  });

  test("is another party with other names", () => {
    const { alice: carol, lastRequest } = aliceAlone({
      defaults: { from: "Carol <sip:carol@example.com>", fromTag: "car01", callId: "fx-call-2", protocol: "WS" },
      branchPrefix: "z9hG4bKcarol",
    });

    carol.invites();

    expect(lastRequest().from.uri.user).toBe("carol");
    expect(lastRequest().getHeader("Via")).toBe("SIP/2.0/WS pc1.example.org;branch=z9hG4bKcarol001");
  });
});
