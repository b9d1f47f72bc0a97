import { ParseFailure } from "../../message/grammar/parse-failure.js";
import { Authorization, type CredentialsValue, ProxyAuthorization } from "../../message/header/credentials.js";
import { isDigest } from "../../message/header/scheme-with-parameters.js";
import { type IncomingRequestMessage } from "../../message/incoming-request-message.js";
import { fromOctetText } from "../../message/octet-text.js";
import { decodeUtf8 } from "../../message/received-text.js";
import { type DigestAlgorithm, isSession } from "./digest-hash.js";
import { type DigestInput, type Qop } from "./digest-response.js";

/** What is asked for, and so what may come back. */
export interface DigestTerms {
  readonly realm: string;
  /** The preferred one first. */
  readonly algorithms: readonly DigestAlgorithm[];
  readonly qop: readonly Qop[];
  /** Whether credentials without qop are taken. */
  readonly allowLegacy: boolean;
  /** Whether a name may come hashed. */
  readonly userHash: boolean;
  /** Whether a proxy asks. */
  readonly proxy: boolean;
}

/** Credentials that are all there; whether they are right is another question. */
export interface DigestCredentials extends DigestInput {
  readonly algorithm: DigestAlgorithm;
  /** The user's name, or its hash. */
  readonly username: string;
  readonly isHashed: boolean;
  /** In lower case. */
  readonly response: string;
  /** How often the client says it has used the nonce; `Infinity` where it does not count. */
  readonly count: number;
}

/** `absent`: nothing here is an answer to our challenge. `malformed`: it is one, but not all of it, or not of one mind. */
export type CredentialsReading = DigestCredentials | "absent" | "malformed";

/** The credentials in a request that are meant for us. */
export function readDigestCredentials(message: IncomingRequestMessage, terms: DigestTerms): CredentialsReading {
  const rows = message.all(terms.proxy ? ProxyAuthorization : Authorization);
  const digests = rows.filter((row): row is CredentialsValue => !(row instanceof ParseFailure) && isDigest(row));
  // RFC 3261 §22.1: of several the ones for our realm count; the others are somebody else's.
  const own = digests.filter(({ parameters }) => textIn(message, parameters["realm"]) === terms.realm);
  for (const algorithm of terms.algorithms) {
    const chosen = own.find(({ parameters }) => isOf(algorithm, parameters["algorithm"]));
    if (chosen !== undefined) return readOwn(message, chosen, algorithm, terms);
  }
  if (own.length > 0) return "absent";
  // Nobody can tell whose these were.
  const unclear = rows.some((row) => row instanceof ParseFailure) || digests.some(isWithoutRealm);
  return unclear ? "malformed" : "absent";
}

/** RFC 7616 §3.4: without a word it is MD5. */
function isOf(algorithm: DigestAlgorithm, given: string | null | undefined): boolean {
  return (given ?? "MD5").toLowerCase() === algorithm.toLowerCase();
}

function isWithoutRealm({ parameters }: CredentialsValue): boolean {
  return parameters["realm"] === undefined;
}

function readOwn(
  message: IncomingRequestMessage,
  { parameters }: CredentialsValue,
  algorithm: DigestAlgorithm,
  terms: DigestTerms,
): CredentialsReading {
  const value = (name: string): string => textIn(message, parameters[name]) ?? "";
  const username = readUsername(textIn(message, parameters["username"]), parameters["username*"]);
  const [nonce, uri, response] = [value("nonce"), value("uri"), value("response")];
  const [cnonce, nc] = [value("cnonce"), value("nc")];
  const isHashed = terms.userHash && value("userhash").toLowerCase() === "true";
  if (username === undefined || nonce === "" || uri === "" || response === "") return "malformed";
  // RFC 7616 §3.4: a name in the extended form is never a hash.
  if (isHashed && parameters["username*"] !== undefined) return "malformed";
  if (Object.values(parameters).some((text) => text?.includes("\0") === true)) return "malformed";
  const session = isSession(algorithm);
  const given = parameters["qop"];
  const rest = { algorithm, username, isHashed, nonce, uri, response: response.toLowerCase(), cnonce, nc, session };
  if (given === undefined) {
    // RFC 8760 §2.6: only for clients that know nothing newer, and only where that is wanted.
    if (!terms.allowLegacy) return "absent";
    return session && cnonce === "" ? "malformed" : { ...rest, qop: undefined, count: Infinity };
  }
  const qop = terms.qop.find((offered) => offered === given?.toLowerCase());
  if (qop === undefined || cnonce === "" || !COUNT.test(nc)) return "malformed";
  return { ...rest, qop, count: Number.parseInt(nc, 16) };
}

const COUNT = /^[0-9a-f]{8}$/i;

/** One of the two forms; `undefined` for none, both, and what cannot be read. */
function readUsername(plain: string | undefined, extended: string | null | undefined): string | undefined {
  if (typeof extended === "string") return plain === undefined ? decodeExtended(extended) : undefined;
  return plain === "" ? undefined : plain;
}

/** RFC 8187 §3.2: a name outside ASCII, `UTF-8''J%C3%A4s`. */
function decodeExtended(text: string): string | undefined {
  const [, octets] = EXTENDED.exec(text) ?? [];
  if (octets === undefined || octets === "") return undefined;
  const decoded = octets.replace(ESCAPED, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return decodeUtf8(fromOctetText(decoded));
}

const EXTENDED = /^utf-8'[\w-]*'((?:[\w!#$&+.^`|~-]|%[0-9a-f]{2})*)$/i;
const ESCAPED = /%([0-9a-f]{2})/gi;

/** RFC 7616 §4: texts are UTF-8, even where another header field of the message is something else. */
function textIn({ octetText }: IncomingRequestMessage, text: string | null | undefined): string | undefined {
  if (text === undefined || text === null) return undefined;
  return octetText ? decodeUtf8(fromOctetText(text)) : text;
}
