import { describe, expect, test } from "vitest";
import { type IncomingReferRequest } from "../../src/dialog/referral.js";
import { type CallFlowOptions } from "../../src/testing/index.js";
import { targetDialog } from "../../src/user-agent/target-dialog.js";
import { establishedCall } from "./established-call.js";

/** Bob in a call with Alice, and a REFER out of a dialog that names it. */
function referredWith(configuration: NonNullable<CallFlowOptions["configuration"]>, secure = false) {
  const asked: IncomingReferRequest[] = [];
  const sips = {
    protocol: "TLS",
    alice: { requestUri: "sips:bob@192.0.2.4", headers: { Contact: "<sips:a@192.0.2.1>" } },
  };
  const flow = establishedCall({
    configuration,
    ...(secure && sips),
    delegate: {
      onRefer: (request) => {
        asked.push(request);
        request.reject({ statusCode: 603 });
      },
    },
  });
  const refer = (name: (localTag: string) => string) => {
    const localTag = flow.alice.dialog.remoteTag ?? "";
    flow.alice.sends("REFER", { toTag: undefined, callId: "fx-call-2", headers: { "Target-Dialog": name(localTag) } });
    const [request] = asked.splice(0);
    return request && targetDialog(request.message, flow.core);
  };
  return { ...flow, refer };
}

const right = (localTag: string): string => `fx-call-1;local-tag=${localTag};remote-tag=a11ce`;

describe("RFC 4538 §4 a request that names a call of ours in its Target-Dialog", () => {
  test("is known to come from somebody who knows of the call, and is not trusted for it by itself [TDG-4538-4-a] [TDG-4538-4-b]", () => {
    const { alice, bob, refer } = referredWith({ targetDialog: {} });

    expect(refer(right)).toEqual({ session: bob.session, trusted: false });
    alice.hangsUp();
  });

  test("is trusted where the call was set up with sips [TDG-4538-4-b]", () => {
    const { alice, bob, refer } = referredWith({ targetDialog: {} }, true);

    expect(refer(right)).toEqual({ session: bob.session, trusted: true });
    alice.hangsUp();
  });

  test("is trusted where the policy says so [TDG-4538-4-b]", () => {
    const { alice, bob, refer } = referredWith({ targetDialog: { trust: (session) => session.remoteTag === "a11ce" } });

    expect(refer(right)).toEqual({ session: bob.session, trusted: true });
    alice.hangsUp();
  });

  test.each<[string, (localTag: string) => string]>([
    ["the tags the other way round", (localTag) => `fx-call-1;local-tag=a11ce;remote-tag=${localTag}`],
    ["one tag", (localTag) => `fx-call-1;local-tag=${localTag}`],
    ["another Call-ID", (localTag) => `fx-call-3;local-tag=${localTag};remote-tag=a11ce`],
  ])("is like any other with %s [TDG-4538-4-a]", (_what, name) => {
    const { alice, refer } = referredWith({ targetDialog: { trust: () => true } });

    expect(refer(name)).toBeUndefined();
    alice.hangsUp();
  });

  test("is like any other where the call is over, or none is named [TDG-4538-4-a]", () => {
    const { alice, bob, refer, core } = referredWith({ targetDialog: { trust: () => true } });

    bob.hangsUp();
    expect(refer(right)).toBeUndefined();
    alice.answers("BYE", 200);
    expect(refer(right)).toBeUndefined();
    expect(targetDialog(bob.request.message, core)).toBeUndefined();
  });
});

describe("RFC 4538 §6 the option tag", () => {
  test("tdialog is in what we support once it is configured [TDG-4538-6-a]", () => {
    const { alice } = referredWith({ targetDialog: {} });

    expect(alice.received(200).getHeaders("Supported")).toContain("tdialog");
    alice.hangsUp();
  });

  test("and not before", () => {
    const { alice } = referredWith({});

    expect(alice.received(200).getHeaders("Supported")).not.toContain("tdialog");
    alice.hangsUp();
  });
});
