import { type Logger, type LoggerFactory } from "../environment/logger.js";
import { md5 } from "../user-agent/digest/md5.js";
import { createRandomToken } from "./tokens.js";

/** A challenge as `Grammar` gives it. */
export interface DigestChallenge {
  readonly algorithm?: string;
  readonly realm?: string;
  readonly nonce?: string;
  readonly opaque?: string;
  readonly stale?: boolean;
  readonly qop?: readonly string[];
}

/** Answers Digest challenges to the requests that SIP.js's clients send. RFC 3261 §22.4, RFC 2617 §3.2.2 */
export class DigestAuthentication {
  stale: boolean | undefined;
  readonly #logger: Logger;
  readonly #ha1: string | undefined;
  readonly #username: string | undefined;
  readonly #password: string | undefined;
  #count = 0;
  #header: string | undefined;

  /** @param ha1 - The hash of user, realm and password, where the password itself is not to be known here. */
  constructor(loggerFactory: LoggerFactory, ha1: string | undefined, username?: string, password?: string) {
    this.#logger = loggerFactory.getLogger("sipjs.digestauthentication");
    this.#ha1 = ha1;
    this.#username = username;
    this.#password = password;
  }

  /** @returns whether the challenge can be answered; `toString` then gives the credentials. */
  authenticate(
    request: { readonly method: string; readonly ruri: unknown },
    challenge: DigestChallenge,
    body = "",
  ): boolean {
    const { algorithm = "MD5", realm, nonce, opaque, qop } = challenge;
    this.stale = challenge.stale;
    const protection = qop === undefined ? undefined : ["auth", "auth-int"].find((known) => qop.includes(known));
    if (algorithm !== "MD5") return this.#refuse("with another algorithm than MD5");
    if (!realm) return this.#refuse("without a realm");
    if (!nonce) return this.#refuse("without a nonce");
    if (qop !== undefined && protection === undefined) return this.#refuse("with a qop that is not known");
    this.#count = (this.#count % 0xffff_ffff) + 1;
    const count = this.#count.toString(16).padStart(8, "0");
    const cnonce = createRandomToken(12);
    const uri = String(request.ruri);
    const ha1 = this.#ha1 || md5(`${this.#username}:${realm}:${this.#password}`);
    const ha2 = md5(`${request.method}:${uri}${protection === "auth-int" ? `:${md5(body)}` : ""}`);
    const middle = protection === undefined ? nonce : `${nonce}:${count}:${cnonce}:${protection}`;
    const parts = [
      `algorithm=${algorithm}`,
      `username="${this.#username}"`,
      `realm="${realm}"`,
      `nonce="${nonce}"`,
      `uri="${uri}"`,
      `response="${md5(`${ha1}:${middle}:${ha2}`)}"`,
      ...(opaque ? [`opaque="${opaque}"`] : []),
      ...(protection === undefined ? [] : [`qop=${protection}`, `cnonce="${cnonce}"`, `nc=${count}`]),
    ];
    this.#header = `Digest ${parts.join(", ")}`;
    return true;
  }

  /**
   * The value of Authorization or Proxy-Authorization.
   *
   * @throws Error before a challenge has been answered.
   */
  toString(): string {
    if (this.#header === undefined) throw new Error("no credentials: no challenge has been answered");
    return this.#header;
  }

  #refuse(why: string): false {
    this.#logger.warn(`cannot answer a challenge ${why}`);
    return false;
  }
}
