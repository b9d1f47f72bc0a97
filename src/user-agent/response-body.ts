import { OfferAnswerError } from "../errors.js";
import { type OfferAnswer } from "../dialog/offer-answer.js";
import { type Body } from "../message/body.js";
import { descriptionIn } from "../message/session-description.js";

/** What a response to an INVITE is, to offer and answer. */
export type ResponseKind = "preview" | "1xx" | "2xx";

/**
 * The body that goes into a response to an INVITE. RFC 6337 §2.2, §3.1
 *
 * What has no disposition `session` passes as it is. A description where the exchange is complete is left out.
 *
 * @param kind - `preview` in an unreliable 1xx.
 * @throws OfferAnswerError for a description that may not stand there, and where one is owed.
 */
export function responseBody(
  exchange: OfferAnswer,
  statusCode: number,
  kind: ResponseKind,
  body: Body | undefined,
): Body | undefined {
  const description = descriptionIn(body);
  if (description === undefined) return kind === "preview" ? body : (owedBody(exchange, statusCode, kind) ?? body);
  const { preview } = exchange;
  // RFC 3261 §13.2.1: the peer holds to what it has seen.
  if (preview !== undefined && preview.content !== description.content) {
    throw refusal(statusCode, "its session description is another than the one an earlier response has shown");
  }
  if (kind === "preview") return previewBody(exchange, statusCode, body);
  if (exchange.roleSent(kind) === undefined) return undefined;
  const problem = exchange.problemSending(description, kind);
  if (problem !== undefined) throw refusal(statusCode, problem);
  return body;
}

/** Of a response without a description: what it has to carry all the same. */
function owedBody(exchange: OfferAnswer, statusCode: number, kind: "1xx" | "2xx"): Body | undefined {
  // RFC 3262 §5: the first reliable response carries the offer that the INVITE lacks.
  if (exchange.state === "OweOffer" && kind === "1xx") throw refusal(statusCode, OWED);
  if (kind === "1xx" || exchange.roleSent("2xx") === undefined) return undefined;
  // RFC 6337 §3.1.1: the answer that was shown. RFC 3261 §14.2: what stands, for a re-INVITE that asks for nothing new.
  const standing = exchange.preview ?? exchange.standingFor(exchange.state === "Remote" ? exchange.offer : undefined);
  if (standing === undefined) throw refusal(statusCode, OWED);
  return standing;
}

function previewBody(exchange: OfferAnswer, statusCode: number, body: Body | undefined): Body | undefined {
  // RFC 3261 §13.2.1: an offer counts in a reliable response only.
  if (exchange.state === "OweOffer") throw refusal(statusCode, "an offer cannot stand in an unreliable response");
  if (exchange.carrier !== "INVITE") return undefined;
  // What is shown is what the 2xx will carry.
  const problem = body && exchange.problemSending(body, "2xx");
  if (problem !== undefined) throw refusal(statusCode, problem);
  return body;
}

const OWED = "the response has to carry a session description";

function refusal(statusCode: number, why: string): OfferAnswerError {
  return new OfferAnswerError(`cannot send ${statusCode}: ${why}`);
}
