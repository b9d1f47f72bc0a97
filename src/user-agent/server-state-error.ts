import { TransactionStateError } from "../errors.js";
import { type ServerTransaction } from "../transaction/server-transaction.js";
import { TransactionState } from "../transaction/transaction-state.js";

/** Whether a response can still be sent. */
export function isAnswerable({ state }: ServerTransaction): boolean {
  return state === TransactionState.Trying || state === TransactionState.Proceeding;
}

/**
 * What a server throws when nothing can be sent any more.
 *
 * @param gone - What has become of the request, where its transaction does not say so.
 * @param statusCode - What was to be sent; nothing when it was to be dropped.
 */
export function serverStateError(
  { id, state, method }: ServerTransaction,
  gone: string | undefined,
  statusCode: number | undefined,
): TransactionStateError {
  const what = statusCode === undefined ? "drop" : `send ${statusCode}`;
  const why = gone === undefined ? `is ${state}` : `has been ${gone}`;
  return new TransactionStateError(`cannot ${what}: ${method} server transaction ${id} ${why}`);
}
