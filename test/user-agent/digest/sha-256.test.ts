import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { md5 } from "../../../src/user-agent/digest/md5.js";
import { sha256 } from "../../../src/user-agent/digest/sha-256.js";
import { SeededRandom } from "../../../src/testing/index.js";

describe("RFC 6234 §4.1, §5.1, §6.1, §6.2 SHA-256, and RFC 1321 MD5", () => {
  test("of the example of the standard", () => {
    expect(sha256("abc")).toBe("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    expect(md5("abc")).toBe("900150983cd24fb0d6963f7d28e17f72");
  });

  test("are what Node computes, whatever the length", () => {
    const random = new SeededRandom(1);
    for (let length = 0; length < 200; length++) {
      const octets = Uint8Array.from({ length }, () => random.below(256));

      expect(sha256(octets)).toBe(createHash("sha256").update(octets).digest("hex"));
      expect(md5(octets)).toBe(createHash("md5").update(octets).digest("hex"));
    }
  });

  test("take a text as UTF-8", () => {
    expect(sha256("Jäs€😀")).toBe(createHash("sha256").update("Jäs€😀").digest("hex"));
  });
});
