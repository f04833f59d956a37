import { nothing, page, type Operations } from './Operation.js';

const numbered = page((random) => `n${random.below(10)}`);

export const governanceOperations: Operations = {
  auditRecords: (draw) => ({
    ...numbered(draw),
    ...draw.sometimes(() => ({ action: 'jobs:submit' })),
  }),
  auditVerdict: nothing,
  policy: nothing,
  policyVersions: numbered,
  setPolicyParameters: (draw) => ({
    input: {
      baseVersion: draw.random.below(8),
      changes: [{ name: 'jobs.maxItems', value: 1 + draw.random.below(50) }],
    },
  }),
};
