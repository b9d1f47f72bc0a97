import { type MediaDescription, type SessionDescription } from "sdp-transform";
import { type Random } from "../index.js";

/** What a stream says of how its media travels. */
export type TransportPart = Pick<
  MediaDescription,
  "port" | "fingerprint" | "setup" | "iceUfrag" | "icePwd" | "candidates" | "endOfCandidates"
>;

/** Our end of DTLS and ICE, as far as a description shows it. Nobody listens: the shape is right, and no media flows. */
export class BrowserTransport {
  readonly #address: string;
  readonly #fingerprint: string;
  readonly #random: Random;
  #setup: "active" | "passive" = "passive";
  /** The peer's part of ICE, and ours that was drawn for it. */
  #ice: { readonly theirs: string; readonly ours: Pick<TransportPart, "iceUfrag" | "icePwd"> } | undefined;

  constructor(address: string, fingerprint: string, random: Random) {
    this.#address = address;
    this.#fingerprint = fingerprint;
    this.#random = random;
  }

  /** Whether a stream asks for it: by DTLS, with the fingerprint of a certificate. */
  static isAskedFor(media: MediaDescription, offer: SessionDescription): boolean {
    return DTLS_PROTOCOLS.has(media.protocol) && (media.fingerprint ?? offer.fingerprint) !== undefined;
  }

  answer(media: MediaDescription, offer: SessionDescription): TransportPart {
    return {
      port: DUMMY_PORT,
      fingerprint: { type: "sha-256", hash: this.#fingerprint },
      setup: this.#answerSetup(media.setup ?? offer.setup),
      ...this.#answerIce(media.iceUfrag ?? offer.iceUfrag, media.icePwd ?? offer.icePwd),
    };
  }

  /** RFC 8842 §5.3: we wait for the peer's handshake, unless it waits for ours; §5.5: who has begun it stays so. */
  #answerSetup(theirs: string | undefined): "active" | "passive" {
    if (theirs === "passive") this.#setup = "active";
    if (theirs === "active") this.#setup = "passive";
    return this.#setup;
  }

  #answerIce(ufrag: string | undefined, password: string | undefined): Partial<TransportPart> {
    if (ufrag === undefined || password === undefined) return {};
    const theirs = `${ufrag} ${password}`;
    // RFC 8445 §9: new credentials of the peer start ICE anew, and want new ones of ours.
    if (this.#ice?.theirs !== theirs) this.#ice = { theirs, ours: { iceUfrag: this.#draw(8), icePwd: this.#draw(24) } };
    return { ...this.#ice.ours, candidates: [this.#candidate()], endOfCandidates: "end-of-candidates" };
  }

  #draw(length: number): string {
    return Array.from({ length }, () => ICE_CHARACTERS.charAt(this.#random.below(ICE_CHARACTERS.length))).join("");
  }

  #candidate(): NonNullable<TransportPart["candidates"]>[number] {
    const priority = 2_130_706_431; // RFC 8445 §5.1.2: of a host's only address.
    return {
      foundation: "1",
      component: 1,
      transport: "udp",
      priority,
      ip: this.#address,
      port: DUMMY_PORT,
      type: "host",
    };
  }
}

/** Draws what stands for the certificate that nobody will ever show. RFC 8122 §5 */
export function drawFingerprint(random: Random): string {
  const octets = Array.from({ length: 32 }, () => random.below(256));
  return octets.map((octet) => octet.toString(16).padStart(2, "0").toUpperCase()).join(":");
}

/** Nobody listens there either; browsers refuse a candidate with a port below 1024. */
const DUMMY_PORT = 40_009;

const DTLS_PROTOCOLS: ReadonlySet<string> = new Set([
  "UDP/TLS/RTP/SAVPF",
  "UDP/TLS/RTP/SAVP",
  // As browsers wrote it before they had all agreed.
  "RTP/SAVPF",
  "RTP/SAVP",
]);

const ICE_CHARACTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
