import { formatParameters } from "./parameter-format.js";
import { emptyParameters, type ParameterMap } from "./parameter-map.js";

/** What URIs and name-addr headers have in common: `;name=value`. RFC 3261 §7.3.1 */
export class Parameters {
  #parameters: ParameterMap | undefined;

  constructor(parameters?: { readonly [name: string]: string | number | null | undefined }) {
    if (!parameters) return;
    this.#parameters = emptyParameters();
    for (const name of Object.keys(parameters)) this.setParam(name, parameters[name]);
  }

  /** All of them, by name. */
  get parameters(): ParameterMap {
    return (this.#parameters ??= this.readParameters());
  }
  set parameters(parameters: ParameterMap) {
    this.#parameters = parameters;
  }

  /** Sets a parameter; without a value (`null` or `undefined`) it stands alone, like `;lr`. */
  setParam(key: string, value?: string | number | null): void {
    if (key) this.parameters[key.toLowerCase()] = value === undefined || value === null ? null : String(value);
  }

  /** `undefined` when the parameter is absent, `null` when it has no value. */
  getParam(key: string): string | null | undefined {
    return this.hasParam(key) ? this.parameters[key.toLowerCase()] : undefined;
  }

  hasParam(key: string): boolean {
    // As in SIP.js nothing has no name: `undefined` may come from code without types.
    return Boolean(key) && !this.isBare && Object.hasOwn(this.parameters, key.toLowerCase());
  }

  /** Removes a parameter and gives what its value was. */
  deleteParam(key: string): string | null | undefined {
    const value = this.getParam(key);
    if (value !== undefined) Reflect.deleteProperty(this.parameters, key.toLowerCase());
    return value;
  }

  clearParams(): void {
    this.#parameters = emptyParameters();
  }

  /** As they are written: `;name=value;name`. */
  toString(): string {
    return formatParameters(this.parameters);
  }

  /** As it is written, so that JSON shows it. */
  toJSON(): string {
    return this.toString();
  }

  /** For `console.log` on Node. */
  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return `${this.constructor.name} ${this.toString()}`;
  }

  /** Whether it has none, and no map for them yet: most have none, and a map is larger than all the rest. */
  protected get isBare(): boolean {
    return this.#parameters === undefined && this.unreadParameters === "";
  }

  /** As they came, until somebody asks for them. */
  protected get unreadParameters(): string {
    return "";
  }

  /** What the parameters are before anybody has set one: asked for once, when they are first needed. */
  protected readParameters(): ParameterMap {
    return emptyParameters();
  }
}
