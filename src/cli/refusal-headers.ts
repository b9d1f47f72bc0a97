/** Header fields that a refusal of this code must have, with values to test a caller by. RFC 3261 §21.4 */
export function refusalHeaders(statusCode: number): readonly string[] {
  const line = NEEDED.get(statusCode);
  return line === undefined ? [] : [line];
}

/** Nobody knows the password, and nobody the extension: whoever tries again is refused again. */
const CHALLENGE = 'Digest realm="sip-uas", nonce="0", algorithm=MD5';
const UNKNOWN_EXTENSION = "x-sip-uas-unknown";

const NEEDED: ReadonlyMap<number, string> = new Map([
  [401, `WWW-Authenticate: ${CHALLENGE}`],
  [407, `Proxy-Authenticate: ${CHALLENGE}`],
  [420, `Unsupported: ${UNKNOWN_EXTENSION}`],
  [421, `Require: ${UNKNOWN_EXTENSION}`],
  [422, "Min-SE: 90"], // RFC 4028 §6
  [423, "Min-Expires: 60"],
]);
