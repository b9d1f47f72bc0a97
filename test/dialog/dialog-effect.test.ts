import { describe, expect, test } from "vitest";
import { dialogEffect, endsCall } from "../../src/dialog/dialog-effect.js";

describe("RFC 5057 §5.1, RFC 3261 §12.2.1.2 how far a failure inside a dialog reaches", () => {
  test.each([404, 410, 416, 482, 483, 484, 485, 502, 604])(
    "a %i ends the whole dialog [DLG-5057.5.1-a] [REI-14.1-f] [USG-5057-5.1-a]",
    (statusCode) => {
      expect([dialogEffect("INFO", statusCode), dialogEffect("NOTIFY", statusCode)]).toEqual(["dialog", "dialog"]);
      expect(endsCall("INFO", statusCode)).toBe(true);
    },
  );

  test.each([408, 480, 481])(
    "a %i ends what the request belongs to: the call, or the subscription in the same dialog [DLG-12.2.1.2-a] [USG-5057-5.1-a] [USG-5057-5.3-a]",
    (statusCode) => {
      expect(dialogEffect("INFO", statusCode)).toBe("call");
      expect(endsCall("INFO", statusCode)).toBe(true);
      expect(dialogEffect("NOTIFY", statusCode)).toBe("subscription");
      expect(endsCall("NOTIFY", statusCode)).toBe(false);
    },
  );

  test.each([400, 401, 403, 420, 469, 488, 489, 491, 500, 503, 600, 606])(
    "a %i ends the request only [USG-5057-5.1-a]",
    (statusCode) => {
      expect(dialogEffect("INVITE", statusCode)).toBe("transaction");
      expect(endsCall("INVITE", statusCode)).toBe(false);
    },
  );

  test.each([405, 501])("a %i ends the call for INVITE, which it cannot do without, and not for INFO", (statusCode) => {
    expect(dialogEffect("INVITE", statusCode)).toBe("call");
    expect(dialogEffect("INFO", statusCode)).toBe("transaction");
  });
});
