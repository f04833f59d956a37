import { z } from 'zod';
import { communityPoliciesSchema } from './cedar/communityPolicies.js';
import { commonRegions, mostRegions, regionSchema } from './region.js';

/** The numbers a community can set by policy, with bounds and defaults. */
export const numericParametersSchema = z.object({
  'jobs.maxItems': z.int().min(1).max(1_000_000).default(100_000).describe('most items one job may have'),
  'jobs.maxUnfinished': z.int().min(1).max(100_000).default(1_000).describe('most unfinished jobs at a time'),
  'tasks.maxRuntimeMs': z
    .int()
    .min(100)
    .max(3_600_000)
    .default(60_000)
    .describe('longest run of one task, ms'),
  'tasks.maxErrors': z.int().min(1).max(20).default(3).describe('device errors before a task fails'),
  'tasks.maxAttempts': z
    .int()
    .min(1)
    .max(50)
    .default(8)
    .describe('attempts of any outcome before a task fails'),
  'fleets.targetWait': z
    .int()
    .min(1)
    .max(86_400)
    .default(300)
    .describe(
      'in what time a fleet is to do what waits for it, seconds: what is said to be late, and how many devices',
    ),
  'verification.quorum': z
    .int()
    .min(2)
    .max(7)
    .default(2)
    .describe('results a task of a device that is not trusted wants, of which more than half have to agree'),
  'verification.trustedAfter': z
    .int()
    .min(1)
    .max(10_000)
    .default(10)
    .describe('confirmed results in a row after which a device is trusted with a model version'),
  'verification.minimumCheckPercent': z
    .int()
    .min(1)
    .max(100)
    .default(5)
    .describe('how many of a hundred results of a trusted device are checked at least'),
  'verification.baitPercent': z
    .int()
    .min(0)
    .max(50)
    .default(1)
    .describe('how many of a hundred leases bring a task whose result is known'),
  'verification.suspendAtStrikes': z
    .int()
    .min(1)
    .max(1_000)
    .default(3)
    .describe(
      'wrong results after which a device is suspended, if too large a share of its results was wrong',
    ),
  'models.maxBytes': z
    .int()
    .min(1)
    .max(2_147_483_647)
    .default(536_870_912)
    .describe('largest model file, bytes'),
  'blobs.maxBytes': z
    .int()
    .min(1)
    .max(1_099_511_627_776)
    .default(1_073_741_824)
    .describe('largest blob, bytes'),
  'credit.enforced': z
    .int()
    .min(0)
    .max(1)
    .default(0)
    .describe(
      '1: jobs are paid for from what their submitters have; 0: credit is issued for whatever they cost',
    ),
  'credit.memberBudget': z
    .int()
    .min(0)
    .max(1_000_000_000)
    .default(36_000)
    .describe('credit a member is given a month where it is needed, in credits of one device-second'),
  'credit.maxBonus': z
    .int()
    .min(100)
    .max(1_000)
    .default(200)
    .describe('most that a quick result is paid, in percent of the price'),
  'credit.ownerShare': shareOf('the owner of the device', 80),
  'credit.publisherShare': shareOf('the publisher of the model', 10),
  'credit.communityShare': shareOf('the community', 10),
  'voting.required': z
    .int()
    .min(0)
    .max(1)
    .default(0)
    .describe('1: the policy is changed by proposals that passed, and by nobody alone'),
  'voting.delayMinutes': minutes(
    [0, 43_200, 0],
    'from the submission of a proposal to the start of its vote',
  ),
  'voting.periodMinutes': minutes([1, 129_600, 4_320], 'a vote lasts'),
  'voting.extensionMinutes': minutes(
    [0, 10_080, 60],
    'that are left at least when a quorum is reached late, or another side comes to lead late',
  ),
  'voting.timeLockMinutes': minutes(
    [0, 43_200, 60],
    'from the end of a vote until what it decided takes effect',
  ),
  'voting.quorumPercent': z
    .int()
    .min(1)
    .max(100)
    .default(20)
    .describe('how much of the weight of all who may vote has to be for a proposal, or abstain'),
  'voting.majorityPercent': z
    .int()
    .min(50)
    .max(99)
    .default(50)
    .describe('of the votes for and against, more than so many percent have to be for it'),
  'voting.mostCarriedPercent': z
    .int()
    .min(0)
    .max(100)
    .default(5)
    .describe('most that anybody carries for others, in percent of the weight of all who may vote'),
});

