import { describe, expect, test } from "vitest";
import { UserAgentCore } from "../../src/index.js";
import { answer, offer } from "../../src/testing/index.js";
import { secondAnswer, secondOffer } from "./descriptions.js";
import { callFlow } from "../testing/flow.js";

const via = (keep: string, branch = "1"): string => `SIP/2.0/UDP pc1.example.org;branch=z9hG4bK${branch}${keep};rport`;

/** The `keep` of each response to an INVITE with this Via. */
function agreed(keep: string, configuration = {}) {
  const flow = callFlow({ configuration });
  const { alice, bob } = flow;
  alice.invites({ offer, via: via(keep) });
  bob.rings();
  bob.accepts({ answer });
  alice.acknowledges();
  return { ...flow, keeps: alice.responses.map((response) => keepOf(response.getHeader("via"))) };
}

function keepOf(text = ""): string | undefined {
  return /;\s*keep[^;]*/i.exec(text)?.[0];
}

describe("RFC 6223 §4.4 keep-alives that a caller offers", () => {
  test("are agreed to in every response to its INVITE, with one value [KPA-6223-4.4-a]", () => {
    const { alice, keeps } = agreed(";keep", { keepAlive: 30 });

    expect(keeps).toEqual([";keep=30", ";keep=30"]);
    alice.hangsUp();
  });

  test("may be left to the caller, with a 0; and no Flow-Timer says otherwise [KPA-6223-5-a]", () => {
    const { alice, keeps } = agreed(";keep", { keepAlive: 0 });

    expect(keeps).toEqual([";keep=0", ";keep=0"]);
    expect(alice.responses.some((response) => response.hasHeader("Flow-Timer"))).toBe(false);
    alice.hangsUp();
  });

  test.each([
    ["is not configured", ";keep", {}, ";keep"],
    ["has a value already, from whomever", ";keep=7", { keepAlive: 30 }, ";keep=7"],
    ["is not offered", "", { keepAlive: 30 }, undefined],
    ["is part of another word", ";keeper", { keepAlive: 30 }, ";keeper"],
  ])("that %s stays as it is", (_what, keep, configuration, written) => {
    const { alice, keeps } = agreed(keep, configuration);

    expect(keeps).toEqual([written, written]);
    alice.hangsUp();
  });

  test("are not agreed to again in the dialog (RFC 6223 §4.3) [KPA-6223-4.3-a]", () => {
    const { alice, bob } = agreed(";keep", { keepAlive: 30 });

    alice.reinvites({ offer: secondOffer, via: via(";keep", "2") });
    bob.accepts({ answer: secondAnswer });
    alice.acknowledges();

    expect(keepOf(alice.responses.at(-1)?.getHeader("via"))).toBe(";keep");
    alice.hangsUp();
  });

  test("over a WebSocket, whose Via is not stamped otherwise, are agreed to, and a copy is found", () => {
    const { alice, bob, wire } = callFlow({ protocol: "WS", configuration: { keepAlive: 30 } });
    const invite = { offer, via: "SIP/2.0/WS a1b2.invalid;branch=z9hG4bK1;keep" };
    alice.invites(invite);
    bob.rings();
    alice.repeats("INVITE");
    bob.accepts({ answer });
    alice.acknowledges();

    expect(alice.responses.map((response) => keepOf(response.getHeader("via")))).toEqual([
      ";keep=30",
      ";keep=30",
      ";keep=30",
    ]);
    expect(wire).toBeDefined();
    alice.hangsUp();
  });

  test.each([-1, 1.5, Number.NaN])("of %d seconds are refused", (keepAlive) => {
    expect(() => new UserAgentCore({ keepAlive })).toThrow(TypeError);
  });
});
