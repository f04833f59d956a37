import type { PolicyInForce } from '@ai-collective/platform';
import type { ModelVersion } from '../../entities/ModelVersion.js';
import type { Terms } from '../../rules/credit/planPayments.js';
import { priceCap } from '../../rules/credit/priceCap.js';
import { defaultVerificationPolicy } from '../../rules/verification/index.js';
import type { CreditPrices } from './CreditPrices.js';

const permillePerPercent = 10;

/** Valid results of a task that are paid at most: those of a quorum. */
const paidReplicas = defaultVerificationPolicy.quorum;

/** What was agreed on for the tasks of a step. */
export interface StepQuote extends Terms {
  readonly modelVersionId: string;
  readonly batchShape: number;
  readonly publisher: string;
}

/** What a job will cost at most, and what was agreed on for it; of a chain, for its first step. */
export interface JobQuote extends StepQuote {
  /** Of a chain: for the steps after the first, in order. */
  readonly laterSteps?: readonly StepQuote[];
  /** Micro-credits, of all steps. */
  readonly cap: bigint;
  /** Whether its submitter has to have the credit. */
  readonly isEnforced: boolean;
  /** What a member without a budget of their own is given a month, in micro-credits. */
  readonly memberBudget: bigint;
}

/** What a job's price depends on. */
export interface QuotedJob {
  readonly items: number;
  /** See batchShapeOf. Later steps of a chain are taken to have as many rows an item as the first. */
  readonly batchShape: number;
  readonly policy: Pick<PolicyInForce, 'parameters'>;
}

const microCredits = 1_000_000n;

type PricedVersion = Pick<ModelVersion, 'id' | 'tenantId' | 'createdBy'>;

/** Prices a job of some steps as its items and the policy in force are now; what is measured later changes nothing about it. */
export async function quoteJob(
  prices: Pick<CreditPrices, 'quote'>,
  versions: readonly PricedVersion[],
  job: QuotedJob,
): Promise<JobQuote> {
  const { parameters } = job.policy;
  const quotes = await Promise.all(versions.map((version) => quoteStep(prices, version, job)));
  const [first, ...laterSteps] = quotes;
  if (first === undefined) throw new Error('a job has a model version');
  const caps = quotes.map((quote) => priceCap({ ...quote, items: job.items, replicas: paidReplicas }));
  return {
    ...first,
    laterSteps,
    cap: caps.reduce((sum, cap) => sum + cap),
    isEnforced: parameters['credit.enforced'] === 1,
    memberBudget: BigInt(parameters['credit.memberBudget']) * microCredits,
  };
}

async function quoteStep(
  prices: Pick<CreditPrices, 'quote'>,
  version: PricedVersion,
  { batchShape, policy: { parameters } }: QuotedJob,
): Promise<StepQuote> {
  const { price, deadlineMs } = await prices.quote({
    community: version.tenantId,
    modelVersionId: version.id,
    batchShape,
    runtimeLimitMs: parameters['tasks.maxRuntimeMs'],
  });
  return {
    modelVersionId: version.id,
    batchShape,
    publisher: version.createdBy,
    price,
    deadlineMs,
    mostBonus: parameters['credit.maxBonus'] * permillePerPercent,
    ownerShare: parameters['credit.ownerShare'],
    publisherShare: parameters['credit.publisherShare'],
    communityShare: parameters['credit.communityShare'],
  };
}
