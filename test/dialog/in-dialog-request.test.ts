import { describe, expect, test } from "vitest";
import { Dialog } from "../../src/dialog/dialog.js";
import { routeRequest } from "../../src/dialog/in-dialog-request.js";
import { stateOf } from "./dialog-alone.js";

/** Where a request goes with this Record-Route. */
function routed(...routeSet: string[]) {
  const { requestUri, routes, nextHop } = routeRequest(new Dialog({ ...stateOf(), routeSet }));
  return { requestUri, routes, nextHop: nextHop.toString() };
}

describe("RFC 3261 §12.2.1.1 route set and target make Request-URI and Route", () => {
  test("without a route set the request goes to the target [DLG-12.2.1.1-c]", () => {
    expect(routed()).toEqual({
      requestUri: "sip:alice@pc1.example.org",
      routes: [],
      nextHop: "sip:alice@pc1.example.org",
    });
  });

  test("by loose routers, the whole set in order [DLG-12.2.1.1-d]", () => {
    expect(routed("<sip:p2.example.net;lr>;x=1", "<sip:p1.example.org;lr>")).toEqual({
      requestUri: "sip:alice@pc1.example.org",
      routes: ["<sip:p2.example.net;lr>;x=1", "<sip:p1.example.org;lr>"],
      nextHop: "sip:p2.example.net;lr",
    });
  });

  test("by a strict router first: it is the Request-URI, and the target comes last [DLG-12.2.1.1-e]", () => {
    expect(routed("<sip:s1>", "<sip:s2>", "<sip:s3;lr>", "<sip:s4>")).toEqual({
      requestUri: "sip:s1",
      routes: ["<sip:s2>", "<sip:s3;lr>", "<sip:s4>", "<sip:alice@pc1.example.org>"],
      nextHop: "sip:s1",
    });
  });

  test("a strict router is stripped of what a Request-URI may not have [DLG-12.2.1.1-e]", () => {
    expect(routed("<sip:s1;method=INVITE;transport=tcp?Subject=tea>").requestUri).toBe("sip:s1;transport=tcp");
  });

  test.each([
    ["lr=on", "<sip:p1.example.org;lr=on>"],
    ["LR", "<sip:p1.example.org;LR>"],
    ["lr=true", "<sip:p1.example.org;lr=true;ftag=1>"],
  ])("%s means a loose router too", (_how, route) => {
    expect(routed(route)).toMatchObject({ requestUri: "sip:alice@pc1.example.org", routes: [route] });
  });

  test("a route that cannot be read is as good as none", () => {
    expect(routed("<not a uri")).toMatchObject({ requestUri: "sip:alice@pc1.example.org", routes: [] });
  });

  test("the next hop follows the target when it moves", () => {
    const dialog = new Dialog(stateOf());

    dialog.refreshTarget("sip:alice@pc2.example.org");

    expect(routeRequest(dialog).nextHop.toString()).toBe("sip:alice@pc2.example.org");
  });
});
