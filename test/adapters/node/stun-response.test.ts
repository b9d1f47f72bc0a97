import { describe, expect, test } from "vitest";
import { stunResponse } from "../../../src/adapters/node/stun-response.js";

const ID = "b7e7a701bc34d686fa87dfae";

/** A message from its parts in hexadecimal. */
function message(type: string, body = "", { cookie = "2112a442", length = body.length / 2 } = {}): Buffer {
  return Buffer.from(`${type}${length.toString(16).padStart(4, "0")}${cookie}${ID}${body}`, "hex");
}

function answer(request: Uint8Array, host = "192.0.2.1", port = 32_853): string | undefined {
  const response = stunResponse(request, { host, port });
  return response && Buffer.from(response).toString("hex");
}

describe("RFC 5626 §8, RFC 8489 §6.3 a STUN Binding request", () => {
  test("is answered with the address that it came from, as RFC 5769 §2.2 has it [OUT-5626-8-a]", () => {
    expect(answer(message("0001"))).toBe(`0101000c2112a442${ID}002000080001a147e112a643`);
  });

  test("of IPv6 is, too, as RFC 5769 §2.3 has it", () => {
    expect(answer(message("0001"), "2001:db8:1234:5678:11:2233:4455:6677", 32_853)).toBe(
      `010100182112a442${ID}002000140002a1470113a9faa5d3f179bc25f4b5bed2b9d9`,
    );
  });

  test("of RFC 3489 is answered without XOR (RFC 8489 §12.1)", () => {
    expect(answer(message("0001", "", { cookie: "00000000" }))).toBe(`0101000c00000000${ID}0001000800018055c0000201`);
  });

  test("may carry what need not be understood (RFC 8489 §14)", () => {
    expect(answer(message("0001", "8022000474657374"))).toMatch(/^0101000c/);
  });

  test("that carries what has to be understood gets a 420 that names it (RFC 8489 §6.3.1, §14.8, §14.9)", () => {
    expect(answer(message("0001", "00240004000000ff"))).toBe(`011100102112a442${ID}0009000400000414000a000200240000`);
  });

  test.each<[string, Buffer]>([
    ["is no request", message("0101")],
    ["is for something else", message("0003")],
    ["is cut off", message("0001").subarray(0, 19)],
    ["is longer than it says", message("0001", "80220000", { length: 0 })],
    ["is shorter than it says", message("0001", "", { length: 4 })],
    ["has a length that is none", message("0001", "8022", { length: 2 })],
    ["has an attribute that goes beyond its end", message("0001", "80220008")],
    ["is empty", Buffer.alloc(0)],
  ])("that %s is no such request", (_what, datagram) => {
    expect(answer(datagram)).toBeUndefined();
  });
});

describe("RFC 8489 §14.1, §14.2 an address that is none", () => {
  test("is answered with nothing", () => {
    expect(answer(message("0001"), "example.org")).toBeUndefined();
  });
});
