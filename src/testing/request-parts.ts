import { type HeaderText, type RequestTextOptions, type ResponseTextOptions } from "./request-text.js";

/** A session description to carry; it is known by its text from then on. */
export interface DescriptionOptions {
  readonly offer?: string;
  readonly answer?: string;
}

/** How a request is to be. A `toTag` of a dialog that there is has the request go there. */
export type CallerRequestOptions = RequestTextOptions & DescriptionOptions;
export type CallerResponseOptions = ResponseTextOptions & DescriptionOptions;

export interface ReferOptions {
  /** The value of Refer-To. @defaultValue "<sip:carol@example.com>" */
  readonly referTo?: string;
}

export interface InfoOptions {
  /** The package that it belongs to. RFC 6086 @defaultValue none */
  readonly infoPackage?: string;
  /** A key that was pressed, as older phones tell it: `application/dtmf-relay`. @defaultValue none */
  readonly digit?: string;
}

/** What a REFER carries beside what every request does. RFC 3515 §2.1 */
export function referParts({ referTo, ...rest }: CallerRequestOptions & ReferOptions): CallerRequestOptions {
  return withHeaders({ "Refer-To": referTo ?? "<sip:carol@example.com>" }, rest);
}

export function infoParts(options: CallerRequestOptions & InfoOptions): CallerRequestOptions {
  const { infoPackage, digit, ...rest } = options;
  const pressed = { body: `Signal=${digit ?? ""}\r\nDuration=160\r\n`, contentType: "application/dtmf-relay" };
  const content = digit === undefined ? rest : { ...pressed, ...rest };
  // RFC 6086 §4.2.1: the header is there, whether or not there is a body.
  return infoPackage === undefined ? content : withHeaders({ "Info-Package": infoPackage }, content);
}

/** What a PRACK carries. RFC 3262 §7.2 */
export function prackParts(rack: string, options: CallerRequestOptions): CallerRequestOptions {
  return withHeaders({ RAck: rack }, options);
}

/** What an ACK to a refusal and a CANCEL repeat of their INVITE: its addresses, and nothing that it carried. RFC 3261 §9.1, §17.1.1.3 */
export function withoutContent(invite: CallerRequestOptions): RequestTextOptions {
  return Object.fromEntries(Object.entries(invite).filter(([name]) => !OF_CONTENT.has(name)));
}

const OF_CONTENT: ReadonlySet<string> = new Set(["body", "contentType", "offer", "answer", "headers"]);

function withHeaders(
  headers: Readonly<Record<string, HeaderText>>,
  options: CallerRequestOptions,
): CallerRequestOptions {
  return { ...options, headers: { ...headers, ...options.headers } };
}
