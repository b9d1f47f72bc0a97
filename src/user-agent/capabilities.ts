/**
 * What the core is able to do. Allow, Supported, Accept and the refusals 405, 415, 416 and 420 are all made from this one list.
 */
export interface Capabilities {
  /** Methods served, in the order in which Allow lists them. */
  readonly methods: readonly string[];
  /** Option tags understood: a Require with any other is answered 420. RFC 3261 §8.2.2.3 */
  readonly optionTags: readonly string[];
  /** Media types understood, lower case; `type/*` takes a whole type. RFC 3261 §8.2.3 */
  readonly contentTypes: readonly string[];
  /** Content codings understood, `identity` aside. */
  readonly contentEncodings: readonly string[];
  /** Languages, as Accept-Language lists them; empty means any. */
  readonly languages: readonly string[];
  /** Content dispositions understood. */
  readonly dispositions: readonly string[];
  /** Schemes a Request-URI may have, lower case. RFC 3261 §8.2.2.1 */
  readonly schemes: readonly string[];
}

/** What is served when nothing else is said. REGISTER, SUBSCRIBE and PUBLISH are added by setting their delegate. */
export const AllowedMethods: readonly string[] = [
  "ACK",
  "BYE",
  "CANCEL",
  "INFO",
  "INVITE",
  "MESSAGE",
  "NOTIFY",
  "OPTIONS",
  "PRACK",
  "REFER",
  "UPDATE",
];

export const DEFAULT_CAPABILITIES: Capabilities = {
  methods: AllowedMethods,
  optionTags: ["100rel", "timer"],
  contentTypes: ["application/sdp", "application/dtmf-relay", "multipart/mixed", "multipart/alternative"],
  contentEncodings: [],
  languages: [],
  dispositions: ["session", "render", "icon", "alert", "info-package", "signal"],
  schemes: ["sip", "sips"],
};
