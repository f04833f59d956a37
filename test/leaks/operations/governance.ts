import type { Draw } from '../Draw.js';
import { nothing, page, type Operations } from './Operation.js';

const numbered = page((random) => `n${random.below(10)}`);

/** What a delegation is for. */
const scope = (draw: Draw) =>
  draw.sometimes(() => ({
    scope: draw.random.chance(0.5) ? { proposalId: draw.some('proposal') } : { topic: 'models' },
  }));

export const governanceOperations: Operations = {
  auditRecords: (draw) => ({
    ...numbered(draw),
    ...draw.sometimes(() => ({ action: 'jobs:submit' })),
  }),
  auditVerdict: nothing,
  auditCheckpoint: nothing,
  auditInclusionProof: (draw) => ({
    sequence: draw.random.below(6),
    ...draw.sometimes(() => ({ size: draw.random.below(8) })),
  }),
  auditConsistencyProof: (draw) => ({ from: draw.random.below(6), to: draw.random.below(8) }),
  policy: nothing,
  policyVersions: numbered,
  setPolicyParameters: (draw) => ({
    input: {
      baseVersion: draw.random.below(8),
      changes: [{ name: 'jobs.maxItems', value: 1 + draw.random.below(50) }],
    },
  }),
  proposal: (draw) =>
    draw.random.chance(0.7) ? { id: draw.some('proposal') } : { number: 1 + draw.random.below(4) },
  proposals: (draw) => ({ ...numbered(draw), ...draw.sometimes(() => ({ needsMyVote: true })) }),
  myDelegations: nothing,
  createProposal: (draw) => ({
    input: {
      title: draw.word(),
      ...draw.sometimes(() => ({ changes: [{ denyModel: draw.some('model') }] })),
    },
  }),
  submitProposal: (draw) => ({ id: draw.some('proposal') }),
  cancelProposal: (draw) => ({ id: draw.some('proposal') }),
  castBallot: (draw) => ({
    input: { proposalId: draw.some('proposal'), position: draw.random.pick(['FOR', 'AGAINST', 'ABSTAIN']) },
  }),
  delegateVote: (draw) => ({ to: draw.some('person'), ...scope(draw) }),
  endDelegation: scope,
};
