import { type RawMessage, withoutSource } from "./raw-message.js";

/** What a response copies from its request. RFC 3261 §8.2.6.2 */
export interface CopiedHeaders {
  readonly via: readonly string[];
  readonly from: readonly string[];
  readonly to: readonly string[];
  readonly callId: readonly string[];
  readonly cseq: readonly string[];
}

/** What a response to this request has to copy, to the letter: of a header that came twice the first. */
export function toBeCopied(request: RawMessage): CopiedHeaders {
  const first = (name: string) => request.rows(name).slice(0, 1);
  const via = request.values("via").map(withoutSource);
  return { via, from: first("from"), to: first("to"), callId: first("call-id"), cseq: first("cseq") };
}

/** What a response has copied; taken away is what it had to add: the source of the request in Via, and a tag in To. */
export function copiedIn(response: RawMessage, request: RawMessage): CopiedHeaders {
  const isNewTag = !request
    .rows("to")
    .slice(0, 1)
    .some((to) => TAG.test(to));
  return {
    via: response.values("via").map(withoutSource),
    from: response.rows("from"),
    to: response.rows("to").map((to) => (isNewTag ? to.replace(NEW_TAG, "") : to)),
    callId: response.rows("call-id"),
    cseq: response.rows("cseq"),
  };
}

/** Whether each To has a tag. */
export function hasToTag(response: RawMessage): boolean {
  return response.rows("to").every((to) => TAG.test(to));
}

// Behind the brackets or, without brackets, anywhere: good enough for messages whose URIs have no parameter of that name.
const TAG = /;[ \t]*tag[ \t]*=/i;
const NEW_TAG = /;tag=[-.!%*_+`'~\w]+$/;
