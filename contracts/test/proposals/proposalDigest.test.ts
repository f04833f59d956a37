import { describe, expect, it } from 'vitest';
import { proposalDigest, type SubmittedProposal } from '../../src/proposals/proposalDigest.js';

const proposal: SubmittedProposal = {
  ...{ tenantId: 'com_1', id: 'prp_1', title: 'A', body: 'B', topics: ['models'], method: 'for-against' },
  ...{ options: [], changes: [{ type: 'DENY_MODEL', modelId: 'mdl_1' }], secrecy: 'OPEN' },
  submission: { terms: { quorumShare: 2_000 }, baseVersion: 3, at: 1, startsAt: 2, endsAt: 3 },
};

describe('the digest of a proposal', () => {
  it('is of all that is voted on, in whatever order it is written', () => {
    const digest = proposalDigest(proposal);
    expect(digest).toMatch(/^[0-9a-f]{64}$/);
    const { submission, ...rest } = proposal;
    expect(proposalDigest({ submission, ...rest })).toBe(digest);
  });

  it.each<Partial<SubmittedProposal>>([
    { tenantId: 'com_2' },
    { id: 'prp_2' },
    { title: 'a' },
    { body: '' },
    { topics: [] },
    { method: 'approval' },
    { options: ['a'] },
    { changes: [] },
    { secrecy: 'HIDDEN' },
    { submission: { ...proposal.submission, endsAt: 4 } },
    { submission: { ...proposal.submission, startsAt: 1 } },
    { submission: { ...proposal.submission, baseVersion: 4 } },
    { submission: { ...proposal.submission, terms: { quorumShare: 1 } } },
  ])('is another one with %j', (change) => {
    expect(proposalDigest({ ...proposal, ...change })).not.toBe(proposalDigest(proposal));
  });
});
