import { parseNameAddr } from "../message/grammar/name-addr-header.js";
import { ParseFailure } from "../message/grammar/parse-failure.js";
import { isToken } from "../message/grammar/scanner.js";
import { parseUri, URI } from "../message/grammar/uri.js";
import { Accept } from "../message/header/accept.js";
import { ContentLanguage } from "../message/header/content.js";
import { checkedText } from "../message/grammar/checked-text.js";
import { type Capabilities } from "./capabilities.js";
import { checkOverload } from "./check-overload.js";
import { type Contact, type UserAgentCoreConfiguration } from "./user-agent-core-configuration.js";

/**
 * Makes sure that all that the core writes by itself can be written, and read again: else no response could be sent, not even a refusal.
 *
 * @throws TypeError that names the member of the configuration.
 */
export function checkConfiguration(configuration: UserAgentCoreConfiguration): void {
  const { userAgentHeaderFieldValue, displayName, viaHost, contact, capabilities = {}, limits = {} } = configuration;
  checkedText(userAgentHeaderFieldValue ?? "", "userAgentHeaderFieldValue");
  checkedText(displayName ?? "", "displayName");
  checkAll("viaHost", viaHost === undefined ? [] : [viaHost], isSentBy, "host");
  checkAll("supportedOptionTags", configuration.supportedOptionTags, isToken, "token");
  checkAll("supportedOptionTagsResponse", configuration.supportedOptionTagsResponse, isToken, "token");
  for (const [name, [isRight, what]] of Object.entries(CAPABILITIES)) {
    // Proof for the assertion: the names are those of `CAPABILITIES`.
    checkAll(`capabilities.${name}`, capabilities[name as keyof Capabilities], isRight, what);
  }
  for (const [name, types] of Object.entries(configuration.infoPackages ?? {})) {
    checkAll("infoPackages", [name], isToken, "token");
    checkAll(`infoPackages.${name}`, types, isMediaType, "media type");
  }
  if (contact !== undefined) contactText(contact, configuration.outbound ?? false);
  const { keepAlive = 0 } = configuration;
  if (!Number.isInteger(keepAlive) || keepAlive < 0) {
    throw new TypeError(`cannot use keepAlive: ${String(keepAlive)} is no whole number from 0 up`);
  }
  const { authenticationTimeout = 1 } = configuration;
  if (!(authenticationTimeout > 0)) {
    throw new TypeError(`cannot use authenticationTimeout: ${String(authenticationTimeout)} is no number above 0`);
  }
  const { flowRecoveryTimeout = 0 } = configuration;
  if (!(flowRecoveryTimeout >= 0)) {
    throw new TypeError(`cannot use flowRecoveryTimeout: ${String(flowRecoveryTimeout)} is no number from 0 up`);
  }
  checkOverload(configuration.overload ?? {});
  for (const [name, limit] of Object.entries(limits)) {
    if (!(typeof limit === "number" && limit >= 0)) {
      throw new TypeError(`cannot use limits.${name}: ${String(limit)} is no number from 0 up`);
    }
  }
}

/** The Contact value that the application gives. @throws TypeError for what is no address in angle brackets. */
export function contactText(contact: Contact, outbound: boolean): string {
  const text = checkedText(outbound ? contact.toString({ outbound }) : contact.toString(), "contact");
  if (text.includes("<") && !(parseNameAddr(text) instanceof ParseFailure)) return text;
  throw new TypeError(`cannot write contact: ${JSON.stringify(text)} is no address in angle brackets`);
}

type Check = (text: string) => boolean;

const CAPABILITIES: Readonly<Record<keyof Capabilities, readonly [isRight: Check, what: string]>> = {
  methods: [isToken, "token"],
  optionTags: [isToken, "token"],
  contentTypes: [isMediaType, "media type"],
  contentEncodings: [isToken, "token"],
  languages: [(text) => text === "*" || !(ContentLanguage.parse(text) instanceof ParseFailure), "language"],
  dispositions: [isToken, "token"],
  schemes: [isToken, "token"],
};

function isMediaType(text: string): boolean {
  return !(Accept.parse(text) instanceof ParseFailure);
}

function checkAll(field: string, texts: readonly string[] | undefined, isRight: Check, what: string): void {
  for (const text of texts ?? []) {
    if (!isRight(checkedText(text, field))) {
      throw new TypeError(`cannot write ${field}: ${JSON.stringify(text)} is no ${what}`);
    }
  }
}

/** RFC 3261 §20.42: a host, maybe with a port, and nothing else that a URI may have. */
function isSentBy(text: string): boolean {
  return !/[@;?]/.test(text) && parseUri(`sip:${text}`) instanceof URI;
}
