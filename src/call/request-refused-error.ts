import { Exception } from "../errors.js";
import { type IncomingResponseMessage } from "../message/incoming-response-message.js";

/** The peer has refused a request of ours. The call goes on as it was. */
export class RequestRefusedError extends Exception {
  override readonly name: string = "RequestRefusedError";
  readonly code: string = "SIP_REQUEST_REFUSED";
  /** 300 to 699. */
  readonly statusCode: number;
  readonly response: IncomingResponseMessage;

  constructor(response: IncomingResponseMessage) {
    super(`${response.method} was answered ${response.statusCode}`);
    this.statusCode = response.statusCode;
    this.response = response;
  }
}
