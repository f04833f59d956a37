import { describe, expect, it } from 'vitest';
import { defaultPolicyParameters, policyParametersSchema } from '../src/policyBundle.js';

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
