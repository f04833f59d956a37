import { defaultPolicyParameters } from '@ai-collective/contracts';
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { policyDigest } from '../../src/rules/policyDigest.js';

const policy = { communityId: 'com_1', version: 1, parameters: defaultPolicyParameters };

describe('policyDigest', () => {
  it('is the SHA-256 of the canonical JSON of community, version and parameters', () => {
    const members = Object.entries({ ...defaultPolicyParameters, 'jobs.maxItems': 7 })
      .sort(([left], [right]) => (left < right ? -1 : 1))
      .map(([name, value]) => `"${name}":${String(value)}`);
    const text = `{"communityId":"com_1","parameters":{${members.join(',')}},"version":1}`;
    expect(policyDigest({ ...policy, parameters: { ...defaultPolicyParameters, 'jobs.maxItems': 7 } })).toBe(
      createHash('sha256').update(text).digest('hex'),
    );
  });

  it('does not depend on the order of members', () => {
    const entries = fc.shuffledSubarray(Object.entries(defaultPolicyParameters), {
      minLength: Object.keys(defaultPolicyParameters).length,
    });
    fc.assert(
      fc.property(entries, (shuffled) => {
        const parameters = Object.fromEntries(shuffled) as typeof defaultPolicyParameters;
        expect(policyDigest({ parameters, version: 1, communityId: 'com_1' })).toBe(policyDigest(policy));
      }),
    );
  });

  it('changes with the community, the version and each parameter', () => {
    const others = [
      { ...policy, communityId: 'com_2' },
      { ...policy, version: 2 },
      ...Object.entries(defaultPolicyParameters).map(([name, value]) => ({
        ...policy,
        parameters: {
          ...defaultPolicyParameters,
          [name]: typeof value === 'number' ? value + 1 : ['DE'],
        },
      })),
    ];
    expect(new Set([policy, ...others].map(policyDigest)).size).toBe(others.length + 1);
  });

  it("covers the community's own policies, and is what it was where there are none", () => {
    const own = (change: object) => ({
      ...policy,
      policies: [{ id: 'own', text: 'permit (principal, action, resource);', proposalId: null, ...change }],
    });
    const others = [
      {},
      { id: 'other' },
      { text: 'forbid (principal, action, resource);' },
      { proposalId: 'prp_1' },
    ];
    expect(new Set([policyDigest(policy), ...others.map(own).map(policyDigest)]).size).toBe(
      others.length + 1,
    );
    expect(policyDigest({ ...policy, policies: [] })).toBe(policyDigest(policy));
  });
});
