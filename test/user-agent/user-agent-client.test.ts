import { describe, expect, test } from "vitest";
import { TransactionStateError } from "../../src/errors.js";
import { type OutgoingRequestDelegate } from "../../src/dialog/outgoing-request.js";
import { offer } from "../../src/testing/index.js";
import { establishedCall } from "../flows/established-call.js";

/** A delegate that writes down what it is told. */
function listener(): OutgoingRequestDelegate & { readonly told: string[] } {
  const told: string[] = [];
  const note =
    (what: string) =>
    ({ message }: { message: { statusCode: number } }): void =>
      void told.push(`${what} ${message.statusCode}`);
  return {
    told,
    onTrying: note("onTrying"),
    onProgress: note("onProgress"),
    onAccept: note("onAccept"),
    onRedirect: note("onRedirect"),
    onReject: note("onReject"),
  };
}

describe("RFC 3261 §8.1.3.2 the class of a response is what counts", () => {
  test.each([
    [200, "onAccept 200"],
    [299, "onAccept 299"],
    [302, "onRedirect 302"],
    [399, "onRedirect 399"],
    [431, "onReject 431"],
    [599, "onReject 599"],
    [699, "onReject 699"],
  ])("%i to an INFO: %s [MSG-8.1.3.2-a]", (statusCode, heard) => {
    const { alice, bob } = establishedCall();
    const delegate = listener();

    bob.does((session) => session.info(delegate));
    alice.answers("INFO", statusCode);
    alice.hangsUp();

    expect(delegate.told).toEqual([heard]);
  });

  test("an unknown provisional response to our INVITE counts as a 183 [MSG-8.1.3.2-a]", () => {
    const { alice, bob } = establishedCall();
    const delegate = listener();

    bob.reinvites({ offer, delegate });
    alice.answers("INVITE", 100);
    alice.answers("INVITE", 170);
    alice.answers("INVITE", 488);
    alice.hangsUp();

    expect(delegate.told).toEqual(["onTrying 100", "onProgress 170", "onReject 488"]);
  });

  test("an unknown refusal of a BYE ends the call as a 400 would [MSG-8.1.3.2-a]", () => {
    const { alice, bob, core } = establishedCall();

    bob.hangsUp();
    alice.answers("BYE", 431);

    expect(core.dialogs.size).toBe(0);
  });
});

describe("RFC 3261 §8.1.3.1 no response", () => {
  test("is told as a 408", () => {
    const { alice, bob, wait } = establishedCall();
    const delegate = listener();

    bob.does((session) => session.message(delegate));
    wait(32_000);
    alice.answers("BYE", 200);

    expect(delegate.told).toEqual(["onReject 408"]);
  });

  test("for want of a way is told as a 503", async () => {
    const { alice, bob, wire } = establishedCall();
    const delegate = listener();
    wire.fails("INFO", { times: Infinity });

    bob.does((session) => session.info(delegate));
    await Promise.resolve();
    alice.hangsUp();

    expect(delegate.told).toEqual(["onReject 503"]);
  });
});

describe("a request of ours", () => {
  test("is forgotten when it is disposed of: nothing is repeated, and nobody told", () => {
    const { alice, bob, wait } = establishedCall();
    const delegate = listener();

    bob.does((session) => session.info(delegate)).dispose();
    wait(1_000);
    alice.answers("INFO", 200);
    alice.hangsUp();

    expect(alice.requests.map(({ method }) => method)).toEqual(["INFO"]);
    expect(delegate.told).toEqual([]);
  });

  test("cannot be cancelled unless it is an INVITE (RFC 3261 §9.1)", () => {
    const { alice, bob } = establishedCall();
    const info = bob.does((session) => session.info());

    expect(() => info.cancel()).toThrow(TransactionStateError);
    alice.answers("INFO", 200);
    alice.hangsUp();
  });

  test("whose delegate throws goes on", () => {
    const { alice, bob, diagnostics, end } = establishedCall();
    const onAccept = (): void => {
      throw new Error("oh");
    };

    bob.does((session) => session.info({ onAccept }));
    alice.answers("INFO", 200);
    alice.hangsUp();

    expect(diagnostics.map(({ message }) => message)).toEqual(["onAccept threw: Error: oh"]);
    end({ errors: 1 });
  });
});
