import { describe, expect, test } from "vitest";
import { isPublicTarget } from "../../src/user-agent/public-target.js";
import { uriOf } from "./support.js";

describe("RFC 3261 §26.1.5 where a stranger may have our requests sent", () => {
  test.each(["192.0.2.1", "10.0.0.1", "172.16.0.1", "192.168.1.1", "100.64.0.1", "223.255.255.254", "169.253.0.1"])(
    "%s is another machine (RFC 6890 §2.2.2)",
    (host) => {
      expect(isPublicTarget(uriOf(`sip:a@${host}:5060`))).toBe(true);
    },
  );

  test.each([
    "127.0.0.1",
    "127.255.255.255",
    "0.0.0.0",
    "169.254.169.254",
    "224.0.1.75",
    "239.1.1.1",
    "255.255.255.255",
  ])("%s is this machine, this link, everybody or nobody (RFC 6890 §2.2.2, RFC 5771 §3)", (host) => {
    expect(isPublicTarget(uriOf(`sip:a@${host}`))).toBe(false);
  });

  test.each(["[2001:db8::1]", "[fd00::1]", "[::ffff:192.0.2.1]", "[fec0::1]"])(
    "%s is another machine (RFC 4291 §2.4)",
    (host) => {
      expect(isPublicTarget(uriOf(`sip:a@${host}`))).toBe(true);
    },
  );

  test.each([
    "[::1]",
    "[::]",
    "[fe80::1]",
    "[febf::1]",
    "[ff02::1]",
    "[::ffff:127.0.0.1]",
    "[::127.0.0.1]",
    "[0:0:0:0:0:0:0:1]",
  ])("%s is not (RFC 4291 §2.4)", (host) => {
    expect(isPublicTarget(uriOf(`sip:a@${host}`))).toBe(false);
  });

  test.each([
    ["localhost", false],
    ["LOCALHOST.", false],
    ["a.localhost", false],
    ["localhost.example.net", true],
    ["pc1.example.org", true],
  ])("of names, %s: %s (RFC 6761 §6.3)", (host, expected) => {
    expect(isPublicTarget(uriOf(`sip:a@${host}`))).toBe(expected);
  });
});
