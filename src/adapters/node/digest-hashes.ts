import { createHash } from "node:crypto";
import { type Hash, type HashName } from "../../user-agent/digest/digest-hash.js";

/** All hash functions of Digest, by Node's cryptography. */
export const HASHES: readonly Hash[] = [
  hash("SHA-256", "sha256"),
  hash("SHA-512-256", "sha512-256"),
  hash("MD5", "md5"),
];

function hash(name: HashName, nodeName: string): Hash {
  return { name, digest: (data) => createHash(nodeName).update(data).digest("hex") };
}
