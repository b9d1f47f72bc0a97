import { checkedBody } from "../message/body.js";
import { checkedHeaderField } from "../message/grammar/checked-text.js";
import { type EndOptions } from "./session.js";

/**
 * What a call is ended with; it may be a while until it is sent, and then nobody is there to be told what is wrong.
 *
 * @throws TypeError for a status code that refuses nothing, and for what cannot be written. Nothing has been sent or changed.
 */
export function checkedEnd(options: EndOptions): EndOptions {
  const { statusCode = 480, extraHeaders = [], body } = options;
  if (!Number.isInteger(statusCode) || statusCode < 400 || statusCode > 699) {
    throw new TypeError(`cannot end with ${statusCode}: the status code has to be 400 to 699`);
  }
  for (const line of extraHeaders) checkedHeaderField(line);
  if (body !== undefined) checkedBody(body);
  return options;
}
