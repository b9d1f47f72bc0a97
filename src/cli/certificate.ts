import { readFileSync } from "node:fs";
import { createSecureContext } from "node:tls";
import { type Said } from "./said.js";
import { UsageError } from "./usage-error.js";

/** Files that were named. */
export interface CertificateFiles {
  readonly cert: Said;
  readonly key: Said;
}

/** As Node's `tls` takes it. */
export interface Certificate {
  readonly cert: Buffer;
  readonly key: Buffer;
}

/**
 * Reads a certificate and its key, and sees whether they can be used.
 *
 * @throws UsageError that names the option and the file.
 */
export function readCertificate(files: CertificateFiles): Certificate {
  const cert = read(files.cert);
  const key = read(files.key);
  check(files.cert, () => createSecureContext({ cert }));
  check(files.key, () => createSecureContext({ key }));
  check(files.key, () => createSecureContext({ cert, key }));
  return { cert, key };
}

function read({ text, source }: Said): Buffer {
  try {
    return readFileSync(text);
  } catch (error) {
    throw new UsageError(`${source}: cannot read ${text}: ${reasonOf(error)}`);
  }
}

function check({ text, source }: Said, use: () => unknown): void {
  try {
    use();
  } catch (error) {
    throw new UsageError(`${source}: cannot use ${text}: ${reasonOf(error)}`);
  }
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const code = "code" in error ? String(error.code) : "";
  return REASONS.get(code) ?? error.message;
}

const REASONS: ReadonlyMap<string, string> = new Map([
  ["ENOENT", "no such file"],
  ["EACCES", "not permitted"],
  ["EISDIR", "a folder"],
  ["ERR_OSSL_PEM_NO_START_LINE", "not PEM"],
  ["ERR_OSSL_X509_KEY_VALUES_MISMATCH", "not the key of that certificate"],
  ["ERR_OSSL_X509_KEY_TYPE_MISMATCH", "not the key of that certificate"],
  ["ERR_OSSL_BAD_PASSWORD_READ", "locked by a password"],
]);
