import { z } from 'zod';
import { communityPoliciesSchema } from './cedar/communityPolicies.js';

/** What a community can set by policy, with bounds and defaults. Every service reads these and nothing else. */
export const policyParametersSchema = z.object({
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
});

export type PolicyParameters = Readonly<z.infer<typeof policyParametersSchema>>;
export type PolicyParameterName = keyof PolicyParameters;

/** The parameters of a community that has never set any: policy version 0. */
export const defaultPolicyParameters: PolicyParameters = Object.freeze(policyParametersSchema.parse({}));

/** Of each parameter the tightest: all of them are upper limits, so the lowest. */
export function tightestParameters(all: readonly PolicyParameters[]): PolicyParameters {
  const names = Object.keys(defaultPolicyParameters) as PolicyParameterName[];
  return Object.freeze(
    policyParametersSchema.parse(
      Object.fromEntries(names.map((name) => [name, Math.min(...all.map((parameters) => parameters[name]))])),
    ),
  );
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
