import { describe, expect, it } from 'vitest';
import { communityPoliciesSchema, type CommunityPolicy } from '../../src/cedar/communityPolicies.js';

const policy = (change: Partial<CommunityPolicy> = {}): CommunityPolicy => ({
  id: 'no-guests',
  text: 'forbid (principal, action, resource);',
  proposalId: null,
  ...change,
});
const many = (count: number, text = 'x'): readonly CommunityPolicy[] =>
  Array.from({ length: count }, (_, index) => policy({ id: `p-${index}`, text }));

describe('communityPoliciesSchema', () => {
  it.each([
    ['none at all', []],
    ['one that a proposal enacted', [policy({ proposalId: 'prp_1' })]],
    ['five hundred', many(500)],
    ['texts of 4,000 characters, 200,000 together', many(50, 'x'.repeat(4_000))],
  ])('takes %s', (_, policies) => {
    expect(communityPoliciesSchema.parse(policies)).toEqual(policies);
  });

  it.each([
    ['more than five hundred', many(501)],
    ['a text that is too long', [policy({ text: 'x'.repeat(4_001) })]],
    ['texts that are too long together', many(51, 'x'.repeat(4_000))],
    ['an empty text', [policy({ text: '' })]],
    ['the same id twice', [policy(), policy()]],
    ['an id like one of the platform', [policy({ id: 'rail:scopes' })]],
    ['an id without a letter', [policy({ id: '' })]],
    ['what is no policy', ['permit (principal, action, resource);']],
  ])('refuses %s', (_, policies) => {
    expect(communityPoliciesSchema.safeParse(policies).success).toBe(false);
  });
});
