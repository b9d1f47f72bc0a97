import { describe, expect, test } from "vitest";
import { dialogEffect } from "../../src/dialog/dialog-effect.js";

describe("RFC 5057 §5.1, RFC 3261 §12.2.1.2 how far a failure inside a dialog reaches", () => {
  test.each([404, 408, 410, 416, 480, 481, 482, 483, 484, 485, 502, 604])(
    "a %i ends the call [DLG-12.2.1.2-a] [DLG-5057.5.1-a] [REI-14.1-f]",
    (statusCode) => {
      expect(dialogEffect("INFO", statusCode)).toBe("dialog");
    },
  );

  test.each([400, 401, 403, 420, 488, 491, 500, 503, 600, 606])("a %i ends the request only", (statusCode) => {
    expect(dialogEffect("INVITE", statusCode)).toBe("transaction");
  });

  test.each([405, 501])("a %i ends the call for INVITE, which it cannot do without, and not for INFO", (statusCode) => {
    expect(dialogEffect("INVITE", statusCode)).toBe("dialog");
    expect(dialogEffect("INFO", statusCode)).toBe("transaction");
  });
});
