import { describe, expect, test } from "vitest";
import { Caller, type CallerOptions } from "../../src/testing/caller.js";
import { requestText, responseText } from "../../src/testing/request-text.js";
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

describe("the caller in several dialogs of one INVITE", () => {
  const CONTACTS = { a: "Contact: <sip:bob@192.0.2.4>", b: "Contact: <sip:bob@192.0.2.5>" };

  function twoDialogs() {
    const flow = aliceAlone();
    flow.alice.invites({ offer });
    flow.bobSays(180, [CONTACTS.a, "Record-Route: <sip:p1;lr>"], "a");
    flow.bobSays(180, [CONTACTS.b], "b");
    return flow;
  }

  test("means the one that began last, and any other by its tag", () => {
    const { alice, lastRequest } = twoDialogs();
    const sent = [];

    alice.updates({ offer });
    sent.push([lastRequest().toTag, lastRequest().requestUri, lastRequest().getHeaders("Route")]);
    alice.updates({ toTag: "a" });
    sent.push([lastRequest().toTag, lastRequest().requestUri, lastRequest().getHeaders("Route")]);

    expect(sent).toEqual([
      ["b", "sip:bob@192.0.2.5", []],
      ["a", "sip:bob@192.0.2.4", ["<sip:p1;lr>"]],
    ]);
  });

  test("means the one that the 2xx confirms, whatever comes late of the others", () => {
    const { alice, sent } = twoDialogs();
    const late = (statusCode: number, tag: "a" | "b"): void =>
      alice.receive(
        responseText(readRequest(sent[0] ?? ""), statusCode, {
          toTag: tag,
          headers: { Contact: CONTACTS[tag].slice(9) },
        }),
      );

    late(200, "a");
    late(180, "b");
    alice.acknowledges();
    alice.hangsUp();

    expect(sent.slice(1).map((text) => [readRequest(text).method, readRequest(text).toTag])).toEqual([
      ["ACK", "a"],
      ["BYE", "a"],
    ]);
  });

  test("keeps the route set of the first 2xx", () => {
    const { alice, bobSays, lastRequest } = aliceAlone();
    alice.invites();
    bobSays(200, [CONTACTS.a, "Record-Route: <sip:p1;lr>"]);

    alice.reinvites({ offer });
    bobSays(200, [CONTACTS.b, "Record-Route: <sip:p2;lr>"]);
    alice.hangsUp();

    expect([lastRequest().requestUri, lastRequest().getHeaders("Route")]).toEqual([
      "sip:bob@192.0.2.5",
      ["<sip:p1;lr>"],
    ]);
  });
});

describe("RFC 3262 §4 the caller acknowledges a reliable provisional response", () => {
  test("the last one, by the number of the response and of the INVITE, in its dialog", () => {
    const { alice, bobSays, lastRequest } = aliceAlone();
    alice.invites();
    bobSays(183, ["RSeq: 988789"], "a");
    const { lastResponse } = alice;
    bobSays(180, ["RSeq: 70"], "b");
    bobSays(180, [], "c");

    alice.pracks();
    expect([lastRequest().getHeader("RAck"), lastRequest().toTag, lastRequest().cseq]).toEqual([
      "70 1001 INVITE",
      "b",
      1002,
    ]);
    alice.pracks({ answer, ...(lastResponse && { response: lastResponse }) });
    expect([lastRequest().getHeader("RAck"), lastRequest().toTag, lastRequest().body]).toEqual([
      "988789 1001 INVITE",
      "a",
      answer,
    ]);
    alice.pracks({ rseq: 71 });
    expect(lastRequest().getHeader("RAck")).toBe("71 1001 INVITE");
  });

  test("nothing when there is none", () => {
    const { alice, bobSays } = aliceAlone();
    alice.invites();
    bobSays(180);

    expect(() => alice.pracks()).toThrow("no reliable provisional response");
  });
});

describe("what the caller asks in a dialog", () => {
  test("REFER says to whom", () => {
    const { alice, lastRequest } = aliceAlone();

    alice.refers();
    expect(lastRequest().getHeader("Refer-To")).toBe("<sip:carol@example.com>");
    alice.refers({ referTo: "<sip:dave@example.com>", headers: { "Refer-Sub": "false" } });
    expect([lastRequest().getHeader("Refer-To"), lastRequest().getHeader("Refer-Sub")]).toEqual([
      "<sip:dave@example.com>",
      "false",
    ]);
  });

  test("INFO is of a package, a key that was pressed, or bare", () => {
    const { alice, lastRequest } = aliceAlone();

    alice.sendsInfo({ infoPackage: "foo", body: "x", contentType: "text/plain" });
    expect([lastRequest().getHeader("Info-Package"), lastRequest().body]).toEqual(["foo", "x"]);
    alice.sendsInfo({ digit: "5" });
    expect([lastRequest().getHeader("Content-Type"), lastRequest().body]).toEqual([
      "application/dtmf-relay",
      "Signal=5\r\nDuration=160\r\n",
    ]);
    alice.sendsInfo();
    expect([lastRequest().hasHeader("Info-Package"), lastRequest().body]).toEqual([false, ""]);
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

  test("acknowledges reliable responses by herself, a copy with a copy, and answers the first offer once", () => {
    const { alice, bobSays, sent } = aliceAlone({ automatic: { answer } });
    const sdp = ["Content-Type: application/sdp"];

    alice.invites();
    bobSays(183, ["RSeq: 7", ...sdp]);
    expect(sent.at(-1)).not.toContain(answer);
    const withOffer = responseText(readRequest(sent[0] ?? ""), 183, {
      toTag: "b0b",
      headers: { RSeq: 8 },
      body: offer,
    });
    alice.receive(withOffer);
    alice.receive(withOffer);
    alice.receive(responseText(readRequest(sent[0] ?? ""), 200, { toTag: "b0b", body: offer }));

    const requests = sent.map((text) => readRequest(text));
    expect(requests.map(({ method, body }) => `${method}${body === "" ? "" : " answer"}`)).toEqual([
      "INVITE",
      "PRACK",
      "PRACK answer",
      "PRACK answer",
      "ACK",
    ]);
    expect(sent[3]).toBe(sent[2]);
  });

  test("leaves reliable responses alone when told to", () => {
    const { alice, bobSays, sent } = aliceAlone({ automatic: { pracks: false } });

    alice.invites();
    bobSays(183, ["RSeq: 7"]);

    expect(sent).toHaveLength(1);
  });

  test("answers by herself what we offer, and offers when she is asked to", () => {
    const { alice, sent } = aliceAlone({ automatic: { answer } });
    const asked = (method: string, body = ""): void => {
      alice.receive(requestText(method, { body, toTag: "a11ce", fromTag: "b0b" }));
    };

    asked("UPDATE");
    asked("UPDATE", offer);
    asked("INVITE", offer);
    asked("INVITE");

    expect(sent.map((text) => text.endsWith(answer))).toEqual([false, true, true, true]);
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
