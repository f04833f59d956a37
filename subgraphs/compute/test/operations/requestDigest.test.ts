import { createHash } from 'node:crypto';
import { canonicalJson, type TaskInput } from '@ai-collective/contracts';
import { expect, it } from 'vitest';
import { requestDigest } from '../../src/operations/requestDigest.js';

const due = { deadline: '2030-01-01T00:00:00.000Z' };

it.each([
  [0, {}],
  [1, due],
  [500, {}],
  [1_001, due],
])('is the digest of the canonical JSON of a job of %i items and %j', async (items, also) => {
  const inputs = Array.from({ length: items }, (_, index): TaskInput => ({
    b: { type: 'blob', cid: `bafk${index}` },
    a: { type: 'blob', cid: 'bafk' },
  }));
  const request = { modelVersionId: 'mdv_1', fleetId: 'flt_"1"', priority: 5, inputs, ...also };
  const whole = createHash('sha256').update(canonicalJson(request)).digest('hex');
  expect(await requestDigest(request)).toBe(whole);
});
