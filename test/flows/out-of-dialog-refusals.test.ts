import { describe, expect, test } from "vitest";
import { answer, offer, requestText } from "../../src/testing/index.js";
import { callFlow } from "../testing/flow.js";

describe("RFC 3261 §8.2 a request that is refused before anybody is told", () => {
  test("nobody is alerted, nothing is kept, and each copy is answered alike [UAS-8.2.2.3-a] [UAS-8.2-b] [UAS-8.2.7-a]", () => {
    const { alice, core, wait, ladder } = callFlow();

    alice.invites({ offer, headers: { Require: "foo, bar" } });
    wait(500);
    alice.repeats("INVITE");
    alice.acknowledges();
    wait(32_000);

    expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |-- INVITE offer ----------->|
        0.0  |<-------------------- 420 --|
        0.5  |-- INVITE offer ----------->|
        0.5  |<-------------------- 420 --|
        0.5  |-- ACK -------------------->|
    `);
    expect(alice.received(420).getHeaders("unsupported")).toEqual(["foo", "bar"]);
    expect(core.transactions.size + core.dialogs.size).toBe(0);
  });

  test.each([
    ["REGISTER", {}, 405, "Method Not Allowed"],
    ["FOO", {}, 501, "Not Implemented"],
    ["OPTIONS", { requestUri: "foo.bar://192.0.2.4" }, 416, "Unsupported URI Scheme"],
    ["INVITE", { headers: { Contact: undefined } }, 400, "Missing Contact header field"],
    ["INVITE", { headers: { Contact: "*" } }, 400, "Malformed Contact header field"],
    ["INVITE", { body: "?", contentType: "application/x-none" }, 415, "Unsupported Media Type"],
    ["INVITE", { offer, headers: { Accept: "text/plain" } }, 406, "Not Acceptable"],
    ["BYE", {}, 481, "Call/Transaction Does Not Exist"],
    ["INFO", { toTag: "nobody" }, 481, "Call/Transaction Does Not Exist"],
  ])("%s with %j: %i %s [UAS-21.4.1-a] [UAS-21-a]", (method, options, statusCode, reasonPhrase) => {
    const { alice } = callFlow();

    alice.sends(method, options);

    expect(alice.lastResponse).toMatchObject({ statusCode, reasonPhrase });
  });

  test("a To tag that nobody gave is kept as it is [UAS-8.2.6.2-d]", () => {
    const { alice } = callFlow();

    alice.sends("INFO", { toTag: "nobody" });

    expect(alice.received(481).getHeader("to")).toBe("Bob <sip:bob@example.net>;tag=nobody");
  });

  test("a request to our Contact passes inside the dialog, whoever it names [UAS-8.2.2.1-c]", () => {
    const { alice, bob } = callFlow({ configuration: { acceptRequestUri: ({ user }) => user === "bob" } });

    alice.invites({ requestUri: "sip:carol@192.0.2.4" });
    alice.invites({ offer });
    bob.accepts({ answer });
    alice.acknowledges();
    alice.sends("INFO", { requestUri: "sip:carol@192.0.2.4" });
    alice.hangsUp();

    expect(alice.responses.map(({ statusCode, method }) => `${statusCode} ${method}`)).toEqual([
      "404 INVITE",
      "200 INVITE",
      "200 INFO",
      "200 BYE",
    ]);
  });
});

describe("what is never challenged", () => {
  const challenge = { statusCode: 401, extraHeaders: ['WWW-Authenticate: Digest realm="tea", nonce="1"'] };

  test("the CANCEL and the ACK of an INVITE that is challenged [UAS-22.1-a] [UAS-22.1-b] [ACK-22.1-a]", () => {
    const { alice, bob, wait, ladder } = callFlow();

    alice.invites({ offer });
    bob.rejects(challenge);
    alice.acknowledges();
    alice.cancels(); // after the ACK it is no news to anybody
    wait(100);
    alice.invites({ offer, headers: { Authorization: 'Digest username="alice"' } });
    bob.rings();
    alice.cancels();
    alice.acknowledges();

    expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |-- INVITE offer ----------->|
        0.0  |                            | onInvite
        0.0  |<-------------------- 401 --|
        0.0  |-- ACK -------------------->|
        0.0  |-- CANCEL ----------------->|
        0.0  |<-------------------- 200 --|
        0.1  |-- INVITE offer ----------->|
        0.1  |                            | onInvite
        0.1  |<-------------------- 180 --|
        0.1  |                            | Early
        0.1  |-- CANCEL ----------------->|
        0.1  |<-------------------- 200 --|
        0.1  |                            | onCancel
        0.1  |<-------------------- 487 --|
        0.1  |                            | Terminated
        0.1  |-- ACK -------------------->|
    `);
  });
});

describe("RFC 3261 §8.2.2 what is let through", () => {
  test("a request that says Max-Forwards 0, Max-Breadth 1 and Proxy-Require rings [UAS-16.3-a] [UAS-5393.5.3.5-a] [UAS-8.2.2.3-c]", () => {
    const { alice, bob, ladder } = callFlow();

    alice.invites({
      offer,
      headers: { "Max-Forwards": 0, "Max-Breadth": 1, "Proxy-Require": "foo", Date: "tomorrow", "X-Odd": '"' },
    });
    bob.rejects();
    alice.acknowledges();

    expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |-- INVITE offer ----------->|
        0.0  |                            | onInvite
        0.0  |<-------------------- 486 --|
        0.0  |-- ACK -------------------->|
    `);
  });
});

describe("RFC 3261 §17.1.1.3 an ACK", () => {
  test("is never answered, whatever it says and whatever it belongs to [ACK-17-a] [ACK-13.3-c]", () => {
    const { alice, diagnostics, ladder } = callFlow();

    alice.sends("ACK");
    alice.sends("ACK", { toTag: "nobody" });
    alice.sends("ACK", { requestUri: "foo:bar", headers: { Require: "foo" }, body: "?", contentType: "a/b" });
    alice.sendsText(requestText("ACK", { headers: { CSeq: "x ACK" } }));
    alice.sendsText(requestText("ACK", { headers: { To: '"' } }));

    expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |-- ACK -------------------->|
        0.0  |-- ACK -------------------->|
        0.0  |-- ACK -------------------->|
        0.0  |-- ACK -------------------->|
        0.0  |-- ACK -------------------->|
    `);
    expect(diagnostics.map(({ reason }) => reason)).toEqual([
      "stray-ack",
      "stray-ack",
      "stray-ack",
      "unreadable",
      "unreadable",
    ]);
  });
});
