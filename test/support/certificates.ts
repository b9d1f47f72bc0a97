import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** As PEM: what the options `key`, `cert` and `ca` of Node's TLS take. */
export interface TestCertificate {
  readonly key: string;
  readonly cert: string;
  /** Of the authority that has signed it. */
  readonly ca: string;
}

/** Whom a certificate names. */
export interface CertificateNames {
  /** @defaultValue none */
  readonly commonName?: string;
  /** As openssl writes them: `DNS:example.com`, `URI:sip:example.com`, `IP:127.0.0.1`. @defaultValue no extension at all */
  readonly alternativeNames?: readonly string[];
}

/**
 * A certificate that a test authority has signed, made by openssl and valid for a day. Made once for each process and names.
 *
 * @param authority - Certificates of different authorities do not trust each other.
 */
export function testCertificate(names: CertificateNames = LOOPBACK, authority = "test authority"): TestCertificate {
  const key = JSON.stringify([names, authority]);
  const known = made.get(key) ?? sign(names, authority);
  made.set(key, known);
  return known;
}

/** What a server on this machine shows when it does not matter what. */
const LOOPBACK: CertificateNames = {
  commonName: "localhost",
  alternativeNames: ["DNS:localhost", "IP:127.0.0.1", "IP:0:0:0:0:0:0:0:1"],
};

const made = new Map<string, TestCertificate>();
const authorities = new Map<string, KeyPair>();

interface KeyPair {
  readonly key: string;
  readonly cert: string;
}

function sign(names: CertificateNames, authority: string): TestCertificate {
  const issuer = authorities.get(authority) ?? makeAuthority(authority);
  authorities.set(authority, issuer);
  return { ...issue(names, ["basicConstraints=CA:FALSE"], issuer), ca: issuer.cert };
}

function makeAuthority(commonName: string): KeyPair {
  return issue({ commonName }, ["basicConstraints=critical,CA:TRUE", "keyUsage=critical,keyCertSign"]);
}

/** Self-signed without an issuer. */
function issue({ commonName, alternativeNames }: CertificateNames, extensions: string[], issuer?: KeyPair): KeyPair {
  const folder = mkdtempSync(join(tmpdir(), "certificate-"));
  const path = (name: string): string => join(folder, name);
  const all = alternativeNames ? [...extensions, `subjectAltName=${alternativeNames.join(",")}`] : extensions;
  try {
    // The system's own configuration would add extensions of its own.
    writeFileSync(path("config"), "[req]\ndistinguished_name=name\n[name]\n");
    writeFileSync(path("ca.key"), issuer?.key ?? "");
    writeFileSync(path("ca.cert"), issuer?.cert ?? "");
    const newKey = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", path("key")];
    const signedBy = issuer ? ["-CA", path("ca.cert"), "-CAkey", path("ca.key")] : [];
    const subject = ["-subj", commonName === undefined ? "/" : `/CN=${commonName}`];
    const added = all.flatMap((extension) => ["-addext", extension]);
    const options = ["-x509", "-days", "1", "-config", path("config"), "-out", path("cert")];
    execFileSync("openssl", ["req", ...options, ...newKey, ...subject, ...added, ...signedBy], { stdio: "pipe" });
    return { key: readFileSync(path("key"), "utf8"), cert: readFileSync(path("cert"), "utf8") };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
