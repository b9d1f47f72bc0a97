/** The hash functions of Digest. RFC 7616 §6.1 */
export type HashName = "SHA-256" | "SHA-512-256" | "MD5";

/** As it stands in a challenge. With `-sess` the nonces are part of what the password is hashed with. RFC 7616 §3.4.2 */
export type DigestAlgorithm = HashName | `${HashName}-sess`;

/** A hash function, from whoever has one. */
export interface Hash {
  readonly name: HashName;
  /**
   * @param data - Text is hashed as UTF-8.
   * @returns Hexadecimal digits.
   */
  digest(data: string | Uint8Array): string;
}

/** All there are, in the order in which they are offered: the preferred one first, MD5 last. RFC 8760 §2.3 */
export const DIGEST_ALGORITHMS: readonly DigestAlgorithm[] = [
  "SHA-256",
  "SHA-256-sess",
  "SHA-512-256",
  "SHA-512-256-sess",
  "MD5",
  "MD5-sess",
];

/** How many hexadecimal digits each gives. */
export const DIGITS: Readonly<Record<HashName, number>> = { "SHA-256": 64, "SHA-512-256": 64, MD5: 32 };

export function hashNameOf(algorithm: DigestAlgorithm): HashName {
  // Proof for the assertion: without `-sess` each algorithm is named after its hash function.
  return (isSession(algorithm) ? algorithm.slice(0, -5) : algorithm) as HashName;
}

export function isSession(algorithm: DigestAlgorithm): boolean {
  return algorithm.endsWith("-sess");
}
