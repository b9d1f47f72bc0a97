import { contentDispositionFor } from "./body.js";
import { contentIdOf } from "./content-references.js";
import { ParseFailure } from "./grammar/parse-failure.js";
import { ContentDisposition, ContentType, type MediaType } from "./header/content.js";
import { type IncomingMessage } from "./incoming-message.js";
import { DEFAULT_LIMITS, type Limits } from "./limits.js";
import { splitMultipart } from "./multipart.js";
import { fromOctetText, toOctetText } from "./octet-text.js";
import { decodeUtf8 } from "./received-text.js";

/** How far a multipart body is taken apart. */
export type MultipartLimits = Pick<Limits, "depth" | "parts">;

/** The body of a message or, where that is a multipart, a part of it. RFC 5621 §3 */
export class BodyPart {
  /** As it is written; `text/plain` for a part that does not say. RFC 2046 §5.1 */
  readonly contentType: string;
  /** The same, read. */
  readonly type: MediaType | ParseFailure;
  /** What it is for, in lower case: what the type implies where nothing is said that can be read. RFC 3261 §20.11 */
  readonly disposition: string;
  /** Whether whoever does not understand it may leave it out. RFC 3261 §20.11: not unless that is said. */
  readonly isOptional: boolean;
  /** Of a multipart: what it consists of, or why that cannot be said. */
  readonly parts: readonly BodyPart[] | ParseFailure | undefined;
  readonly isEmpty: boolean;
  readonly #source: Source;
  #octetText: string | undefined;

  private constructor(source: Source, limits: MultipartLimits, room: { left: number }, depth: number) {
    this.#source = source;
    this.isEmpty = source.isEmpty;
    this.contentType = source.header("content-type") ?? "text/plain";
    this.type = ContentType.parse(this.contentType);
    const disposition = ContentDisposition.parse(source.header("content-disposition") ?? "");
    const isReadable = !(disposition instanceof ParseFailure);
    this.disposition = isReadable ? disposition.type : contentDispositionFor(this.contentType);
    this.isOptional = isReadable && disposition.handling.toLowerCase() === "optional";
    this.parts = this.#takeApart(limits, room, depth);
  }

  /** The body of a message, taken apart as far as the limits allow; `undefined` where there is none. Never throws. */
  static of(message: IncomingMessage, limits: MultipartLimits = DEFAULT_LIMITS): BodyPart | undefined {
    if (!message.hasBody) return undefined;
    const header = (name: string): string | undefined => {
      const values = message.getHeaders(name);
      return values.length === 0 ? undefined : values.join(", ");
    };
    const octetText = (): string => toOctetText(message.bodyBytes);
    return new BodyPart({ header, octetText, isEmpty: false }, limits, { left: limits.parts }, 0);
  }

  /** The octets, exactly as they came. */
  get bytes(): Uint8Array {
    return fromOctetText(this.#text);
  }

  /** The octets, read as UTF-8. */
  get content(): string {
    return decodeUtf8(this.bytes);
  }

  /** Whether the octets have to be decoded first. RFC 5621 §3.2: in SIP they are sent as they are. */
  get isTransferEncoded(): boolean {
    const encoding = this.#source.header("content-transfer-encoding");
    return encoding !== undefined && !AS_IT_IS.has(encoding.toLowerCase());
  }

  /** The value of a header field, such as `Content-ID`; of a part, the first of several. */
  getHeader(name: string): string | undefined {
    return this.#source.header(name.toLowerCase());
  }

  /** This part, or one within it, that a `cid:` URI or a bare Content-ID names. RFC 5621 §9.3, RFC 2392 §2 */
  find(reference: string): BodyPart | undefined {
    const id = contentIdOf(reference);
    if (id !== "" && contentIdOf(this.getHeader("Content-ID") ?? "") === id) return this;
    const parts = this.parts === undefined || this.parts instanceof ParseFailure ? [] : this.parts;
    for (const part of parts) {
      const found = part.find(reference);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  /** One character for each octet; made when somebody looks at it. */
  get #text(): string {
    return (this.#octetText ??= this.#source.octetText());
  }

  #takeApart(
    limits: MultipartLimits,
    room: { left: number },
    depth: number,
  ): readonly BodyPart[] | ParseFailure | undefined {
    const { type } = this;
    if (type instanceof ParseFailure || type.type !== "multipart") return undefined;
    if (depth >= limits.depth) return TOO_DEEP;
    const pieces = splitMultipart(this.#text, type.parameters["boundary"] ?? "", room.left);
    if (pieces instanceof ParseFailure) return pieces;
    room.left -= pieces.length;
    return pieces.map(
      ({ headers, content }) =>
        new BodyPart(
          { header: (name) => headers.get(name), octetText: () => content, isEmpty: content === "" },
          limits,
          room,
          depth + 1,
        ),
    );
  }
}

/** What a part is made of. */
interface Source {
  /** The value of a header field, by its name in lower case. */
  readonly header: (name: string) => string | undefined;
  /** One character for each octet. */
  readonly octetText: () => string;
  readonly isEmpty: boolean;
}

const AS_IT_IS: ReadonlySet<string> = new Set(["7bit", "8bit", "binary"]);

const TOO_DEEP = new ParseFailure("fewer multiparts within multiparts", 0, {
  code: "multipart-depth",
  reasonPhrase: "Multipart Nested Too Deep",
});