/** What a community can set by policy. Every service reads these and nothing else. */
export const policyParametersSchema = numericParametersSchema.extend({
  'placement.residency': z
    .array(regionSchema)
    .max(mostRegions)
    .readonly()
    .nullable()
    .default(null)
    .describe('regions that jobs may run in; null: anywhere'),
});

/** Shares are weights: what counts is their proportion, so that any three of them make a whole. */
function shareOf(whom: string, share: number) {
  return z.int().min(0).max(100).default(share).describe(`share of a payment for ${whom}, as a weight`);
}

/** How long something of a vote takes. */
function minutes([least, most, usual]: readonly [number, number, number], what: string) {
  return z.int().min(least).max(most).default(usual).describe(`minutes ${what}`);
}

export type PolicyParameters = Readonly<z.infer<typeof policyParametersSchema>>;

/** A parameter that is a number. */
export type PolicyParameterName = keyof z.infer<typeof numericParametersSchema>;

/** The parameters of a community that has never set any: policy version 0. */
export const defaultPolicyParameters: PolicyParameters = Object.freeze(policyParametersSchema.parse({}));

/**
 * How a parameter binds communities inside the one that set it: most are upper limits, so the lowest counts; `highest` is for
 * those that tighten upwards, `own` for those that are each community's own affair.
 */
export type ParameterNesting = 'lowest' | 'highest' | 'own';

const nestings: Readonly<Partial<Record<PolicyParameterName, ParameterNesting>>> = {
  'verification.quorum': 'highest',
  'verification.trustedAfter': 'highest',
  'verification.minimumCheckPercent': 'highest',
  'verification.baitPercent': 'highest',
  'credit.enforced': 'highest',
  'credit.ownerShare': 'own',
  'credit.publisherShare': 'own',
  'credit.communityShare': 'own',
  'voting.required': 'highest',
  'voting.delayMinutes': 'own',
  'voting.periodMinutes': 'own',
  'voting.extensionMinutes': 'own',
  'voting.timeLockMinutes': 'own',
  'voting.quorumPercent': 'own',
  'voting.majorityPercent': 'own',
  'voting.mostCarriedPercent': 'own',
};

export function nestingOf(name: PolicyParameterName): ParameterNesting {
  return nestings[name] ?? 'lowest';
}

/** Of each parameter what counts in a community inside others. @param all its own first, and those around it */
export function tightestParameters(
  all: readonly [PolicyParameters, ...PolicyParameters[]],
): PolicyParameters {
  const names = Object.keys(numericParametersSchema.shape) as PolicyParameterName[];
  const numbers = Object.fromEntries(names.map((name) => [name, tightest(name, all)]));
  return Object.freeze(policyParametersSchema.parse({ ...numbers, 'placement.residency': residencyOf(all) }));
}

/** Where jobs may run as far as all of them allow it; empty where they allow nothing in common. */
function residencyOf(all: readonly PolicyParameters[]): readonly string[] | null {
  return all.map((parameters) => parameters['placement.residency']).reduce(commonRegions, null);
}

function tightest(
  name: PolicyParameterName,
  all: readonly [PolicyParameters, ...PolicyParameters[]],
): number {
  const values = all.map((parameters) => parameters[name]);
  switch (nestingOf(name)) {
    case 'lowest':
      return Math.min(...values);
    case 'highest':
      return Math.max(...values);
    case 'own':
      return all[0][name];
  }
}

/** One version of a community's policy: the value of a message on `governance.policies`, keyed by community id. */
export const policyBundleSchema = z.object({
  communityId: z.string(),
  version: z.int().positive(),
  parameters: policyParametersSchema,
  policies: communityPoliciesSchema.default([]),
  enactedAt: z.iso.datetime(),
  enactedBy: z.string(),
  digest: z
    .string()
    .describe(
      'sha256 of the canonical JSON of communityId, version, parameters and, where there are any, policies, hex',
    ),
});

export type PolicyBundle = z.infer<typeof policyBundleSchema>;
