/** The states of the four transaction machines; each machine uses some of them. */
export const TransactionState = {
  Accepted: "Accepted",
  Calling: "Calling",
  Completed: "Completed",
  Confirmed: "Confirmed",
  Proceeding: "Proceeding",
  Terminated: "Terminated",
  Trying: "Trying",
} as const;
export type TransactionState = (typeof TransactionState)[keyof typeof TransactionState];
