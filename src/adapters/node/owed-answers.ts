/** How many requests of a peer have no final response yet, by a look at where a message begins. A guess: what is never answered counts, too. */
export class OwedAnswers {
  #count = 0;

  /** Whether the peer waits for nothing. */
  get isNone(): boolean {
    return this.#count === 0;
  }

  received(octets: Uint8Array): void {
    if (!beginsWith(octets, RESPONSE) && !beginsWith(octets, ACK)) this.#count += 1;
  }

  sent(octets: Uint8Array): void {
    // A 2xx may be sent again.
    if (this.#count > 0 && beginsWith(octets, RESPONSE) && isFinal(octets)) this.#count -= 1;
  }
}

const RESPONSE = Buffer.from("SIP/");
const ACK = Buffer.from("ACK ");
const CLASS_AT = "SIP/2.0 ".length;
const ONE = 0x31;

function beginsWith(octets: Uint8Array, start: Uint8Array): boolean {
  return start.every((octet, at) => octets[at] === octet);
}

function isFinal(octets: Uint8Array): boolean {
  return (octets[CLASS_AT] ?? 0) > ONE;
}
