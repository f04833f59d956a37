import { defaultPolicyParameters } from '@ai-collective/contracts';
import { AppError } from '@ai-collective/platform/runtime';
import { describe, expect, it } from 'vitest';
import { policyVersionIn } from '../../src/forwarding/policyVersionIn.js';

const failing = (error: Error) => ({
  get: () => {
    throw error;
  },
});

describe('policyVersionIn', () => {
  it('is the version in force', () => {
    const policies = { get: () => ({ version: 3, parameters: defaultPolicyParameters, policies: [] }) };
    expect(policyVersionIn(policies, 'com_a')).toBe(3);
  });

  it('is 0 without a store, and until the store has read its topic', () => {
    expect(policyVersionIn(undefined, 'com_a')).toBe(0);
    expect(policyVersionIn(failing(new AppError('POLICIES_NOT_READY', 'Not yet.')), 'com_a')).toBe(0);
  });

  it('hides no other failure', () => {
    expect(() => policyVersionIn(failing(new Error('broken')), 'com_a')).toThrow('broken');
  });
});
