import { decodeEscapes } from "../message/grammar/percent.js";
import { URI as CoreURI } from "../message/grammar/uri.js";
import { headerize } from "./tokens.js";

/**
 * A URI as SIP.js has it: parameters and headers are held and written with the escapes they have, and a password is part of the user.
 *
 * Code that was written for SIP.js escapes by itself, since SIP.js does not; escaping here would do it twice.
 */
export class URI extends CoreURI {
  override setHeader(name: string, value: string | readonly string[]): void {
    this.headers[headerize(name)] = typeof value === "string" ? [value] : [...value];
  }

  override getHeader(name: string): string[] | undefined {
    return this.hasHeader(name) ? this.headers[headerize(name)] : undefined;
  }

  override hasHeader(name: string): boolean {
    return Object.hasOwn(this.headers, headerize(name));
  }

  override deleteHeader(name: string): string[] | undefined {
    const value = this.getHeader(name);
    if (value) Reflect.deleteProperty(this.headers, headerize(name));
    return value;
  }

  override clone(): URI {
    const bare = super.clone();
    bare.clearParams();
    bare.clearHeaders();
    bare.user = undefined;
    bare.port = undefined;
    // Scheme and host in the case they were given; the core shows them in lower case only.
    const [scheme = "sip", ...host] = bare.toRaw().split(":");
    return new URI(scheme, this.user, host.join(":"), this.port, this.parameters, this.headers);
  }

  override toRaw(): string {
    return this.#slashed(this.#bare().toRaw()) + this.#tail();
  }

  override toString(): string {
    return this.#slashed(this.#bare().toString()) + this.#tail();
  }

  /** Scheme, user, password, host and port, for the core to write. */
  #bare(): CoreURI {
    const bare = super.clone();
    bare.clearParams();
    bare.clearHeaders();
    const { user } = bare;
    if (user === undefined) return bare;
    const colon = user.indexOf(":");
    bare.user = decodeEscapes(colon < 0 ? user : user.slice(0, colon));
    if (colon >= 0) bare.password = decodeEscapes(user.slice(colon + 1));
    return bare;
  }

  /** SIP.js takes whatever is not a SIP URI for one with an authority, as `http` has it. */
  #slashed(text: string): string {
    const isSip = this.scheme === "sip" || this.scheme === "sips";
    return isSip ? text : text.replace(":", "://");
  }

  #tail(): string {
    let text = "";
    for (const name of Object.keys(this.parameters)) {
      const value = this.parameters[name];
      text += value === null || value === undefined ? `;${name}` : `;${name}=${value}`;
    }
    let separator = "?";
    for (const name of Object.keys(this.headers)) {
      for (const value of this.headers[name] ?? []) {
        text += `${separator}${name}=${value}`;
        separator = "&";
      }
    }
    return text;
  }
}
