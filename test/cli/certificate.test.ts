import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { readCertificate } from "../../src/cli/certificate.js";
import { UsageError } from "../../src/cli/usage-error.js";
import { testCertificate } from "../support/certificates.js";

describe("the certificate that is shown by TLS", () => {
  test("is read with its key", () => {
    const { cert, key } = testCertificate();
    const read = readCertificate(files(cert, key));

    expect([read.cert.toString(), read.key.toString()]).toEqual([cert, key]);
  });

  test.each<[string, string | undefined, string | undefined, RegExp]>([
    ["a file that is not there", undefined, testCertificate().key, /^--tls-cert: cannot read .*\/cert: no such file$/],
    ["a key that is not there", testCertificate().cert, undefined, /^--tls-key: cannot read .*\/key: no such file$/],
    ["what is no certificate", "good morning", testCertificate().key, /^--tls-cert: cannot use .*\/cert: not PEM$/],
    ["what is no key", testCertificate().cert, "good morning", /^--tls-key: cannot use .*\/key: /],
    [
      "the key of another",
      testCertificate().cert,
      testCertificate({ commonName: "another" }).key,
      /^--tls-key: cannot use .*\/key: not the key of that certificate$/,
    ],
  ])("cannot be %s", (_title, cert, key, message) => {
    const named = files(cert, key);

    expect(() => readCertificate(named)).toThrow(UsageError);
    expect(() => readCertificate(named)).toThrow(message);
  });

  test("cannot be a folder", () => {
    const named = files(testCertificate().cert, testCertificate().key);

    expect(() => readCertificate({ ...named, cert: { text: tmpdir(), source: "UAS_TLS_CERT" } })).toThrow(
      `UAS_TLS_CERT: cannot read ${tmpdir()}: a folder`,
    );
  });
});

function files(cert: string | undefined, key: string | undefined) {
  const folder = mkdtempSync(join(tmpdir(), "sip-uas-certificate-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = (name: string, content: string | undefined) => {
    const path = join(folder, name);
    if (content !== undefined) writeFileSync(path, content);
    return { text: path, source: `--tls-${name}` };
  };
  return { cert: file("cert", cert), key: file("key", key) };
}
