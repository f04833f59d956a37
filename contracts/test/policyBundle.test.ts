import { describe, expect, it } from 'vitest';
import {
  defaultPolicyParameters,
  policyBundleSchema,
  policyParametersSchema,
  tightestParameters,
} from '../src/policyBundle.js';

describe('policy parameters', () => {
  it('have a default for each, so that a community without a policy has one', () => {
    expect(Object.keys(defaultPolicyParameters).sort()).toEqual(
      Object.keys(policyParametersSchema.shape).sort(),
    );
  });

  it('tell what each one means', () => {
    for (const [name, schema] of Object.entries(policyParametersSchema.shape))
      expect(schema.description, name).toMatch(/\w/);
  });

  it('fill in what a bundle written before a parameter existed does not have', () => {
    expect(policyParametersSchema.parse({ 'jobs.maxItems': 7 })).toEqual({
      ...defaultPolicyParameters,
      'jobs.maxItems': 7,
    });
  });

  it.each([0, 1_000_001, 1.5, '7'])('refuse jobs.maxItems of %j', (value) => {
    expect(policyParametersSchema.safeParse({ 'jobs.maxItems': value }).success).toBe(false);
  });
});

describe('parameters of a community inside others', () => {
  it.each([
    ['jobs.maxItems', [50, 20, 90], 20],
    ['credit.memberBudget', [50, 20, 90], 20],
    ['verification.quorum', [3, 2, 5], 5],
    ['verification.trustedAfter', [50, 20, 90], 90],
    ['verification.minimumCheckPercent', [50, 20, 90], 90],
    ['verification.baitPercent', [10, 20, 5], 20],
    ['verification.suspendAtStrikes', [50, 20, 90], 20],
    ['credit.enforced', [0, 1, 0], 1],
    ['credit.enforced', [1, 0, 0], 1],
    ['credit.enforced', [0, 0, 0], 0],
    ['credit.ownerShare', [50, 20, 90], 50],
    ['credit.publisherShare', [50, 20, 90], 50],
    ['credit.communityShare', [50, 20, 90], 50],
  ] as const)('%s of %j, its own first, is %i', (name, [own, ...around], value) => {
    const parameters = (each: number) => ({ ...defaultPolicyParameters, [name]: each });
    expect(tightestParameters([parameters(own), ...around.map(parameters)])[name]).toBe(value);
  });
});

describe('the residency of a community inside others', () => {
  it.each([
    [[null, null], null],
    [[['DE'], null], ['DE']],
    [
      [null, ['DE', 'FR']],
      ['DE', 'FR'],
    ],
    [[['DE', 'US'], ['DE-BY', 'FR'], null], ['DE-BY']],
    [[['DE'], ['FR']], []],
  ] as const)('of %j is %j', ([own, ...around], regions) => {
    const parameters = (each: readonly string[] | null) => ({
      ...defaultPolicyParameters,
      'placement.residency': each,
    });
    expect(tightestParameters([parameters(own), ...around.map(parameters)])['placement.residency']).toEqual(
      regions,
    );
  });
});

describe('a policy bundle', () => {
  const bundle = {
    communityId: 'com_1',
    version: 1,
    parameters: {},
    enactedAt: '2026-01-01T00:00:00.000Z',
    enactedBy: 'per_1',
    digest: '',
  };

  it('has no policies of the community when it was written before there could be any', () => {
    expect(policyBundleSchema.parse(bundle).policies).toEqual([]);
  });

  it('is refused when its policies are out of bounds', () => {
    const policies = Array.from({ length: 501 }, (_, n) => ({ id: `p-${n}`, text: 'x', proposalId: null }));
    expect(policyBundleSchema.safeParse({ ...bundle, policies }).success).toBe(false);
  });
});
