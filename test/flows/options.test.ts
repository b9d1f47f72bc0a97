import { describe, expect, test } from "vitest";
import { answer, offer } from "../../src/testing/index.js";
import { callFlow } from "../testing/flow.js";
import { establishedCall } from "./established-call.js";

const abilities = ["allow", "accept", "accept-encoding", "accept-language", "supported"];

describe("RFC 3261 §11.2 OPTIONS out of a dialog", () => {
  test("is answered as an INVITE would be, and alerts nobody [OPT-11-a] [OPT-11.2-a]", () => {
    const { alice, core, ladder } = callFlow();

    alice.sends("OPTIONS");

    expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |-- OPTIONS ---------------->|
        0.0  |<-------------------- 200 --|
    `);
    expect(core.dialogs.size).toBe(0);
  });

  test("tells what we can do [OPT-11.2-c] [MSG-20.5-a]", () => {
    const { alice } = callFlow();

    alice.sends("OPTIONS");

    expect(Object.fromEntries(abilities.map((name) => [name, alice.received(200).getHeaders(name)]))).toEqual({
      allow: ["ACK", "BYE", "CANCEL", "INFO", "INVITE", "MESSAGE", "NOTIFY", "OPTIONS", "PRACK", "REFER", "UPDATE"],
      accept: ["application/sdp", "application/dtmf-relay", "multipart/mixed", "multipart/alternative"],
      "accept-encoding": ["identity"],
      "accept-language": ["*"],
      supported: ["100rel", "timer"],
    });
  });

  test("says 486 where the application is busy, and still what it can do [OPT-11.2-a]", () => {
    const { alice } = callFlow({ delegate: { onOptions: (request) => request.reject({ statusCode: 486 }) } });

    alice.sends("OPTIONS");

    expect(alice.received(486).getHeaders("allow")).toContain("INVITE");
  });

  test("may be answered with more: a description, where to find us [OPT-11.2-d] [OPT-11.2-c]", () => {
    const body = { contentDisposition: "session", contentType: "application/sdp", content: answer };
    const { alice } = callFlow({
      delegate: {
        onOptions: (request) =>
          request.accept({ body, extraHeaders: ["Contact: <sip:bob@192.0.2.4>", "Allow: INVITE, ACK"] }),
      },
    });

    alice.sends("OPTIONS", { headers: { Accept: "application/sdp" } });

    expect(alice.received(200).body).toBe(answer);
    expect(alice.received(200).getHeaders("contact")).toEqual(["<sip:bob@192.0.2.4>"]);
    expect(alice.received(200).getHeaders("allow")).toEqual(["INVITE", "ACK"]);
    expect(abilities.filter((name) => !alice.received(200).hasHeader(name))).toEqual([]);
  });

  test("is answered again when it is repeated, until timer J ends", () => {
    const { alice, wait, ladder } = callFlow();

    alice.sends("OPTIONS");
    wait(500);
    alice.repeats("OPTIONS");
    wait(31_400);
    alice.repeats("OPTIONS");

    expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |-- OPTIONS ---------------->|
        0.0  |<-------------------- 200 --|
        0.5  |-- OPTIONS ---------------->|
        0.5  |<-------------------- 200 --|
       31.9  |-- OPTIONS ---------------->|
       31.9  |<-------------------- 200 --|
    `);
    expect(new Set(alice.responses.map(({ toTag }) => toTag)).size).toBe(1);
  });
});

describe("RFC 3261 §11.2 OPTIONS in a call", () => {
  test("has no effect on it, but on its numbers [OPT-11.2-b] [OPT-11.2-c]", () => {
    const { alice, bob, ladder } = establishedCall();

    alice.sends("OPTIONS", { headers: { Contact: "<sip:alice@elsewhere.example.org>" } });
    const response = alice.received(200, "OPTIONS");
    alice.sends("INFO", { cseq: 1002 });
    alice.sends("INFO", { cseq: 1003 });
    const { sessionState, signalingState, remoteTarget } = bob.session;
    alice.hangsUp();

    expect(ladder).toMatchInlineSnapshot(`
      time   alice                      bob
        0.0  |-- OPTIONS ---------------->|
        0.0  |<-------------------- 200 --|
        0.0  |-- INFO ------------------->|
        0.0  |<-------------------- 500 --|
        0.0  |-- INFO ------------------->|
        0.0  |                            | onInfo
        0.0  |<-------------------- 200 --|
        0.0  |-- BYE -------------------->|
        0.0  |                            | onBye
        0.0  |<-------------------- 200 --|
        0.0  |                            | Terminated
    `);
    expect([sessionState, signalingState, remoteTarget.toRaw()]).toEqual([
      "Confirmed",
      "Stable",
      "sip:alice@pc1.example.org",
    ]);
    expect(abilities.filter((name) => !response.hasHeader(name))).toEqual([]);
  });

  test("says the same to one who rings [OPT-11.2-b]", () => {
    const { alice, bob } = callFlow();

    alice.invites({ offer });
    bob.rings();
    alice.sends("OPTIONS");
    bob.rejects();
    alice.acknowledges();

    expect(alice.received(200, "OPTIONS").getHeaders("allow")).toContain("INVITE");
  });
});
