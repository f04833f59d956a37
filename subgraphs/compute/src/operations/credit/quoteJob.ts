import type { PolicyInForce } from '@ai-collective/platform';
import type { ModelVersion } from '../../entities/ModelVersion.js';
import type { Terms } from '../../rules/credit/planPayments.js';
import { priceCap } from '../../rules/credit/priceCap.js';
import { defaultVerificationPolicy } from '../../rules/verification/index.js';
import type { CreditPrices } from './CreditPrices.js';

const permillePerPercent = 10;

/** Valid results of a task that are paid at most: those of a quorum. */
const paidReplicas = defaultVerificationPolicy.quorum;

/** What a job will cost at most, and what was agreed on for it. */
export interface JobQuote extends Terms {
  readonly modelVersionId: string;
  readonly batchShape: number;
  readonly publisher: string;
  /** Micro-credits. */
  readonly cap: bigint;
  /** Whether its submitter has to have the credit. */
  readonly isEnforced: boolean;
  /** What a member without a budget of their own is given a month, in micro-credits. */
  readonly memberBudget: bigint;
}

/** What a job's price depends on. */
export interface QuotedJob {
  readonly items: number;
  /** See batchShapeOf. */
  readonly batchShape: number;
  readonly policy: Pick<PolicyInForce, 'parameters'>;
}

const microCredits = 1_000_000n;

/** Prices a job as its items and the policy in force are now; what is measured later changes nothing about it. */
export async function quoteJob(
  prices: Pick<CreditPrices, 'quote'>,
  version: Pick<ModelVersion, 'id' | 'tenantId' | 'createdBy'>,
  job: QuotedJob,
): Promise<JobQuote> {
  const { items, batchShape } = job;
  const { parameters } = job.policy;
  const { price, deadlineMs } = await prices.quote({
    community: version.tenantId,
    modelVersionId: version.id,
    batchShape,
    runtimeLimitMs: parameters['tasks.maxRuntimeMs'],
  });
  const mostBonus = parameters['credit.maxBonus'] * permillePerPercent;
  return {
    modelVersionId: version.id,
    batchShape,
    publisher: version.createdBy,
    price,
    deadlineMs,
    mostBonus,
    ownerShare: parameters['credit.ownerShare'],
    publisherShare: parameters['credit.publisherShare'],
    communityShare: parameters['credit.communityShare'],
    cap: priceCap({ items, price, mostBonus, replicas: paidReplicas }),
    isEnforced: parameters['credit.enforced'] === 1,
    memberBudget: BigInt(parameters['credit.memberBudget']) * microCredits,
  };
}
