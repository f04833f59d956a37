import { defaultPolicyParameters } from '@ai-collective/contracts';
import { describe, expect, it } from 'vitest';
import {
  defaultVerificationPolicy,
  verificationPolicyOf,
} from '../../../src/rules/verification/verificationPolicy.js';

describe('verificationPolicyOf', () => {
  it('is the default for a community that never set anything', () => {
    expect(verificationPolicyOf(defaultPolicyParameters)).toEqual(defaultVerificationPolicy);
  });

  it('is what a community has set', () => {
    const parameters = {
      ...defaultPolicyParameters,
      'tasks.maxErrors': 4,
      'tasks.maxAttempts': 20,
      'verification.quorum': 5,
      'verification.trustedAfter': 30,
      'verification.minimumCheckPercent': 20,
      'verification.baitPercent': 0,
      'verification.suspendAtStrikes': 2,
    };
    expect(verificationPolicyOf(parameters)).toEqual({
      ...defaultVerificationPolicy,
      maxErrors: 4,
      maxAttempts: 20,
      quorum: 5,
      trustedAfter: 30,
      minimumCheckProbability: 0.2,
      baitProbability: 0,
      suspendAtStrikes: 2,
      maxSuccesses: 10,
    });
  });
});
