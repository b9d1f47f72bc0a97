import { type Random } from "../../environment/random.js";

/** What nonces are made with. */
export interface NonceOptions {
  /** What the nonces are for: those of another purpose are not ours. */
  readonly purpose: string;
  readonly secret: string | Uint8Array;
  /** At least 32 characters. */
  readonly hmac: (key: string | Uint8Array, text: string) => string;
  readonly random: Random;
  readonly areEqual: (a: string, b: string) => boolean;
}

/**
 * Makes nonces, and knows its own again without having kept them: the time, a number that nobody can guess, and a seal over both.
 * RFC 7616 §3.3. Whoever has the same secret knows them too: another process, or this one after a restart.
 */
export class Nonces {
  readonly #options: NonceOptions;

  constructor(options: NonceOptions) {
    this.#options = options;
  }

  /** @param now - Milliseconds since 1970. */
  issue(now: number): string {
    const claim = `${Math.max(0, Math.floor(now)).toString(36)}.${this.#options.random.token()}`;
    return `${claim}.${this.#seal(claim)}`;
  }

  /** When a nonce was made, in milliseconds since 1970; `undefined` for one that is not ours. */
  issuedAt(nonce: string): number | undefined {
    const [, claim, time, seal] = NONCE.exec(nonce) ?? [];
    if (claim === undefined || time === undefined || seal === undefined) return undefined;
    return this.#options.areEqual(seal, this.#seal(claim)) ? Number.parseInt(time, 36) : undefined;
  }

  #seal(claim: string): string {
    const { hmac, secret, purpose } = this.#options;
    return hmac(secret, `${purpose}\n${claim}`).slice(0, SEAL_LENGTH);
  }
}

const SEAL_LENGTH = 32;
const NONCE = /^(([0-9a-z]{1,10})\.[^.]{1,64})\.([^.]{32})$/;
