/** What a request is made of. Everything has a default; together the defaults are a call from Alice to Bob. */
export interface RequestTextOptions {
  /** @defaultValue "sip:bob@192.0.2.4" */
  readonly requestUri?: string;
  /** Whole Via values, top one first; takes the place of `protocol` and `branch`. */
  readonly via?: string | readonly string[];
  /** Of the top Via. @defaultValue "UDP" */
  readonly protocol?: string;
  /** Of the top Via. @defaultValue "z9hG4bKfx001" */
  readonly branch?: string;
  /** Values of Route, in order. @defaultValue none */
  readonly routes?: readonly string[];
  /** From, without its tag. @defaultValue "Alice <sip:alice@example.org>" */
  readonly from?: string;
  /** @defaultValue "a11ce" */
  readonly fromTag?: string;
  /** To, without its tag. @defaultValue "Bob <sip:bob@example.net>" */
  readonly to?: string;
  /** @defaultValue none: outside a dialog */
  readonly toTag?: string | undefined;
  /** @defaultValue "fx-call-1" */
  readonly callId?: string;
  /** The number only. @defaultValue 1001 */
  readonly cseq?: number;
  /**
   * Further headers, or others in the place of those above, by name in any case: `undefined` takes a header away,
   * a list makes one row of each element.
   */
  readonly headers?: Readonly<Record<string, HeaderText>>;
  /** @defaultValue none */
  readonly body?: string;
  /** @defaultValue "application/sdp" when there is a body */
  readonly contentType?: string;
}

/** The value of a header, its values in rows of their own, or no such header. */
export type HeaderText = string | number | readonly string[] | undefined;

/**
 * Writes a request as text, as it stands on the wire. Nothing is checked: wrong on purpose is right here.
 *
 * ```ts
 * requestText("OPTIONS", { headers: { "Max-Forwards": undefined, Supported: "100rel" } });
 * ```
 *
 * INVITE, SUBSCRIBE, REFER and UPDATE carry a Contact, REFER a Refer-To to Carol. Content-Length counts octets.
 */
export function requestText(method: string, options: RequestTextOptions = {}): string {
  const { requestUri = "sip:bob@192.0.2.4", body = "", cseq = 1001, fromTag = "a11ce" } = options;
  const rows = new HeaderRows();
  rows.set(
    "Via",
    options.via ?? `SIP/2.0/${options.protocol ?? "UDP"} pc1.example.org;branch=${options.branch ?? "z9hG4bKfx001"}`,
  );
  rows.set("Route", options.routes);
  rows.set("Max-Forwards", 70);
  rows.set("To", tagged(options.to ?? "Bob <sip:bob@example.net>", options.toTag));
  rows.set("From", tagged(options.from ?? "Alice <sip:alice@example.org>", fromTag));
  rows.set("Call-ID", options.callId ?? "fx-call-1");
  rows.set("CSeq", `${cseq} ${method}`);
  if (CONTACT_METHODS.has(method)) rows.set("Contact", "<sip:alice@pc1.example.org>");
  if (method === "REFER") rows.set("Refer-To", "<sip:carol@example.com>");
  if (body !== "") rows.set("Content-Type", options.contentType ?? "application/sdp");
  rows.set("Content-Length", new TextEncoder().encode(body).length);
  rows.setAll(options.headers);
  return rows.toText(`${method} ${requestUri} SIP/2.0`, body);
}

/** An INVITE; with `offer`, one that carries it. */
export function inviteText(options: RequestTextOptions & { readonly offer?: string } = {}): string {
  return requestText("INVITE", options.offer === undefined ? options : { ...options, body: options.offer });
}

export interface ResponseTextOptions {
  /** @defaultValue the word for the class of the code, such as "OK" */
  readonly reasonPhrase?: string;
  /** Added to To when it has no tag. */
  readonly toTag?: string | undefined;
  /** As with a request. */
  readonly headers?: Readonly<Record<string, HeaderText>>;
  /** @defaultValue none */
  readonly body?: string;
  /** @defaultValue "application/sdp" when there is a body */
  readonly contentType?: string;
}

/** What a response needs of the request that it answers. An incoming request message has it. */
export interface AnswerableRequest {
  getHeader(name: string): string | undefined;
  getHeaders(name: string): string[];
}

/** Writes the response that the other party gives to a request of ours. */
export function responseText(
  request: AnswerableRequest,
  statusCode: number,
  options: ResponseTextOptions = {},
): string {
  const { body = "" } = options;
  const to = request.getHeader("To") ?? "";
  const rows = new HeaderRows();
  rows.set("Via", request.getHeaders("Via"));
  rows.set("Record-Route", request.getHeaders("Record-Route"));
  rows.set("From", request.getHeader("From"));
  rows.set("To", HAS_TAG.test(to) ? to : tagged(to, options.toTag));
  rows.set("Call-ID", request.getHeader("Call-ID"));
  rows.set("CSeq", request.getHeader("CSeq"));
  if (body !== "") rows.set("Content-Type", options.contentType ?? "application/sdp");
  rows.set("Content-Length", new TextEncoder().encode(body).length);
  rows.setAll(options.headers);
  return rows.toText(`SIP/2.0 ${statusCode} ${options.reasonPhrase ?? phraseOf(statusCode)}`, body);
}

// RFC 3261 §20 table 2: requests that need to say where their sender can be reached.
const CONTACT_METHODS: ReadonlySet<string> = new Set(["INVITE", "SUBSCRIBE", "REFER", "UPDATE"]);

const HAS_TAG = /;[ \t]*tag[ \t]*=/i;

const PHRASES = ["", "Progress", "OK", "Redirected", "Refused", "Failed", "Refused Everywhere"];

function phraseOf(statusCode: number): string {
  return PHRASES[Math.floor(statusCode / 100)] ?? "";
}

function tagged(value: string, tag: string | undefined): string {
  return tag === undefined ? value : `${value};tag=${tag}`;
}

/** Headers by name, in order, the last word counting. */
class HeaderRows {
  readonly #rows = new Map<string, { readonly name: string; readonly values: readonly string[] }>();

  set(name: string, value: HeaderText): void {
    const values = value === undefined ? [] : typeof value === "object" ? value : [String(value)];
    const earlier = this.#rows.get(name.toLowerCase());
    this.#rows.set(name.toLowerCase(), { name: earlier?.name ?? name, values });
  }

  setAll(headers: Readonly<Record<string, HeaderText>> | undefined): void {
    for (const [name, value] of Object.entries(headers ?? {})) this.set(name, value);
  }

  toText(startLine: string, body: string): string {
    const lines = [...this.#rows.values()].flatMap(({ name, values }) => values.map((value) => `${name}: ${value}`));
    return [startLine, ...lines, "", body].join("\r\n");
  }
}
