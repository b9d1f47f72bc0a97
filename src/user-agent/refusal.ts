/** Why a request is not served, ready to be sent. */
export interface Refusal {
  readonly statusCode: number;
  readonly reasonPhrase?: string;
  readonly extraHeaders?: readonly string[];
}
