import { AppError, type PolicyStore } from '@ai-collective/platform/runtime';

/** Version of the policy in force in a community; 0 without a store and until the store has read its topic. */
export function policyVersionIn(policies: Pick<PolicyStore, 'get'> | undefined, communityId: string): number {
  try {
    return policies?.get(communityId).version ?? 0;
  } catch (error) {
    if (error instanceof AppError && error.code === 'POLICIES_NOT_READY') return 0;
    throw error;
  }
}
