/** Where a subscription stands; for SIP.js's upper layer, which names them. RFC 6665 */
export const SubscriptionState = {
  Initial: "Initial",
  NotifyWait: "NotifyWait",
  Pending: "Pending",
  Active: "Active",
  Terminated: "Terminated",
} as const;
export type SubscriptionState = (typeof SubscriptionState)[keyof typeof SubscriptionState];
