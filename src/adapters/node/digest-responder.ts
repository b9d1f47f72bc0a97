import { type ChallengeResponder } from "../../user-agent/challenge-responder.js";
import {
  createDigestResponder as createFrom,
  type DigestResponderOptions,
} from "../../user-agent/digest/digest-responder.js";
import { HASHES } from "./digest-hashes.js";

/** Makes what answers Digest challenges to requests that we send, with Node's cryptography: SHA-256, SHA-512-256 and MD5. RFC 3261 §22.2 */
export function createDigestResponder(options: DigestResponderOptions): ChallengeResponder {
  return createFrom({ hashes: HASHES, ...options });
}
