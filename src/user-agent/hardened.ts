import { type OverloadLimits } from "./overload-limits.js";
import { type UserAgentCoreConfiguration } from "./user-agent-core-configuration.js";

/** What `hardened()` sets. */
export type HardenedConfiguration = Required<
  Pick<UserAgentCoreConfiguration, "answerTimeout" | "limits" | "requestTimeout">
> & { readonly overload: OverloadLimits };

/**
 * Limits for a server that strangers reach: a part of a configuration, to be spread into yours.
 *
 * ```ts
 * const base = hardened();
 * new UserAgentCore({ ...base, overload: { ...base.overload, dialogs: 2_000, trusts: ({ host }) => host === proxy } });
 * ```
 */
export function hardened(): HardenedConfiguration {
  return {
    answerTimeout: 180_000,
    requestTimeout: 10_000,
    limits: { hops: 20 },
    overload: {
      pendingInvites: 1_000,
      pendingInvitesPerSource: 20,
      requestRatePerSource: { perSecond: 50, burst: 100 },
      transactions: 10_000,
      transactionsPerSource: 500,
      unacknowledgedPerSource: 5,
      earlyDialogsPerInvite: 10,
      queuedProvisionals: 16,
      requestsPerDialog: 32,
    },
  };
}
